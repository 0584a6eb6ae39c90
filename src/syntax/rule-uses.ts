import type { Extension, Rejection } from '../extensions/extension'
import { CLAIMED_OPTIONS, KNOWN_MATCHES, KNOWN_TARGETS } from '../extensions/known-names'
import { type EntrySoFar, UseReader } from '../extensions/parse-use'
import { protocolName } from '../extensions/protocol-names'
import { findMatch, findTarget } from '../extensions/registry'
import { readUnsigned } from '../extensions/strtoul'
import type { Parameters, ProtocolMatch } from '../model'
import type { OptionReader } from './getopt'
import type { KnownHost, ParsedUse } from './parsed-command'
import type { Words } from './words'

/** An extension's no, with the words it is about. */
export interface UseRejection {
  readonly kind: 'rejection'
  readonly rejection: Rejection
  readonly word: number
  readonly lastWord: number
}

type UseBeingRead = { -readonly [K in keyof ParsedUse]: ParsedUse[K] } & { readonly reader: UseReader; words: string[] }

/** The matches and the target of one rule while its words are being read: which of them an option belongs to, as iptables decides it. */
export class RuleUses {
  /** The first `matchCount` are the rule's; their objects serve rule after rule. */
  readonly matches: UseBeingRead[] = []
  matchCount = 0
  private readonly targetUse: UseBeingRead
  private hasTarget = false
  private protocolMatchLoaded = false
  /** What extensions see of the rule while it is being read. */
  readonly entry: { protocol: ProtocolMatch | null; readonly warned: Set<string> } & EntrySoFar

  constructor(
    private readonly options: OptionReader,
    warn: (line: string) => void,
    host: KnownHost,
  ) {
    this.entry = { protocol: null, warn, host, warned: new Set() }
    this.targetUse = noUse(this.entry)
  }

  /** `anew`: for another process. */
  reset(anew: boolean): void {
    if (anew) this.entry.warned.clear()
    this.matchCount = 0
    this.hasTarget = false
    this.protocolMatchLoaded = false
    this.entry.protocol = null
  }

  /** `-m NAME`; false where there is no such match. `word` is where the name stands, -1 for one that -p stands for. */
  openMatch(name: string, word: number): boolean {
    const extension = findMatch(name)
    if (extension === null && !KNOWN_MATCHES.has(name)) return false
    let use = this.matches[this.matchCount]
    if (use === undefined) {
      use = noUse(this.entry)
      this.matches.push(use)
    }
    this.matchCount++
    this.open(use, name, extension, word)
    return true
  }

  /** `-j NAME`, if there is such a target: else it may be a chain. */
  openTarget(name: string, word: number): void {
    const extension = findTarget(name)
    if (extension === null && !KNOWN_TARGETS.has(name)) return
    this.hasTarget = true
    this.open(this.targetUse, name, extension, word)
  }

  private get target(): UseBeingRead | null {
    return this.hasTarget ? this.targetUse : null
  }

  private open(use: UseBeingRead, name: string, extension: Extension | null, word: number): void {
    use.name = name
    use.extension = extension
    if (extension !== null) use.reader.begin(extension)
    use.parameters = NO_PARAMETERS
    use.words = extension === null ? [] : NO_WORDS
    use.word = word
    use.lastWord = word
    if (extension !== null) this.options.load(extension, word < 0)
    else this.options.claim(CLAIMED_OPTIONS.get(name) ?? NO_WORDS)
  }

  /** The option that was just read goes to its extension. */
  takeOption(words: Words, inverted: boolean): UseRejection | null {
    const { options } = this
    const { owner, option } = options
    const taker = owner === null ? null : this.newest(owner)
    if (taker === null || option === null) return null
    const next = option.takesSecondWord ? words.at(options.next) : null
    const secondWord = next !== null && 'readWord' in option.type && /^[-!]/.test(next) ? null : next
    const rejection = taker.reader.give(option, inverted, options.argument ?? '', secondWord, options.spelling)
    if (rejection !== null) {
      const read = options.next - 1 + (option.takesSecondWord && secondWord !== null ? 1 : 0)
      return { kind: 'rejection', rejection, word: options.at, lastWord: Math.max(options.at, read) }
    }
    if (option.takesSecondWord && secondWord !== null) options.next++
    taker.lastWord = options.next - 1
    return null
  }

