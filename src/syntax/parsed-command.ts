import type { Extension, HostKnowledge } from '../extensions/extension'
import type { Counters, FragmentMatch, Hint, InterfaceMatch, MaskedAddress, Parameters, ProtocolMatch } from '../model'
import type { CommandBits } from './option-rules'

/** A match or target as the words gave it. `word` and `lastWord` are where it begins and ends; -1 for a match that nobody wrote. */
export interface ParsedUse {
  readonly name: string
  /** Null for one without a file of its own: it is kept word by word. */
  readonly extension: Extension | null
  readonly parameters: Parameters
  readonly words: readonly string[]
  readonly word: number
  readonly lastWord: number
}

/**
 * Everything one command says (what do_parse leaves behind). Whether chains exist is not looked at yet. Like the words it was
 * read from it only lasts until the parser reads the next one.
 */
export interface ParsedCommand {
  readonly kind: 'command'
  readonly command: CommandBits
  readonly table: string
  readonly tableWord: number
  readonly chain: string | null
  readonly chainWord: number
  /** From 1; 0 where none was given. */
  readonly ruleNumber: number
  readonly newName: string
  readonly policy: string
  readonly argumentWord: number
  readonly sources: readonly MaskedAddress[]
  readonly destinations: readonly MaskedAddress[]
  readonly sourceInverted: boolean
  readonly destinationInverted: boolean
  readonly in: InterfaceMatch | null
  readonly out: InterfaceMatch | null
  readonly protocol: ProtocolMatch | null
  readonly fragment: FragmentMatch | null
  /** The first `matchCount` of these. */
  readonly matches: readonly ParsedUse[]
  readonly matchCount: number
  /** The word after -j or -g, and the extension of that name where there is one: a chain of that name comes first. */
  readonly jumpTo: string | null
  readonly jumpWord: number
  readonly goto: boolean
  readonly target: ParsedUse | null
  readonly counters: Counters
  readonly warnings: readonly string[]
}

/** The command ends here with success and without effect: `-h`, `-V`, and `-6` in a save file. */
export interface IgnoredCommand {
  readonly kind: 'ignored'
  /** The program ends too: nothing behind it in a save file is read. */
  readonly exits: boolean
  readonly warnings: readonly string[]
}

/** iptables' refusal of a command. */
export interface Refused {
  readonly kind: 'refused'
  /** Its message; `bare` ones stand without the program's name before them. Empty for `Try ... for more information` alone. */
  readonly message: string
  readonly bare: boolean
  /** 2 parameter problem, 3 version problem, 1 anything else. */
  readonly status: number
  /** The words it is about; -1 for the whole command. */
  readonly word: number
  readonly lastWord: number
  readonly hint: Hint | null
  readonly warnings: readonly string[]
}

/** Longest name of a chain, match or target, terminator included (XT_EXTENSION_MAXNAMELEN). */
export const MAX_NAME = 29

/** What is known beside the text: of the host that the rules are for, and of how they are loaded. */
export interface KnownHost extends HostKnowledge {
  /** `iptables-restore --counters`: counters in the file are looked at. Without it they are kept all the same, but nothing is wrong with them. */
  readonly counters?: boolean
}

/** How a command is read: the tool, and the table that its `-t` starts from. */
export interface ParseContext {
  readonly tool: 'iptables' | 'iptables-restore'
  readonly table: string
  /** A chain that the save file has declared: no target of that name is loaded any more (xtables_announce_chain). */
  announced(chain: string): boolean
}
