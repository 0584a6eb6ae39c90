import { describe, expect, it } from 'vitest'
import { answerCase } from './answer'
import { generateCase, PROFILES } from './generate'

describe('random cases', () => {
  for (const profile of PROFILES) {
    it(`${profile}: the same seed gives the same case, and its rules load`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const one = generateCase(profile, seed)
        expect(generateCase(profile, seed)).toEqual(one)
        expect(one.packets.length).toBeGreaterThanOrEqual(8)
        expect(answerCase(one)).toHaveProperty('packets')
        expect(answerCase(one)).toEqual(answerCase(one))
      }
    })
  }
})
