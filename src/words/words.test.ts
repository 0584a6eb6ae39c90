import { describe, expect, test } from 'vitest'
import { allMatches, allTargets } from '../extensions'
import { ownerOf } from '../extensions/refusal-hints'
import { BASE_OPTIONS } from '../syntax/base-options'
import { chinese } from './zh'
import { extensionDocs } from './zh/extension-docs'

describe('every match and target has its words in Chinese', () => {
  for (const extension of [...allMatches, ...allTargets])
    test(ownerOf(extension), () => {
      const doc = extensionDocs[ownerOf(extension)]
      expect(Object.keys(doc?.options ?? {})).toEqual(extension.options.map(({ name }) => name))
      for (const words of [doc?.summary, ...Object.values(doc?.options ?? {})]) expect(words).toMatch(/[\u4e00-\u9fff]/)
    })
})

test('no words are of a match or target that is gone', () => {
  expect(Object.keys(extensionDocs)).toEqual([...allMatches, ...allTargets].map(ownerOf))
})

describe('hovers and completions are Chinese', () => {
  const { baseOption, extension: _, option: __, ...words } = chinese
  test.each(BASE_OPTIONS.map(({ name, doc }) => [name, doc]))('--%s', (name, doc) => {
    expect(baseOption(name, doc)).toMatch(/[\u4e00-\u9fff]/)
  })

  /** Netfilter's and the tools' own words, which stay. */
  const KEPT: readonly string[] = ['sets.families.inet', 'things.dimensions.mark', 'things.kind']
  const said = Object.entries(words).flatMap(([part, inner]) => saidIn(part, inner))
  test.each(said.filter(([path]) => !KEPT.includes(path)))('%s', (_path, words) => expect(words).toMatch(/[\u4e00-\u9fff]/))
})

/** Every string and every sentence that takes words, as it is written, by the path to it. */
function saidIn(path: string, words: unknown): readonly (readonly [path: string, words: string])[] {
  if (typeof words === 'string' || typeof words === 'function') return [[path, String(words)]]
  return typeof words === 'object' && words !== null ? Object.entries(words).flatMap(([key, inner]) => saidIn(`${path}.${key}`, inner)) : []
}
