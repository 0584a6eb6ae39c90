import type { Scenario } from '../scenario/scenario'

/** A moment of the scenario's run, written as the tools of a real host would print it. */
export interface ExportRequests {
  /** `cursor` counts events of the run; null is its end. */
  export: { ask: { scenario: Scenario; cursor: number | null; format: ExportFormat }; answer: { text: string } }
}

/** What can be exported: the same names as in export/formats.ts, by what they are about. */
export interface ExportFormats {
  rules:
    | 'save'
    | 'save-counters'
    | 'commands'
    | 'specs'
    | 'specs-counters'
    | 'list-verbose'
    | 'list-numbers'
    | 'list-exact'
    | 'list-plain'
    | 'list-names'
  sets: 'ipset-save' | 'ipset-list'
  network: 'network-commands' | 'addresses' | 'links' | 'routes' | 'all-routes' | 'routing-rules'
  packets: 'tcpdump' | 'tcpdump-verbose' | 'tcpdump-link' | 'kernel-trace' | 'xtables-monitor' | 'kernel-log'
  connections: 'conntrack' | 'conntrack-extended' | 'conntrack-proc'
}

export type ExportGroup = keyof ExportFormats
export type ExportFormat = ExportFormats[ExportGroup]
