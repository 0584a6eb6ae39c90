import type { Span } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'
import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'
import { type SourceLine, spanOfLine } from '../source-lines'
import { buildPacket, type PacketFacts } from './build-packet'

const LISTENING = /listening on (\S+?),/
const DIRECTION = /(?:^|\s)(\S+)\s+(In|Out|B|M|P)\s+(?:ifindex \d+ \S+ )?(?:ethertype\s+)?IP(?:v4)?\b/
const NAMED_ENDS = /\s[\w-]+(?:\.[\w-]+)* > [\w-]+(?:\.[\w-]+)*: /
const TIME = /^\s*(?:\d{4}-\d\d-\d\d )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/
const EPOCH = /^\s*(\d{9,10})\.(\d{1,9})\s/
const ENDS = /(\d{1,3}(?:\.\d{1,3}){3})(?:\.([\w-]+))? > (\d{1,3}(?:\.\d{1,3}){3})(?:\.([\w-]+))?: ?(.*)$/
const VERBOSE =
  /\(tos (0x[0-9a-f]+)(?:,ECT\(\d\)|,CE)?(?:, ?ttl (\d+))?(?:, ?id (\d+))?(?:, ?offset (\d+))?(?:, ?flags \[([^\]]*)\])?(?:, ?proto (?:(\w+) )?\((\d+)\))?(?:, ?length (\d+))?/
