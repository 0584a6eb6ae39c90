import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importText } from '../import/import-text'
import { emptyScenario } from '../import/testing/empty-scenario'
import { recorded, sharedTexts } from '../import/testing/recorded-texts'
import { prepareScenario } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'
import type { Fate, TraceEvent } from '../trace/event'
import { createTimeline, worldAt } from '../trace/timeline'
import type { Replayed } from './protocol'
import type { Beside } from './protocol-recordings'
import { layBeside, replayRecording } from './view-recording'

const STORIES = sharedTexts('stories')
const SAMPLES = sharedTexts('corpus/samples')

/** A host of whatever texts tell about it. */
function hostOf(texts: readonly (string | undefined)[], services = ''): Scenario {
  const { sections } = importText(texts.map((text) => text ?? '').join('\n'), emptyScenario())
  return emptyScenario({ services, ...sections })
}

function replay(host: Scenario, trace: string): Replayed {
  return replayRecording(prepareScenario(host), trace)
}

function beside(host: Scenario, trace: string): Beside {
  return layBeside(prepareScenario(host), trace)
}

const OWN = hostOf(
  [...['save-nft.txt', 'ipset-save.txt', 'ip-addr.txt', 'ip-route.txt'].map(recorded), 'net.ipv4.ip_forward = 1\n'],
  'tcp 80\n',
)

function sampleHost(save: string): Scenario {
  const files = [save, 'ipset-save.txt', 'ip-addr.txt', 'ip-route-table-all.txt', 'ip-rule.txt']
  return hostOf([...files.map((name) => SAMPLES.get(name)), 'net.ipv4.ip_forward = 1\n'], 'tcp 8080\n')
}

function fateText(fate: Fate | null): string {
  switch (fate?.kind) {
    case 'dropped':
    case 'rejected':
      return `${fate.kind} ${fate.by.table} ${fate.by.chain} ${fate.by.kind} ${fate.by.number}`
    case 'untold':
      return `untold after ${fate.after} ${fate.out ?? ''}`.trimEnd()
    default:
      return fate?.kind ?? 'walking'
  }
}

/** Whatever a recording says, the page must be able to draw it: every place is of a rule or an end that the view has. */
function checkDrawable({ rules, events }: Replayed): void {
  const counts = new Map(rules.tables.flatMap(({ name, chains }) => chains.map((chain) => [`${name} ${chain.name}`, chain.rules.length])))
  for (const event of events) {
    if (event.kind !== 'rule matched' && event.kind !== 'policy applied' && event.kind !== 'chain returned') continue
    const count = counts.get(`${event.place.table} ${event.place.chain}`)
    expect(count).toBeDefined()
    if (event.place.kind === 'rule') expect(event.place.number).toBeLessThanOrEqual(count ?? 0)
    else expect(event.place.number).toBe((count ?? 0) + 1)
  }
  const timeline = createTimeline(events)
  expect(Object.keys(worldAt(timeline, events.length).packets)).toHaveLength(timeline.packets.length)
}

/** Nothing that a trace does not tell is in its events. */
const NEVER: ReadonlySet<TraceEvent['kind']> = new Set([
  'rule missed',
  'rule unknown',
  'connection looked up',
  'connection changed',
  'connection confirmed',
  'nat bound',
  'stage skipped',
])

