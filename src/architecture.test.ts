import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { allMatches, allTargets } from './extensions'
import type { Extension } from './extensions/extension'
import { en } from './ui/texts/en'
import { zh } from './ui/texts/zh'

/** The invariants that ARCHITECTURE.md names. Each test says what would be wrong and where. */

const SRC = dirname(fileURLToPath(import.meta.url))
const ROOT = dirname(SRC)

/** Folders whose code may run anywhere: no document, no clock, no chance. */
const CORE = [
  'model',
  'extensions',
  'syntax',
  'trace',
  'engine',
  'analysis',
  'language',
  'scenario',
  'stories',
  'words',
  'import',
  'export',
]

/** Which folders each folder may import from, besides itself. What is not listed is forbidden. */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  model: [],
  extensions: ['model'],
  trace: ['model'],
  words: ['model'],
  scenario: ['model', 'extensions', 'syntax', 'analysis'],
  syntax: ['model', 'extensions'],
  engine: ['model', 'extensions', 'trace', 'scenario'],
  analysis: ['model', 'extensions', 'syntax', 'trace'],
  language: ['model', 'words', 'extensions', 'syntax'],
  stories: ['model', 'scenario', 'trace'],
  import: ['model', 'extensions', 'syntax', 'trace', 'analysis', 'scenario'],
  export: ['model', 'extensions', 'syntax', 'trace', 'engine'],
  worker: ['model', 'words', 'extensions', 'syntax', 'trace', 'engine', 'analysis', 'language', 'scenario', 'stories', 'import', 'export'],
  ui: ['model', 'words', 'trace', 'scenario', 'stories', 'worker'],
  cli: ['model', 'extensions', 'syntax', 'trace', 'engine', 'analysis', 'language', 'scenario', 'stories', 'import', 'export'],
}

/** Types alone, which whoever makes or takes such a value may name, wherever it stands. */
const CONTRACTS = [
  'scenario/scenario.ts',
  'engine/simulation-input.ts',
  'worker/protocol.ts',
  'worker/protocol-editing.ts',
  'worker/protocol-recordings.ts',
]
const MAY_NAME_CONTRACTS = ['scenario', 'analysis', 'language', 'engine', 'import']

/** The files of `worker` that the page may know: the protocol and the client. */
const isForThePage = (path: string): boolean => /^worker\/(protocol(-[a-z]+)?|client)\.ts$/.test(path)

/** Longer than this there is usually a second concept in the file. */
const LONGEST_FILE = 600

interface SourceFile {
  /** From `src`, with forward slashes: `engine/host.ts`. */
  readonly path: string
  readonly folder: string
  readonly text: string
  /** Files of src that it imports. */
  readonly imports: readonly string[]
}

function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/testing/')
}

function fromSrc(path: string): string {
  return relative(SRC, path).split(sep).join('/')
}

function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const base = join(dirname(from), specifier.replace(/\?.*$/, ''))
  for (const candidate of [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts')]) {
    if (/\.tsx?$/.test(candidate) && existsSync(candidate)) return fromSrc(candidate)
  }
  return null
}

function importsOf(path: string, text: string): readonly string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|new URL\(\s*)'([^']+)'/g)].map((match) => match[1] ?? '')
  return specifiers.flatMap((specifier) => resolveImport(path, specifier) ?? [])
}

const files: readonly SourceFile[] = filesUnder(SRC)
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => {
    const text = readFileSync(path, 'utf8')
    const own = fromSrc(path)
    return { path: own, folder: own.includes('/') ? (own.split('/')[0] ?? '') : '', text, imports: importsOf(path, text) }
  })
const sources = files.filter(({ path }) => !isTest(path))

/** The code without comments and the insides of strings, so that words in prose are not taken for code. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, (found) =>
    found.startsWith('`') ? found.replace(/[^$`{}\w.\s]|(?<!\$\{[^}]*)\w/g, ' ') : ' ',
  )
}

/** Found places as `file: what`, which a failing test prints. */
function findings(inFolders: readonly string[] | null, pattern: RegExp): readonly string[] {
  return sources
    .filter(({ folder }) => inFolders === null || inFolders.includes(folder))
    .flatMap(({ path, text }) => [...codeOf(text).matchAll(pattern)].map((match) => `${path}: ${match[0].trim()}`))
}

