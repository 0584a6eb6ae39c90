import { byteLength } from '../extensions/byte-length'
import { oddInterface } from '../extensions/interface-name'
import { IPV6_EXTENSIONS, KNOWN_TARGETS } from '../extensions/known-names'
import { readUnsigned, scanDecimal, strtoul } from '../extensions/strtoul'
import { type Counters, type FragmentMatch, type Hint, type InterfaceMatch, type MaskedAddress, ZERO_COUNTERS } from '../model'
import { OptionReader } from './getopt'
import { BadArgument, readAddresses, readInterface, readProtocolArgument } from './header-arguments'
import { Command, type CommandBits, checkOptions, commandLetter, Given, optionLetter } from './option-rules'
import { type IgnoredCommand, type KnownHost, MAX_NAME, type ParseContext, type ParsedCommand, type Refused } from './parsed-command'
import { rare } from './rare'
import { RuleUses, type UseRejection } from './rule-uses'
import { Words } from './words'

/**
 * Reads commands the way iptables does (do_parse in iptables/xshared.c): same order, same refusals. One after another: a parser
 * is used again, because a large file has many.
 */
export class CommandParser {
  private readonly options = new OptionReader()
  private words = new Words()
  private context: ParseContext = { tool: 'iptables', table: 'filter', announced: () => false }
  private inverted = false
  /** Where the `!` stands that is waiting for its option. */
  private bangWord = -1
  private command: CommandBits = 0
  private given = 0
  private inverts = 0
  private tableGiven = false
  private table = ''
  private tableWord = -1
  private chain: string | null = null
  private chainWord = -1
  private ruleNumber = 0
  private newName = ''
  private policy: string | null = null
  private argumentWord = -1
  private source: string | null = null
  private sourceWord = -1
  private destination: string | null = null
  private destinationWord = -1
  private in: InterfaceMatch | null = null
  private inWord = -1
  private out: InterfaceMatch | null = null
  private outWord = -1
  private fragment: FragmentMatch | null = null
  private protocolText: string | null = null
  private readonly uses: RuleUses
  private jumpTo: string | null = null
  private jumpWord = -1
  private goto = false
  private counters: Counters = ZERO_COUNTERS
  private waits = false
  private waitIntervalAt = -1
  private verbose = false
  private warnings: readonly string[] = NO_WARNINGS

  private readonly result: { -readonly [K in keyof ParsedCommand]: ParsedCommand[K] } = {
    kind: 'command',
    command: 0,
    table: '',
    tableWord: -1,
    chain: null,
    chainWord: -1,
    ruleNumber: 0,
    newName: '',
    policy: '',
    argumentWord: -1,
    sources: ANYWHERE,
    destinations: ANYWHERE,
    sourceInverted: false,
    destinationInverted: false,
    in: null,
    out: null,
    protocol: null,
    fragment: null,
    matches: [],
    matchCount: 0,
    jumpTo: null,
    jumpWord: -1,
    goto: false,
    target: null,
    counters: ZERO_COUNTERS,
    warnings: NO_WARNINGS,
  }

  constructor(host: KnownHost) {
    this.uses = new RuleUses(this.options, (text) => this.warn(text), host)
  }

  private reset(words: Words, context: ParseContext): void {
    // iptables-restore puts `-t TABLE` before the words of a line.
    this.options.reset(words, context.tool === 'iptables' ? 'iptables' : context.table)
    this.words = words
    this.context = context
    this.inverted = false
    this.command = 0
    this.given = 0
    this.inverts = 0
    // iptables-restore gives each line a -t of its own.
    this.tableGiven = context.tool === 'iptables-restore'
    this.table = context.table
    this.tableWord = -1
    this.chain = null
    this.chainWord = -1
    this.ruleNumber = 0
    this.newName = ''
    this.policy = null
    this.argumentWord = -1
    this.source = null
    this.destination = null
    this.in = null
    this.out = null
    this.fragment = null
    this.protocolText = null
    this.uses.reset(context.tool === 'iptables')
    this.jumpTo = null
    this.jumpWord = -1
    this.goto = false
    this.counters = ZERO_COUNTERS
    this.waits = false
    this.waitIntervalAt = -1
    this.verbose = false
    this.warnings = NO_WARNINGS
  }

