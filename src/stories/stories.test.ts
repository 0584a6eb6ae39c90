import { describe, expect, it } from 'vitest'
import { formatIpv4 } from '../model'
import { openDocument } from '../scenario/migrate'
import { prepareScenario } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'
import { decodeLink, encodeLink } from '../scenario/url'
import { layBeside } from '../worker/view-recording'
import { catalogue, storyOf } from './index'
import { isSame, scenarioAt, statesOf } from './lesson'
import { restartTunnel } from './restart-tunnel'
import { ASKED, chainOf, setOf } from './set-or-chain'
import { type Ran, runScenario, stories, storyCalled } from './testing/run-story'

/** The story as it is opened, or as a step leaves it (from 1). */
function run(id: string, step: number | null = null): Ran {
  const story = storyCalled(id)
  return runScenario(step === null ? story.scenario : scenarioAt(story, step - 1, 'after'))
}

const title = (scenario: Scenario, index: number) => `${scenario.host.name} ${index + 1}`

describe('every story', () => {
  for (const story of stories) {
    for (const [index, scenario] of statesOf(story).entries())
      it(`${story.id}, ${title(scenario, index)}, is read without a word of complaint`, () => {
        const { diagnostics, rules } = prepareScenario(scenario)
        expect(Object.values(diagnostics).flat()).toEqual([])
        expect(rules.outcome.status).toBe(0)
      })
    it(`${story.id} is a valid document and fits a link`, () => {
      const { scenario } = story
      expect(openDocument(JSON.parse(JSON.stringify(scenario)))).toEqual({ ok: true, scenario, view: { cursor: null } })
      expect(decodeLink(encodeLink(scenario, { cursor: 3 }))).toEqual({ ok: true, scenario, view: { cursor: 3 } })
    })
    it(`${story.id} is found again by its title and notes, in both languages`, async () => {
      const { scenario, chinese } = story
      expect((await storyOf(scenario))?.id).toBe(story.id)
      expect((await storyOf(chinese))?.id).toBe(story.id)
      expect(await storyOf({ title: scenario.title, notes: 'my own' })).toBeNull()
    })
    it(`${story.id} is called as the list of stories calls it`, () => {
      const entry = catalogue.find(({ id }) => id === story.id)
      expect([entry?.title, entry?.chineseTitle]).toEqual([story.scenario.title, story.chinese.title])
    })
  }
  it('has an id of its own', () => expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length))
})

