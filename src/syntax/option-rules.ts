/** Commands as iptables keeps them: bits, because a few go together (-L -Z). In the order of its tables (iptables/xshared.h, CMD_*). */
export const Command = {
  INSERT: 0x0001,
  DELETE: 0x0002,
  DELETE_NUM: 0x0004,
  REPLACE: 0x0008,
  APPEND: 0x0010,
  LIST: 0x0020,
  FLUSH: 0x0040,
  ZERO: 0x0080,
  NEW_CHAIN: 0x0100,
  DELETE_CHAIN: 0x0200,
  SET_POLICY: 0x0400,
  RENAME_CHAIN: 0x0800,
  LIST_RULES: 0x1000,
  ZERO_NUM: 0x2000,
  CHECK: 0x4000,
  /** Those that say a chain and a rule. */
  ON_RULES: 0x0001 | 0x0002 | 0x0004 | 0x0008 | 0x0010 | 0x4000,
} as const

/** Commands that come with a rule. */
export const WITH_RULE = Command.ON_RULES & ~Command.DELETE_NUM

/** Bits of Command, or'ed. */
export type CommandBits = number

const COMMAND_LETTERS = 'IDDRALFZNXPESZC'

/** The letter of the highest command among the bits: what messages say. */
export function commandLetter(bits: CommandBits): string {
  return COMMAND_LETTERS[31 - Math.clz32(bits)] ?? '?'
}

/** Options of a rule or a listing that were given (OPT_*), in the order in which iptables checks them. */
export const Given = {
  NUMERIC: 0x001,
  SOURCE: 0x002,
  DESTINATION: 0x004,
  PROTOCOL: 0x008,
  JUMP: 0x010,
  VERBOSE: 0x020,
  EXPANDED: 0x040,
  IN: 0x080,
  OUT: 0x100,
  LINE_NUMBERS: 0x200,
  COUNTERS: 0x400,
  FRAGMENT: 0x800,
  /** Those that may have a ! before them. */
  INVERTIBLE: 0x002 | 0x004 | 0x008 | 0x080 | 0x100 | 0x800,
} as const

const OPTION_LETTERS = 'nsdpjvxio0cf'

export function optionLetter(option: number): string {
  return OPTION_LETTERS[31 - Math.clz32(option)] ?? '?'
}

const WITH_A_RULE = 0xfff & ~(Given.NUMERIC | Given.EXPANDED | Given.LINE_NUMBERS)

/** What each command allows (commands_v_options), by the command's bit. */
const ALLOWED: readonly number[] = [
  WITH_A_RULE,
  WITH_A_RULE & ~Given.COUNTERS,
  Given.VERBOSE,
  WITH_A_RULE,
  WITH_A_RULE,
  Given.NUMERIC | Given.VERBOSE | Given.EXPANDED | Given.LINE_NUMBERS,
  Given.VERBOSE,
  Given.VERBOSE,
  Given.VERBOSE,
  Given.VERBOSE,
  Given.VERBOSE | Given.COUNTERS,
  Given.VERBOSE,
  Given.VERBOSE,
  Given.VERBOSE,
  WITH_A_RULE & ~Given.COUNTERS,
]

/** The first option that none of the commands allows, as its letter; null when all is well (generic_opt_check). */
export function checkOptions(command: CommandBits, given: number): string | null {
  let allowed = 0
  for (let bit = 0; bit < ALLOWED.length; bit++) if ((command & (1 << bit)) !== 0) allowed |= ALLOWED[bit] ?? 0
  const illegal = given & ~allowed
  return illegal === 0 ? null : optionLetter(illegal & -illegal)
}