  parse(words: Words, context: ParseContext): ParsedCommand | IgnoredCommand | Refused {
    this.reset(words, context)
    const { options } = this
    for (;;) {
      const found = options.read()
      let refused: Refused | 'skip' | 'exit' | null = null
      if (found === 'end') break
      if (found === 'word') {
        const word = options.argument ?? ''
        if (word === '!') {
          if (this.inverted) return this.refuse('multiple consecutive ! not allowed', options.at)
          this.inverted = true
          this.bangWord = options.at
          continue
        }
        refused = this.strayWord(word)
      } else if (found === 'base') {
        refused = this.takeBase()
      } else {
        const before = options.next
        refused = found === 'extension' ? this.takeExtensionOption() : this.takeUnknown(found)
        // A protocol's match was loaded by `-p`: the same words are read again.
        if (refused === null && found !== 'extension' && options.next < before) continue
      }
      if (refused === 'skip' || refused === 'exit') return { kind: 'ignored', exits: refused === 'exit', warnings: this.warnings }
      if (refused !== null) return refused
      this.inverted = false
    }
    return this.finish()
  }

  /** A word that is no option. Behind an extension that is kept word by word it is one of its words; else iptables refuses it. */
  private strayWord(word: string): Refused | null {
    return this.refuse(`Bad argument \`${word}'`, this.options.at, {
      bare: true,
      hint: rare().strayWordHint(word, this.words.at(this.options.at - 1)),
    })
  }

  private takeBase(): Refused | 'skip' | 'exit' | null {
    const { options } = this
    const argument = options.argument ?? ''
    // What a save file is full of comes first: the letters are compared one after another.
    switch (options.letter) {
      case 'A':
        return this.takeCommand(Command.APPEND, argument)
      case 'p':
        return this.takeProtocol()
      case 'm':
        return this.takeMatch(argument)
      case 'j':
        return this.set(Given.JUMP) ?? this.takeTarget(options.lastWord)
      case 's':
        this.source = options.lastWord
        this.sourceWord = options.next - 1
        return this.set(Given.SOURCE)
      case 'd':
        this.destination = options.lastWord
        this.destinationWord = options.next - 1
        return this.set(Given.DESTINATION)
      case 'i':
        return this.takeInterface(Given.IN)
      case 'o':
        return this.takeInterface(Given.OUT)
      case 'C':
        return this.takeCommand(Command.CHECK, argument)
      case 'D':
        return this.takeCommand(Command.DELETE, argument) ?? this.takeRuleNumber(Command.DELETE_NUM)
      case 'R': {
        const refused = this.takeCommand(Command.REPLACE, argument) ?? this.takeRuleNumber(null)
        return (
          refused ??
          (this.ruleNumber === 0 ? this.refuse('-R requires a rule number', options.at, { hint: ['which rule replaced'] }) : null)
        )
      }
      case 'I': {
        const refused = this.takeCommand(Command.INSERT, argument) ?? this.takeRuleNumber(null)
        if (refused === null && this.ruleNumber === 0) this.ruleNumber = 1
        return refused
      }
      case 'L':
        return this.takeCommand(Command.LIST, options.argument, Command.ZERO | Command.ZERO_NUM) ?? this.takeRuleNumber(null)
      case 'S':
        return this.takeCommand(Command.LIST_RULES, options.argument, Command.ZERO | Command.ZERO_NUM) ?? this.takeRuleNumber(null)
      case 'F':
        return this.takeCommand(Command.FLUSH, options.argument)
      case 'Z':
        return this.takeCommand(Command.ZERO, options.argument, Command.LIST | Command.LIST_RULES) ?? this.takeRuleNumber(Command.ZERO_NUM)
      case 'N':
        return this.checkNewChainName(argument) ?? this.takeCommand(Command.NEW_CHAIN, argument)
      case 'X':
        return this.takeCommand(Command.DELETE_CHAIN, options.argument)
      case 'E':
        return this.takeCommand(Command.RENAME_CHAIN, argument) ?? this.takeNewName()
      case 'P':
        return this.takeCommand(Command.SET_POLICY, argument) ?? this.takePolicy()
      case 'h':
      case 'V':
        return 'exit'
      case 'g': {
        const refused = this.set(Given.JUMP) ?? this.checkTargetName(argument)
        this.goto = true
        this.jumpTo = argument
        this.jumpWord = options.argumentAt
        return refused
      }
      case 'f': {
        const inverted = this.inverted
        this.fragment = { inverted }
        return this.set(Given.FRAGMENT)
      }
      case 'v':
        if (this.verbose) return null
        this.verbose = true
        return this.set(Given.VERBOSE)
      case 'n':
        return this.set(Given.NUMERIC)
      case 't':
        if (this.inverted) return this.refuse('unexpected ! flag before --table', this.bangWord)
        if (this.context.tool === 'iptables-restore' && this.tableGiven)
          return this.refuse('The -t option cannot be used in iptables-restore.\n', options.at, {
            hint: ['table line says'],
          })
        this.table = argument
        this.tableWord = options.argumentAt
        return null
      case 'x':
        return this.set(Given.EXPANDED)
      case 'w':
        if (this.context.tool === 'iptables-restore') return this.refuse("You cannot use `-w' from iptables-restore", options.at)
        return this.takeWait()
      case 'W':
        if (this.context.tool === 'iptables-restore') return this.refuse("You cannot use `-W' from iptables-restore", options.at)
        return this.takeWaitInterval()
      case '0':
        return this.set(Given.LINE_NUMBERS)
      case 'M':
        return null
      case 'c':
        return this.set(Given.COUNTERS) ?? this.takeCounters(argument)
      case '4':
        return null
      case '6':
        if (this.context.tool === 'iptables-restore') return 'skip'
        return this.refuse('', options.at, { bare: true, hint: ['ipv6 command'] })
      default:
        // A letter that getopt knows and nobody else does (-b).
        return this.refuse('Unknown arg "(null)"', options.at)
    }
  }