describe('a recorded trace is replayed on the rules at hand', () => {
  function check(host: Scenario, trace: string | undefined, wanted: { on: Replayed['on']; fates: readonly string[] }): void {
    if (trace === undefined) return
    const replayed = replay(host, trace)
    checkDrawable(replayed)
    expect(replayed.leftOut).toEqual([])
    expect(replayed.on).toBe(wanted.on)
    expect(createTimeline(replayed.events).packets.map(({ fate }) => fateText(fate))).toEqual(wanted.fates)
    for (const event of replayed.events) {
      expect(NEVER.has(event.kind)).toBe(false)
      if ('comparisons' in event) expect(event.comparisons).toEqual([])
    }
  }
  const restart = hostOf([STORIES.get('wireguard-order.after-restart.nvL.txt')])
  const boot = hostOf([STORIES.get('wireguard-order.after-boot.nvL.txt')])
  test('the dropped packet of the restarted tunnel, at its rule', () =>
    check(restart, STORIES.get('wireguard-order.dropped.xtables-monitor.txt'), { on: 'mixed', fates: ['dropped filter FORWARD rule 16'] }))
  test('the working ones, the first with nat’s word', () =>
    check(boot, STORIES.get('wireguard-order.working.xtables-monitor.txt'), {
      on: 'mixed',
      fates: ['untold after POSTROUTING wg0', ...Array.from({ length: 3 }, () => 'untold after FORWARD wg0')],
    }))
  const traced = hostOf([
    ...['save-traced-before.txt', 'ip-addr-traced.txt', 'ip-route-traced.txt'].map(recorded),
    'net.ipv4.ip_forward = 1\n',
  ])
  const forwarded = (label: string, out: string) => `${label}: untold after POSTROUTING ${out}`
  test('a kernel’s log of both directions, through DNAT, goto, REJECT and a policy', () => {
    const replayed = replay(traced, recorded('kernel-trace.txt'))
    checkDrawable(replayed)
    expect(replayed.on).toBe('own')
    expect(createTimeline(replayed.events).packets.map(({ label, fate }) => `${label}: ${fateText(fate)}`)).toEqual([
      forwarded('SYN', 'wan0'),
      forwarded('SYN+ACK', 'lan0'),
      forwarded('ACK', 'wan0'),
      forwarded('data', 'wan0'),
      forwarded('ACK', 'lan0'),
      forwarded('data', 'lan0'),
      forwarded('ACK', 'wan0'),
      forwarded('FIN+ACK', 'lan0'),
      forwarded('FIN+ACK', 'wan0'),
      forwarded('ACK', 'lan0'),
      'SYN: rejected filter INPUT rule 4',
      forwarded('RST+ACK', 'lan0'),
      'SYN: dropped filter refused rule 1',
      'SYN: dropped filter refused rule 1',
      'udp 53: dropped filter FORWARD policy 3',
    ])
  })
  test('what changed it between two lines: the rule that can, forwarding, or nobody whom the log names', () => {
    const { events } = replay(traced, recorded('kernel-trace.txt'))
    const changes = events.flatMap((event) =>
      event.kind === 'packet changed' && event.packet <= 2
        ? [
            `${event.packet} ${event.by.kind === 'rule' ? event.by.place.table : event.by.kind}: ${event.changes.map(({ field }) => field).join(' ')}`,
          ]
        : [],
    )
    expect(changes).toEqual([
      '1 mangle: mark',
      '1 nat: destination destinationPort',
      '1 forwarding: ttl',
      '2 untold: destination',
      '2 forwarding: ttl',
    ])
  })
  test('and beside its simulation nothing differs, packet by packet of a whole TCP exchange', () => {
    const { packets } = beside(traced, recorded('kernel-trace.txt'))
    expect(packets).toHaveLength(15)
    expect(packets.filter(({ outcome }) => outcome.kind !== 'same')).toEqual([])
  })
  test('a foreign ruleset whose chains have any names', () => {
    const replayed = replay(traced, recorded('nft-monitor-foreign.txt'))
    checkDrawable(replayed)
    expect(replayed.on).toBe('foreign')
    expect(replayed.rules.tables.flatMap(({ name, chains }) => chains.map((chain) => `${name} ${chain.name}`))).toEqual([
      'raw PREROUTING',
      'raw early',
      'raw marks',
      'nat PREROUTING',
      'nat POSTROUTING',
      'nat redirects',
      'nat leaving',
      'filter INPUT',
      'filter FORWARD',
      'filter through',
      'filter guests',
      'filter to_me',
      'filter services',
    ])
    expect(
      createTimeline(replayed.events)
        .packets.map(({ label, fate }) => `${label}: ${fateText(fate)}`)
        .slice(-4),
    ).toEqual([
      'SYN: dropped filter to_me policy 2',
      'SYN: untold after INPUT',
      'SYN: rejected filter guests rule 2',
      'udp 53: rejected filter guests rule 2',
    ])
  })
  test('a foreign ruleset, on hooks of its own', () =>
    check(restart, STORIES.get('asymmetric-return.nft-monitor-trace.txt'), {
      on: 'foreign',
      fates: ['dropped filter accept_to_wan rule 1'],
    }))
})

describe('every trace replays, with rules at hand and without', () => {
  const traces = [
    ...['xtables-monitor.txt', 'nft-monitor-trace.txt'].map((name) => [name, recorded(name), OWN] as const),
    ...[
      ['xtables-monitor-trace.txt', 'iptables-save-c-nft.txt'],
      ['nft-monitor-trace.txt', 'iptables-save-c-nft.txt'],
      ['kernel-TRACE.txt', 'iptables-save-c-legacy.txt'],
    ].flatMap(([log = '', save = '']) => {
      const text = SAMPLES.get(log)
      return text === undefined ? [] : [[log, text, sampleHost(save)] as const]
    }),
  ]
  for (const [name, text, host] of traces)
    test(name, () => {
      const own = replay(host, text)
      checkDrawable(own)
      expect(own.on).toBe('own')
      const alone = replay(emptyScenario(), text)
      checkDrawable(alone)
      expect(alone.on).toBe('foreign')
      expect(createTimeline(alone.events).packets.length).toBe(createTimeline(own.events).packets.length)
    })
})

