import type { ConnectionEntry, Counters, Span } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import type { RecordedWalk } from './traces/recorded-walk'

/** What a pasted text becomes: new texts of the scenario's sections, and what else it holds. */
export interface Imported {
  /** Whole new texts of the sections that the paste fills; a section that is absent stays as it is. */
  readonly sections: SectionTexts
  /** In the order of the text: the packets that lines show, as they were first seen. */
  readonly packets: readonly ImportedPacket[]
  /** The starting conntrack state. Lifetimes count from virtual time 0. */
  readonly connections: readonly ConnectionEntry[]
  readonly traces: readonly RecordedWalk[]
  /** Rules that the text shows twice, and by how much their counters moved. */
  readonly counterMoves: readonly CounterMove[]
  /** What was assumed, changed or could not be known. */
  readonly notes: readonly Note[]
  /** Lines that were left out because nobody understood them. */
  readonly notUnderstood: readonly LeftOut[]
}

/** The scenario's own sections (HostText). `rules` is iptables-save text with counters, unless the paste was commands. */
export interface SectionTexts {
  readonly rules?: string
  readonly sets?: string
  readonly network?: string
  readonly services?: string
}

export interface ImportedPacket {
  readonly packet: PacketSpec
  /** Microseconds since the first packet of the text; null where the line has no time. */
  readonly at: number | null
  readonly span: Span
}

export interface CounterMove {
  readonly table: string
  readonly chain: string
  /** From 1; null for the policy. */
  readonly number: number | null
  /** What stands after `-A CHAIN`; the policy's name for a policy. */
  readonly rule: string
  readonly before: Counters
  readonly after: Counters
}

/** Something to know about a place of the pasted text. */
export interface Note {
  /** `assumed`: the text does not say it. `unknown`: nobody can know it from this text. `changed`: read other than written. */
  readonly kind: 'assumed' | 'unknown' | 'changed'
  readonly span: Span
  readonly message: string
}

export interface LeftOut {
  readonly span: Span
  readonly text: string
  readonly why: string
}
