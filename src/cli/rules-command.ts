import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { readSets } from '../syntax/ipset'
import { type RulesForm, type RulesReading, readRules } from '../syntax/read-rules'

/** What `save` and `check` are asked for. */
export interface RulesArguments {
  readonly files: readonly string[]
  readonly as: RulesForm | null
  readonly json: boolean
  readonly counters: boolean
  /** The file that `ipset save` printed on the host; null where nobody knows its sets. */
  readonly sets: string | null
}

/** What is printed for a file with --json, one line each. */
interface FileReport {
  readonly file: string
  readonly status: number
  readonly stderr: string
  readonly saved: readonly string[]
}

/** A report, and what only people are told: lines that were left out because they are not iptables' business. */
export interface RulesReport extends Omit<FileReport, 'file'> {
  readonly notes: readonly string[]
}

/** Reads the arguments, or says what is wrong with them. */
function readRulesArguments(args: readonly string[]): RulesArguments | string {
  const files: string[] = []
  let as: RulesForm | null = null
  let json = false
  let counters = false
  let sets: string | null = null
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? ''
    if (argument === '--json') json = true
    else if (argument === '--counters' || argument === '-c') counters = true
    else if (argument === '--as' || argument.startsWith('--as=')) {
      const form = argument === '--as' ? args[++at] : argument.slice('--as='.length)
      if (form !== 'restore' && form !== 'commands') return `--as takes restore or commands, not ${form ?? 'nothing'}`
      as = form === 'restore' ? 'save' : 'commands'
    } else if (argument === '--sets' || argument.startsWith('--sets=')) {
      sets = (argument === '--sets' ? args[++at] : argument.slice('--sets='.length)) ?? ''
      if (sets === '') return '--sets takes a file that ipset save printed'
    } else if (argument.startsWith('-') && argument !== '-') return `unknown option ${argument}`
    else files.push(argument)
  }
  return files.length === 0 ? 'no file: name one, or - for standard input' : { files, as, json, counters, sets }
}

/** The text of a file or of standard input (`-`), or why it cannot be read, in iptables-restore's words. */
async function readText(file: string): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    return { text: file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    const reason =
      code === 'ENOENT'
        ? 'No such file or directory'
        : code === 'EACCES'
          ? 'Permission denied'
          : code === 'EISDIR'
            ? 'Is a directory'
            : String(error)
    return { problem: `Can't open ${file}: ${reason}\n` }
  }
}

/** Reports on each file in turn; the exit status is that of the first file that has one. */
export async function reportFiles(
  args: readonly string[],
  usage: string,
  report: (reading: RulesReading, options: RulesArguments) => RulesReport,
  print: (report: RulesReport) => void,
): Promise<number> {
  const options = readRulesArguments(args)
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n${usage}\n`)
    return 2
  }
  const sets = options.sets === null ? null : await readText(options.sets)
  if (sets !== null && 'problem' in sets) {
    process.stderr.write(sets.problem)
    return 1
  }
  const known = sets === null ? null : new Set(readSets(sets.text).value.map(({ name }) => name))
  let status = 0
  for (const file of options.files) {
    const read = await readText(file)
    const result =
      'text' in read ? report(readOnHost(read.text, options.as, known), options) : { status: 1, stderr: read.problem, saved: [], notes: [] }
    if (options.json) {
      const { status, stderr, saved } = result
      const answer: FileReport = { file, status, stderr, saved }
      process.stdout.write(`${JSON.stringify(answer)}\n`)
    } else {
      print(result)
      for (const note of result.notes) process.stderr.write(`${file}: ${note}\n`)
    }
    if (status === 0) status = result.status
  }
  return status
}

/**
 * Reads rules as a host with these sets would. Where nobody knows them, a save file is taken to come from a host that had the sets
 * which it names; commands begin with nothing.
 */
function readOnHost(text: string, as: RulesForm | null, sets: ReadonlySet<string> | null): RulesReading {
  const hasSet = (name: string): boolean => sets?.has(name) ?? false
  const reading = readRules(text, as, sets === null ? {} : { hasSet })
  // The root of all control groups is always there.
  const bare = { hasSet, hasAccounting: () => false, hasGroup: (path: string) => /^\/*$/.test(path) }
  return reading.form === 'commands' ? readRules(text, 'commands', bare) : reading
}

/** What was left out of a text, in words, with the lines where it stands. */
export function notesOf({ diagnostics, limits }: RulesReading): readonly string[] {
  const leftOut = diagnostics.filter((diagnostic) => diagnostic.speaker === 'fivechains' && diagnostic.severity !== 'information')
  return [...leftOut.map(({ span, message }) => `line ${span.line}: ${message}`), ...limits]
}
