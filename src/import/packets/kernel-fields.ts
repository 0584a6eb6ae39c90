import type { PacketSpec } from '../../scenario/scenario'
import type { RecordedHeaders } from '../traces/recorded-walk'
import { buildPacket } from './build-packet'

const FLAGS: { readonly [word: string]: string } = { CWR: 'C', ECE: 'E', URG: 'U', ACK: 'A', PSH: 'P', RST: 'R', SYN: 'S', FIN: 'F' }
const ORDER = 'FSRPAUEC'

/**
 * Reads the `NAME=value` words by which the kernel's LOG and TRACE (net/netfilter/nf_log_syslog.c) and xtables-monitor tell a packet.
 * Null when they name no IPv4 addresses.
 */
export function readKernelFields(text: string): RecordedHeaders | null {
  // An ICMP error quotes the packet that it is about in brackets.
  const opened = text.indexOf('[SRC=')
  const closed = opened < 0 ? -1 : text.lastIndexOf(']')
  const quoted = opened >= 0 && closed > opened ? readKernelFields(text.slice(opened + 1, closed)) : null
  const own = opened >= 0 && closed > opened ? text.slice(0, opened) + text.slice(closed + 1) : text
  const fields = new Map<string, string>()
  const words = new Set<string>()
  let options: string | null = null
  const parts = own.trim().split(/\s+/)
  for (const [index, word] of parts.entries()) {
    const equals = word.indexOf('=')
    if (equals > 0) {
      const name = word.slice(0, equals)
      // LEN, ACK and ID come twice: the IP header's first, then the transport's.
      const key = fields.has(name) ? `${name}2` : name
      fields.set(key, word.slice(equals + 1))
    } else if (word === 'OPT') options = /^\(([0-9A-F]*)\)$/.exec(parts[index + 1] ?? '')?.[1] ?? null
    else words.add(word)
  }
  const value = (name: string): number | null => {
    const text = fields.get(name)
    return text === undefined || !/^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? null : Number(text)
  }
  const src = fields.get('SRC') ?? ''
  const dst = fields.get('DST') ?? ''
  if (!IPV4.test(src) || !IPV4.test(dst)) return null
  const flags = Object.keys(FLAGS)
    .filter((word) => words.has(word))
    .map((word) => FLAGS[word] ?? '')
    .toSorted((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other))
    .join('')
  const proto = protocolOf(fields.get('PROTO'), value('SPORT') !== null || value('SPT') !== null, flags)
  const incoming = fields.get('IN')
  const tos = (value('TOS') ?? 0) | (value('PREC') ?? 0)
  const fragment = [...words].find((word) => word.startsWith('FRAG:'))
  const packet: PacketSpec = buildPacket({
    in: incoming === '' || incoming === undefined ? null : incoming,
    src,
    dst,
    proto,
    length: value('LEN'),
    ttl: value('TTL'),
    tos,
    id: value('ID'),
    df: words.has('DF'),
    mf: words.has('MF'),
    fragmentOffset: fragment === undefined ? null : Number(fragment.slice(5)),
    sport: value('SPT') ?? value('SPORT'),
    dport: value('DPT') ?? value('DPORT'),
    flags: proto === 'tcp' ? flags : null,
    seq: proto === 'tcp' ? value('SEQ') : null,
    ack: proto === 'tcp' ? value('ACK') : null,
    win: value('WINDOW'),
    optionBytes: options === null ? null : options.length / 2,
    mss: options === null ? null : mssOf(options),
    type: proto === 'icmp' ? (value('TYPE') ?? (fields.has('PROTO') ? null : 8)) : null,
    code: proto === 'icmp' ? value('CODE') : null,
    icmpId: proto === 'icmp' ? value('ID2') : null,
    icmpSeq: proto === 'icmp' ? value('SEQ') : null,
    embedded: quoted === null ? null : { ...quoted.packet },
    smac: sourceMac(fields),
    uid: value('UID'),
    gid: value('GID'),
  })
  return {
    in: incoming === '' || incoming === undefined ? null : incoming,
    out: fields.get('OUT') || null,
    mark: value('MARK') ?? 0,
    length: value('LEN'),
    packet,
  }
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** xtables-monitor names no protocol: flags make it TCP, ports alone UDP, neither ICMP. */
function protocolOf(named: string | undefined, ports: boolean, flags: string): string {
  if (named !== undefined) return /^\d+$/.test(named) ? named : named.toLowerCase()
  return ports ? (flags === '' ? 'udp' : 'tcp') : 'icmp'
}

/** The MSS option among raw option bytes (RFC 9293 section 3.2). */
function mssOf(hex: string): number | null {
  for (let at = 0; at + 2 <= hex.length; ) {
    const kind = Number.parseInt(hex.slice(at, at + 2), 16)
    if (kind === 0) return null
    if (kind === 1) {
      at += 2
      continue
    }
    const length = Number.parseInt(hex.slice(at + 2, at + 4), 16)
    if (kind === 2 && length === 4) return Number.parseInt(hex.slice(at + 4, at + 8), 16)
    if (!(length >= 2)) return null
    at += 2 * length
  }
  return null
}

/** `MAC=` holds destination, source and type; xtables-monitor writes bytes without their leading zero. */
function sourceMac(fields: ReadonlyMap<string, string>): string | null {
  const named = fields.get('MACSRC')
  const bytes = named === undefined ? (fields.get('MAC') ?? '').split(':').slice(6, 12) : named.split(':')
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-f]{1,2}$/i.test(byte))) return null
  return bytes.map((byte) => byte.padStart(2, '0').toLowerCase()).join(':')
}