function mayImport(folder: string, allowed: readonly string[], imported: string): boolean {
  if ([folder, ...allowed].includes(imported.split('/')[0] ?? '')) return true
  return CONTRACTS.includes(imported) && MAY_NAME_CONTRACTS.includes(folder)
}

describe('import directions', () => {
  test('contracts hold types alone', () => {
    const wrong = sources
      .filter(({ path }) => CONTRACTS.includes(path))
      .flatMap(({ path, text }) =>
        [...codeOf(text).matchAll(/^(?:export )?(?:function|const|let|class) \w+/gm)].map((match) => `${path}: ${match[0]}`),
      )
    expect(wrong).toEqual([])
  })
  test('every folder is known', () => {
    expect([...new Set(sources.map(({ folder }) => folder))].filter((folder) => folder !== '' && !(folder in MAY_IMPORT))).toEqual([])
  })
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${folder} imports ${allowed.length === 0 ? 'nothing' : `only ${allowed.join(', ')}`}`, () => {
      const wrong = sources
        .filter((file) => file.folder === folder)
        .flatMap(({ path, imports }) =>
          imports.filter((imported) => !mayImport(folder, allowed, imported)).map((imported) => `${path} -> ${imported}`),
        )
      expect(wrong).toEqual([])
    })
  }
  test('of the worker the page knows the protocol and the client alone', () => {
    const wrong = sources
      .filter(({ folder }) => folder === 'ui')
      .flatMap(({ path, imports }) =>
        imports.filter((imported) => imported.startsWith('worker/') && !isForThePage(imported)).map((imported) => `${path} -> ${imported}`),
      )
    expect(wrong).toEqual([])
  })
  test('the client and the protocol bring no part of the engine with them', () => {
    const seen = new Set<string>()
    const walk = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      for (const imported of sources.find((file) => file.path === path)?.imports ?? []) if (imported !== 'worker/worker.ts') walk(imported)
    }
    for (const { path } of sources.filter((file) => isForThePage(file.path))) walk(path)
    expect([...seen].filter((path) => /^(engine|syntax|analysis|language)\//.test(path))).toEqual([])
  })
})

test('no import goes round in a circle', () => {
  const byPath = new Map(sources.map((file) => [file.path, file]))
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const begin = trail.indexOf(path)
    if (begin >= 0) {
      cycles.push([...trail.slice(begin), path].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const imported of byPath.get(path)?.imports ?? []) walk(imported, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) walk(path, [])
  expect(cycles).toEqual([])
})

describe('extensions', () => {
  const index = readFileSync(join(SRC, 'extensions/index.ts'), 'utf8')
  for (const kind of ['matches', 'targets']) {
    test(`every file in ${kind} is registered, and every registered one is there`, () => {
      const there = sources
        .filter(({ path }) => path.startsWith(`extensions/${kind}/`))
        .map(({ path }) => path.replace(`extensions/${kind}/`, '').replace(/\.ts$/, ''))
      const registered = [...index.matchAll(new RegExp(`from '\\./${kind}/([^']+)'`, 'g'))].map((match) => match[1] ?? '')
      expect(registered.toSorted()).toEqual(there.toSorted())
    })
  }
})

test('the README names every match and target that is modelled, and no other', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const named = (from: string, to: string): readonly string[] =>
    readme
      .slice(readme.indexOf(`\n${from}: `) + from.length + 3, readme.indexOf(`\n${to}: `))
      .split(/[,.\s]+/)
      .filter((word) => /^[A-Za-z0-9]+$/.test(word) && word !== 'and')
  const modelled = (list: readonly Extension[]): readonly string[] =>
    list.filter(({ meaning }) => meaning.kind !== 'unmodelled').map(({ name }) => name)
  expect(named('Matches', 'Targets').toSorted()).toEqual([...new Set(modelled(allMatches))].toSorted())
  expect(named('Targets', 'Sets').toSorted()).toEqual([...new Set([...modelled(allTargets), 'ACCEPT', 'DROP', 'RETURN'])].toSorted())
})

