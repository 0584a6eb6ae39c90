import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConnectionEntry, SECOND } from '../../model'
import { MiniHost, rangeOf, type TestPacket } from './testing/mini-host'

const flags = fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'R', 'RA')
const side = fc.constantFrom(
  ['10.0.0.5:4000', '203.0.113.9:80'],
  ['10.0.0.6:4000', '203.0.113.9:80'],
  ['203.0.113.9:80', '198.51.100.1:4000'],
)

const packet: fc.Arbitrary<TestPacket> = fc
  .record({
    side,
    flags,
    sequence: fc.constantFrom(1000, 1001, 5000, 5001, 90000),
    acknowledgement: fc.constantFrom(0, 1001, 5001),
    protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
  })
  .map(({ side: [from = '', to = ''], ...rest }): TestPacket => ({ from, to, ...rest }))

const step = fc.record({ packet, wait: fc.constantFrom(0, SECOND, 100 * SECOND), dropped: fc.boolean() })

test('the events tell everything: whoever follows them has the very table that the kernel would show', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const host = new MiniHost()
      host.nat.POSTROUTING = rangeOf('source', '198.51.100.1')
      const world = new Map<number, ConnectionEntry>()
      let read = 0
      for (const { packet, wait, dropped } of steps) {
        host.time += wait
        if (dropped) host.refused(packet)
        else host.send(packet)
        for (; read < host.facts.length; read++) {
          const fact = host.facts[read]
          if (fact?.kind === 'connection changed' || fact?.kind === 'connection confirmed' || fact?.kind === 'nat bound')
            world.set(fact.entry.id, fact.entry)
          if (fact?.kind === 'connection vanished') world.delete(fact.connection)
        }
        expect([...world.values()]).toEqual(host.table.entries())
      }
    }),
    { numRuns: 500 },
  )
})
