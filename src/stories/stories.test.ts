import { describe, expect, it } from 'vitest'
import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import { counterMoves } from '../import/counters/counter-moves'
import { formatIpv4 } from '../model'
import { openDocument } from '../scenario/migrate'
import { prepareScenario } from '../scenario/prepare'
import { decodeLink, encodeLink } from '../scenario/url'
import type { TraceEvent } from '../trace/event'
import { layBeside } from '../worker/view-recording'
import { stories } from './index'
import { restartTunnel } from './restart-tunnel'

interface Ran {
  readonly events: readonly TraceEvent[]
  /** What became of the packets of a sending, in order: `dropped filter FORWARD 16`, `transmitted eth0`. */
  fates(sending: number): readonly string[]
  /** How often a rule matched. */
  hits(table: string, chain: string, number: number): number
}

/** The story as it is, or with other rules. */
function run(id: string, rules?: string): Ran {
  const story = stories.find((one) => one.id === id)
  if (story === undefined) throw new Error(`no story ${id}`)
  const observer = recorder()
  const { scenario } = story
  const prepared = prepareScenario(rules === undefined ? scenario : { ...scenario, host: { ...scenario.host, rules } })
  const outcome = createSimulator(prepared.input, observer).run()
  expect(outcome.problems).toEqual([])
  expect(outcome.limits).toEqual([])
  const { events } = observer
  return {
    events,
    fates: (sending) => {
      const ids = events.flatMap((event) => (event.kind === 'packet appeared' && event.sending === sending ? [event.packet] : []))
      return ids.flatMap((id) =>
        events.flatMap((event) => (event.packet === id && event.kind === 'packet ended' ? [fateText(event.fate)] : [])),
      )
    },
    hits: (table, chain, number) =>
      events.filter(
        (event) =>
          event.kind === 'rule matched' && event.place.table === table && event.place.chain === chain && event.place.number === number,
      ).length,
  }
}

function fateText(fate: Extract<TraceEvent, { kind: 'packet ended' }>['fate']): string {
  switch (fate.kind) {
    case 'transmitted':
      return `transmitted ${fate.interface}`
    case 'delivered':
      return `delivered ${fate.to}`
    case 'dropped':
    case 'rejected':
      return `${fate.kind} ${fate.by.table} ${fate.by.chain} ${fate.by.kind} ${fate.by.number}`
    case 'died':
      return `died ${fate.where} ${fate.reason}`
    case 'untold':
      return `untold after ${fate.after}`
  }
}

describe('every story', () => {
  for (const { id, scenario } of stories) {
    it(`${id} is read without a word of complaint`, () => {
      const { diagnostics, rules } = prepareScenario(scenario)
      expect([...diagnostics.rules, ...diagnostics.sets, ...diagnostics.network, ...diagnostics.services]).toEqual([])
      expect(rules.outcome.status).toBe(0)
    })
    it(`${id} is a valid document and fits a link`, () => {
      expect(openDocument(JSON.parse(JSON.stringify(scenario)))).toEqual({ ok: true, scenario, view: { cursor: null } })
      expect(decodeLink(encodeLink(scenario, { cursor: 3 }))).toEqual({ ok: true, scenario, view: { cursor: 3 } })
    })
  }
  it('has an id of its own', () => expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length))
})

