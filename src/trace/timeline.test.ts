import { describe, expect, test } from 'vitest'
import type { TraceEvent } from './event'
import { packetLabel } from './packet-label'
import { droppedSyn, sampleSyn } from './sample-events'
import { createTimeline, nextStop, packetAt, type StepUnit } from './timeline'

const events = [...droppedSyn(1, 0), ...droppedSyn(2, 100)]
const timeline = createTimeline(events)

describe('steps', () => {
  function check(unit: StepUnit, from: number, direction: 1 | -1, lands: TraceEvent['kind'] | 'beginning'): void {
    test(`${unit} ${direction === 1 ? 'forward' : 'back'} from ${from}`, () => {
      const cursor = nextStop(timeline, from, unit, direction)
      expect(cursor === 0 ? 'beginning' : events[cursor - 1]?.kind).toBe(lands)
    })
  }
  check('event', 0, 1, 'packet appeared')
  check('event', 1, -1, 'beginning')
  check('rule', 0, 1, 'policy applied')
  check('rule', 8, 1, 'rule missed')
  check('rule', 17, 1, 'packet ended')
  check('stage', 1, 1, 'stage entered')
  check('stage', 6, 1, 'routed')
  check('verdict', 0, 1, 'verdict fell')
  check('verdict', 20, -1, 'verdict fell')
  check('packet', 1, 1, 'packet ended')
  check('packet', 40, -1, 'packet ended')

  test('there is nothing beyond the ends', () => {
    expect(nextStop(timeline, events.length, 'rule', 1)).toBe(events.length)
    expect(nextStop(timeline, 0, 'rule', -1)).toBe(0)
  })

  for (const unit of ['event', 'rule', 'stage', 'verdict', 'packet'] as const) {
    test(`${unit} steps reach the end and come back to the beginning`, () => {
      let cursor = 0
      for (let steps = 0; cursor < events.length && steps < 1_000; steps++) cursor = nextStop(timeline, cursor, unit, 1)
      expect(cursor).toBe(events.length)
      for (let steps = 0; cursor > 0 && steps < 1_000; steps++) cursor = nextStop(timeline, cursor, unit, -1)
      expect(cursor).toBe(0)
    })
  }
})

describe('packet tracks', () => {
  test('each packet knows its events, label and fate', () => {
    expect(
      timeline.packets.map(({ id, label, first, last, fate, certain }) => ({ id, label, first, last, fate: fate?.kind, certain })),
    ).toEqual([
      { id: 1, label: 'SYN', first: 0, last: 19, fate: 'dropped', certain: true },
      { id: 2, label: 'SYN', first: 20, last: 39, fate: 'dropped', certain: true },
    ])
  })

  test('an answer that walks while its packet waits is a track of its own', () => {
    const [begin, rest] = [droppedSyn(1, 0).slice(0, 17), droppedSyn(1, 0).slice(17)]
    const nested = createTimeline([...begin, ...droppedSyn(2, 20), ...rest])
    expect(nested.packets.map(({ first, last }) => [first, last])).toEqual([
      [0, 39],
      [17, 36],
    ])
    expect(packetAt(nested, 18)?.id).toBe(2)
    expect(packetAt(nested, 38)?.id).toBe(1)
  })

  test('ticks name the stage they are in', () => {
    const places = timeline.packets[0]?.ticks.map(({ kind, hook, stage }) => [kind, hook, stage].filter((part) => part !== null).join(' '))
    expect(places).toEqual([
      'appeared',
      'stage PREROUTING conntrack',
      'stage PREROUTING nat',
      'policy PREROUTING nat',
      'routing',
      'stage FORWARD filter',
      'rule FORWARD filter',
      'rule FORWARD filter',
      'rule FORWARD filter',
      'ended',
    ])
  })

  test('before the first event the first packet is meant, in an empty run none', () => {
    expect(packetAt(timeline, 0)?.id).toBe(1)
    expect(packetAt(createTimeline([]), 0)).toBe(null)
  })
})

describe('labels', () => {
  const tcp = (flags: number, payload = ''): ReturnType<typeof sampleSyn> => {
    const { transport } = sampleSyn()
    return transport.kind === 'tcp' ? sampleSyn({ transport: { ...transport, flags, payload } }) : sampleSyn()
  }
  const icmp = (type: number, code = 0) =>
    sampleSyn({ transport: { kind: 'icmp', protocol: 1, type, code, identifier: 1, sequence: 1, payload: '', quoted: null } })
  const udp = (sourcePort: number, destinationPort: number) =>
    sampleSyn({ transport: { kind: 'udp', protocol: 17, sourcePort, destinationPort, payload: '' } })
  const table: readonly [string, ReturnType<typeof sampleSyn>][] = [
    ['SYN', tcp(2)],
    ['SYN+ACK', tcp(18)],
    ['ACK', tcp(16)],
    ['data', tcp(24, 'hello')],
    ['FIN+ACK', tcp(17)],
    ['RST', tcp(4)],
    ['no flags', tcp(0)],
    ['ping', icmp(8)],
    ['pong', icmp(0)],
    ['port unreachable', icmp(3, 3)],
    ['TTL exceeded', icmp(11)],
    ['udp 53', udp(40000, 53)],
    ['udp 53', udp(53, 40000)],
    ['udp 9999', udp(40000, 9999)],
    ['fragment', sampleSyn({ fragmentOffset: 185 })],
    ['gre', sampleSyn({ transport: { kind: 'other', protocol: 47, payload: '' } })],
    ['proto 99', sampleSyn({ transport: { kind: 'other', protocol: 99, payload: '' } })],
  ]
  for (const [label, packet] of table) test(label, () => expect(packetLabel(packet)).toBe(label))
})