const ETHERNET = /(?:^|\s)((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?: \([^)]*\))? > ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i
const PORTS: { readonly [name: string]: number } = {
  ssh: 22,
  domain: 53,
  http: 80,
  https: 443,
  ntp: 123,
  snmp: 161,
  bootps: 67,
  bootpc: 68,
  mdns: 5353,
  smtp: 25,
}
/** What print-icmp.c says of each type and code; a group is the code, or the type where nothing else is known of it. */
const ICMP_TYPES: readonly (readonly [words: RegExp, type: number | 'said', code: number | 'said'])[] = [
  [/^echo request/, 8, 0],
  [/^echo reply/, 0, 0],
  [/^\S+ (?:udp|tcp|protocol \d+) port \S+ unreachable/, 3, 3],
  [/^\S+ protocol \S+ .*unreachable/, 3, 2],
  [/unreachable - need to frag/, 3, 4],
  [/unreachable - source route failed/, 3, 5],
  [/^net \S+ unreachable - unknown/, 3, 6],
  [/^host \S+ unreachable - unknown/, 3, 7],
  [/unreachable - source host isolated/, 3, 8],
  [/^net \S+ unreachable - admin prohibited/, 3, 9],
  [/^net \S+ unreachable - tos prohibited/, 3, 11],
  [/^host \S+ unreachable - tos prohibited/, 3, 12],
  [/unreachable - admin prohibited filter/, 3, 13],
  [/unreachable - host precedence violation/, 3, 14],
  [/unreachable - precedence cutoff/, 3, 15],
  [/^host \S+ unreachable - admin prohibited/, 3, 10],
  [/unreachable - admin prohibited/, 3, 13],
  [/^host \S+ unreachable/, 3, 1],
  [/^net \S+ unreachable/, 3, 0],
  [/^#(\d+)/, 3, 'said'],
  [/^source quench/, 4, 0],
  [/^redirect \S+ to net/, 5, 0],
  [/^redirect-tos \S+ to net/, 5, 2],
  [/^redirect-tos \S+ to host/, 5, 3],
  [/^redirect/, 5, 1],
  [/^router advertisement/, 9, 0],
  [/^router solicitation/, 10, 0],
  [/^time exceeded in-transit/, 11, 0],
  [/^ip reassembly time exceeded/, 11, 1],
  [/^time exceeded-#(\d+)/, 11, 'said'],
  [/^parameter problem - code (\d+)/, 12, 'said'],
  [/^parameter problem/, 12, 0],
  [/^time stamp query/, 13, 0],
  [/^time stamp reply/, 14, 0],
  [/^information request/, 15, 0],
  [/^information reply/, 16, 0],
  [/^address mask request/, 17, 0],
  [/^address mask is/, 18, 0],
  [/^type-#(\d+)/, 'said', 0],
]

/** Reads what tcpdump prints: one packet a line, or two with `-v`. */
export function readTcpdump(block: Block, draft: ImportDraft): void {
  let listening = interfaceOf(block.prompt?.command ?? '')
  let begun: number | null = null
  let dump = false
  let afterPacket = false
  let quiet = false
  let quoted = false
  let verbose: { readonly line: SourceLine; readonly text: string } | null = null
  let asked: string | null | undefined
  for (const line of block.lines) {
    const { text } = line
    const named = LISTENING.exec(text)?.[1]
    if (named !== undefined) {
      listening = named === 'any' ? null : named
      asked = undefined
    }
    if (/^\s*(?:tcpdump:|listening on|dropped privs|\d+ packets? )/.test(text)) continue
    if (/\bIP6\b|\bARP\b/.test(text)) {
      draft.leaveOut(line, 'only ipv4')
      continue
    }
    // An ICMP error quotes the packet that it is about, over two lines.
    if (/^\s+IP \(tos /.test(text)) {
      quoted = true
      continue
    }
    if (quoted && /^\s/.test(text)) {
      quoted = false
      continue
    }
    const whole: string = (verbose === null ? text : `${verbose.text} ${text.trim()}`).replace(
      /\blocalhost(?=\.[\w-]+ > |\.[\w-]+: | > |: )/g,
      '127.0.0.1',
    )
    if (!ENDS.test(whole)) {
      // With -v the header comes first, and the addresses stand on the next line.
      if (VERBOSE.test(text)) verbose = { line, text }
      else if (NAMED_ENDS.test(whole)) draft.leaveOut(line, 'capture names')
      // -A and -X: what the packet holds. A version 4 header of five words begins with the letter E.
      else if (/^E/.test(text) && afterPacket) dump = true
      else if (!/^\s/.test(text) && !dump) draft.leaveOut(line, 'no packet shown')
      afterPacket = false
      continue
    }
    const first: SourceLine = verbose?.line ?? line
    dump = false
    afterPacket = true
    verbose = null
    const direction = DIRECTION.exec(whole)
    const facts = packetFacts(whole)
    if (facts === null) {
      draft.leaveOut(line, 'packet not understood')
      continue
    }
    if (/: tcp \d+\s*$/.test(whole) && !quiet) {
      quiet = true
      draft.note('assumed', spanOfLine(first), 'capture without flags')
    }
    const time = timeOf(whole)
    if (time !== null) begun ??= time
    // tcpdump does not say which way a packet goes, unless it listens on all interfaces.
    if (direction === null && asked === undefined) asked = askInterface(spanOfLine(first), listening, draft)
    const incoming = direction === null ? (asked ?? null) : direction[2] === 'Out' ? null : (direction[1] ?? null)
    draft.packets.push({
      packet: withInterface(buildPacket(facts), incoming),
      at: time === null ? null : Math.max(0, time - (begun ?? time)),
      span: { ...spanOfLine(first), endLine: line.number, endColumn: line.text.trimEnd().length + 1 },
    })
  }
}

/** The interface that packets come in on; null for packets of the host itself. */
function askInterface(span: Span, listening: string | null, draft: ImportDraft): string | null {
  const chosen = draft.ask({ kind: 'capture interface', span, about: '', options: [] }, listening ?? '')
  if (chosen !== null && /^[\w.@-]{1,15}$/.test(chosen)) return chosen
  if (listening === null) draft.note('unknown', span, 'capture without interface')
  else draft.note('assumed', span, 'capture comes in', listening)
  return listening
}

function withInterface(packet: PacketSpec, incoming: string | null): PacketSpec {
  return incoming === null ? packet : { in: incoming, ...packet }
}

function interfaceOf(command: string): string | null {
  const name = /\s(?:-i|--interface[= ])\s*(\S+)/.exec(command)?.[1]
  return name === undefined || name === 'any' ? null : name
}

/** Microseconds of the day or of the epoch. */
function timeOf(text: string): number | null {
  const epoch = EPOCH.exec(text)
  if (epoch !== null) return Number(epoch[1]) * 1e6 + fraction(epoch[2])
  const clock = TIME.exec(text)
  if (clock === null) return null
  return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1e6 + fraction(clock[4])
}

function fraction(digits = ''): number {
  return digits === '' ? 0 : Math.floor(Number(digits.padEnd(9, '0')) / 1000)
}

function packetFacts(text: string): PacketFacts | null {
  const ends = ENDS.exec(text)
  if (ends === null) return null
  const [, src = '', sport, dst = '', dport, rest = ''] = ends
  const header = VERBOSE.exec(text)
  const number = (value: string | undefined): number | null => (value === undefined ? null : Number(value))
  const common = {
    src,
    dst,
    tos: number(header?.[1]),
    // print-ip.c says nothing of a TTL that is used up.
    ttl: header === null ? null : Number(header[2] ?? 0),
    id: number(header?.[3]),
    fragmentOffset: header?.[4] === undefined ? null : Number(header[4]) >> 3,
    df: header?.[5]?.includes('DF') === true,
    mf: header?.[5]?.includes('+') === true,
    length: number(header?.[8]),
    smac: ETHERNET.exec(text)?.[1]?.toLowerCase() ?? null,
  }
  const tcp = /^Flags \[([^\]]*)\]/.exec(rest)
  if (tcp !== null) return { ...common, proto: 'tcp', sport: portOf(sport), dport: portOf(dport), ...tcpFacts(tcp[1] ?? '', rest) }
  // -q: the length is all that is said; what carries data is in the midst of a connection.
  const brief = /^tcp (\d+)\s*$/.exec(rest)
  if (brief !== null) {
    const bytes = Number(brief[1])
    return { ...common, proto: 'tcp', sport: portOf(sport), dport: portOf(dport), flags: bytes === 0 ? 'S' : 'PA', payload: bytes }
  }
  if (rest.startsWith('ICMP')) return { ...common, proto: 'icmp', ...icmpFacts(rest.replace(/^ICMP,? ?/, ''), common.length) }
  const protocol = header?.[7] === undefined ? null : Number(header[7])
  const payload = number(/\blength:? (\d+)\s*(?:\(|$)/.exec(rest)?.[1])
  if (sport !== undefined || protocol === 17)
    return { ...common, proto: 'udp', sport: portOf(sport), dport: portOf(dport), payload: payload ?? dnsLength(rest) }
  const other: { readonly [name: string]: string } = { ESP: 'esp', AH: 'ah', GREv0: 'gre', igmp: 'igmp' }
  const named = other[/^\w+/.exec(rest)?.[0] ?? '']
  const numbered = /^\s*ip-proto-(\d+)(?: (\d+))?$/.exec(rest.trimEnd())
  if (numbered !== null) return { ...common, proto: numbered[1] ?? '', payload: number(numbered[2]) }
  if (named === undefined && protocol === null) return null
  return { ...common, proto: named ?? String(protocol), payload }
}

/** A DNS line ends in the length in brackets: `42+ A? example.org. (29)`. */
function dnsLength(rest: string): number | null {
  const found = /\((\d+)\)\s*$/.exec(rest)
  return found === null ? null : Number(found[1])
}

const FLAG_LETTERS: { readonly [letter: string]: string } = { S: 'S', F: 'F', P: 'P', R: 'R', '.': 'A', U: 'U', E: 'E', W: 'C' }

function tcpFacts(flags: string, rest: string): Partial<PacketFacts> {
  const number = (pattern: RegExp): number | null => {
    const found = pattern.exec(rest)
    return found === null ? null : Number(found[1])
  }
  const letters = [...flags].map((letter) => FLAG_LETTERS[letter] ?? '')
  return {
    flags: [...'FSRPAUEC'].filter((letter) => letters.includes(letter)).join(''),
    seq: number(/\bseq (\d+)/),
    ack: number(/\back (\d+)/),
    win: number(/\bwin (\d+)/),
    mss: number(/\bmss (\d+)/),
    payload: number(/\blength (\d+)/) ?? 0,
  }
}

function icmpFacts(rest: string, length: number | null): Partial<PacketFacts> {
  const [words, type = 8, code = 0] = ICMP_TYPES.find(([pattern]) => pattern.test(rest)) ?? []
  const said = Number(words?.exec(rest)?.[1] ?? 0)
  const id = /\bid (\d+)/.exec(rest)?.[1]
  const sequence = /\bseq (\d+)/.exec(rest)?.[1]
  const size = /\blength (\d+)/.exec(rest)?.[1]
  return {
    type: type === 'said' ? said : type,
    code: code === 'said' ? said : code,
    icmpId: id === undefined ? null : Number(id),
    icmpSeq: sequence === undefined ? null : Number(sequence),
    // tcpdump counts the ICMP header.
    payload: size === undefined ? (length === null ? null : Math.max(0, length - 28)) : Math.max(0, Number(size) - 8),
  }
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null
  return /^\d+$/.test(text) ? Number(text) : (PORTS[text] ?? null)
}
