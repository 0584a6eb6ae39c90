import { describe, expect, it } from 'vitest'
import { answerCase } from './answer'
import { CasesLike } from './mutate'

const FILES = ['filter', 'nat', 'routing'].map((name) => new URL(`./golden/${name}.jsonl.gz`, import.meta.url).pathname)

describe('cases like those of files', () => {
  const like = new CasesLike(FILES)
  for (const [file, name] of like.names.entries()) {
    it(`${name}: the same seed gives the same case, and most load`, () => {
      const seen = new Set<string>()
      let loaded = 0
      for (let seed = 1; seed <= 30; seed++) {
        const one = like.generate(file, seed)
        expect(like.generate(file, seed)).toEqual(one)
        seen.add(JSON.stringify({ ...one, name: '' }))
        if ('packets' in answerCase(one)) loaded++
      }
      expect(seen.size).toBe(30)
      expect(loaded).toBeGreaterThanOrEqual(20)
    })
  }
})
