import type { RulesetView } from '../../worker/protocol'

/** What is remembered of how a person has arranged the diagram: it is theirs, not the scenario's, and goes into no link. */
export interface KeptArrangement {
  readonly opened: readonly string[]
  readonly shut: readonly string[]
  readonly closed: readonly string[]
}

const KEY = 'five-chains-arrangement'

/** Instances are counted by rules: they mean the same only where the chains are the same. */
function chainsOf(rules: RulesetView): string {
  return rules.tables.map((table) => `${table.name}: ${table.chains.map((chain) => chain.name).join(' ')}`).join('\n')
}

/** What was kept for these chains, or null. */
export function readArrangement(rules: RulesetView): KeptArrangement | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('chains' in kept) || kept.chains !== chainsOf(rules)) return null
    return {
      opened: 'opened' in kept ? names(kept.opened) : [],
      shut: 'shut' in kept ? names(kept.shut) : [],
      closed: 'closed' in kept ? names(kept.closed) : [],
    }
  } catch {
    return null
  }
}

export function keepArrangement(rules: RulesetView, arrangement: KeptArrangement): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ chains: chainsOf(rules), ...arrangement }))
  } catch {
    // Storage is full or forbidden: the arrangement lasts as long as the page.
  }
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