  /** The target's own option before a match's; of several uses of a match the newest. */
  private newest(extension: Extension): UseBeingRead | null {
    if (this.target?.extension === extension) return this.target
    for (let i = this.matchCount - 1; i >= 0; i--) if (this.matches[i]?.extension === extension) return this.matches[i] ?? null
    return null
  }

  /**
   * An option that nothing knows goes to an extension that is kept word by word, together with what follows it. False where there
   * is none, or where the protocol's match, not loaded yet, would know it.
   */
  takeLeftOver(option: string, inverted: boolean, protocol: string | null): boolean {
    const opaque = this.opaque()
    if (opaque === null || !option.startsWith('--') || this.protocolMatchKnows(option, protocol)) return false
    if (inverted) opaque.words.push('!')
    opaque.words.push(option)
    for (let word = this.options.takePlainWord(); word !== null; word = this.options.takePlainWord()) opaque.words.push(word)
    opaque.lastWord = this.options.next - 1
    return true
  }

  private opaque(): UseBeingRead | null {
    if (this.target !== null && this.target.extension === null) return this.target
    const last = this.matchCount === 0 ? undefined : this.matches[this.matchCount - 1]
    return last !== undefined && last.extension === null ? last : null
  }

  /** should_load_proto and load_proto: the match that `-p` stands for, once a rule. */
  loadProtocolMatch(protocol: string | null): boolean {
    const name = this.protocolMatch(protocol)
    if (name === null) return false
    this.protocolMatchLoaded = true
    return this.openMatch(name, -1)
  }

  private protocolMatch(protocol: string | null): string | null {
    if (protocol === null || this.protocolMatchLoaded) return null
    const number = readUnsigned(protocol, 0, 255)
    const name = number === null ? protocol : number === 0 ? 'all' : protocolName(number)
    return KNOWN_MATCHES.has(name) ? name : null
  }

  private protocolMatchKnows(option: string, protocol: string | null): boolean {
    const name = this.protocolMatch(protocol)
    const equals = option.indexOf('=')
    return name !== null && (findMatch(name)?.optionsByName.has(option.slice(2, equals < 0 ? undefined : equals)) ?? false)
  }

  /** The last words of all matches in order, then of the target; the first refusal, or null. */
  finish(words: Words): UseRejection | null {
    for (let i = 0; i < this.matchCount; i++) {
      const rejection = finishUse(this.matches[i] as UseBeingRead, words)
      if (rejection !== null) return rejection
    }
    return this.hasTarget ? finishUse(this.targetUse, words) : null
  }

  /** The target as it was read, or null where there is none of that name. */
  finishedTarget(): ParsedUse | null {
    return this.target
  }
}

function finishUse(read: UseBeingRead, words: Words): UseRejection | null {
  if (read.extension === null) return null
  const finished = read.reader.finish()
  if (finished.kind === 'parameters') {
    read.parameters = finished.parameters
    return null
  }
  const at = wordOfOption(read, words, finished.rejection.option)
  return { kind: 'rejection', rejection: finished.rejection, word: at, lastWord: at === read.word ? read.lastWord : at }
}

function noUse(entry: EntrySoFar): UseBeingRead {
  return { name: '', extension: null, parameters: NO_PARAMETERS, words: NO_WORDS, word: -1, lastWord: -1, reader: new UseReader(entry) }
}

/** Where an option of a use was written; where the use begins if it was not. */
function wordOfOption({ extension, word, lastWord }: UseBeingRead, words: Words, name: string | null): number {
  const option = name === null ? undefined : extension?.optionsByName.get(name)
  for (let at = Math.max(word, 0); option !== undefined && at <= lastWord; at++) {
    const text = words.at(at) ?? ''
    if (text.startsWith('--') && extension?.optionsByName.get(text.slice(2)) === option) return at
  }
  return word
}

/** Shared by all that have none; never added to. */
const NO_WORDS: string[] = []
const NO_PARAMETERS: Parameters = {}
