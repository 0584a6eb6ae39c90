import type { Hook, StageName } from '../../model'

/**
 * A chain as it is entered from one place: the base chain `FORWARD/filter`, the chain that its rule 1 calls `FORWARD/filter/1`, and so on.
 * The same user chain called from two rules is two instances, as it is two frames on the kernel's jump stack.
 */
export function baseInstance(hook: Hook, stage: StageName): string {
  return `${hook}/${stage}`
}

export function calledInstance(caller: string, rule: number): string {
  return `${caller}/${rule}`
}

/** The instance that called this one, or null for a base chain. */
export function callerOf(instance: string): string | null {
  const parts = instance.split('/')
  return parts.length <= 2 ? null : parts.slice(0, -1).join('/')
}

/** The instance itself and all that lead to it, the outermost user chain first; base chains are left out. */
export function withCallers(instance: string): readonly string[] {
  const found: string[] = []
  for (let at: string | null = instance; at !== null && callerOf(at) !== null; at = callerOf(at)) found.unshift(at)
  return found
}
