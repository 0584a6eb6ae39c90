import type { Counters, Policy, TableName } from '../../model'
import type { ChainView, RulesetView, RuleView } from '../../worker/protocol'

/** A line of `iptables -nvL --line-numbers`, as data. */
export type CounterRow =
  | { readonly kind: 'table'; readonly table: TableName }
  | {
      readonly kind: 'chain'
      readonly table: TableName
      readonly chain: ChainView
      readonly policy: Policy | null
      readonly counters: Counters
    }
  | { readonly kind: 'rule'; readonly table: TableName; readonly chain: string; readonly rule: RuleView; readonly counters: Counters }

/** Everything that counts, with what was loaded and what came since added up. */
export function counterRows(view: RulesetView, since: { readonly [placeKey: string]: Counters }): readonly CounterRow[] {
  const rows: CounterRow[] = []
  for (const table of view.tables) {
    rows.push({ kind: 'table', table: table.name })
    for (const chain of table.chains) {
      rows.push({
        kind: 'chain',
        table: table.name,
        chain,
        policy: chain.policy,
        counters: sum(chain.counters, since[`${table.name}/${chain.name}/policy`]),
      })
      for (const rule of chain.rules) {
        rows.push({
          kind: 'rule',
          table: table.name,
          chain: chain.name,
          rule,
          counters: sum(rule.counters, since[`${table.name}/${chain.name}/${rule.number}`]),
        })
      }
    }
  }
  return rows
}

function sum(loaded: Counters, since: Counters | undefined): Counters {
  return since === undefined ? loaded : { packets: loaded.packets + since.packets, bytes: loaded.bytes + since.bytes }
}

/**
 * A counter as `iptables -v` prints it without -x: up to 99999 as it is, then in K, M, G, T, rounded as xtables does
 * (iptables/xshared.c, xtables_print_num: thousands, not 1024).
 */
export function listCount(count: number): string {
  if (count <= 99_999) return String(count)
  let value = Math.floor((count + 500) / 1_000)
  for (const unit of ['K', 'M', 'G']) {
    if (value <= 9_999) return `${value}${unit}`
    value = Math.floor((value + 500) / 1_000)
  }
  return `${value}T`
}