describe('a recording lies beside the simulation of its own ruleset without a difference', () => {
  function check(host: Scenario, trace: string | undefined, least: number): void {
    if (trace === undefined) return
    const { packets } = beside(host, trace)
    expect(packets.length).toBeGreaterThanOrEqual(least)
    expect(packets.filter(({ outcome }) => outcome.kind !== 'same').map(({ label, outcome }) => [label, outcome])).toEqual([])
    for (const { steps } of packets) expect(steps.filter(({ agrees }) => agrees === 'no' || agrees === 'after')).toEqual([])
  }
  test('xtables-monitor.txt', () => check(OWN, recorded('xtables-monitor.txt'), 7))
  test('nft-monitor-trace.txt', () => check(OWN, recorded('nft-monitor-trace.txt'), 7))
  test('reference xtables-monitor', () => check(sampleHost('iptables-save-c-nft.txt'), SAMPLES.get('xtables-monitor-trace.txt'), 10))
  test('reference nft monitor', () => check(sampleHost('iptables-save-c-nft.txt'), SAMPLES.get('nft-monitor-trace.txt'), 10))
  test('reference kernel log', () => check(sampleHost('iptables-save-c-legacy.txt'), SAMPLES.get('kernel-TRACE.txt'), 10))
  test('the dropped packet of the restarted tunnel', () =>
    check(hostOf([STORIES.get('wireguard-order.after-restart.nvL.txt')]), STORIES.get('wireguard-order.dropped.xtables-monitor.txt'), 1))
})

describe('where they part, the first step and the likely reason', () => {
  function check(host: Scenario, trace: string | undefined, wanted: { readonly at: number; readonly why: object }): void {
    if (trace === undefined) return
    const outcomes = beside(host, trace).packets.map(({ outcome }) => outcome)
    expect(outcomes.find(({ kind }) => kind === 'differs')).toMatchObject({ kind: 'differs', ...wanted })
  }
  const xtables = recorded('xtables-monitor.txt')
  const changed = (from: string | RegExp, to: string): Scenario => ({
    ...OWN,
    host: { ...OWN.host, rules: OWN.host.rules.replace(from, to) },
  })
  test('the working tunnel was recorded on rules with comments, which the listing does not have', () =>
    check(hostOf([STORIES.get('wireguard-order.after-boot.nvL.txt')]), STORIES.get('wireguard-order.working.xtables-monitor.txt'), {
      at: 5,
      why: { kind: 'missing rule', chain: 'filter FORWARD', rule: '-o wg0 -m comment --comment "Added in wg0.conf" -j ACCEPT' },
    }))
  test('the dropped packet, with the tunnel’s rules first', () =>
    check(hostOf([STORIES.get('wireguard-order.after-boot.nvL.txt')]), STORIES.get('wireguard-order.dropped.xtables-monitor.txt'), {
      at: 9,
      why: { kind: 'another rule', because: 'order', simulated: 'filter:FORWARD:rule:16' },
    }))
  test('a rule that is not there', () =>
    check(changed('-A INPUT -p icmp', '-A INPUT -i lan0 -p icmp'), xtables, {
      at: 5,
      why: { kind: 'missing rule', chain: 'filter INPUT' },
    }))
  test('a rule about the state before it', () =>
    check(changed('-A INPUT -i lo -j ACCEPT', '-A INPUT -p icmp -m state --state NEW -j ACCEPT'), xtables, {
      at: 5,
      why: { kind: 'another rule', because: 'state', recorded: 'filter:INPUT:rule', simulated: 'filter:INPUT:rule:1' },
    }))
  test('another address of the host', () => {
    const moved = { ...OWN, host: { ...OWN.host, network: OWN.host.network.replaceAll(/192\.168\.7\.1(?!\d)/g, '192.168.7.2') } }
    check(moved, xtables, { at: 5, why: { kind: 'another chain', because: 'routing' } })
  })
})

describe('whatever is pasted', () => {
  test('no trace at all', () => {
    expect(replay(OWN, 'hello')).toMatchObject({ events: [], on: 'foreign' })
    expect(beside(OWN, '')).toEqual({ packets: [], on: 'foreign', leftOut: [] })
  })
  test('a rule number that nobody can have', () =>
    checkDrawable(
      replay(
        OWN,
        'TRACE: filter:INPUT:rule:4000000000 IN=lan0 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TTL=64 ID=1 PROTO=TCP SPT=1 DPT=2 SYN',
      ),
    ))
  test('a packet inside a chain that nothing called', () => {
    const replayed = replay(
      emptyScenario(),
      'TRACE: filter:MINE:rule:2 IN=lan0 OUT=wan0 SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TTL=64 ID=1 PROTO=UDP SPT=1 DPT=2',
    )
    checkDrawable(replayed)
    expect(replayed.rules.tables[0]?.chains.map(({ name, rules }) => [name, rules.length])).toEqual([
      ['FORWARD', 1],
      ['MINE', 2],
    ])
  })
  test('lines in any order, cut and doubled', () => {
    const lines = recorded('nft-monitor-trace.txt').split('\n')
    fc.assert(
      fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: 40 }), (picked) => {
        const trace = picked.map((index) => lines[index]).join('\n')
        for (const host of [OWN, emptyScenario()]) checkDrawable(replay(host, trace))
        beside(OWN, trace)
      }),
      { numRuns: 60 },
    )
  })
})
