import { parseIpv4 } from '../../model'
import type { ExchangeSpec, PacketSpec, Sending } from '../../scenario/scenario'

/** What the form holds while it is being filled in: text as typed, valid or not. */
export interface Draft {
  readonly kind: 'packet' | 'exchange'
  /** Interface name; empty for a local process. */
  readonly from: string
  readonly src: string
  readonly dst: string
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'other'
  readonly otherProtocol: string
  readonly sport: string
  readonly dport: string
  readonly icmpType: string
  readonly icmpCode: string
  readonly flags: string
  readonly ttl: string
  readonly tos: string
  readonly payload: string
  readonly mark: string
  readonly mac: string
  /** Milliseconds before it is sent. */
  readonly after: string
  readonly what: ExchangeSpec['what']
  readonly peer: NonNullable<ExchangeSpec['peer']>
  readonly request: string
  readonly response: string
  readonly count: string
  /** Fields of a packet that the form does not show, kept as they were. */
  readonly others: Partial<PacketSpec>
}

type DraftField = Exclude<keyof Draft, 'others'>
export type FieldProblem =
  | { readonly kind: 'required' | 'address' | 'mac' }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
export type DraftProblems = { readonly [K in DraftField]?: FieldProblem }

export const EMPTY_DRAFT: Draft = {
  kind: 'packet',
  from: '',
  src: '',
  dst: '',
  protocol: 'tcp',
  otherProtocol: '47',
  sport: '51514',
  dport: '22',
  icmpType: '8',
  icmpCode: '0',
  flags: 'S',
  ttl: '64',
  tos: '0',
  payload: '0',
  mark: '0',
  mac: '',
  after: '0',
  what: 'tcp',
  peer: 'open',
  request: '120',
  response: '800',
  count: '1',
  others: {},
}

/** The sending that a draft describes, or what is wrong with which field. */
export function readDraft(
  draft: Draft,
): { readonly ok: true; readonly sending: Sending } | { readonly ok: false; readonly problems: DraftProblems } {
  const problems: { [K in DraftField]?: FieldProblem } = {}
  const number = (field: DraftField, least: number, most: number): number => {
    const text = String(draft[field]).trim()
    const value = /^0x[0-9a-f]+$/i.test(text) || /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (Number.isInteger(value) && value >= least && value <= most) return value
    problems[field] = { kind: 'number', least, most }
    return least
  }
  const address = (field: 'src' | 'dst'): string => {
    const text = draft[field].trim()
    if (text === '') problems[field] = { kind: 'required' }
    else if (parseIpv4(text) === null) problems[field] = { kind: 'address' }
    return text
  }
  const after = number('after', 0, 86_400_000) * 1_000
  const src = address('src')
  const dst = address('dst')
  const origin = draft.from === '' ? {} : { in: draft.from }
  let sending: Sending
  if (draft.kind === 'packet') {
    const ttl = number('ttl', 1, 255)
    const tos = number('tos', 0, 255)
    const payload = typeof draft.others.payload === 'string' ? draft.others.payload : number('payload', 0, 65_000)
    const mark = draft.from === '' ? number('mark', 0, 0xffffffff) : 0
    const mac = draft.mac.trim()
    if (mac !== '' && !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)) problems.mac = { kind: 'mac' }
    const packet: PacketSpec = {
      ...draft.others,
      ...origin,
      src,
      dst,
      proto: draft.protocol === 'other' ? String(number('otherProtocol', 0, 255)) : draft.protocol,
      ...transport(draft, number),
      ...(ttl !== 64 && { ttl }),
      ...(tos !== 0 && { tos }),
      ...(payload !== 0 && { payload }),
      ...(mark !== 0 && { mark }),
      ...(mac !== '' && draft.from !== '' && { smac: mac.toLowerCase() }),
    }
    sending = { kind: 'packet', after, packet }
  } else {
    const ports = draft.what === 'ping' ? {} : { sport: number('sport', 1, 65_535), dport: number('dport', 1, 65_535) }
    const sizes =
      draft.what === 'ping'
        ? { count: number('count', 1, 100) }
        : { request: number('request', 0, 65_000), response: number('response', 0, 65_000) }
    sending = { kind: 'exchange', after, exchange: { what: draft.what, ...origin, src, dst, ...ports, ...sizes, peer: draft.peer } }
  }
  return Object.keys(problems).length === 0 ? { ok: true, sending } : { ok: false, problems }
}

