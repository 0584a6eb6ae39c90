import { type ConnectionEntry, type Packet, parseIpv4, type TableName, TcpFlag } from '../model'
import type { Comparison, Fate, Place, TraceEvent, TraceFact } from './event'

/** Small, hand-written runs for tests of what reads events. Never shown to anybody. */

export function sampleAddress(text: string): number {
  const address = parseIpv4(text)
  if (address === null) throw new Error(`not an address: ${text}`)
  return address
}

export function sampleSyn(change: Partial<Packet> = {}): Packet {
  return {
    source: sampleAddress('11.11.11.20'),
    destination: sampleAddress('11.11.11.70'),
    ttl: 128,
    tos: 0,
    id: 1,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport: {
      kind: 'tcp',
      protocol: 6,
      sourcePort: 51514,
      destinationPort: 22,
      sequence: 1000,
      acknowledgement: 0,
      flags: TcpFlag.SYN,
      window: 64240,
      urgentPointer: 0,
      options: '',
      payload: '',
    },
    ...change,
  }
}

export function sampleConnection(change: Partial<ConnectionEntry> = {}): ConnectionEntry {
  const original = {
    protocol: 6,
    source: sampleAddress('11.11.11.20'),
    destination: sampleAddress('11.11.11.70'),
    sourcePort: 51514,
    destinationPort: 22,
  }
  const reply = { protocol: 6, source: original.destination, destination: original.source, sourcePort: 22, destinationPort: 51514 }
  return {
    id: 1,
    original,
    reply,
    tcpState: 'SYN_SENT',
    seenReply: false,
    assured: false,
    confirmed: false,
    sourceNat: false,
    destinationNat: false,
    mark: 0,
    expires: 120_000_000,
    zone: 0,
    helper: null,
    master: null,
    ...change,
  }
}

export function samplePlace(text: string): Place {
  const [table, chain, kind, number] = text.split(':')
  return { table: table as TableName, chain: chain ?? '', kind: (kind ?? 'rule') as Place['kind'], number: Number(number ?? 1) }
}

export function comparison(test: number, is: string, holds: Comparison['holds']): Comparison {
  return { test, is, holds }
}

/** Puts facts of one packet on the clock, one microsecond apart. */
export function sampleEvents(packet: number, at: number, facts: readonly TraceFact[]): readonly TraceEvent[] {
  return facts.map((fact, index) => ({ at: at + index, packet, ...fact }))
}

/** Story 1's end in small: a forwarded SYN passes two rules and is dropped by the third, which has no conditions. */
export function droppedSyn(packet: number, at: number): readonly TraceEvent[] {
  const headers = sampleSyn()
  const forwarded = sampleSyn({ ttl: 127 })
  const drop = samplePlace('filter:FORWARD:rule:3')
  const fate: Fate = { kind: 'dropped', by: drop }
  const connection = sampleConnection({ id: packet })
  return sampleEvents(packet, at, [
    { kind: 'packet appeared', origin: { kind: 'wire', interface: 'wg0' }, headers, mark: 0, sending: 0 },
    { kind: 'hook entered', hook: 'PREROUTING', in: 'wg0', out: null },
    { kind: 'stage entered', hook: 'PREROUTING', stage: 'conntrack' },
    { kind: 'connection changed', entry: connection, why: 'new' },
    { kind: 'connection looked up', state: 'NEW', direction: 'original', connection: packet, why: 'new' },
    { kind: 'stage entered', hook: 'PREROUTING', stage: 'nat' },
    { kind: 'chain entered', table: 'nat', chain: 'PREROUTING', from: null, how: 'hook' },
    { kind: 'policy applied', place: samplePlace('nat:PREROUTING:policy:1'), policy: 'ACCEPT', bytes: 40, traced: false },
    { kind: 'verdict fell', place: samplePlace('nat:PREROUTING:policy:1'), verdict: 'ACCEPT', certain: true },
    {
      kind: 'routed',
      decision: { reason: 'input', outcome: 'forward', route: null, table: 'main', out: 'wg0', gateway: null, source: null, why: '' },
    },
    {
      kind: 'packet changed',
      by: { kind: 'forwarding' },
      changes: [{ field: 'ttl', from: '128', to: '127' }],
      headers: forwarded,
      mark: 0,
    },
    { kind: 'hook entered', hook: 'FORWARD', in: 'wg0', out: 'wg0' },
    { kind: 'stage entered', hook: 'FORWARD', stage: 'filter' },
    { kind: 'chain entered', table: 'filter', chain: 'FORWARD', from: null, how: 'hook' },
    { kind: 'rule missed', place: samplePlace('filter:FORWARD:rule:1'), comparisons: [comparison(0, 'wg0', 'no')] },
    { kind: 'rule missed', place: samplePlace('filter:FORWARD:rule:2'), comparisons: [comparison(0, 'NEW', 'no')] },
    { kind: 'rule matched', place: drop, comparisons: [], bytes: 40, traced: false },
    { kind: 'verdict fell', place: drop, verdict: 'DROP', certain: true },
    { kind: 'connection vanished', connection: packet, why: 'unconfirmed' },
    { kind: 'packet ended', fate, headers: forwarded, certain: true, error: null },
  ])
}