describe('wireguard-order', () => {
  const rulesOf = (id: string) => stories.find((one) => one.id === id)?.scenario.host.rules ?? ''
  it('restarting wg0 makes of the one what the other is', () =>
    expect(restartTunnel(rulesOf('wireguard-after-boot'), 'wg0', '-A')).toBe(rulesOf('wireguard-after-restart')))
  it('restarting it again changes nothing', () =>
    expect(restartTunnel(rulesOf('wireguard-after-restart'), 'wg0', '-A')).toBe(rulesOf('wireguard-after-restart')))
  it('with -I its rules stand first, the later one on top', () => {
    const lines = restartTunnel(rulesOf('wireguard-after-restart'), 'wg0', '-I').split('\n')
    const forward = lines.filter((line) => line.startsWith('-A FORWARD'))
    expect(forward.slice(0, 2).map((line) => line.split(' ').slice(2, 4).join(' '))).toEqual(['-o wg0', '-i wg0'])
    expect(forward.length).toBe(22)
  })
  it('a text without the rules of wg0 stays as it is', () =>
    expect(restartTunnel('*filter\nCOMMIT\n', 'wg0', '-A')).toBe('*filter\nCOMMIT\n'))
  it('after the restart rule 16 drops what peers send each other, and nothing below it is ever met', () => {
    const ran = run('wireguard-after-restart')
    expect(ran.fates(0)).toEqual(['dropped filter FORWARD rule 16'])
    expect(new Set(ran.fates(1))).toEqual(new Set(['dropped filter FORWARD rule 16']))
    for (let number = 17; number <= 22; number++) expect(ran.hits('filter', 'FORWARD', number)).toBe(0)
    expect(ran.fates(2)).toEqual(['delivered icmp', 'transmitted wg0'])
  })

  it('after booting the same packets pass, by rule 16, with the TTL one lower', () => {
    const ran = run('wireguard-after-boot')
    expect(ran.fates(0)).toEqual(['transmitted wg0'])
    expect(new Set(ran.fates(1))).toEqual(new Set(['transmitted wg0']))
    expect(ran.hits('filter', 'FORWARD', 16)).toBeGreaterThan(8)
    const [first] = ran.events.flatMap((event) => (event.kind === 'packet ended' && event.packet === 1 ? [event.headers.ttl] : []))
    expect(first).toBe(127)
    const answered = ran.events.some((event) => event.kind === 'packet appeared' && formatIpv4(event.headers.source) === '11.11.11.70')
    expect(answered).toBe(true)
  })
})

describe('nat-first-packet', () => {
  it('nat OUTPUT is skipped for the answers, which filter OUTPUT logs', () => {
    const ran = run('nat-first-packet')
    const answer = ran.events.find((event) => event.kind === 'packet appeared' && event.origin.kind === 'answer')?.packet
    const skipped = ran.events.find(
      (event) => event.kind === 'stage skipped' && event.packet === answer && event.stage === 'nat' && event.hook === 'OUTPUT',
    )
    expect(skipped).toMatchObject({ hook: 'OUTPUT', stage: 'nat', reason: 'connection already bound' })
    const lines = ran.events.flatMap((event) => (event.kind === 'line logged' ? [event.line] : []))
    expect(lines[0]).toMatch(/^filter-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=10\.211\.55\.2 .*SPT=8888 DPT=60181 .*ACK SYN /)
    expect(ran.fates(0).every((fate) => fate === 'transmitted eth0' || fate === 'delivered tcp 8888')).toBe(true)
  })

  it('what the host opens itself is logged by nat OUTPUT once and redirected', () => {
    const ran = run('nat-first-packet')
    const lines = ran.events.flatMap((event) => (event.kind === 'line logged' ? [event.line] : []))
    expect(lines.filter((line) => line.startsWith('nat-output-log'))).toHaveLength(1)
    expect(lines.find((line) => line.startsWith('nat-output-log'))).toMatch(/DST=14\.215\.177\.39 .*SPT=35530 DPT=8888 .* SYN /)
    expect(ran.hits('nat', 'OUTPUT', 2)).toBe(1)
    expect(ran.fates(1)[0]).toBe('delivered tcp 9999')
  })
})

describe('two-routers', () => {
  const acted = (name: string) => {
    const story = stories.find(({ id }) => id === 'two-routers')
    return story?.acts.find((act) => act.name === name)?.change(story.scenario.host.rules) ?? ''
  }
  it('the three SYNs die in mangle, before nat is asked; another port goes through', () => {
    const ran = run('two-routers')
    expect([0, 1, 2].flatMap((sending) => ran.fates(sending))).toEqual(Array(3).fill('dropped mangle FIREWALL_172.20.5.105 rule 5'))
    expect(ran.hits('nat', 'PREROUTING', 1)).toBe(1)
    expect(ran.fates(3)[0]).toBe('transmitted eth1')
  })
  it('the counters before and after name the rule: three packets of 44 bytes, as the SYNs are', () => {
    const story = stories.find(({ id }) => id === 'two-routers')
    if (story === undefined) throw new Error('no story')
    const { moved, unpaired } = counterMoves(story.scenario)
    expect(
      moved.map(({ chain, number, before, after }) => [chain, number, after.packets - before.packets, after.bytes - before.bytes]),
    ).toEqual([['FIREWALL_172.20.5.105', 5, 3, 132]])
    expect(unpaired).toEqual([])
  })
  it('either cure lets them through to the machine', () => {
    for (const name of ['Let port 22 in', 'Without the firewall'])
      expect(run('two-routers', acted(name)).fates(0)).toEqual(['transmitted eth1'])
  })
})

