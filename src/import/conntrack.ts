import { type ConnectionEntry, parseIpv4, SECOND, TCP_STATES, type Tuple } from '../model'
import type { ImportDraft } from './import-draft'
import { buildPacket } from './packets/build-packet'
import type { Block } from './recognise'
import { type SourceLine, spanOfLine } from './source-lines'

const EVENT = /^\s*(?:\[(\d+\.\d+)\]\s+)?(?:\[(\w+)\]\s+)?(.*)$/
const BEGINNING = /^(?:ipv(4|6)\s+\d+\s+)?(\w+)\s+(\d+)\s+(?:(\d+)\s+)?(?:([A-Z_0-9]+)\s+)?(?=src=)/

/** Reads `conntrack -L` in its plain and extended forms, /proc/net/nf_conntrack, and `conntrack -E` events, which are played to their end. */
export function readConntrack(block: Block, draft: ImportDraft): void {
  const living = new Map<string, ConnectionEntry>()
  let events = false
  let single: { readonly entry: ConnectionEntry; readonly line: SourceLine } | null = null
  let shown = 0
  for (const line of block.lines) {
    if (/^conntrack(?: v|: )/.test(line.text.trim())) continue
    const [, , event, rest = ''] = EVENT.exec(line.text) ?? []
    // An entry's own [UNREPLIED] never stands first.
    const entry = readEntry(rest, living.size + draft.connections.length + 1)
    if (entry === null) {
      draft.leaveOut(line, /ipv6|src=\S*:/.test(line.text) ? 'Only IPv4 connections are read.' : 'This is no line of conntrack.')
      continue
    }
    events ||= event !== undefined
    const key = JSON.stringify([entry.original, entry.zone])
    const before = living.get(key)
    if (event === 'DESTROY') living.delete(key)
    // An update that names no state keeps the one there was.
    else living.set(key, before === undefined ? entry : { ...entry, id: before.id, tcpState: entry.tcpState ?? before.tcpState })
    single = { entry, line }
    shown++
  }
  if (events)
    draft.note(
      'assumed',
      block.span,
      `Events of conntrack -E were played one after another: ${living.size} connections are left at their end.`,
    )
  draft.connections.push(...living.values())
  if (shown === 1 && single !== null)
    draft.packets.push({ packet: packetOf(single.entry.original), at: null, span: spanOfLine(single.line) })
}

/** One entry, whichever tool printed it; null when it is none or not IPv4. */
export function readEntry(text: string, id: number): ConnectionEntry | null {
  const beginning = BEGINNING.exec(text.trim())
  if (beginning === null || beginning[1] === '6') return null
  const protocol = Number(beginning[3])
  const words = text.trim().slice(beginning[0].length).split(/\s+/)
  const tuples: Map<string, string>[] = []
  const rest = new Map<string, string>()
  const marks = new Set<string>()
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals < 0) {
      marks.add(word)
      continue
    }
    const name = word.slice(0, equals)
    if (name === 'src') tuples.push(new Map())
    const tuple = tuples.at(-1)
    if (TUPLE_WORDS.has(name) && tuple !== undefined && !tuple.has(name)) tuple.set(name, word.slice(equals + 1))
    else rest.set(name, word.slice(equals + 1))
  }
  const original = tupleOf(tuples[0], protocol)
  const reply = tupleOf(tuples[1], protocol)
  if (original === null || reply === null) return null
  const state = TCP_STATES.find((name) => name === beginning[5]) ?? null
  const number = (name: string): number => {
    const value = Number(rest.get(name) ?? 0)
    return Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  const seenReply = !marks.has('[UNREPLIED]')
  return {
    id,
    original,
    reply,
    tcpState: state,
    seenReply,
    assured: marks.has('[ASSURED]'),
    confirmed: true,
    sourceNat: reply.destination !== original.source || (protocol !== 1 && reply.destinationPort !== original.sourcePort),
    destinationNat: reply.source !== original.destination || (protocol !== 1 && reply.sourcePort !== original.destinationPort),
    mark: number('mark') >>> 0,
    expires: Number(beginning[4] ?? 0) * SECOND,
    zone: number('zone'),
    helper: rest.get('helper') ?? null,
    master: null,
  }
}

