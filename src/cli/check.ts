import type { Ruleset } from '../model'
import { ZERO_COUNTERS } from '../model'
import { saveLines } from '../syntax/print-save'
import { notesOf, reportFiles } from './rules-command'

const USAGE = 'usage: check [--as restore|commands] [--sets FILE] [--counters] [--json] FILE...'

/**
 * Says what iptables-restore, or a script of iptables commands, would say, and ends with its status. `saved` is what
 * iptables-save would print afterwards on a host that had no rules before.
 */
export function run(args: readonly string[]): Promise<number> {
  return reportFiles(
    args,
    USAGE,
    (reading, { counters }) => {
      const { form, outcome } = reading
      const ruleset = counters || form === 'commands' ? outcome.ruleset : withoutCounters(outcome.ruleset)
      return { status: outcome.status, stderr: outcome.stderr, saved: saveLines(asListed(ruleset), { counters }), notes: notesOf(reading) }
    },
    ({ stderr }) => {
      process.stderr.write(stderr)
    },
  )
}

/** iptables-restore without --counters starts every counter at zero. */
function withoutCounters(ruleset: Ruleset): Ruleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({ ...table, chains: table.chains.map((chain) => ({ ...chain, counters: ZERO_COUNTERS })) })),
  }
}

/** The kernel lists the table that was used last first (net/netfilter/x_tables.c, xt_register_table). */
function asListed(ruleset: Ruleset): Ruleset {
  return { ...ruleset, tables: [...ruleset.tables].reverse() }
}
