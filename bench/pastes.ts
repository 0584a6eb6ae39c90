import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recognise } from '../src/import/recognise'
import { undress } from '../src/import/undress/undress'

/** How long pastes are: longer ones than this nobody waits for without being told so. */
const MEGABYTE = 1_048_576

/** Where texts that tools printed lie; the reference material is beside the repository, or is not. */
const FOLDERS = ['../src/import/testing/recorded', '../../shared/stories', '../../shared/corpus/samples']

/** Texts that nobody would paste on purpose: one long line, many short ones, noise. */
function oddTexts(): readonly (readonly [string, string])[] {
  const pieces = [
    'a',
    ' ',
    '{',
    '"',
    '$',
    'src=',
    '-- ',
    '\\',
    'a=',
    '[1:1]',
    'IN=',
    '\0',
    'é',
    '@',
    'a@b#',
    'x.y.z ',
    '1.1.1.1 ',
    'ip ',
    'word ',
  ]
  let state = 12_345
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state
  }
  return [
    ...pieces.flatMap((piece) => [
      [`one line of ${JSON.stringify(piece)}`, blownUp(piece)] as const,
      [`lines of ${JSON.stringify(piece)}`, blownUp(`${piece}\n`)] as const,
      [`lines of 80 of ${JSON.stringify(piece)}`, blownUp(`${piece.repeat(Math.ceil(80 / piece.length))}\n`)] as const,
    ]),
    ['noise', Array.from({ length: MEGABYTE }, () => String.fromCharCode(next() % 256)).join('')],
    [
      'printable noise',
      Array.from({ length: MEGABYTE }, () => (next() % 60 === 0 ? '\n' : String.fromCharCode(32 + (next() % 95)))).join(''),
    ],
  ]
}

function blownUp(text: string): string {
  return text.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE)
}

function samples(): readonly (readonly [string, string])[] {
  return FOLDERS.flatMap((folder) => {
    const path = join(import.meta.dirname, folder)
    let names: readonly string[]
    try {
      names = readdirSync(path)
    } catch {
      return []
    }
    return names.flatMap((name) => {
      const text = readFileSync(join(path, name), 'utf8')
      return text.trim() === ''
        ? []
        : [[name, blownUp(text)] as const, [`${name} on one line`, blownUp(text.replaceAll('\n', ' '))] as const]
    })
  })
}

export interface Recognition {
  readonly texts: number
  /** Milliseconds of the processor: of the very first text, and of the slowest one. */
  readonly first: number
  readonly worst: number
  readonly slowest: string
}

/** Recognises a megabyte of everything. What else the machine does is not counted: the time is the process's own. */
export function benchRecognition(): Recognition {
  const texts = [...samples(), ...oddTexts()]
  const milliseconds = (text: string): number => {
    const before = process.cpuUsage()
    recognise(undress(text).text)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const first = milliseconds(texts[0]?.[1] ?? '')
  let worst = 0
  let slowest = ''
  for (const [name, text] of texts) {
    // The best of three: a collection of garbage belongs to nobody.
    const best = Math.min(milliseconds(text), milliseconds(text), milliseconds(text))
    if (best > worst) {
      worst = best
      slowest = name
    }
  }
  return { texts: texts.length, first, worst, slowest }
}
