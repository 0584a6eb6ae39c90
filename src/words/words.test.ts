import { describe, expect, test } from 'vitest'
import { allMatches, allTargets } from '../extensions'
import { ownerOf } from '../extensions/refusal-hints'
import { BASE_OPTIONS } from '../syntax/base-options'
import { chinese } from './zh'
import { extensionDocs } from './zh/extension-docs'

describe('Chinese words of a match or target are whole', () => {
  test.each(Object.entries(extensionDocs))('%s', (owner, doc) => {
    const extension = [...allMatches, ...allTargets].find((one) => ownerOf(one) === owner)
    expect(Object.keys(doc.options)).toEqual(extension?.options.map(({ name }) => name))
    for (const words of [doc.summary, ...Object.values(doc.options)]) expect(words).toMatch(/[\u4e00-\u9fff]/)
  })
})

test('a match without Chinese words is told in English', () => {
  expect(chinese.extension('-m new', 'What it is.')).toBe('What it is.')
  expect(chinese.option('-m new', 'first', 'What it does.')).toBe('What it does.')
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