function transport(draft: Draft, number: (field: DraftField, least: number, most: number) => number): Partial<PacketSpec> {
  switch (draft.protocol) {
    case 'tcp':
      return { sport: number('sport', 0, 65_535), dport: number('dport', 0, 65_535), flags: draft.flags }
    case 'udp':
      return { sport: number('sport', 0, 65_535), dport: number('dport', 0, 65_535) }
    case 'icmp':
      return { type: number('icmpType', 0, 255), code: number('icmpCode', 0, 255) }
    case 'other':
      return {}
  }
}

/** The form for a sending that already exists. */
export function draftOf(sending: Sending): Draft {
  const after = String(sending.after / 1_000)
  if (sending.kind === 'exchange') {
    const { what, src, dst, sport, dport, request, response, peer, count } = sending.exchange
    return {
      ...EMPTY_DRAFT,
      kind: 'exchange',
      after,
      from: sending.exchange.in ?? '',
      what,
      src,
      dst,
      ...texts({ sport, dport, request, response, count }),
      peer: peer ?? 'open',
    }
  }
  return { ...draftOfPacket(sending.packet), after }
}

/** The form for a packet: fields that it cannot show are carried along. */
export function draftOfPacket(packet: PacketSpec): Draft {
  const { in: from, src, dst, proto, sport, dport, type, code, flags, ttl, tos, payload, mark, smac, ...rest } = packet
  const named = proto === 'tcp' || proto === 'udp' || proto === 'icmp'
  return {
    ...EMPTY_DRAFT,
    from: from ?? '',
    src,
    dst,
    protocol: named ? proto : 'other',
    ...(named ? {} : { otherProtocol: proto }),
    ...texts({ sport, dport, icmpType: type, icmpCode: code, ttl, tos, mark }),
    ...(flags !== undefined && { flags }),
    ...(typeof payload === 'number' && { payload: String(payload) }),
    ...(typeof payload === 'string' && { payload: String(payload.length) }),
    mac: smac ?? '',
    others: typeof payload === 'string' ? { ...rest, payload } : rest,
  }
}

function texts<K extends string>(values: { readonly [key in K]: number | undefined }): { [key in K]?: string } {
  const result: { [key in K]?: string } = {}
  for (const key of Object.keys(values) as K[]) {
    const value = values[key]
    if (value !== undefined) result[key] = String(value)
  }
  return result
}

/** A sending in one line, as a terminal would say it. */
export function sendingText(sending: Sending): string {
  const { src, dst, sport, dport } = sending.kind === 'packet' ? sending.packet : sending.exchange
  const from = sending.kind === 'packet' ? sending.packet.in : sending.exchange.in
  const ends = `${src}${sport === undefined ? '' : `:${sport}`} → ${dst}${dport === undefined ? '' : `:${dport}`}`
  const what = sending.kind === 'exchange' ? sending.exchange.what : packetName(sending.packet)
  return `${from ?? 'local'}  ${what}  ${ends}`
}

const FLAG_NAMES: { readonly [letter: string]: string } = { F: 'FIN', S: 'SYN', R: 'RST', P: 'PSH', A: 'ACK', U: 'URG', E: 'ECE', C: 'CWR' }

function packetName(packet: PacketSpec): string {
  if (packet.proto === 'tcp') return [...(packet.flags ?? '')].map((letter) => FLAG_NAMES[letter] ?? letter).join('+') || 'tcp'
  if (packet.proto === 'icmp') return packet.type === 8 || packet.type === undefined ? 'ping' : `icmp ${packet.type}`
  return packet.proto
}
