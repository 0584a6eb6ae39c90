import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NatRange } from '../../extensions/semantics'
import type { Hook, Packet, Tuple } from '../../model'
import { MiniHost, type Way } from '../conntrack/testing/mini-host'
import { invertTuple, sameTuple, tupleOf } from '../conntrack/tuple'

const address = fc.integer({ min: 0, max: 3 }).map((host) => 0x0a000001 + host)
const port = fc.constantFrom(53, 700, 4000, 4001, 65535)

const packet: fc.Arbitrary<Packet> = fc
  .record({
    source: address,
    destination: address,
    sourcePort: port,
    destinationPort: port,
    kind: fc.constantFrom('tcp', 'udp', 'icmp', 'other'),
  })
  .map(({ source, destination, sourcePort, destinationPort, kind }) => {
    const base = {
      source,
      destination,
      ttl: 64,
      tos: 0,
      id: 1,
      dontFragment: false,
      moreFragments: false,
      fragmentOffset: 0,
      ipOptions: '',
    }
    switch (kind) {
      case 'tcp': {
        const tcp = {
          kind,
          protocol: 6,
          sourcePort,
          destinationPort,
          sequence: 1,
          acknowledgement: 0,
          flags: 2,
          window: 100,
          urgentPointer: 0,
          options: '',
          payload: '',
        } as const
        return { ...base, transport: tcp }
      }
      case 'udp':
        return { ...base, transport: { kind, protocol: 17, sourcePort, destinationPort, payload: '' } as const }
      case 'icmp':
        return {
          ...base,
          transport: { kind, protocol: 1, type: 8, code: 0, identifier: sourcePort, sequence: 1, payload: '', quoted: null } as const,
        }
      default:
        return { ...base, transport: { kind: 'other', protocol: 50, payload: '' } as const }
    }
  })

const range: fc.Arbitrary<NatRange | null> = fc.option(
  fc.record({
    manip: fc.constant('source' as const),
    addresses: fc.option(
      fc.tuple(address, fc.integer({ min: 0, max: 2 })).map(([first, more]) => ({ first, last: first + more })),
      { nil: null },
    ),
    ports: fc.option(
      fc.tuple(port, fc.integer({ min: 0, max: 20 })).map(([first, more]) => ({ first, last: Math.min(65535, first + more), base: null })),
      { nil: null },
    ),
    random: fc.boolean(),
    fullyRandom: fc.boolean(),
    persistent: fc.boolean(),
    netmap: fc.boolean(),
  }),
)

const world = fc.record({
  PREROUTING: range,
  INPUT: range,
  OUTPUT: range,
  POSTROUTING: range,
  seed: fc.integer({ min: 0, max: 0xffff }),
  sent: fc.array(fc.tuple(packet, fc.constantFrom<Way>('forward', 'input', 'output')), { maxLength: 30 }),
})

function build(input: { readonly [hook in Hook]?: NatRange | null } & { readonly seed: number }): MiniHost {
  const host = new MiniHost()
  host.randoms = Array.from({ length: 64 }, (_, i) => (Math.imul(input.seed + i * 7919, 0x9e3779b1) >>> 8) & 0xffffff)
  for (const hook of ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'] as const) {
    const asked = input[hook]
    if (asked !== null && asked !== undefined) host.nat[hook] = asked
  }
  return host
}

/** The packet that a peer sends back for the one that it received. */
function answerTo(received: Packet): Packet | null {
  const { transport } = received
  const swapped = { ...received, source: received.destination, destination: received.source }
  switch (transport.kind) {
    case 'tcp':
      return {
        ...swapped,
        transport: {
          ...transport,
          sourcePort: transport.destinationPort,
          destinationPort: transport.sourcePort,
          flags: 0x12,
          sequence: 900,
          acknowledgement: transport.sequence + 1,
        },
      }
    case 'udp':
      return { ...swapped, transport: { ...transport, sourcePort: transport.destinationPort, destinationPort: transport.sourcePort } }
    case 'icmp':
      return transport.type === 8 ? { ...swapped, transport: { ...transport, type: 0 } } : null
    case 'other':
      return swapped
  }
}

test("a tuple's inverse is its own inverse, and never the tuple of a packet in the same direction", () => {
  fc.assert(
    fc.property(packet, (sent) => {
      const tuple = tupleOf(sent)
      if (tuple === null) throw new Error('a whole packet has a tuple')
      const inverse = invertTuple(tuple)
      if (inverse === null) throw new Error('a query has an answer')
      const back = invertTuple(inverse)
      expect(back !== null && sameTuple(back, tuple)).toBe(true)
      const answer = answerTo(sent)
      const answered = answer === null ? null : tupleOf(answer)
      expect(answered !== null && sameTuple(answered, inverse)).toBe(true)
    }),
  )
})

test('no two living connections share a tuple, whatever NAT does', () => {
  fc.assert(
    fc.property(world, ({ sent, ...input }) => {
      const host = build(input)
      for (const [packet, way] of sent) host.walk(packet, way)
      const seen = new Set<string>()
      for (const entry of host.table.entries()) {
        // A connection to oneself from the same port looks the same both ways.
        const tuples: readonly Tuple[] = sameTuple(entry.original, entry.reply) ? [entry.original] : [entry.original, entry.reply]
        for (const tuple of tuples) {
          const key = JSON.stringify(tuple)
          expect(seen.has(key)).toBe(false)
          seen.add(key)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('translation and then translation of the answer is the answer that the sender waits for', () => {
  fc.assert(
    fc.property(world, ({ sent, ...input }) => {
      const host = build(input)
      for (const [packet, way] of sent) {
        const arrived = host.walk(packet, way)
        if (arrived === null || host.state() !== 'NEW') continue
        const answer = answerTo(arrived.packet)
        if (answer === null) continue
        // Answers take the way back: what came in for the host leaves by OUTPUT.
        const back = host.walk(answer, way === 'input' ? 'output' : way === 'output' ? 'input' : 'forward')
        expect(host.state()).toBe('ESTABLISHED reply')
        const expected = answerTo(packet)
        expect(back?.packet.source).toBe(expected?.source)
        expect(back?.packet.destination).toBe(expected?.destination)
        const tuple = back === null ? null : tupleOf(back.packet)
        const wanted = expected === null ? null : tupleOf(expected)
        expect(tuple).toEqual(wanted)
      }
    }),
    { numRuns: 300 },
  )
})
