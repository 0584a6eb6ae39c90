import type { Parameters } from '../model'
import type { Extension } from './extension'
import type { TargetContext, TargetVerdict, Test } from './semantics'

/** What one use in one rule means, ready to run. */
export type UseMeaning =
  | { readonly kind: 'match'; readonly tests: readonly Test[] }
  | { readonly kind: 'target'; readonly act: (context: TargetContext) => TargetVerdict }
  | { readonly kind: 'unmodelled'; readonly reason: string }

/** Compiles a use. Call it once a rule: the memory that the kernel keeps per rule (limit, quota, statistic) lives in the result. */
export function meaningOf(extension: Extension, parameters: Parameters, shared = parameters): UseMeaning {
  const { meaning } = extension
  if (meaning.kind === 'unmodelled') return meaning
  const reason = meaning.unmodelled(parameters)
  if (reason !== null) return { kind: 'unmodelled', reason }
  return meaning.kind === 'match'
    ? { kind: 'match', tests: meaning.compile(parameters, shared) }
    : { kind: 'target', act: meaning.compile(parameters) }
}