describe('asymmetric-return', () => {
  it('the reply that nobody asked for by this way is INVALID and dropped; nat is not asked', () => {
    const ran = run('asymmetric-return')
    expect(ran.fates(0)).toEqual(['dropped filter to_wan rule 1'])
    expect(ran.events.find((event) => event.kind === 'connection looked up' && event.packet === 1)).toMatchObject({ state: 'INVALID' })
    expect(ran.fates(1)).toEqual(['transmitted wan0', 'transmitted wg0'])
    expect(ran.fates(2)).toEqual(['transmitted wg0', 'transmitted wan0'])
  })
  it('without the rule it leaves with its private source', () => {
    const story = stories.find(({ id }) => id === 'asymmetric-return')
    const ran = run('asymmetric-return', story?.acts[0]?.change(story.scenario.host.rules))
    expect(ran.fates(0)).toEqual(['transmitted wan0'])
    const end = ran.events.find((event) => event.kind === 'packet ended' && event.packet === 1)
    expect(end?.kind === 'packet ended' ? formatIpv4(end.headers.source) : '').toBe('10.60.2.10')
  })
  it('its recording lies beside the simulation without a difference', () => {
    const story = stories.find(({ id }) => id === 'asymmetric-return')
    if (story === undefined) throw new Error('no story')
    const { packets } = layBeside(prepareScenario(story.scenario), story.scenario.recording ?? '')
    expect(packets.map(({ outcome }) => outcome.kind)).toEqual(['same', 'same'])
  })
})

describe('the teaching scenarios', () => {
  it('home-router: both ways through, and silence for ssh', () => {
    const ran = run('home-router')
    expect(new Set(ran.fates(0))).toEqual(new Set(['transmitted eth0', 'transmitted eth1']))
    expect(new Set(ran.fates(1))).toEqual(new Set(['transmitted eth0', 'transmitted eth1']))
    expect(ran.fates(2)).toEqual(['delivered icmp', 'transmitted eth0'])
    expect(ran.fates(3)).toEqual(['dropped filter INPUT policy 5'])
    expect(ran.hits('nat', 'PREROUTING', 1)).toBe(1)
  })

  it('plain-server: in, refused, silent', () => {
    const ran = run('plain-server')
    expect(ran.fates(0)[0]).toBe('delivered tcp 443')
    expect(ran.fates(1)[0]).toBe('delivered tcp 22')
    expect(ran.fates(2)).toEqual(['dropped filter INPUT policy 9'])
    expect(ran.fates(3)).toEqual(['rejected filter INPUT rule 7', 'transmitted eth0'])
    expect(ran.fates(4)[0]).toBe('delivered tcp 80')
  })

  it('rate-limit: the fourth attempt meets DROP, and a minute and a half later none', () => {
    const ran = run('rate-limit')
    expect([0, 1, 2].map((sending) => ran.fates(sending)[0])).toEqual(Array(3).fill('delivered tcp 22'))
    expect([3, 4].map((sending) => ran.fates(sending)[0])).toEqual(Array(2).fill('dropped filter INPUT rule 4'))
    expect([5, 6].map((sending) => ran.fates(sending)[0])).toEqual(Array(2).fill('delivered tcp 22'))
  })

  it('whitelist-set: in by the set, out when its entry has run out, in for good', () => {
    const ran = run('whitelist-set')
    expect(ran.fates(0)[0]).toBe('delivered tcp 3306')
    expect(ran.fates(1)).toEqual(['rejected filter whitelist rule 3', 'transmitted eth0'])
    expect(ran.fates(2)[0]).toBe('delivered tcp 3306')
    expect(ran.events.filter((event) => event.kind === 'line logged')).toHaveLength(1)
  })

  it('docker-host: INPUT is never asked about the published port', () => {
    const ran = run('docker-host')
    expect(ran.fates(0)[0]).toBe('transmitted docker0')
    expect(ran.hits('filter', 'INPUT', 1)).toBe(0)
    expect(ran.hits('filter', 'DOCKER', 1)).toBe(1)
    expect(ran.hits('nat', 'OUTPUT', 1)).toBe(1)
  })
})
