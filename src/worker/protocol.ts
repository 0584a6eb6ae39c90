import type { Answers as ImportAnswers, LeftOut as ImportLeftOut, Note as ImportNote, Question as ImportQuestion } from '../import/imported'
import type { LineKind } from '../import/line-kinds'
import type { ConnectionEntry, Counters, Diagnostic, Hook, Microseconds, Network, Policy, Span, StageName, TableName } from '../model'
import type { PacketSpec, Scenario } from '../scenario/scenario'
import type { TraceEvent } from '../trace/event'
import type { ComparingRequests } from './protocol-comparing'
import type { EditingRequests } from './protocol-editing'
import type { ExportRequests } from './protocol-export'
import type { RecordedEvents, RecordingRequests } from './protocol-recordings'

/**
 * What the page and the simulation say to each other: values only. The page asks (`Requests`), each question is answered once
 * or fails; traffic that runs by itself streams `Announcements`. A newer `open` makes older ones moot.
 */
export interface Requests extends EditingRequests, ExportRequests, RecordingRequests {
  /** Reads the scenario's texts. Cheap enough for each keystroke: nothing is sent yet. */
  open: { ask: { scenario: Scenario }; answer: Opened }
  /** Runs the opened scenario's traffic from its beginning: same scenario and seed, same events. */
  run: { ask: { scenario: Scenario }; answer: RunResult }
  outcomes: ComparingRequests['outcomes']
  /** iptables-save text of the scenario's rules; with `counters`, as they are after its traffic has run. */
  save: { ask: { scenario: Scenario; counters: boolean }; answer: { text: string } }
  /** What `iptables -nvL` prints of each rule from its target on, by `table/chain`: numbers and counters are the page's. */
  list: { ask: { scenario: Scenario }; answer: Listed }
  /** What a pasted text is, and the scenario that it would make of this one: nothing is taken over yet. */
  import: {
    /** `earlier`: rules that the text may be another reading of, where the scenario has none. */
    ask: { text: string; scenario: Scenario; answers?: ImportAnswers; earlier?: string }
    answer: ImportedView
  }
  /** The scenario's recorded trace as events over rules that can be drawn. */
  replay: { ask: { scenario: Scenario }; answer: Replayed }
  complete: { ask: PlaceAsked; answer: readonly Completion[] }
  hover: { ask: PlaceAsked; answer: Hover | null }
  /** Starts traffic that runs by itself; frames are announced until `stopTraffic`. */
  startTraffic: { ask: { scenario: Scenario; mix: TrafficMix }; answer: null }
  stopTraffic: { ask: null; answer: null }
}

/** Lines of listings, without the columns that change: see printListed. */
export interface Listed {
  readonly chains: { readonly [chain: string]: readonly string[] }
}

/** A pasted text, understood as far as it can be. */
export interface ImportedView {
  /** What was recognised, in the order of the text, each once. */
  readonly kinds: readonly ImportedKind[]
  /** Whether it is rules as they may stand in the editor: iptables-save text or plain commands, right or wrong. */
  readonly plain: boolean
  /** What using it makes of the scenario; the same one where nothing was found. */
  readonly scenario: Scenario
  /** The sections that are given a new text. */
  readonly changed: readonly ('rules' | 'sets' | 'network' | 'services' | 'connections')[]
  /** How many sendings the scenario's traffic would have more, behind those that it has. */
  readonly packets: number
  /** Packets of a recorded trace, which the scenario keeps to be replayed. */
  readonly walks: number
  /** Where the text is another reading of the same rules: how many counters moved. The scenario keeps the earlier reading. */
  readonly moves: number | null
  readonly notes: readonly ImportNote[]
  readonly notUnderstood: readonly ImportLeftOut[]
  /** What the text does not say and the person may: asked again with their answers. */
  readonly questions: readonly ImportQuestion[]
}

/** The tool that prints such a text; `commands` are iptables' own, and nothing of a shell. */
export type ImportedKind = LineKind | 'commands'

export type { NoteKey, Said } from '../import/note-keys'
export type { ImportAnswers, ImportLeftOut, ImportNote, ImportQuestion }

export interface Announcements {
  frame: TrafficFrame
}

/** What a scenario's texts mean: everything that the page draws before a packet is sent. */
export interface Opened {
  readonly family: 'ipv4' | 'ipv6'
  readonly rules: RulesetView
  readonly network: NetworkView
  readonly diagnostics: {
    readonly rules: readonly Diagnostic[]
    readonly sets: readonly Diagnostic[]
    readonly network: readonly Diagnostic[]
    readonly services: readonly Diagnostic[]
    readonly connections: readonly Diagnostic[]
    readonly traffic: readonly Diagnostic[]
  }
  /**
   * Why nothing of the rules text would ever be loaded; null where it would. What `iptables-restore` cannot read is left out, and
   * packets walk the rest; what the `kernel` refuses (a loop, a target where it may not stand) cannot be walked, and is not run.
   */
  readonly refused: { readonly by: 'iptables-restore' | 'kernel'; readonly problem: Diagnostic } | null
  /** Rules with something the engine does not model. */
  readonly unknowns: readonly UnknownView[]
  /** Bounds that were reached while reading, in words. */
  readonly limits: readonly string[]
}

