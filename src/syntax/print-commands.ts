import type { Rule, Ruleset, Table } from '../model'
import { printRuleCounted, printRuleWords } from './print-save'

/** A table as `iptables -S` prints it, line by line; with `verbose` its counters (`-S -v`). A policy of iptables comes before `-N`. */
export function ruleSpecs(table: Table, verbose: boolean): readonly string[] {
  const base = table.chains.filter(({ policy }) => policy !== null)
  const own = table.chains.filter(({ policy }) => policy === null)
  return [
    ...base.map(({ name, policy, counters }) => `-P ${name} ${policy}${verbose ? ` -c ${counters.packets} ${counters.bytes}` : ''}`),
    ...own.map(({ name }) => `-N ${name}`),
    ...table.chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name}${ruleText(rule, verbose)}`)),
  ]
}

function ruleText(rule: Rule, verbose: boolean): string {
  if (verbose) return printRuleCounted(rule)
  const words = printRuleWords(rule)
  return words === '' ? '' : ` ${words}`
}

/**
 * The commands that make a ruleset on a host without rules, as a shell script: policies last, so that nobody is locked out between.
 * A comment or prefix with a character that the shell reads is put into single quotes.
 */
export function ruleCommands(ruleset: Ruleset): readonly string[] {
  return ruleset.tables.flatMap((table) => {
    const command = table.name === 'filter' ? 'iptables' : `iptables -t ${table.name}`
    return [
      ...natPolicies(table),
      ...table.chains.filter(({ policy }) => policy === null).map(({ name }) => `${command} -N ${shellWord(name)}`),
      ...table.chains.flatMap(({ name, rules }) =>
        rules.map((rule) => [command, '-A', shellWord(name), ...shellWords(printRuleWords(rule))].join(' ')),
      ),
      ...(table.name === 'nat' ? [] : dropping(table).map((name) => `${command} -P ${name} DROP`)),
    ]
  })
}

/** The command refuses DROP in nat ("not intended for filtering"), iptables-restore does not. */
function natPolicies(table: Table): readonly string[] {
  if (table.name !== 'nat' || dropping(table).length === 0) return []
  return ["iptables-restore --noflush <<'EOF'", '*nat', ...dropping(table).map((name) => `:${name} DROP [0:0]`), 'COMMIT', 'EOF']
}

function dropping({ chains }: Table): readonly string[] {
  return chains.filter(({ policy }) => policy === 'DROP').map(({ name }) => name)
}

/** iptables-save's own quoting, word by word, as the shell wants it. */
function shellWords(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, inQuotes, plain]) =>
    inQuotes === undefined ? shellWord(plain ?? '') : shellWord(inQuotes.replace(/\\(.)/g, '$1')),
  )
}

function shellWord(word: string): string {
  // A lone `!` is no history to a script; `~` and `#` matter at a word's beginning only.
  return /^[\w@%+=:,./!-][\w@%+=:,./!#~-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
