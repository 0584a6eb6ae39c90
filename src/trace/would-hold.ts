import { type ConnectionState, type Ipv4, parseIpv4, prefixMask } from '../model'
import { flagNames } from './packet-text'
import type { RuleFacts } from './sentence'
import type { PacketNow } from './world'

/** What is known of a packet when a rule that was never asked is asked about in thought. */
export interface Asked {
  readonly packet: PacketNow
  readonly state: ConnectionState | null
}

/**
 * Whether a rule would match the packet as it is, as far as that can be proved from the packet alone: `unknown` as soon as one
 * test asks anything else (limits, sets, chance, ...). Reads the tests' own notation, so it can never be surer than they are.
 */
export function wouldMatch(rule: RuleFacts, asked: Asked): 'yes' | 'no' | 'unknown' {
  let answer: 'yes' | 'unknown' = 'yes'
  for (const test of rule.tests) {
    const inverted = test.wants.startsWith('! ')
    const holds = wouldHold(test.subject, inverted ? test.wants.slice(2) : test.wants, asked)
    if (holds === null) answer = 'unknown'
    else if (holds === inverted) return 'no'
  }
  return answer
}

function wouldHold(subject: string, wants: string, { packet, state }: Asked): boolean | null {
  const { headers } = packet
  const { transport } = headers
  switch (subject) {
    case 'source':
      return inMask(headers.source, wants)
    case 'destination':
      return inMask(headers.destination, wants)
    case 'in interface':
      return inName(packet.in ?? '', wants)
    case 'out interface':
      return inName(packet.out ?? '', wants)
    case 'protocol':
      return inProtocol(transport.protocol, wants)
    case 'source port':
      return transport.kind === 'tcp' || transport.kind === 'udp' ? inPorts(transport.sourcePort, wants) : null
    case 'destination port':
      return transport.kind === 'tcp' || transport.kind === 'udp' ? inPorts(transport.destinationPort, wants) : null
    case 'ctstate':
    case 'state':
      return state === null || !/^[A-Z]+(,[A-Z]+)*$/.test(wants) || /NAT/.test(wants) ? null : wants.split(',').includes(state)
    case 'tcp header':
      return transport.kind === 'tcp'
    case 'udp header':
      return transport.kind === 'udp'
    case 'tcp flags':
      return transport.kind === 'tcp' ? inFlags(transport.flags, wants) : null
    default:
      return null
  }
}

function inMask(address: Ipv4, wants: string): boolean | null {
  const [text = '', maskText] = wants.split('/')
  const wanted = parseIpv4(text)
  const mask = maskText === undefined ? 0xffffffff : /^\d{1,2}$/.test(maskText) ? prefixMask(Number(maskText)) : parseIpv4(maskText)
  return wanted === null || mask === null ? null : (address & mask) >>> 0 === wanted
}

function inName(name: string, wants: string): boolean {
  return wants.endsWith('+') ? name.startsWith(wants.slice(0, -1)) : name === wants
}

const NUMBERS: { readonly [name: string]: number } = { icmp: 1, tcp: 6, udp: 17, gre: 47, esp: 50, ah: 51, sctp: 132, udplite: 136 }

function inProtocol(protocol: number, wants: string): boolean | null {
  const number = NUMBERS[wants] ?? (/^\d+$/.test(wants) ? Number(wants) : null)
  return number === null ? null : number === protocol
}

/** `22`, `1024:65535`, or several of them as multiport writes them: `22,80,1024:2048`. */
function inPorts(port: number, wants: string): boolean | null {
  if (!/^\d+(:\d+)?(,\d+(:\d+)?)*$/.test(wants)) return null
  return wants.split(',').some((range) => {
    const [first = -1, last = first] = range.split(':').map(Number)
    return port >= first && port <= last
  })
}

/** `mask/set`, as `--tcp-flags` takes them: `FIN,SYN,RST,ACK/SYN`. */
function inFlags(flags: number, wants: string): boolean | null {
  const match = /^([A-Z,]+)\/([A-Z,]+)$/.exec(wants)
  if (match === null) return null
  const has = new Set(flagNames(flags).split(','))
  const asked = listedFlags(match[1] ?? '')
  const wanted = new Set(listedFlags(match[2] ?? ''))
  return asked.every((name) => has.has(name) === wanted.has(name))
}

function listedFlags(text: string): readonly string[] {
  if (text === 'NONE') return []
  return text === 'ALL' ? ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] : text.split(',')
}