export interface UnknownView {
  readonly ruleKey: string
  readonly name: string
  readonly what: 'match' | 'target'
  readonly reason: string
  readonly decided: 'yes' | 'no' | null
}

/** The ruleset as the diagram, the inspector and the editor's margin show it. */
export interface RulesetView {
  /** Tables that are loaded. A hook is drawn with all its stages; a table not in this list is quiet. */
  readonly tables: readonly TableView[]
  readonly ruleCount: number
}

export interface TableView {
  readonly name: TableName
  readonly chains: readonly ChainView[]
}

export interface ChainView {
  readonly name: string
  readonly policy: Policy | null
  readonly counters: Counters
  readonly rules: readonly RuleView[]
  /** How many there are: of a very long text not all are drawn. */
  readonly ruleCount: number
  readonly span: Span | null
  /** Rules that jump or go here: `FORWARD:1`. */
  readonly callers: readonly { readonly chain: string; readonly rule: number }[]
}

export interface RuleView {
  readonly key: string
  /** From 1. */
  readonly number: number
  /** Its canonical iptables-save words after `-A CHAIN`. */
  readonly text: string
  /** The conditions, shortened to what differs: `-i wg0`, `ctstate INVALID`; empty for everything. */
  readonly conditions: string
  /** What Comparison.test indexes. */
  readonly tests: readonly { readonly subject: string; readonly wants: string }[]
  readonly target: {
    readonly kind: 'none' | 'verdict' | 'jump' | 'goto' | 'extension' | 'unknown'
    readonly name: string
    readonly details: string
  }
  readonly comment: string | null
  readonly counters: Counters
  readonly span: Span
}

export interface NetworkView {
  readonly network: Network
  /** The network and services text that the engine in fact uses: what was inferred, ready to be corrected. */
  readonly networkText: string
  readonly servicesText: string
  /** True where nothing was written and everything was inferred. */
  readonly inferred: boolean
  /** Packets that make sense here, for the composer and the presets. */
  readonly suggestions: readonly { readonly what: SuggestedPacket; readonly packet: PacketSpec }[]
}

/** What a suggested packet is for; `from` is an interface, null for the host itself. */
export type SuggestedPacket =
  | { readonly kind: 'ping'; readonly to: string }
  | { readonly kind: 'connect'; readonly to: string }
  | { readonly kind: 'closed port'; readonly port: number }
  | { readonly kind: 'stray ack' }
  | { readonly kind: 'port forward'; readonly port: number; readonly to: string }
  | { readonly kind: 'dns'; readonly from: string | null }
  | { readonly kind: 'web'; readonly from: string | null }

export interface RunResult {
  readonly events: readonly TraceEvent[]
  /** Connections that were there before the first event. */
  readonly before: readonly ConnectionEntry[]
  /** Connections at the end, as `conntrack -L -o extended` prints them. */
  readonly connections: readonly ConnectionEntry[]
  /** Bounds that were reached: the run is complete up to there. */
  readonly limits: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface Replayed extends RecordedEvents {
  /** The scenario's rules where the trace is of them; what only the trace names is added, and alone where nothing is common. */
  readonly rules: RulesetView
}

export interface TrafficMix {
  readonly packetsPerSecond: number
  readonly flows: readonly ('tcp' | 'udp' | 'ping' | 'scan')[]
}

/** One animation frame's worth of traffic: counters to show, and the packets that set out. */
export interface TrafficFrame {
  readonly at: Microseconds
  /** Packets so far, by fate. */
  readonly totals: { readonly sent: number; readonly accepted: number; readonly dropped: number; readonly rejected: number }
  /** Counters that changed, as they are since traffic was started. Number 0 is the chain's policy. */
  readonly counters: readonly {
    readonly table: TableName
    readonly chain: string
    readonly number: number
    readonly packets: number
    readonly bytes: number
  }[]
  readonly journeys: readonly Journey[]
  readonly connections: number
}

/** A packet's way over the diagram, for packets that are only watched streaming by. */
export interface Journey {
  readonly stops: readonly JourneyStop[]
  readonly label: string
  readonly fate: 'transmitted' | 'delivered' | 'dropped' | 'rejected' | 'died'
}

export type JourneyStop =
  | { readonly kind: 'wire in' | 'wire out'; readonly interface: string }
  | { readonly kind: 'local' }
  | { readonly kind: 'routing'; readonly which: 'input' | 'output' }
  | { readonly kind: 'stage'; readonly hook: Hook; readonly stage: StageName }

/** A place of one of the scenario's texts as they are shown: inferred ones, too. Line and column count from 1. */
export interface PlaceAsked {
  readonly scenario: Scenario
  readonly section: 'rules' | 'network' | 'sets' | 'services' | 'connections'
  readonly line: number
  readonly column: number
  /** In which the answer is written. */
  readonly language: 'en' | 'zh'
}

export interface Completion {
  readonly label: string
  readonly kind: 'option' | 'match' | 'target' | 'chain' | 'table' | 'value' | 'command'
  readonly insert: string
  readonly documentation: string
  /** The span that `insert` replaces. */
  readonly replace: Span
}

export interface Hover {
  readonly span: Span
  /** Plain text, paragraphs separated by blank lines; the page never reads it as HTML. */
  readonly text: string
}