  private takeCommand(command: CommandBits, chain: string | null, together = 0): Refused | null {
    if (this.inverted) return this.refuse("unexpected '!' flag", this.bangWord)
    const others = this.command & ~together
    if (others !== 0)
      return this.refuse(`Cannot use -${commandLetter(command)} with -${commandLetter(others)}`, this.options.at, {
        hint: ['one command'],
      })
    this.command |= command
    this.chainWord = this.options.argumentAt
    if (chain === null) {
      this.chainWord = this.options.next
      chain = this.options.takePlainWord()
      if (chain === null) this.chainWord = -1
    }
    if (chain !== null) this.chain = chain
    return null
  }

  private takeRuleNumber(command: CommandBits | null): Refused | null {
    const word = this.options.takePlainWord()
    if (word === null) return null
    const number = readUnsigned(word, 1, 0x7fffffff)
    if (number === null) return this.refuse(`Invalid rule number \`${word}'`, this.options.next - 1, { hint: ['rules from one'] })
    this.ruleNumber = number
    this.argumentWord = this.options.next - 1
    if (command !== null) this.command = command
    return null
  }

  private takeNewName(): Refused | null {
    const word = this.options.takePlainWord()
    if (word === null) return this.refuse('-E requires old-chain-name and new-chain-name', this.options.at)
    this.newName = word
    this.argumentWord = this.options.next - 1
    return null
  }

  private takePolicy(): Refused | null {
    const word = this.options.takePlainWord()
    if (word === null) return this.refuse('-P requires a chain and a policy', this.options.at, { hint: ['policy example'] })
    this.policy = word
    this.argumentWord = this.options.next - 1
    return null
  }

