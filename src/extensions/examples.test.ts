import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BASE_CHAINS } from '../model'
import type { Example, Extension } from './extension'
import { allMatches, allTargets, findMatch, findTarget } from './index'
import { readRule, splitWords } from './testing/read-rule'

const everything = [...allMatches, ...allTargets]

// The host of the examples has these two sets, `timed` with timeouts.
const hasSet = (name: string) => name === 'blocked' || name === 'timed'

describe('every example', () => {
  test.each(everything.flatMap((extension) => extension.examples.map((example) => [extension.name, example] as const)))(
    '%s %o',
    (_, example) => check(example),
  )
})

function check(example: Example): void {
  const table = example.table ?? 'filter'
  const read = readRule(example.rule, table, example.chain ?? (BASE_CHAINS[table].includes('FORWARD') ? 'FORWARD' : 'PREROUTING'), hasSet)
  if ('rejected' in example) {
    expect(read).toMatchObject({ kind: 'rejected', rejection: { message: example.rejected, by: example.by } })
    return
  }
  expect(read.kind === 'uses' ? read.saved.trim() : read).toBe(extensionsPart(example.saved === '=' ? example.rule : example.saved))
}

/** From the first -m or -j on. */
function extensionsPart(rule: string): string {
  return rule.slice(rule.search(/-[mj] /))
}

describe.each(everything.map((extension) => [extension.name, extension] as const))('the examples of %s', (_, extension) => {
  // A kernel's no counts too: some options name things that this host does not have.
  test('show every option in use', () => {
    const shown = new Set(
      extension.examples.flatMap((example) =>
        'saved' in example || example.by === 'kernel' ? splitWords(example.rule).filter((word) => word.startsWith('--')) : [],
      ),
    )
    const missing = extension.options.filter(({ name, aliases }) => ![name, ...aliases].some((spelling) => shown.has(`--${spelling}`)))
    expect(missing.map(({ name }) => name)).toEqual([])
  })
  test('name only options that are there', () => {
    const names = extension.options.flatMap(({ excludes, needs }) => [...excludes, ...needs])
    expect(names.filter((name) => !extension.optionsByName.has(name))).toEqual([])
  })
  test('show something refused', () => {
    const canBeRefused = extension.options.length > 0 || extension.tables !== null
    expect(extension.examples.some((example) => 'rejected' in example)).toBe(canBeRefused)
  })
})

test('every file is listed', () => {
  const files = (folder: string) =>
    readdirSync(join(import.meta.dirname, folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const namesIn = (list: readonly Extension[]) => new Set(list.map(({ name }) => name))
  // A file holds the extension it is named for, and maybe an older name of it.
  expect(files('matches').filter((file) => !namesIn(allMatches).has(file.slice(0, -3)))).toEqual([])
  expect(files('targets').filter((file) => !namesIn(allTargets).has(file.slice(0, -3)))).toEqual([])
})

test('names are found, and only those', () => {
  expect(findMatch('tcp')?.name).toBe('tcp')
  expect(findTarget('tcp')).toBeNull()
  expect(findTarget('REJECT')?.kind).toBe('target')
  expect(findMatch('constructor')).toBeNull()
})

test('lists are alphabetical, ignoring case', () => {
  for (const list of [allMatches, allTargets]) {
    const names = list.map(({ name }) => name.toLowerCase())
    expect(names).toEqual([...names].sort())
  }
})
