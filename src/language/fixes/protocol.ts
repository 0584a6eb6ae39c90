import { findMatch } from '../../extensions/index'
import { optionOf, type WrittenCommand, type WrittenWord } from '../editing/written-commands'
import { add, before, change, type FixFamily, longOptions, optionName, replaceWord } from './fix'

const PORTS: ReadonlySet<string> = new Set(['dport', 'sport', 'destination-port', 'source-port', 'dports', 'sports', 'ports'])
const OF_TCP: ReadonlySet<string> = new Set(['syn', 'tcp-flags', 'tcp-option', 'mss', 'clamp-mss-to-pmtu', 'set-mss'])

/** Ports, flags and ICMP types are of a protocol, which has to be named before them. */
export const protocol: FixFamily = {
  of: 'command',
  name: 'protocol',
  offers: (command, { text }) => {
    const { words } = command
    const wanted = wantedProtocols(command)
    if (wanted.length === 0) return []
    const given = optionOf(command, 'p')
    const place = firstOfMatches(command)
    if (place === undefined) return []
    if (given === undefined) return wanted.map((name) => add(`-p ${name}`, [before(place, `-p ${name} `)]))
    const argument = words[given.argumentAt]
    if (argument === undefined) return []
    // Named, but behind what needs it.
    const option = words[given.at]
    if (
      option !== undefined &&
      option.start > place.start &&
      wanted.includes(argument.text.toLowerCase()) &&
      words[given.at - 1]?.text !== '!'
    ) {
      const moved = text.slice(option.start, argument.end)
      const from = words[given.at - 1]?.end ?? option.start
      return [{ title: 'move to front', words: [moved], edits: [{ start: from, end: argument.end, text: '' }, before(place, `${moved} `)] }]
    }
    if (wanted.includes(argument.text.toLowerCase())) return []
    return wanted.map((name) => change(`-p ${argument.text}`, `-p ${name}`, [replaceWord(argument, name)]))
  },
}

/** What -p can be, going by the rest of the rule; none where it does not matter. */
function wantedProtocols(command: WrittenCommand): readonly string[] {
  const { words, options } = command
  const names = longOptions(command).map((at) => optionName(words[at]?.text ?? ''))
  const matches = options.flatMap(({ letter, argument }) => (letter === 'm' && argument !== null ? [argument] : []))
  const own = matches.find((name) => ['tcp', 'udp', 'icmp', 'sctp', 'dccp'].includes(name))
  if (own !== undefined) return [own]
  if (names.some((name) => OF_TCP.has(name)) || /tcp-reset|tcp-rst/.test(words.map(({ text }) => text).join(' '))) return ['tcp']
  if (names.includes('icmp-type')) return ['icmp']
  const hasPorts = names.some((name) => PORTS.has(name)) || matches.includes('multiport') || translatesPorts(command)
  return hasPorts ? ['tcp', 'udp'] : []
}

/** NAT to a port. */
function translatesPorts({ words }: WrittenCommand): boolean {
  return words.some(({ text }, at) => {
    const value = words[at + 1]?.text ?? ''
    return /^--to-ports?$/.test(text) || (/^--to(-destination|-source)?$/.test(text) && /:\d+(-\d+)?$|^\d+(-\d+)?$/.test(value))
  })
}

/** The first word that needs to know the protocol: a match, an option of one, or the target. */
function firstOfMatches(command: WrittenCommand): WrittenWord | undefined {
  const { words } = command
  const at = words.findIndex(({ text }, index) => {
    if (/^(-m|--match)$/.test(text)) return findMatch(words[index + 1]?.text ?? '') !== null
    return (
      /^(-j|--jump)$/.test(text) ||
      (text.startsWith('--') && (PORTS.has(optionName(text)) || OF_TCP.has(optionName(text)) || optionName(text) === 'icmp-type'))
    )
  })
  return words[at > 0 && words[at - 1]?.text === '!' ? at - 1 : at]
}
