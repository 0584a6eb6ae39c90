import { ruleCommands } from '../../syntax/print-commands'
import { saveLines } from '../../syntax/print-save'
import { readRules } from '../../syntax/read-rules'
import type { ImportDraft } from '../import-draft'
import type { SourceLine } from '../source-lines'
import { loadSaved } from './read-save-block'

/**
 * Runs iptables' commands on the rules that the draft has so far, as a shell does that has restored some of them: what the commands make is
 * the draft from then on. Counters of rules that were there begin anew.
 */
export function runOnTop(commands: readonly SourceLine[], draft: ImportDraft): void {
  if (!commands.some(({ text }) => !text.startsWith('#'))) return
  const { rules } = draft
  // No command makes nat drop by policy: such a policy stays as it was restored.
  const dropping = [...(rules.tables.get('nat') ?? [])].filter(([, { policy }]) => policy === 'DROP').map(([name]) => name)
  for (const name of dropping) rules.chain('nat', name, null).policy = 'ACCEPT'
  const before = rules.empty ? [] : ruleCommands(readRules(`${rules.save().lines.join('\n')}\n`, 'save').value)
  const reading = readRules(`${[...before, ...commands.map(({ text }) => text)].join('\n')}\n`, 'commands')
  for (const { severity, span, message, speaker } of reading.diagnostics) {
    const line = commands[span.line - 1 - before.length]
    if (severity === 'error' && line !== undefined) draft.leaveOut(line, 'refused', speaker, message)
  }
  rules.tables.clear()
  loadSaved(saveLines(reading.value, { counters: true }), rules)
  for (const name of dropping) rules.chain('nat', name, null).policy = 'DROP'
}
