/** One of iptables' own options (iptables/iptables.c, original_opts): its long name, whether it takes an argument, and its letter. */
export interface BaseOption {
  readonly name: string
  readonly argument: 'none' | 'required' | 'optional'
  readonly letter: string
  /** One sentence for hovers and completion. */
  readonly doc: string
}

/** In iptables' order, which decides between exact names; `--src` and `--dst` are names of their own. */
export const BASE_OPTIONS: readonly BaseOption[] = [
  { name: 'append', argument: 'required', letter: 'A', doc: 'Adds a rule at the end of the chain.' },
  { name: 'delete', argument: 'required', letter: 'D', doc: 'Removes a rule, by its number or by the same words that made it.' },
  { name: 'check', argument: 'required', letter: 'C', doc: 'Only asks whether such a rule is there.' },
  { name: 'insert', argument: 'required', letter: 'I', doc: 'Puts a rule before the one of the given number; without a number, first.' },
  { name: 'replace', argument: 'required', letter: 'R', doc: 'Puts a rule in the place of the one of the given number.' },
  { name: 'list', argument: 'optional', letter: 'L', doc: 'Lists the rules of a chain, or of all.' },
  { name: 'list-rules', argument: 'optional', letter: 'S', doc: 'Lists the rules of a chain, or of all, as commands.' },
  { name: 'flush', argument: 'optional', letter: 'F', doc: 'Removes all rules of a chain, or of all. Policies stay.' },
  { name: 'zero', argument: 'optional', letter: 'Z', doc: 'Sets counters to zero: of a rule, of a chain, or of all.' },
  { name: 'new-chain', argument: 'required', letter: 'N', doc: 'Makes a new, empty user chain.' },
  { name: 'delete-chain', argument: 'optional', letter: 'X', doc: 'Removes a user chain that is empty and that no rule jumps to.' },
  { name: 'rename-chain', argument: 'required', letter: 'E', doc: 'Gives a user chain another name.' },
  { name: 'policy', argument: 'required', letter: 'P', doc: 'What happens to packets that reach the end of a base chain: ACCEPT or DROP.' },
  {
    name: 'source',
    argument: 'required',
    letter: 's',
    doc: 'The packet comes from this address or network. A list with commas makes several rules.',
  },
  {
    name: 'destination',
    argument: 'required',
    letter: 'd',
    doc: 'The packet goes to this address or network. A list with commas makes several rules.',
  },
  { name: 'src', argument: 'required', letter: 's', doc: 'The packet comes from this address or network.' },
  { name: 'dst', argument: 'required', letter: 'd', doc: 'The packet goes to this address or network.' },
  { name: 'protocol', argument: 'required', letter: 'p', doc: 'The protocol of the packet: a name or a number; `all` for every one.' },
  {
    name: 'in-interface',
    argument: 'required',
    letter: 'i',
    doc: 'The interface the packet came in by. A `+` at the end stands for any ending.',
  },
  {
    name: 'jump',
    argument: 'required',
    letter: 'j',
    doc: 'What to do with a packet that matches: a target, or a user chain to go through.',
  },
  { name: 'table', argument: 'required', letter: 't', doc: 'The table the command works on; filter unless said.' },
  {
    name: 'match',
    argument: 'required',
    letter: 'm',
    doc: 'Asks one more question about the packet, with the options of the named match.',
  },
  { name: 'numeric', argument: 'none', letter: 'n', doc: 'Lists addresses and ports as numbers.' },
  {
    name: 'out-interface',
    argument: 'required',
    letter: 'o',
    doc: 'The interface the packet is about to leave by. A `+` at the end stands for any ending.',
  },
  { name: 'verbose', argument: 'none', letter: 'v', doc: 'Says more.' },
  { name: 'wait', argument: 'optional', letter: 'w', doc: 'Waits for other iptables commands to finish.' },
  { name: 'wait-interval', argument: 'optional', letter: 'W', doc: 'Without effect nowadays.' },
  { name: 'exact', argument: 'none', letter: 'x', doc: 'Lists exact counters.' },
  { name: 'fragments', argument: 'none', letter: 'f', doc: 'The packet is a second or further fragment, which has no ports.' },
  { name: 'version', argument: 'none', letter: 'V', doc: 'Prints the version.' },
  { name: 'help', argument: 'optional', letter: 'h', doc: 'Prints help.' },
  { name: 'line-numbers', argument: 'none', letter: '0', doc: 'Lists rules with their numbers.' },
  { name: 'modprobe', argument: 'required', letter: 'M', doc: 'The command that loads kernel modules.' },
  { name: 'set-counters', argument: 'required', letter: 'c', doc: 'Starts the counters of the rule at these packets and bytes.' },
  {
    name: 'goto',
    argument: 'required',
    letter: 'g',
    doc: 'Goes to a user chain without coming back: its end returns to where the chain before was called from.',
  },
  { name: 'ipv4', argument: 'none', letter: '4', doc: 'Only for iptables: ip6tables skips the line.' },
  { name: 'ipv6', argument: 'none', letter: '6', doc: 'Only for ip6tables: iptables skips the line.' },
]

/** The short letters and what each takes (IPT_OPTSTRING). `b` is accepted by getopt and by nothing else. */
const LETTERS = '-:A:C:D:E:F::I:L::M:N:P:VX::Z::c:d:i:j:o:p:s:t:R:S::W::46bfg:h::m:nvw::x'

/** By character code. */
const argumentByLetter: (BaseOption['argument'] | undefined)[] = new Array<undefined>(128).fill(undefined)
for (let at = 2; at < LETTERS.length; at++) {
  if (LETTERS[at] === ':') continue
  argumentByLetter[LETTERS.charCodeAt(at)] = LETTERS[at + 1] !== ':' ? 'none' : LETTERS[at + 2] !== ':' ? 'required' : 'optional'
}

/** What a short option takes, by its character code; undefined for letters that are no option. */
export function shortArgument(code: number): BaseOption['argument'] | undefined {
  return argumentByLetter[code]
}

const byName = new Map(BASE_OPTIONS.map((option) => [option.name, option]))

/** The base option of exactly this long name. */
export function findBaseOption(name: string): BaseOption | undefined {
  return byName.get(name)
}
