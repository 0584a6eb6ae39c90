import type { Counters, TableName } from '../../model'
import type { ChainView, Listed, RulesetView } from '../../worker/protocol'

/** A line of `iptables -nvL --line-numbers -t TABLE`. `place` is the key of what it counts. */
export interface ListingLine {
  readonly kind: 'chain' | 'head' | 'rule' | 'blank'
  readonly text: string
  readonly place: string | null
  /** The rule's key; null for other lines. */
  readonly ruleKey: string | null
  readonly counted: boolean
}

type Since = { readonly [placeKey: string]: Counters }

/** The tables that can be listed. */
export function listedTables(view: RulesetView): readonly TableName[] {
  return view.tables.map(({ name }) => name)
}

/**
 * What iptables prints of a table, line by line, with what was loaded and what came since added up (iptables 1.8.9, legacy:
 * iptables.c print_header and print_firewall). `listed` are the columns that do not change; until they are there rules are short.
 */
export function listing(view: RulesetView, table: TableName, since: Since, listed: Listed | null): readonly ListingLine[] {
  const lines: ListingLine[] = []
  const chains = view.tables.find(({ name }) => name === table)?.chains ?? []
  for (const chain of chains) {
    if (lines.length > 0) lines.push({ kind: 'blank', text: '', place: null, ruleKey: null, counted: false })
    const policyPlace = `${table}/${chain.name}/policy`
    const whole = sum(chain.counters, since[policyPlace])
    lines.push({ kind: 'chain', text: chainText(chain, whole), place: policyPlace, ruleKey: null, counted: whole.packets > 0 })
    lines.push({ kind: 'head', text: HEAD, place: null, ruleKey: null, counted: false })
    const columns = listed?.chains[`${table}/${chain.name}`]
    chain.rules.forEach((rule, index) => {
      const place = `${table}/${chain.name}/${rule.number}`
      const { packets, bytes } = sum(rule.counters, since[place])
      const number = String(rule.number).padEnd(4)
      const counts = `${listCount(packets).padStart(5)} ${listCount(bytes).padStart(5)}`
      const text = `${number} ${counts} ${columns?.[index] ?? rule.target.name}`
      lines.push({ kind: 'rule', text, place, ruleKey: rule.key, counted: packets > 0 })
    })
  }
  return lines
}

const HEAD = 'num   pkts bytes target     prot opt in     out     source               destination         '

function chainText({ name, policy, callers }: ChainView, { packets, bytes }: Counters): string {
  return policy === null
    ? `Chain ${name} (${callers.length} references)`
    : `Chain ${name} (policy ${policy} ${listCount(packets)} packets, ${listCount(bytes)} bytes)`
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
