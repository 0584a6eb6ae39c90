import type { ListingOptions } from '../syntax/print-listing'

/** What can be exported, by what it is about. */
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

type Listing = Extract<ExportFormat, `list-${string}`>

/** The listings' switches as they are typed, and what they mean. */
export const LISTINGS: { readonly [format in Listing]: { readonly switches: string; readonly options: ListingOptions } } = {
  'list-verbose': { switches: '-nvL', options: { verbose: true, numeric: true, exact: false, lineNumbers: false } },
  'list-numbers': { switches: '-nvL --line-numbers', options: { verbose: true, numeric: true, exact: false, lineNumbers: true } },
  'list-exact': { switches: '-nvxL --line-numbers', options: { verbose: true, numeric: true, exact: true, lineNumbers: true } },
  'list-plain': { switches: '-nL', options: { verbose: false, numeric: true, exact: false, lineNumbers: false } },
  'list-names': { switches: '-L', options: { verbose: false, numeric: false, exact: false, lineNumbers: false } },
}
