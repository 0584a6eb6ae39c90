import type { Extension } from '../extensions/extension'
import type { Option } from '../extensions/option'
import { BASE_OPTIONS, type BaseOption, findBaseOption, shortArgument } from './base-options'
import { Words } from './words'

/** What getopt_long(3) answers: `word` is no option, `missing` an option whose argument is not there. */
export type Found = 'end' | 'word' | 'base' | 'extension' | 'missing' | 'unknown'

/**
 * getopt_long(3) as iptables drives it: words in order, `--long`, `--long=value`, unambiguous abbreviations, clusters of letters.
 * Options of matches and targets are added as they are loaded, the newest first, behind iptables' own.
 */
export class OptionReader {
  /** What the last answer is about. */
  letter = ''
  argument: string | null = null
  option: Option | null = null
  /** Which of the option's names was meant. */
  spelling = ''
  /** The extension whose option it is. */
  owner: Extension | null = null
  /** The index of the next word (optind). */
  next = 0
  /** The words of the last answer: the option itself and its argument (the same one for `-p6` and `--x=y`). */
  at = 0
  argumentAt = 0

  private cluster = ''
  private clusterAt = 0
  private readonly loaded: Extension[] = []
  /** Those that -p stands for and that were there already: getopt knows their options twice, and takes no abbreviation for either. */
  private readonly repeated: Extension[] = []
  private claimed: readonly string[] = NONE

  private words: Words = new Words()
  private before = ''

  /** Starts over with other words, of which `before` is in front, and with iptables' own options alone. */
  reset(words: Words, before: string): void {
    this.words = words
    this.before = before
    this.next = 0
    this.cluster = ''
    this.clusterAt = 0
    // Setting a length is slow, and most lines load little.
    while (this.loaded.length > 0) this.loaded.pop()
    while (this.repeated.length > 0) this.repeated.pop()
    this.claimed = NONE
  }

  /** `byProtocol`: the protocol's own match, which brings its options along even if they are there. */
  load(extension: Extension, byProtocol: boolean): void {
    if (!this.loaded.includes(extension)) this.loaded.push(extension)
    else if (byProtocol) this.repeated.push(extension)
  }

  /** Keeps options from being read as abbreviations. */
  claim(names: readonly string[]): void {
    if (names.length > 0) this.claimed = [...this.claimed, ...names]
  }

  private get count(): number {
    return this.words.count
  }

  read(): Found {
    if (this.clusterAt < this.cluster.length) return this.readShort()
    if (this.next >= this.count) return 'end'
    const word = this.words.text[this.next] ?? ''
    this.at = this.next
    if (word.charCodeAt(0) !== DASH || word.length === 1) {
      this.argument = word
      this.argumentAt = this.next++
      return 'word'
    }
    if (word.charCodeAt(1) === DASH) {
      if (word.length === 2) {
        this.next++
        return 'end'
      }
      return this.readLong(word)
    }
    this.cluster = word
    this.clusterAt = 1
    return this.readShort()
  }

  /**
   * getopt's `--optind` before another read: the same words are asked about again, now that more options are known. In the middle of a cluster
   * it goes on there all the same.
   */
  again(): void {
    this.next--
  }

  /** Takes the next word if it does not look like an option (xs_has_arg). */
  takePlainWord(): string | null {
    const word = this.words.at(this.next)
    if (word === null) return null
    const first = word.charCodeAt(0)
    if (first === DASH || first === BANG) return null
    this.next++
    return word
  }

  /**
   * The word that messages call the option: argv[optind - 1]. In the middle of a cluster that is the word before, or what stands before the
   * first; iptables has wiped out a `!` there.
   */
  get lastWord(): string {
    const word = this.words.at(this.next - 1) ?? this.before
    return word === '!' && this.next === this.at ? '' : word
  }

  private readShort(): Found {
    const { cluster } = this
    const code = cluster.charCodeAt(this.clusterAt)
    this.letter = cluster[this.clusterAt] ?? ''
    this.at = this.next
    this.clusterAt++
    const last = this.clusterAt === cluster.length
    if (last) this.next++
    const takes = shortArgument(code)
    if (takes === undefined) return 'unknown'
    this.argument = null
    if (takes === 'none') return 'base'
    if (!last) {
      this.argument = cluster.slice(this.clusterAt)
      this.argumentAt = this.next++
    } else if (takes === 'required') {
      if (this.next >= this.count) {
        this.endCluster()
        return 'missing'
      }
      this.argumentAt = this.next
      this.argument = this.words.text[this.next++] ?? ''
    }
    this.endCluster()
    return 'base'
  }

  private endCluster(): void {
    this.clusterAt = 0
    this.cluster = ''
  }

  private readLong(word: string): Found {
    const equals = word.indexOf('=', 2)
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
    this.next++
    const base = findBaseOption(name)
    if (base !== undefined) return this.foundBase(base, equals < 0 ? null : word.slice(equals + 1))
    for (let i = this.loaded.length - 1; i >= 0; i--) {
      const extension = this.loaded[i]
      const option = extension?.optionsByName.get(name)
      if (extension !== undefined && option !== undefined)
        return this.foundExtension(extension, option, name, equals < 0 ? null : word.slice(equals + 1))
    }
    return this.readAbbreviation(name, equals < 0 ? null : word.slice(equals + 1))
  }

  /** An abbreviation counts when all options that begin so are one and the same. */
  private readAbbreviation(name: string, value: string | null): Found {
    if (this.claimed.includes(name)) return 'unknown'
    let base: BaseOption | null = null
    let extension: Extension | null = null
    let option: Option | null = null
    let full = ''
    for (const candidate of BASE_OPTIONS) {
      if (!candidate.name.startsWith(name)) continue
      if (base !== null && (base.letter !== candidate.letter || base.argument !== candidate.argument)) return 'unknown'
      base ??= candidate
    }
    for (let i = this.loaded.length - 1; i >= 0; i--) {
      const loaded = this.loaded[i]
      if (loaded === undefined) continue
      for (const [spelling, candidate] of loaded.optionsByName) {
        if (!spelling.startsWith(name)) continue
        if (base !== null || (option !== null && option !== candidate)) return 'unknown'
        extension = loaded
        option = candidate
        full = spelling
      }
    }
    if (base !== null) return this.foundBase(base, value)
    if (extension !== null && option !== null && !this.repeated.includes(extension))
      return this.foundExtension(extension, option, full, value)
    return 'unknown'
  }

  private foundBase(base: BaseOption, value: string | null): Found {
    this.letter = base.letter
    const found = this.takeArgument(base.argument, value)
    return found ?? 'base'
  }

  private foundExtension(extension: Extension, option: Option, spelling: string, value: string | null): Found {
    this.owner = extension
    this.option = option
    this.spelling = spelling
    const found = this.takeArgument(option.type.kind === 'flag' ? 'none' : 'required', value)
    return found ?? 'extension'
  }

  private takeArgument(takes: BaseOption['argument'], value: string | null): 'missing' | 'unknown' | null {
    this.argument = value
    this.argumentAt = this.next - 1
    if (takes === 'none') return value === null ? null : 'unknown'
    if (value !== null || takes === 'optional') return null
    if (this.next >= this.count) return 'missing'
    this.argumentAt = this.next
    this.argument = this.words.text[this.next++] ?? ''
    return null
  }
}

const NONE: readonly string[] = []
const BANG = 33
const DASH = 45
