/** The five hooks of a host, in netfilter's names (include/uapi/linux/netfilter.h). */
export const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const
export type Hook = (typeof HOOKS)[number]

/** The tables of iptables, in the order a hook visits them where it visits them all. */
export const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'] as const
export type TableName = (typeof TABLES)[number]

/** What stands on a hook: the tables, and conntrack's own places (its lookup, and its confirmation at the very end). */
export type StageName = TableName | 'conntrack' | 'confirm'

/** The base chains of each table, in iptables-save's order. */
export const BASE_CHAINS: Readonly<Record<TableName, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}
