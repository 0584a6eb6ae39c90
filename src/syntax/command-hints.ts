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
  return owner === undefined ? '' : `${option} belongs to ${owner}: that must stand before it.`
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