describe('wireguard-order', () => {
  const rulesOf = (id: string) => storyCalled(id).scenario.host.rules
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
  it('-I, or a policy in place of the rule, lets the peers talk', () => {
    for (const step of [5, 6]) {
      const ran = run('wireguard-after-restart', step)
      expect(new Set([...ran.fates(0), ...ran.fates(1)])).toEqual(new Set(['transmitted wg0']))
      expect(ran.fates(1).length).toBeGreaterThan(8)
    }
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

describe('recordings', () => {
  const told = stories.filter(({ scenario }) => scenario.recording !== undefined)
  it('belong to three stories', () =>
    expect(told.map(({ id }) => id)).toEqual(['wireguard-after-restart', 'wireguard-after-boot', 'asymmetric-return']))
  for (const { id, scenario } of told)
    it(`of ${id} lie beside the simulation without a difference`, () => {
      const { packets } = layBeside(prepareScenario(scenario), scenario.recording ?? '')
      expect(packets.length).toBeGreaterThan(0)
      for (const { outcome } of packets) expect(outcome.kind).toBe('same')
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
    expect(ran.logged[0]).toMatch(/^filter-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=10\.211\.55\.2 .*SPT=8888 DPT=60181 .*ACK SYN /)
    expect(ran.fates(0).every((fate) => fate === 'transmitted eth0' || fate === 'delivered tcp 8888')).toBe(true)
  })
  it('what the host opens itself is logged by nat OUTPUT once and redirected', () => {
    const ran = run('nat-first-packet')
    expect(ran.logged.filter((line) => line.startsWith('nat-output-log'))).toHaveLength(1)
    expect(ran.logged.find((line) => line.startsWith('nat-output-log'))).toMatch(/DST=14\.215\.177\.39 .*SPT=35530 DPT=8888 .* SYN /)
    expect(ran.hits('nat', 'OUTPUT', 2)).toBe(1)
    expect(ran.fates(1)[0]).toBe('delivered tcp 9999')
  })
})

describe('two-routers', () => {
  const SECOND = 4
  it('the first router counts 21435 to 21438 and 156 bytes, and one at DNAT', () => {
    const ran = run('two-routers')
    expect(ran.hits('filter', 'FORWARD', 10)).toBe(3)
    expect(ran.hits('nat', 'PREROUTING', 1)).toBe(1)
    expect(ran.hits('mangle', 'PREROUTING', 3)).toBe(0)
    const bytes = ran.events.flatMap((event) =>
      event.kind === 'rule matched' && event.place.chain === 'FORWARD' && event.place.number === 10 ? [event.bytes] : [],
    )
    expect(bytes).toEqual([52, 52, 52])
    expect(storyCalled('two-routers').scenario.host.rules).toContain('[21435:1209442] -A FORWARD')
  })
  it('its three SYNs come after 0, 3 and 9 seconds', () => {
    const times = run('two-routers').timeline.packets.map(({ from }) => Math.round(from / 1e6))
    expect(times).toEqual([0, 3, 9])
  })
  it('on the second router they die in mangle, and nat is not asked', () => {
    const ran = run('two-routers', SECOND)
    expect([0, 1, 2].flatMap((sending) => ran.fates(sending))).toEqual(Array(3).fill('dropped mangle FIREWALL_172.17.21.105 rule 5'))
    expect(ran.hits('nat', 'PREROUTING', 1)).toBe(0)
  })
  it('each of the three cures lets them through to the machine, and ssh afterwards', () => {
    for (const step of [7, 8]) {
      const ran = run('two-routers', step)
      expect(ran.fates(0)).toEqual(['transmitted eth0'])
      expect(new Set(ran.fates(3))).toEqual(new Set(['transmitted eth0', 'transmitted eth2']))
    }
    expect(run('two-routers', 9).fates(0)).toEqual(['transmitted eth0'])
    expect(run('two-routers', 10).fates(0)).toEqual(['transmitted eth0'])
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
    const ran = run('asymmetric-return', 5)
    expect(ran.fates(0)).toEqual(['transmitted wan0'])
    const end = ran.events.find((event) => event.kind === 'packet ended' && event.packet === 1)
    expect(end?.kind === 'packet ended' ? formatIpv4(end.headers.source) : '').toBe('10.60.2.10')
  })
})

describe('scenes of one story', () => {
  /** What leaves a scene by an interface, against what comes into another: the same packet, but for what the wire does not carry. */
  const handover: readonly { readonly story: string; readonly leaves: number; readonly arrives: number; readonly out: string }[] = [
    { story: 'two-routers', leaves: 3, arrives: 4, out: 'eth0' },
    { story: 'two-routers', leaves: 9, arrives: 10, out: 'eth0' },
    { story: 'roaming-clients', leaves: 1, arrives: 2, out: 'wg_s2s' },
    { story: 'roaming-clients', leaves: 4, arrives: 5, out: 'wg_s2s' },
    { story: 'three-hops', leaves: 1, arrives: 2, out: 'wg_c' },
    { story: 'three-hops', leaves: 3, arrives: 4, out: 'wg_c' },
  ]
  for (const { story, leaves, arrives, out } of handover)
    it(`${story}: what step ${leaves} sends on is what step ${arrives} gets`, () => {
      const left = run(story, leaves).events.flatMap((event) =>
        event.kind === 'packet ended' && event.packet === 1 && event.fate.kind === 'transmitted' && event.fate.interface === out
          ? [event.headers]
          : [],
      )
      const came = run(story, arrives).events.flatMap((event) =>
        event.kind === 'packet appeared' && event.packet === 1 ? [event.headers] : [],
      )
      expect(left).toHaveLength(1)
      const onWire = ({ source, destination, ttl, transport }: (typeof left)[number]) => ({ source, destination, ttl, transport })
      expect(came.map(onWire)).toEqual(left.map(onWire))
    })
})

describe('sites and uplinks', () => {
  it('default-by-tunnel: the answer follows the default route until rule and table stand both', () => {
    expect(run('default-by-tunnel').fates(0)).toEqual(['delivered tcp 443', 'transmitted wg_s2s'])
    expect(run('default-by-tunnel', 4).fates(0)[1]).toBe('transmitted wg_s2s')
    expect(run('default-by-tunnel', 5).fates(0)[1]).toBe('transmitted wan')
  })
  it('roaming-clients: masquerading brings the answer back to the laptop', () => {
    expect(run('roaming-clients').fates(0)).toEqual(['transmitted wg_s2s'])
    expect(run('roaming-clients').fates(1)).toEqual(['transmitted wg_s2s', 'transmitted br-lan'])
    expect(run('roaming-clients', 3).fates(0)).toEqual(['transmitted br-lan', 'transmitted wan'])
    expect(run('roaming-clients', 5).fates(0)).toEqual(['transmitted br-lan', 'transmitted wg_s2s'])
    expect(run('roaming-clients', 6).fates(0)).toEqual(['transmitted wg_s2s', 'transmitted wg0'])
    expect(isSame(scenarioAt(storyCalled('roaming-clients'), 5, 'after'), scenarioAt(storyCalled('roaming-clients'), 3, 'after'))).toBe(
      true,
    )
  })
  it('three-hops: the middle one in its own name, or a route back', () => {
    expect(run('three-hops', 2).fates(0)).toEqual(['transmitted br-lan', 'transmitted wan'])
    expect(run('three-hops', 4).fates(0)).toEqual(['transmitted br-lan', 'transmitted wg_c'])
    expect(run('three-hops', 5).fates(0)).toEqual(['transmitted br-lan', 'transmitted wg_c'])
    expect(run('three-hops', 3).fates(0)).toEqual(['transmitted wg_c', 'transmitted wg_a'])
  })
  it('two-uplinks: each address answers by its own uplink once each has a table', () => {
    const ways = (step: number) => [0, 1].map((sending) => run('two-uplinks', step).fates(sending)[1])
    expect(ways(1)).toEqual(['transmitted isp1', 'transmitted isp1'])
    expect(ways(4)).toEqual(['transmitted isp1', 'transmitted isp2'])
  })
})

describe('the cookbook', () => {
  it('reset-log: every reset is written down, but not those of 3406', () => {
    const { logged, fates } = run('reset-log')
    expect(logged).toHaveLength(5)
    expect(logged.slice(0, 4).map((line) => /SPT=(\d+) DPT=(\d+) SEQ=(\d+) ACK=(\d+)/.exec(line)?.slice(1).join(' '))).toEqual([
      '8182 9366 0 1747027778',
      '8182 9368 0 3840170438',
      '8182 9370 0 3892381139',
      '8182 38225 0 1436910913',
    ])
    expect(fates(4)).toEqual(['died local no socket', 'transmitted eth0'])
  })
  it('port-forward: SNAT brings the answer back; OUTPUT needs a DNAT of its own', () => {
    expect(run('port-forward').fates(0)).toEqual(['transmitted eth0', 'transmitted eth0'])
    expect(run('port-forward').timeline.packets[1]?.label).toBe('RST')
    expect(run('port-forward').fates(1)[0]).toBe('delivered tcp 22')
    expect(run('port-forward').fates(2)[0]).toBe('died local no socket')
    expect(run('port-forward', 3).fates(0).length).toBeGreaterThan(7)
    expect(run('port-forward', 7).fates(2)[0]).toBe('transmitted eth0')
    expect(run('port-forward', 7).fates(2).length).toBeGreaterThan(7)
  })
  it('who-knocks: five lines of seven invalid packets, and a policy that outlives its rules', () => {
    const invalid = (ran: Ran) => ran.logged.filter((line) => line.startsWith('Invalid: ')).length
    expect(run('who-knocks').fates(0)).toEqual(['dropped filter INPUT rule 3'])
    expect(invalid(run('who-knocks'))).toBe(5)
    expect(run('who-knocks', 2).fates(0)[0]).toBe('delivered tcp 80')
    expect(run('who-knocks', 5).fates(1)).toEqual(['dropped filter INPUT policy 1'])
    expect(run('who-knocks', 6).fates(1)[0]).toBe('delivered tcp 22')
  })
  it('rate-limit: the fourth attempt meets DROP, and a minute and a half later none', () => {
    const ran = run('rate-limit')
    expect([0, 1, 2].map((sending) => ran.fates(sending)[0])).toEqual(Array(3).fill('delivered tcp 22'))
    expect([3, 4].map((sending) => ran.fates(sending)[0])).toEqual(Array(2).fill('dropped filter INPUT rule 4'))
    expect([5, 6].map((sending) => ran.fates(sending)[0])).toEqual(Array(2).fill('delivered tcp 22'))
  })
  it('whitelist-set: in by the set, out when its entry has run out, in for good; blocked where that is asked first', () => {
    const ran = run('whitelist-set')
    expect(ran.fates(0)[0]).toBe('delivered tcp 3306')
    expect(ran.fates(1)).toEqual(['rejected filter drds_whitelist rule 3', 'transmitted eth0'])
    expect(ran.fates(2)[0]).toBe('delivered tcp 3306')
    expect(ran.logged).toHaveLength(1)
    expect(run('whitelist-set', 3).fates(1)[0]).toBe('delivered tcp 3306')
    expect(run('whitelist-set', 4).fates(2)).toEqual(['dropped filter INPUT rule 3'])
  })
  it('set-or-chain: its figure is what the engine counts', () => {
    const { scenario } = storyCalled('set-or-chain')
    for (const { count, kind, asked } of ASKED) {
      const { events } = runScenario({ ...scenario, host: { ...scenario.host, ...(kind === 'chain' ? chainOf(count) : setOf(count)) } })
      const met = events.filter(({ packet, kind }) => packet === 1 && (kind === 'rule missed' || kind === 'rule matched'))
      expect(met, `${kind} of ${count}`).toHaveLength(asked)
    }
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
  it('docker-host: INPUT is never asked about the published port; DOCKER-USER is', () => {
    const ran = run('docker-host')
    expect(ran.fates(0)[0]).toBe('transmitted docker0')
    expect(ran.hits('filter', 'INPUT', 1)).toBe(0)
    expect(ran.hits('filter', 'DOCKER', 1)).toBe(1)
    expect(ran.hits('nat', 'OUTPUT', 1)).toBe(1)
    expect(run('docker-host', 3).fates(0)).toEqual(['dropped filter DOCKER-USER rule 1'])
  })
})
