import { saveLines } from '../syntax/print-save'
import { notesOf, reportFiles } from './rules-command'

const USAGE = 'usage: save [--as restore|commands] [--sets FILE] [--counters] [--json] FILE...'

/** Prints the canonical iptables-save form of rules text: tables in the text's own order, chains with their counters. */
export function run(args: readonly string[]): Promise<number> {
  return reportFiles(
    args,
    USAGE,
    (reading, { counters }) => {
      const { status, stderr, ruleset } = reading.outcome
      return { status, stderr, saved: saveLines(ruleset, { counters }), notes: notesOf(reading) }
    },
    ({ stderr, saved }) => {
      process.stderr.write(stderr)
      for (const line of saved) process.stdout.write(`${line}\n`)
    },
  )
}
