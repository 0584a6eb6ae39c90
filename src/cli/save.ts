import { saveLines } from '../syntax/print-save'
import { readRules } from '../syntax/read-rules'
import { notesOf, reportFiles } from './rules-command'

const USAGE = 'usage: save [--as restore|commands] [--counters] [--json] FILE...'

/** Prints the canonical iptables-save form of rules text: tables in the text's own order, chains with their counters. */
export function run(args: readonly string[]): Promise<number> {
  return reportFiles(
    args,
    USAGE,
    (text, { as, counters }) => {
      const reading = readRules(text, as)
      const { status, stderr, ruleset } = reading.outcome
      return { status, stderr, saved: saveLines(ruleset, { counters }), notes: notesOf(reading) }
    },
    ({ stderr, saved }) => {
      process.stderr.write(stderr)
      for (const line of saved) process.stdout.write(`${line}\n`)
    },
  )
}
