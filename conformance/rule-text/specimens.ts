import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TABLES, type TableName } from '../../src/model'
import { splitRestoreLine } from '../../src/syntax/restore-words'
import { splitShell } from '../../src/syntax/shell-words'
import { Words } from '../../src/syntax/words'

/** A rule that somebody wrote, quotes taken off. */
export interface RuleSpecimen {
  readonly table: TableName
  readonly chain: string
  /** What stands behind `-A CHAIN`. */
  readonly words: readonly string[]
}

/** What somebody else wrote or recorded, to write more like it. */
export interface Specimens {
  readonly rules: readonly RuleSpecimen[]
  /** Commands that are run one after another: the words behind `iptables` of each. */
  readonly scripts: readonly (readonly (readonly string[])[])[]
  /** Save files as lines. */
  readonly files: readonly (readonly string[])[]
}

/** A recording, one JSON object a line: of a rule, of commands, or of a save file. */
interface Recording {
  readonly family?: string
  readonly table?: TableName
  readonly chain?: string
  readonly rule?: string
  readonly input?: string
  readonly legacy?: { readonly steps?: readonly { readonly args: string }[] }
}

/** Reads recordings (`.jsonl`), save files (`.rules`), or folders of them. What is for IPv6 is left out. */
export function readSpecimens(paths: readonly string[]): Specimens {
  const found: { rules: RuleSpecimen[]; scripts: (readonly (readonly string[])[])[]; files: (readonly string[])[] } = {
    rules: [],
    scripts: [],
    files: [],
  }
  const addFile = (text: string): void => {
    const lines = text.split('\n').slice(0, -1)
    found.files.push(lines)
    found.rules.push(...rulesOf(lines))
  }
  for (const file of paths.flatMap(filesOf)) {
    const text = readFileSync(file, 'utf8')
    if (!file.endsWith('.jsonl')) {
      addFile(text)
      continue
    }
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const { family, table, chain, rule, input, legacy }: Recording = JSON.parse(line)
      if (family === 'ipv6') continue
      if (table !== undefined && chain !== undefined && rule !== undefined) found.rules.push({ table, chain, words: shellWords(rule) })
      else if (legacy?.steps !== undefined) found.scripts.push(legacy.steps.map(({ args }) => shellWords(args)))
      else if (input !== undefined) addFile(input)
    }
  }
  return found
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name.endsWith('.rules') && !name.includes('.v6.'))
    .toSorted()
    .map((name) => join(path, name))
}

/** The rules that a save file appends, each with its table. */
function rulesOf(lines: readonly string[]): readonly RuleSpecimen[] {
  const rules: RuleSpecimen[] = []
  let table: TableName = 'filter'
  for (const line of lines) {
    if (line.startsWith('*')) table = TABLES.find((name) => line === `*${name}`) ?? table
    const [letter, chain, ...words] = restoreWords(line)
    if (letter === '-A' && chain !== undefined) rules.push({ table, chain, words })
  }
  return rules
}

function shellWords(text: string): readonly string[] {
  return [...splitShell(text)].flatMap(({ words }) => words.text.slice(0, words.count))
}

/** The words of a line of a save file; none where it cannot be split. */
export function restoreWords(line: string): readonly string[] {
  const words = new Words()
  return splitRestoreLine(line, 0, line.length, words) === null ? words.text.slice(0, words.count) : []
}
