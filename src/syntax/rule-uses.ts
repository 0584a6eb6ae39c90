import type { Extension, Rejection } from '../extensions/extension'
import { findMatch, findTarget } from '../extensions/index'
import { beginUse, type EntrySoFar, type Use } from '../extensions/parse-use'
import { protocolName } from '../extensions/protocol-names'
import { readUnsigned } from '../extensions/strtoul'
import type { ProtocolMatch } from '../model'
import type { OptionReader } from './getopt'
import { CLAIMED_OPTIONS, KNOWN_MATCHES, KNOWN_TARGETS } from './known-extensions'
import type { ParsedUse } from './parsed-command'
import type { Words } from './words'

/** An extension's no, with the words it is about. */
export interface UseRejection {
  readonly kind: 'rejection'
  readonly rejection: Rejection
  readonly word: number
  readonly lastWord: number
}

interface UseBeingRead {
  readonly name: string
  /** Null for one that is kept word by word. */
  readonly extension: Extension | null
  readonly use: Use | null
  readonly words: string[]
  readonly word: number
  lastWord: number
}

/** The matches and the target of one rule while its words are being read: which of them an option belongs to, as iptables decides it. */
export class RuleUses {
  private readonly matches: UseBeingRead[] = []
  private target: UseBeingRead | null = null
  private protocolMatchLoaded = false
  /** What extensions see of the rule while it is being read. */
  readonly entry: { protocol: ProtocolMatch | null } & EntrySoFar = { protocol: null }

  constructor(private readonly options: OptionReader) {}

  reset(): void {
    this.matches.length = 0
    this.target = null
    this.protocolMatchLoaded = false
    this.entry.protocol = null
  }

  /** `-m NAME`; false where there is no such match. `word` is where the name stands, -1 for one that -p stands for. */
  openMatch(name: string, word: number): boolean {
    const extension = findMatch(name)
    if (extension === null && !KNOWN_MATCHES.has(name)) return false
    this.matches.push(this.open(name, extension, word))
    return true
  }

  /** `-j NAME`, if there is such a target: else it may be a chain. */
  openTarget(name: string, word: number): void {
    const extension = findTarget(name)
    if (extension !== null || KNOWN_TARGETS.has(name)) this.target = this.open(name, extension, word)
  }

  private open(name: string, extension: Extension | null, word: number): UseBeingRead {
    const claimed = extension === null ? CLAIMED_OPTIONS.get(name) : undefined
    if (claimed !== undefined) this.options.claim(claimed)
    if (extension === null) return { name, extension, use: null, words: [], word, lastWord: word }
    this.options.load(extension)
    return { name, extension, use: beginUse(extension, this.entry), words: NO_WORDS, word, lastWord: word }
  }

  /** The option that was just read goes to its extension. */
  takeOption(words: Words, inverted: boolean): UseRejection | null {
    const { options } = this
    const { owner, option } = options
    const taker = owner === null ? null : this.newest(owner)
    if (taker === null || taker.use === null || option === null) return null
    const secondWord = option.takesSecondWord ? words.at(options.next) : null
    const rejection = taker.use.give(option, inverted, options.argument ?? '', secondWord)
    if (rejection !== null) return { kind: 'rejection', rejection, word: options.at, lastWord: Math.max(options.at, options.next - 1) }
    if (option.takesSecondWord && secondWord !== null) options.next++
    taker.lastWord = options.next - 1
    return null
  }

  /** The target's own option before a match's; of several uses of a match the newest. */
  private newest(extension: Extension): UseBeingRead | null {
    if (this.target?.extension === extension) return this.target
    for (let i = this.matches.length - 1; i >= 0; i--) if (this.matches[i]?.extension === extension) return this.matches[i] ?? null
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
    const last = this.matches[this.matches.length - 1]
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

  /** The last words of all matches, in order. */
  finishMatches(words: Words): readonly ParsedUse[] | UseRejection {
    const { matches } = this
    if (matches.length === 0) return NO_USES
    const finished: ParsedUse[] = new Array(matches.length)
    for (let i = 0; i < matches.length; i++) {
      const use = this.finish(matches[i] as UseBeingRead, words)
      if (use.kind === 'rejection') return use
      finished[i] = use
    }
    return finished
  }

  finishTarget(words: Words): ParsedUse | UseRejection | null {
    return this.target === null ? null : this.finish(this.target, words)
  }

  private finish(read: UseBeingRead, words: Words): ParsedUse | UseRejection {
    const { word, lastWord } = read
    if (read.extension === null || read.use === null) return { kind: 'opaque', name: read.name, words: read.words, word, lastWord }
    const finished = read.use.finish()
    if (finished.kind === 'parameters')
      return { kind: 'modelled', extension: read.extension, parameters: finished.parameters, word, lastWord }
    const at = wordOfOption(read, words, finished.rejection.option)
    return { kind: 'rejection', rejection: finished.rejection, word: at, lastWord: at === word ? lastWord : at }
  }
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
const NO_USES: readonly ParsedUse[] = []
