import { findMatch, findTarget } from '../extensions/registry'
import type { Ruleset } from '../model'

/** What of connection tracking works on a host. */
export interface Awake {
  readonly conntrack: boolean
  /** nf_defrag_ipv4: fragments are put together before any rule sees them. */
  readonly defragmentation: boolean
}

/**
 * The kernel registers conntrack's hooks in a network namespace when the first rule that needs them is loaded, and takes them away
 * with the last (nf_ct_netns_get, nf_ct_netns_put). Until then there are no connections, and the nat table's rules are never asked.
 */
export function awakeFor(ruleset: Ruleset): Awake {
  let defragmentation = false
  for (const { chains } of ruleset.tables) {
    for (const { rules } of chains) {
      for (const { matches, target } of rules) {
        for (const use of matches) {
          const wakes = use.kind === 'modelled' ? findMatch(use.name)?.wakes(use.parameters) : null
          if (wakes === 'conntrack') return { conntrack: true, defragmentation: true }
          if (wakes === 'defragmentation') defragmentation = true
        }
        const wakes = target.kind === 'modelled' ? findTarget(target.name)?.wakes(target.parameters) : null
        if (wakes === 'conntrack') return { conntrack: true, defragmentation: true }
        if (wakes === 'defragmentation') defragmentation = true
      }
    }
  }
  return { conntrack: false, defragmentation }
}

/** Whether a rule reads how much connections carry: loading it switches nf_conntrack_acct on (connbytes_mt_check). */
export function needsAccounting(ruleset: Ruleset): boolean {
  return ruleset.tables.some(({ chains }) =>
    chains.some(({ rules }) => rules.some(({ matches }) => matches.some(({ name }) => name === 'connbytes'))),
  )
}