  private checkNewChainName(name: string): Refused | null {
    const at = this.options.argumentAt
    if (byteLength(name) >= MAX_NAME) return this.refuse(`chain name \`${name}' too long (must be under ${MAX_NAME} chars)`, at)
    const first = name[0]
    if (first === '-' || first === '!') return this.refuse(`chain name not allowed to start with \`${first}'`, at)
    if (name === '' || VERDICTS.has(name) || KNOWN_TARGETS.has(name) || name === 'standard') {
      // The target is looked for, and complained of where the kernel has none.
      this.uses.openTarget(name, at)
      return this.refuse('chain name may not clash with target name', at, {
        hint: name === '' ? ['chain needs other name'] : ['target needs other name', name],
      })
    }
    if (BLANK.test(name)) return this.refuse(`Invalid chain name \`${name}'`, at)
    return null
  }

  private takeProtocol(): Refused | null {
    const { options, inverted } = this
    const refused = this.set(Given.PROTOCOL)
    if (refused !== null) return refused
    const at = options.next - 1
    const word = options.lastWord
    const name = isLowerCase(word) ? word : word.toLowerCase()
    this.protocolText = name
    const number = readProtocolArgument(name)
    if (typeof number !== 'number') return this.refuse(number.message, at, { hint: number.hint })
    if (number === 0 && inverted) return this.refuse('rule would never match protocol', at)
    this.uses.entry.protocol = number === 0 ? null : { number, inverted }
    return null
  }

  private takeInterface(option: number): Refused | null {
    const { options, inverted } = this
    if (options.argument === '') return this.refuse('Empty interface is likely to be undesired', options.argumentAt)
    const refused = this.set(option)
    if (refused !== null) return refused
    const at = options.next - 1
    const match = readInterface(options.lastWord, inverted)
    if (match instanceof BadArgument) return this.refuse(match.message, at, { hint: match.hint })
    const odd = oddInterface(options.lastWord)
    if (odd !== null) this.warn(odd)
    if (option === Given.IN) {
      this.in = match
      this.inWord = at
    } else {
      this.out = match
      this.outWord = at
    }
    return null
  }

  private takeMatch(name: string): Refused | null {
    const { options } = this
    if (this.inverted)
      return this.refuse('unexpected ! flag before --match', this.bangWord, {
        hint: ['bang before match option'],
      })
    if (byteLength(name) >= MAX_NAME) return this.refuse(`Invalid match name "${name}" (${MAX_NAME - 1} chars max)`, options.argumentAt)
    if (!this.uses.openMatch(name, options.argumentAt)) {
      const shown = name === 'icmpv6' || name === 'ipv6-icmp' ? 'icmp6' : name
      return this.refuse(`Couldn't load match \`${shown}':No such file or directory\n`, options.argumentAt, {
        hint: IPV6_EXTENSIONS.has(name) ? ['ipv6 match'] : ['unknown match', name === '' ? "''" : name],
      })
    }
    return null
  }

  private checkTargetName(name: string): Refused | null {
    const at = this.options.next - 1
    if (name === '') return this.refuse('Invalid target name (too short)', at)
    if (byteLength(name) >= MAX_NAME) return this.refuse(`Invalid target name \`${name}' (${MAX_NAME - 1} chars max)`, at)
    if (BLANK.test(name)) return this.refuse(`Invalid target name \`${name}'`, at)
    return null
  }

  private takeTarget(name: string): Refused | null {
    const isVerdict = VERDICTS.has(name)
    const refused = isVerdict ? null : this.checkTargetName(name)
    if (refused !== null) return refused
    const word = this.options.next - 1
    this.jumpTo = name
    this.jumpWord = word
    if (!isVerdict && !this.context.announced(name)) this.uses.openTarget(name, word)
    return null
  }

  private takeWait(): Refused | null {
    const value = this.options.argument ?? this.options.takePlainWord()
    this.waits = true
    if (value !== null && !/^\s*[+-]?\d/.test(value)) return this.refuse('wait seconds not numeric', this.options.next - 1)
    return null
  }

