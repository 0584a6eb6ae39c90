// Whatever a text names is there.
import '../extensions/index'
import './whole'
import type { KnownHost } from './parsed-command'
import { readCommands } from './read-commands'
import { readSave } from './read-save'
import { formOf, unreadable } from './rules-form'
import type { RulesForm, RulesReading } from './rules-reading'

export type { RulesForm, RulesReading } from './rules-reading'

/**
 * Reads rules in either form: what `iptables-save` prints, or a script of iptables commands. Never throws, whatever the text;
 * what cannot be understood is left out and said where it stands. Whoever says which form it is means iptables: whether it is for IPv6 is
 * not guessed then. `host` says what is known of the host beside the rules.
 */
export function readRules(text: string, as: RulesForm | null = null, host: KnownHost = {}): RulesReading {
  const form = as ?? formOf(text)
  return unreadable(text, form, as === null) ?? (form === 'save' ? readSave(text, host) : readCommands(text, host))
}
