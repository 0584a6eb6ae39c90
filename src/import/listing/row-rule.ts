import { protocolName } from '../../extensions/protocol-names'
import { quoted } from './details'
import { readDetails } from './read-details'
import type { ListedRow } from './read-row'

/** What stands after `-A CHAIN` for a row, and what of the row could not be read back. */
export interface RowRule {
  readonly words: string
  readonly unread: readonly string[]
  /** Names that the listing shows in place of addresses: only a resolver knows them. */
  readonly names: readonly string[]
}

const VERDICTS = new Set(['ACCEPT', 'DROP', 'RETURN', 'QUEUE'])

/** A condition that says neither yes nor no, in iptables' own words: a rule that was only partly read keeps its place but decides nothing. */
const UNKNOWN_CONDITION = ' -m bpf --bytecode "1,6 0 0 0"'

/** The conditions of a rule that was not wholly read: what of it nobody understands, and that it is undecided. */
export function undecided(unread: readonly string[]): string {
  return ` -m comment --comment ${quoted(`not understood: ${unread.join(' ')}`.slice(0, 255))}${UNKNOWN_CONDITION}`
}

/** A listing's row as a rule. */
export function ruleOfRow(row: ListedRow): RowRule {
  const names: string[] = []
  const protocol = protocolOf(row.protocol)
  const details = readDetails(row.details, row.target, { protocol: protocol.name })
  let words = addressWords('-s', row.source, names) + addressWords('-d', row.destination, names)
  words += interfaceWords('-i', row.in) + interfaceWords('-o', row.out)
  if (protocol.name !== '') words += `${protocol.inverted ? ' !' : ''} -p ${protocol.name}`
  if (row.fragment !== 'any') words += row.fragment === 'only' ? ' -f' : ' ! -f'
  words += details.matches
  const unread = [...details.unread, ...names]
  if (unread.length > 0) words += undecided(unread)
  if (row.target !== '') words += row.goto ? ` -g ${row.target}` : ` -j ${row.target}${VERDICTS.has(row.target) ? '' : details.target}`
  return { words, unread: details.unread, names }
}

/** The number that a listing shows where names are asked not to be, or the name: `0` and `all` are no condition at all. */
function protocolOf(text: string): { readonly name: string; readonly inverted: boolean } {
  const inverted = text.startsWith('!')
  const word = inverted ? text.slice(1) : text
  const number = /^\d{1,3}$/.test(word) ? Number(word) : null
  if (number === 0 || word === 'all' || word === 'ip') return inverted ? { name: 'ip', inverted } : { name: '', inverted: false }
  return { name: number === null ? word : protocolName(number), inverted }
}

function addressWords(option: string, text: string, names: string[]): string {
  const inverted = text.startsWith('!')
  const word = inverted ? text.slice(1) : text
  const sign = inverted ? ' !' : ''
  if (word === '0.0.0.0/0' || word === 'anywhere' || word === 'default') return inverted ? ` ! ${option} 0.0.0.0/0` : ''
  if (word === 'localhost') return `${sign} ${option} 127.0.0.1/32`
  if (!/^\d+\.\d+\.\d+\.\d+(?:\/[\d.]+)?$/.test(word)) {
    names.push(`${option} ${inverted ? '! ' : ''}${word}`)
    return ''
  }
  return `${sign} ${option} ${word.includes('/') ? word : `${word}/32`}`
}

function interfaceWords(option: string, text: string | null): string {
  if (text === null || text === '*' || text === 'any') return ''
  const inverted = text.startsWith('!')
  const name = inverted ? text.slice(1) : text
  return `${inverted ? ' !' : ''} ${option} ${name === '*' ? '+' : name}`
}