  private takeWaitInterval(): Refused | null {
    const value = this.options.argument ?? this.options.takePlainWord()
    if (value === null) return this.refuse('wait interval value required', this.options.at)
    if (!/^\s*[+-]?\d/.test(value)) return this.refuse('wait interval not numeric', this.options.next - 1)
    const microseconds = scanDecimal(value).value
    if (microseconds > 999999) return this.refuse(`too long usec wait ${microseconds} > 999999 usec`, this.options.next - 1)
    this.warn('Ignoring deprecated --wait-interval option.')
    this.waitIntervalAt = this.options.at
    return null
  }

  private takeCounters(packetsText: string): Refused | null {
    const comma = packetsText.indexOf(',', 1)
    const bytesText = comma >= 0 ? packetsText.slice(comma + 1) : this.options.takePlainWord()
    if (bytesText === null) return this.refuse('-c requires packet and byte counter', this.options.at, { hint: ['counters example'] })
    const packets = leadingNumber(packetsText)
    if (packets === null) return this.refuse('-c packet counter not numeric', this.options.argumentAt)
    const bytes = leadingNumber(bytesText)
    if (bytes === null) return this.refuse('-c byte counter not numeric', this.options.next - 1)
    this.counters = { packets, bytes }
    return null
  }

  private takeExtensionOption(): Refused | null {
    const rejection = this.uses.takeOption(this.words, this.inverted)
    return rejection === null ? null : this.rejected(rejection)
  }

  /**
   * An option that nothing loaded so far knows (command_default): `-p tcp` loads its match now. An extension that is kept word by
   * word takes what is left over.
   */
  private takeUnknown(found: 'missing' | 'unknown'): Refused | null {
    const { options } = this
    const long = options.lastWord
    if (this.uses.takeLeftOver(long, this.inverted, this.protocolText)) return null
    if (this.uses.loadProtocolMatch(this.protocolText)) {
      options.again()
      return null
    }
    if (found === 'missing') return this.refuse(`option "${long}" requires an argument`, options.next - 1)
    return this.refuse(`unknown option "${long}"`, options.next - 1, { hint: rare().unknownOptionHint(long, this.protocolText !== null) })
  }

  private set(option: number): Refused | null {
    if ((this.given & option) !== 0) return this.refuse(`multiple -${optionLetter(option)} flags not allowed`, this.options.at)
    this.given |= option
    if (this.inverted) {
      if ((option & Given.INVERTIBLE) === 0) return this.refuse(`cannot have ! before -${optionLetter(option)}`, this.bangWord)
      this.inverts |= option
    }
    return null
  }

  private finish(): ParsedCommand | Refused {
    const { options, words } = this
    if (this.table === 'nat' && (this.policy === 'DROP' || this.jumpTo === 'DROP'))
      return this.refuse(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
        this.policy === 'DROP' ? this.argumentWord : this.jumpWord,
        {
          hint: ['no drop in nat'],
        },
      )
    if (!this.waits && this.waitIntervalAt >= 0) return this.refuse('--wait-interval only makes sense with --wait\n', this.waitIntervalAt)
    const rejection = this.uses.finish(words)
    if (rejection !== null) return this.rejected(rejection)
    if (options.next < words.count) return this.refuse('unknown arguments found on commandline', options.next)
    if (this.command === 0) return this.refuse('no command specified', -1, { hint: ['command missing'] })
    if (this.inverted) return this.refuse('nothing appropriate following !', this.bangWord)
    const sources = this.source === null ? ANYWHERE : this.addresses(this.source, this.sourceWord)
    if (!Array.isArray(sources)) return sources
    const destinations = this.destination === null ? ANYWHERE : this.addresses(this.destination, this.destinationWord)
    if (!Array.isArray(destinations)) return destinations
    if ((sources.length > 1 || destinations.length > 1) && (this.inverts & (Given.SOURCE | Given.DESTINATION)) !== 0)
      return this.refuse(
        '! not allowed with multiple source or destination IP addresses',
        sources.length > 1 ? this.sourceWord : this.destinationWord,
      )
    return this.checkWhole() ?? this.parsed(sources, destinations)
  }