const TUPLE_WORDS = new Set(['src', 'dst', 'sport', 'dport', 'type', 'code', 'id', 'srckey', 'dstkey'])

function tupleOf(words: ReadonlyMap<string, string> | undefined, protocol: number): Tuple | null {
  const source = parseIpv4(words?.get('src') ?? '')
  const destination = parseIpv4(words?.get('dst') ?? '')
  if (words === undefined || source === null || destination === null) return null
  const number = (name: string): number => {
    const value = Number(words.get(name) ?? 0)
    return Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  const ports =
    protocol === 1
      ? { sourcePort: number('id'), destinationPort: (number('type') << 8) | number('code') }
      : protocol === 47
        ? { sourcePort: number('srckey'), destinationPort: number('dstkey') }
        : { sourcePort: number('sport'), destinationPort: number('dport') }
  return { protocol, source, destination, ...ports }
}

/** The first packet of a connection, ready to send. */
function packetOf(tuple: Tuple): ReturnType<typeof buildPacket> {
  const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
  const common = { src: dotted(tuple.source), dst: dotted(tuple.destination) }
  if (tuple.protocol === 1)
    return buildPacket({
      ...common,
      proto: 'icmp',
      type: tuple.destinationPort >> 8,
      code: tuple.destinationPort & 255,
      icmpId: tuple.sourcePort,
    })
  if (tuple.protocol === 6)
    return buildPacket({ ...common, proto: 'tcp', sport: tuple.sourcePort, dport: tuple.destinationPort, flags: 'S' })
  if (tuple.protocol === 17) return buildPacket({ ...common, proto: 'udp', sport: tuple.sourcePort, dport: tuple.destinationPort })
  return buildPacket({ ...common, proto: String(tuple.protocol) })
}

/** A flow is a few hundred characters; nothing longer is one. */
const LONGEST_FLOW = 4_000

function flowsOf(text: string): readonly string[] {
  return text
    .split('</flow>')
    .slice(0, -1)
    .map((piece) => piece.slice(-LONGEST_FLOW))
    .map((piece) => piece.slice(piece.lastIndexOf('<flow')))
}

/** `conntrack -L -o xml`: each flow becomes the line that conntrack would print without it. */
export function conntrackLinesOfXml(text: string): readonly string[] {
  return flowsOf(text).map((flow) => {
    const metas = [...flow.matchAll(/<meta direction="(\w+)">(.*?)<\/meta>/gs)]
    const of = (direction: string): string => metas.find(([, name]) => name === direction)?.[2] ?? ''
    const tag = (part: string, name: string): string | null => new RegExp(`<${name}>([^<]*)</${name}>`).exec(part)?.[1] ?? null
    const tuple = (part: string): string =>
      ['src', 'dst', 'sport', 'dport', 'type', 'code', 'id', 'icmpid']
        .flatMap((name) => {
          const value = tag(part, name)
          return value === null ? [] : [`${name === 'icmpid' ? 'id' : name}=${value}`]
        })
        .join(' ')
    const own = of('independent')
    const layer3 = /protonum="(\d+)"/.exec(of('original'))?.[1]
    const layer4 = /<layer4 protonum="(\d+)"(?: protoname="(\w+)")?/.exec(of('original'))
    return [
      layer3 === '10' ? 'ipv6 10' : 'ipv4 2',
      layer4?.[2] ?? 'unknown',
      layer4?.[1] ?? '0',
      tag(own, 'timeout') ?? '0',
      tag(own, 'state') ?? '',
      tuple(of('original')),
      own.includes('<unreplied/>') ? '[UNREPLIED]' : '',
      tuple(of('reply')),
      own.includes('<assured/>') ? '[ASSURED]' : '',
      `mark=${tag(own, 'mark') ?? '0'}`,
    ]
      .filter((word) => word !== '')
      .join(' ')
  })
}
