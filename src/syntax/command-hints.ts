import type { Hint, Span } from '../model'
import { BASE_OPTIONS } from './base-options'
import type { Words } from './words'

/** For a word that no option takes. `before` is the word before it. */
export function strayWordHint(word: string, before: string | null): Hint {
  if (word.startsWith('–') || word.startsWith('—')) return ['long dash word']
  if (before === '!') return ['bang before option']
  if (word.startsWith('#')) return ['comment on its own line']
  if (word === 'COMMIT') return ['commit on its own line']
  return ['stray word']
}

/** For an option that nothing in the rule knows. */
export function unknownOptionHint(option: string, hasProtocol: boolean): Hint {
  if (PORT_OPTIONS.has(option) && !hasProtocol) return ['ports need protocol', option]
  if (option.startsWith('–') || option.startsWith('—')) return ['long dash option']
  const name = option.replace(/^-+/, '').replace(/=.*/s, '')
  const owner = Object.hasOwn(OPTION_OWNERS, name) ? OPTION_OWNERS[name] : undefined
  return owner === undefined
    ? ['option of nothing']
    : typeof owner === 'string'
      ? ['option belongs to', name, owner]
      : ['option belongs to either', name, ...owner]
}

const PORT_OPTIONS: ReadonlySet<string> = new Set(['--dport', '--sport', '--destination-port', '--source-port', '--syn', '--tcp-flags'])

/** Options people write without the extension they belong to. */
const OPTION_OWNERS: { readonly [option: string]: string | readonly [owner: string, other: string] } = {
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
  'to-ports': ['-j REDIRECT', '-j MASQUERADE'],
  'reject-with': '-j REJECT',
  'log-prefix': '-j LOG',
  'log-level': '-j LOG',
  'set-mark': '-j MARK',
  'clamp-mss-to-pmtu': '-j TCPMSS',
}

/** What a message of iptables itself means, where who said it gave no hint. */
export function hintOfMessage(message: string): Hint | null {
  // Messages that quote long words are none of these.
  return message.length > 5000 ? null : (HINTS.find(([begins]) => begins.test(message))?.[1] ?? null)
}

const HINTS: readonly (readonly [RegExp, Hint])[] = [
  [/^option ".*" requires an argument$/, ['value must follow']],
  [/^rule would never match protocol$/, ['negated all']],
  [/^! not allowed with multiple/, ['negated list']],
  [/^multiple consecutive ! not allowed$/, ['one bang']],
  [/^multiple -\S+ flags not allowed$/, ['option once']],
  [/^No chain\/target\/match by that name$/, ['no such chain']],
  [/^chain name not allowed to start with/, ['chain begins with letter']],
  [/^Invalid chain name/, ['chain without blanks']],
  [/^chain name .* too long/s, ['chain name length']],
  [/does not specify a unique address$/, ['one address']],
  [/^-c (packet|byte) counter not numeric$/, ['two counters']],
  [/^Illegal option /, ['option of other command']],
  [/^cannot have ! before/, ['only conditions negated']],
  [/^unexpected '?!'? flag/, ['bang before condition']],
  [/^nothing appropriate following !$/, ['bang at end']],
  [/^File exists$/, ['new name taken']],
  [/^You cannot use `-[wW]' from iptables-restore$/, ['waiting is of the tool']],
  [/^Empty interface is likely to be undesired$/, ['interface name missing']],
  [/^Invalid target name/, ['target name']],
  [/^Invalid match name/, ['match name']],
  [/^-E requires/, ['rename needs two']],
  [/^unknown arguments found on commandline$/, ['behind two dashes']],
  [/^wait seconds not numeric$/, ['wait seconds']],
  [/^wait interval (not numeric|value required)$/, ['wait interval']],
  [/^too long usec wait/, ['wait interval most']],
  [/^--wait-interval only makes sense/, ['wait needed']],
  [/^Unknown arg/, ['unknown option']],
]

/** Where an option stands among the words of a use, with its value; all of them where it is written otherwise (shorter, or on another line). */
export function spanOfOption(text: string, span: Span, option: string): Span {
  if (span.line !== span.endLine) return span
  const line = text.split('\n', span.line)[span.line - 1] ?? ''
  const value = String.raw`(?:[=\s]+(?![-!])(?:"[^"]*"|'[^']*'|[^\s"']+))?`
  const found = new RegExp(`--${option}(?![\\w-])${value}`).exec(line.slice(span.column - 1, span.endColumn - 1))
  if (found === null) return span
  const column = span.column + found.index
  return { ...span, column, endColumn: column + found[0].length }
}

/** The first word that gives one of iptables' own options, by its letter; -1 for none. */
export function wordOfLetter({ text, count }: Words, letter: string): number {
  const names = BASE_OPTIONS.filter((option) => option.letter === letter).map(({ name }) => name)
  return text.slice(0, count).findIndex((word) => {
    if (!word.startsWith('--')) return word.startsWith('-') && word.includes(letter, 1)
    const [name = ''] = word.slice(2).split('=')
    return name !== '' && names.some((full) => full.startsWith(name))
  })
}
