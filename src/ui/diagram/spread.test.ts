import { expect, test } from 'vitest'
import { sampleRules } from './sample-rules'
import { chainsToSpread, mostThatFit } from './spread'

const RULES = sampleRules({
  nat: { PREROUTING: ['jump LATE'], LATE: ['DROP'] },
  filter: {
    INPUT: ['jump A', 'tcp goto B', 'jump EMPTY', 'jump NOWHERE'],
    A: ['jump B', 'RETURN'],
    B: ['jump A', 'DROP'],
    EMPTY: [],
    UNCALLED: ['DROP'],
  },
})

test('chains that hooks call come before those that these call, each at its jump; a loop is followed once', () => {
  expect(chainsToSpread(RULES)).toEqual(['PREROUTING/nat/1', 'INPUT/filter/1', 'INPUT/filter/2', 'INPUT/filter/1/1', 'INPUT/filter/2/1'])
})

test('no more are offered than anybody could look at', () => {
  const many = sampleRules({ filter: { INPUT: Array.from({ length: 100 }, () => 'jump A'), A: ['DROP'] } })
  expect(chainsToSpread(many)).toHaveLength(24)
})

test('as many as fit', () => {
  for (const room of [0, 1, 6, 7, 9]) expect(mostThatFit(7, (count) => count <= room)).toBe(Math.min(room, 7))
})
