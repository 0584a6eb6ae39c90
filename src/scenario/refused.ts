import type { Diagnostic } from '../model'
import type { RulesReading } from '../syntax/rules-reading'

/** Who would load nothing of a rules text, and what they would say. */
export interface Refusal {
  readonly by: 'iptables-restore' | 'kernel'
  readonly problem: Diagnostic
}

/**
 * A save file is loaded a table at a time or not at all: one error is enough. What the tool cannot read is left out of the ruleset,
 * so that the rest can still be looked at; what the kernel refuses (iptables' COMMIT fails) is still in it and means nothing there.
 * Commands of a script are refused one by one, and leave nothing behind. Null where the text would be loaded.
 */
export function refusalOf({ form, family, diagnostics }: RulesReading): Refusal | null {
  if (form !== 'save' || family !== 'ipv4') return null
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const kernels = errors.find(({ speaker }) => speaker === 'kernel')
  if (kernels !== undefined) return { by: 'kernel', problem: kernels }
  const tools = errors.find(({ speaker }) => speaker === 'iptables-restore')
  return tools === undefined ? null : { by: 'iptables-restore', problem: tools }
}