  private addresses(argument: string, word: number): MaskedAddress[] | Refused {
    const addresses = readAddresses(argument)
    return Array.isArray(addresses) ? addresses : this.refuse(addresses.message, word, { hint: addresses.hint })
  }

  private checkWhole(): Refused | null {
    if (this.command === Command.REPLACE && ((this.source?.includes(',') ?? false) || (this.destination?.includes(',') ?? false)))
      return this.refuse(
        'Replacement rule does not specify a unique address',
        this.source?.includes(',') ? this.sourceWord : this.destinationWord,
      )
    const illegal = checkOptions(this.command, this.given)
    if (illegal !== null) return this.refuse(`Illegal option \`-${illegal}' with this command`, rare().wordOfLetter(this.words, illegal))
    if (this.chain !== null && byteLength(this.chain) >= MAX_NAME)
      return this.refuse(`chain name \`${this.chain}' too long (must be under ${MAX_NAME} chars)`, this.chainWord)
    if ((this.command & Command.ON_RULES) === 0) return null
    if (this.out !== null && (this.chain === 'PREROUTING' || this.chain === 'INPUT'))
      return this.refuse(`Can't use -o with ${this.chain}\n`, this.outWord, {
        hint: ['no outgoing interface', this.chain],
      })
    if (this.in !== null && (this.chain === 'POSTROUTING' || this.chain === 'OUTPUT'))
      return this.refuse(`Can't use -i with ${this.chain}\n`, this.inWord, {
        hint: ['no incoming interface', this.chain],
      })
    return null
  }

  private parsed(sources: readonly MaskedAddress[], destinations: readonly MaskedAddress[]): ParsedCommand {
    const { result, uses, inverts } = this
    result.command = this.command
    result.table = this.table
    result.tableWord = this.tableWord
    result.chain = this.chain
    result.chainWord = this.chainWord
    result.ruleNumber = this.ruleNumber
    result.newName = this.newName
    result.policy = this.policy ?? ''
    result.argumentWord = this.argumentWord
    result.sources = sources
    result.destinations = destinations
    result.sourceInverted = (inverts & Given.SOURCE) !== 0
    result.destinationInverted = (inverts & Given.DESTINATION) !== 0
    result.in = this.in
    result.out = this.out
    result.protocol = uses.entry.protocol
    result.fragment = this.fragment
    result.matches = uses.matches
    result.matchCount = uses.matchCount
    result.jumpTo = this.jumpTo
    result.jumpWord = this.jumpWord
    result.goto = this.goto
    result.target = uses.finishedTarget()
    result.counters = this.counters
    result.warnings = this.warnings
    return result
  }

  private warn(text: string): void {
    this.warnings = [...this.warnings, text]
  }

  private rejected({ rejection, word, lastWord }: UseRejection): Refused {
    const { message, status, hint } = rejection
    return { kind: 'refused', message, bare: false, status, word, lastWord, hint, warnings: this.warnings }
  }

  private refuse(message: string, word: number, more: { readonly bare?: true; readonly hint?: Hint | null } = {}): Refused {
    return {
      kind: 'refused',
      message,
      bare: more.bare ?? false,
      status: 2,
      word,
      lastWord: word,
      hint: more.hint ?? null,
      warnings: this.warnings,
    }
  }
}

const VERDICTS: ReadonlySet<string> = new Set(['ACCEPT', 'DROP', 'QUEUE', 'RETURN'])
const ANYWHERE: MaskedAddress[] = [{ address: 0, mask: 0 }]
const NO_WARNINGS: readonly string[] = []
/** isspace(3) without a locale. */
const BLANK = /[\t-\r ]/

function isLowerCase(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i)
    if (code >= 65 && code <= 90) return false
    if (code > 127) return word === word.toLowerCase()
  }
  return true
}

/** sscanf's `%llu`: the number at the beginning, whatever follows. */
function leadingNumber(text: string): number | null {
  const { value, length } = strtoul(text, 10)
  return length === 0 ? null : Number(value)
}
