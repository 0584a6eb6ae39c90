/** The forms in which a host's state is written as real tools print it, by what they are about, in the order in which they are offered. */
export const EXPORT_GROUPS = {
  rules: [
    'save',
    'save-counters',
    'commands',
    'specs',
    'specs-counters',
    'list-verbose',
    'list-numbers',
    'list-exact',
    'list-plain',
    'list-names',
  ],
  sets: ['ipset-save', 'ipset-list'],
  network: ['network-commands', 'addresses', 'links', 'routes', 'all-routes', 'routing-rules'],
  packets: ['tcpdump', 'tcpdump-verbose', 'tcpdump-link', 'kernel-trace', 'xtables-monitor', 'kernel-log'],
  connections: ['conntrack', 'conntrack-extended', 'conntrack-proc'],
} as const

export type ExportGroup = keyof typeof EXPORT_GROUPS
export type ExportFormat = (typeof EXPORT_GROUPS)[ExportGroup][number]

export const EXPORT_FORMATS: readonly ExportFormat[] = Object.values(EXPORT_GROUPS).flat()