describe('the core', () => {
  test('reads no clock and no chance', () => {
    expect(
      findings(
        CORE,
        /\bDate\b|\bMath\.random\b|\bperformance\b|\bcrypto\b|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\brequestAnimationFrame\b/g,
      ),
    ).toEqual([])
  })
  test('knows no page, no process and no network', () => {
    expect(
      findings(
        CORE,
        /(?<![.\w])(?:document|globalThis|navigator|localStorage|sessionStorage|indexedDB|process|console|fetch|XMLHttpRequest|WebSocket)\s*[.(]/g,
      ),
    ).toEqual([])
  })
  test('makes no code from text', () => {
    expect(findings(null, /\beval\s*\(|\bnew Function\b/g)).toEqual([])
  })
  test('is plain data in model, trace and the protocol: no classes', () => {
    expect(findings(['model', 'trace'], /^(?:export )?(?:abstract )?class \w+/gm)).toEqual([])
    expect(codeOf(readFileSync(join(SRC, 'worker/protocol.ts'), 'utf8'))).not.toMatch(/\bclass\b|\bMap<|\bSet<|=>/)
  })
})

describe('what the page fetches later', () => {
  test('fails in one way: every import() and every lazy part goes through fetched', () => {
    const wrong = sources
      .filter(({ path, folder }) => folder === 'ui' && !path.startsWith('ui/texts/zh') && path !== 'ui/app/fetched-part.tsx')
      .flatMap(({ path, text }) => [
        ...[...text.matchAll(/\blazy\(/g)].map(() => `${path}: lazy`),
        ...[...text.matchAll(/(?<!typeof )\bimport\('[^']+'\)/g)]
          .filter(({ index }) => !/\bfetched(OrTold|Part)?\(/.test(text.slice(Math.max(0, index - 150), index)))
          .map((match) => `${path}: ${match[0]}`),
      ])
    expect(wrong).toEqual([])
  })
})

describe('types and style', () => {
  test('nothing is any, no error is silenced', () => {
    expect(findings(null, /(?::|<|\bas|,|\|)\s*any\b(?!\s*[:(])|\bany\[\]/g)).toEqual([])
    const silenced = files.flatMap(({ path, text }) =>
      [...text.matchAll(new RegExp(`@ts-${'(ignore|expect-error|nocheck)'}|biome-${'ignore'}`, 'g'))].map(
        (match) => `${path}: ${match[0]}`,
      ),
    )
    expect(silenced).toEqual([])
  })
  test(`no file is longer than ${LONGEST_FILE} lines`, () => {
    expect(files.filter(({ text }) => text.split('\n').length > LONGEST_FILE + 1).map(({ path }) => path)).toEqual([])
  })
  test('no test is left out or alone', () => {
    const left = files.flatMap(({ path, text }) =>
      [...codeOf(text).matchAll(/\b(?:test|it|describe)\.(?:skip|only|todo|fails)\b/g)].map((match) => `${path}: ${match[0]}`),
    )
    expect(left).toEqual([])
  })
})

describe('the page’s words', () => {
  type Words = { readonly [key: string]: unknown }
  function compare(english: Words, chinese: Words, path: string): readonly string[] {
    return Object.keys(english).flatMap((key) => {
      const [one, other] = [english[key], chinese[key]]
      const here = `${path}.${key}`
      if (typeof one !== typeof other) return [here]
      if (typeof one === 'object' && one !== null) return compare(one as Words, other as Words, here)
      return []
    })
  }
  test('are all there in English and in Chinese', () => {
    // Chinese may say more: the engine's own keys are English sentences already.
    expect(compare(en, zh, 'texts')).toEqual([])
  })
})

test('nothing names a machine', () => {
  const ignored = new Set(['node_modules', '.git', 'dist', 'test-results', 'playwright-report', '.tsc'])
  const readable = new Set(['.ts', '.tsx', '.mjs', '.json', '.jsonl', '.md', '.css', '.html', '.yml', '.txt', ''])
  const walk = (directory: string): readonly string[] =>
    readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !ignored.has(entry.name))
      .flatMap((entry) =>
        entry.isDirectory() ? walk(join(directory, entry.name)) : readable.has(extname(entry.name)) ? [join(directory, entry.name)] : [],
      )
  const paths = new RegExp(`(?:^|[\\s'"\`(=])/(?:${['work', 'home', 'root', 'Users'].join('|')})/`, 'm')
  const registries = /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)/
  const wrong = walk(ROOT).filter((path) => {
    const text = readFileSync(path, 'utf8')
    return paths.test(text) || registries.test(text)
  })
  expect(wrong.map((path) => relative(ROOT, path))).toEqual([])
})
