import type { ConnectionEntry, Tuple } from '../model'
import { isCount, readConnectionLine } from '../syntax/connections'
import { wordLines } from '../syntax/ip-words'
import { conntrackLine } from '../trace/conntrack-line'
import { lineOfOptions } from './conntrack-save'
import type { ImportDraft } from './import-draft'
import { buildPacket } from './packets/build-packet'
import type { Block } from './recognise'
import { type SourceLine, spanOfLine } from './source-lines'

/** `-o save` names what happened by the command that would do it. */
const SAVED = /^\s*-([AIUD])\s+(.*)$/
const SAVED_EVENTS: { readonly [letter: string]: string } = { U: 'UPDATE', D: 'DESTROY' }
/** Who asked for it, behind an event. */
const BY_COMMAND = /\s+\[USERSPACE\].*$/
const EVENT = /^\s*(?:\[(\d+\.\d+)\s*\]\s+)?(?:\[(NEW|UPDATE|DESTROY)\]\s+)?(.*)$/

/** Reads `conntrack -L` in its plain, extended and saved forms, /proc/net/nf_conntrack, and `conntrack -E` events, which are played to their end. */
export function readConntrack(block: Block, draft: ImportDraft): void {
  const living = new Map<string, { readonly entry: ConnectionEntry; readonly text: string }>()
  let events = false
  let counted = false
  let single: { readonly entry: ConnectionEntry; readonly line: SourceLine } | null = null
  let shown = 0
  for (const line of block.lines) {
    if (isCount(line.text)) {
      counted = true
      continue
    }
    const saved = SAVED.exec(line.text)
    const [, , event, rest = ''] =
      saved === null
        ? (EVENT.exec(line.text.replace(BY_COMMAND, '')) ?? [])
        : [null, null, SAVED_EVENTS[saved[1] ?? ''], lineOfOptions(saved[2] ?? '') ?? '']
    const entry = connectionOf(rest)
    if (entry === null) {
      draft.leaveOut(line, /ipv6|src=\S*:|-s \S*:/.test(line.text) ? 'only ipv4' : 'no conntrack line')
      continue
    }
    events ||= event !== undefined
    const key = JSON.stringify([entry.original, entry.zone])
    const before = living.get(key)
    if (event === 'DESTROY') living.delete(key)
    // An update that names no state keeps the one there was.
    else if (event !== undefined) {
      const now = { ...entry, tcpState: statedIn(rest) ? entry.tcpState : (before?.entry.tcpState ?? entry.tcpState) }
      living.set(key, { entry: now, text: conntrackLine(now, 0) })
    } else living.set(key, { entry, text: saved === null ? rest.trim() : conntrackLine(entry, 0) })
    single = { entry, line }
    shown++
  }
  if (events) draft.note('assumed', block.span, 'events played', String(living.size))
  if (shown === 1 && single !== null && !counted && block.prompt === null) {
    const options = [
      { value: 'packet', label: '' },
      { value: 'connection', label: '' },
    ]
    const span = spanOfLine(single.line)
    if ((draft.ask({ kind: 'conntrack line', span, about: '', options }, 'packet') ?? 'packet') === 'packet') {
      draft.packets.push({ packet: packetOf(single.entry.original), at: null, span })
      return
    }
  }
  for (const { text } of living.values()) draft.connections.push(text)
}

function statedIn(text: string): boolean {
  return /^\s*(?:ipv4\s+\d+\s+)?\w+\s+\d+\s+(?:\d+\s+)?[A-Z]/.test(text)
}

/** One entry, whichever tool printed it; null when it is none or not IPv4. */
export function connectionOf(text: string): ConnectionEntry | null {
  const [line] = wordLines(text)
  if (line === undefined) return null
  const read = readConnectionLine(line, 1)
  return 'entry' in read ? read.entry : null
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
