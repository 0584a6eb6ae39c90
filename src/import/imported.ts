import type { Counters, Span } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import type { Said } from './note-keys'
import type { RecordedWalk } from './traces/recorded-walk'

/** What a pasted text becomes: new texts of the scenario's sections, and what else it holds. */
export interface Imported {
  /** Whole new texts of the sections that the paste fills; a section that is absent stays as it is. */
  readonly sections: SectionTexts
  /** In the order of the text: the packets that lines show, as they were first seen. */
  readonly packets: readonly ImportedPacket[]
  readonly traces: readonly RecordedWalk[]
  /** Rules that the text shows twice, and by how much their counters moved. */
  readonly counterMoves: readonly CounterMove[]
  /** What was assumed, changed or could not be known. */
  readonly notes: readonly Note[]
  /** Lines that were left out because nobody understood them. */
  readonly notUnderstood: readonly LeftOut[]
  /** What the text does not say and a person may. */
  readonly questions: readonly Question[]
}

/** The scenario's own sections (HostText). `rules` is iptables-save text with counters, unless the paste was commands. */
export interface SectionTexts {
  readonly rules?: string
  readonly sets?: string
  readonly network?: string
  readonly services?: string
  readonly connections?: string
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
  readonly say: Said
}

/** Something that the text does not say. It is answered by what is assumed, or by nothing, until a person does. */
export interface Question {
  /** The same for the same text, so that an answer finds its question. */
  readonly id: string
  /**
   * `branch`: which part of an `if` or `case` runs; `lines`: what a loop reads, cut at semicolons; `variable`: its value; `table` and `chain` of a listing that names none;
   * `interface` that a capture was taken on, or that a wg-quick file is for; `line`: a lone line of conntrack, a packet or a connection.
   */
  readonly kind: 'branch' | 'variable' | 'lines' | 'table' | 'chain' | 'capture interface' | 'tunnel interface' | 'conntrack line'
  readonly span: Span
  /** What it is about, in the text's own words: the condition, the variable's name. */
  readonly about: string
  /** What may be answered; empty for any words. A `label` is the text's own; without one `value` is a word of the page's. */
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** What is in force; empty for nothing. */
  readonly answer: string
}

/** Answers by Question.id. */
export type Answers = { readonly [id: string]: string }

export interface LeftOut {
  readonly span: Span
  readonly text: string
  readonly why: Said
}
