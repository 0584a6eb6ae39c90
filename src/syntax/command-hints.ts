/** For a word that no option takes. `before` is the word before it. */
export function strayWordHint(word: string, before: string | null): string {
  if (word.startsWith('–') || word.startsWith('—'))
    return 'This begins with a long dash, as text programs make them: options begin with plain ones.'
  if (before === '!') return 'The ! stands before an option: ! -s 10.0.0.1.'
  if (word.startsWith('#')) return 'A comment must have its own line, and begin it.'
  if (word === 'COMMIT') return 'COMMIT must be the whole line, with nothing behind it and a line end.'
  return 'A word that no option takes: is an option missing before it, or quotes around several words?'
}

/** For an option that nothing in the rule knows. */
export function unknownOptionHint(option: string, hasProtocol: boolean): string {
  if (PORT_OPTIONS.has(option) && !hasProtocol) return `${option} needs -p tcp or -p udp before it.`
  if (option.startsWith('–') || option.startsWith('—')) return 'This is a long dash: options begin with plain ones.'
  const name = option.replace(/^-+/, '').replace(/=.*/s, '')
  const owner = Object.hasOwn(OPTION_OWNERS, name) ? OPTION_OWNERS[name] : undefined
  return owner === undefined
    ? 'Nothing in this rule has this option: is -m or -j missing before it, or a letter wrong?'
    : `--${name} belongs to ${owner}: that must stand before it.`
}

const PORT_OPTIONS: ReadonlySet<string> = new Set(['--dport', '--sport', '--destination-port', '--source-port', '--syn', '--tcp-flags'])

/** Options people write without the extension they belong to. */
const OPTION_OWNERS: { readonly [option: string]: string } = {
  state: '-m state',
  ctstate: '-m conntrack',
  comment: '-m comment',
  dports: '-m multiport',
  sports: '-m multiport',
  ports: '-m multiport',
  limit: '-m limit',
  'limit-burst': '-m limit',
  'match-set': '-m set',
  mark: '-m mark',
  'mac-source': '-m mac',
  'src-range': '-m iprange',
  'dst-range': '-m iprange',
  'uid-owner': '-m owner',
  'icmp-type': '-p icmp',
  'to-destination': '-j DNAT',
  'to-source': '-j SNAT',
  'to-ports': '-j REDIRECT or -j MASQUERADE',
  'reject-with': '-j REJECT',
  'log-prefix': '-j LOG',
  'log-level': '-j LOG',
  'set-mark': '-j MARK',
  'clamp-mss-to-pmtu': '-j TCPMSS',
}

/** What a message of iptables itself means, where who said it gave no hint. */
export function hintOfMessage(message: string): string {
  // Messages that quote long words are none of these.
  return message.length > 5000 ? '' : (HINTS.find(([begins]) => begins.test(message))?.[1] ?? '')
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^option ".*" requires an argument$/, 'Its value must follow it, behind a blank.'],
  [/^rule would never match protocol$/, '! -p all leaves no packet: take the ! away, or name one protocol.'],
  [
    /^! not allowed with multiple/,
    'A negated list would be several rules of which one always matches: write one rule for each address, or an ipset.',
  ],
  [/^multiple consecutive ! not allowed$/, 'One ! is enough.'],
  [/^multiple -\S+ flags not allowed$/, 'A rule has this option once.'],
  [/^No chain\/target\/match by that name$/, 'There is no chain of this name in the table: make it with -N, or with a :NAME line.'],
  [/^chain name not allowed to start with/, 'A chain begins with a letter, a digit or an underscore.'],
  [/^Invalid chain name/, 'A chain name holds no blanks.'],
  [/^chain name .* too long/s, 'The kernel keeps 28 characters of a chain name.'],
  [/does not specify a unique address$/, '-R replaces one rule by one: give one address, not a list.'],
  [/^-c (packet|byte) counter not numeric$/, '-c takes two numbers: packets and bytes.'],
  [/^Illegal option /, 'This option belongs to another command, such as -L.'],
  [/^cannot have ! before/, 'Only conditions can be negated: take the ! away.'],
  [/^unexpected '?!'? flag/, 'The ! stands before a condition, not before a command or its table: take it away.'],
  [/^nothing appropriate following !$/, 'The ! at the end has nothing to negate.'],
  [/^File exists$/, 'There is a chain of the new name already.'],
  [/^You cannot use `-[wW]' from iptables-restore$/, 'Waiting is an option of iptables-restore itself, not of a line.'],
  [/^Empty interface is likely to be undesired$/, 'The name of an interface must follow; leave the option out for any interface.'],
  [/^Invalid target name/, 'The name of a target or chain has 1 to 28 characters and no blanks.'],
  [/^Invalid match name/, 'No match has such a long name: is a quotation mark out of place?'],
  [/^-E requires/, 'Two names must follow: -E OLD NEW.'],
  [/^unknown arguments found on commandline$/, 'Nothing is read behind two dashes that stand alone.'],
  [/^wait seconds not numeric$/, 'Behind -w, a number of seconds or nothing.'],
  [/^wait interval (not numeric|value required)$/, 'Behind -W, a number of microseconds.'],
  [/^too long usec wait/, '-W takes at most 999999 microseconds.'],
  [/^--wait-interval only makes sense/, 'Say -w, too.'],
  [/^Unknown arg/, 'iptables knows no such option.'],
]
