import { expect, test } from 'vitest'
import { CAPTURED, ownCaptures, readCaptures } from './captures'

/** What the real tcpdump printed of the same frames, recorded by captures.ts; comparing needs no tcpdump. */
const recorded = readCaptures()
const own = ownCaptures()

test.each(Object.keys(recorded))('tcpdump %s, line by line', (switches) => expect(own[switches]).toEqual(recorded[switches]))

test('every packet is recorded', () => {
  expect(Object.keys(recorded)).toEqual(Object.keys(own))
  const times = recorded['-n']?.filter((line) => /^\d\d:/.test(line)) ?? []
  expect(times).toHaveLength(CAPTURED.length)
})
