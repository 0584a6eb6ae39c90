import { describe, expect, test } from 'vitest'
import { allMatches, allTargets } from '../extensions'
import { ownerOf } from '../extensions/refusal-hints'
import { extensionDocs } from './zh/extension-docs'

describe('every match and target has its words in Chinese', () => {
  for (const extension of [...allMatches, ...allTargets])
    test(ownerOf(extension), () => {
      const doc = extensionDocs[ownerOf(extension)]
      expect(Object.keys(doc?.options ?? {})).toEqual(extension.options.map(({ name }) => name))
      expect(doc?.unmodelled !== undefined).toBe(extension.meaning.kind === 'unmodelled')
      for (const words of [doc?.summary, ...Object.values(doc?.options ?? {})]) expect(words).toMatch(/[\u4e00-\u9fff]/)
    })
})

test('no words are of a match or target that is gone', () => {
  expect(Object.keys(extensionDocs)).toEqual([...allMatches, ...allTargets].map(ownerOf))
})
