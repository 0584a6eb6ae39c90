import type { ImportDraft } from '../import-draft'
import { ICMP_TYPES } from '../nft/icmp-types'
import { buildPacket } from '../packets/build-packet'
import type { Block } from '../recognise'
import { spanOfLine } from '../source-lines'
import type { RecordedHeaders, RecordedHop } from './recorded-walk'
import { WalkList } from './walk-list'

const LINE = /trace id ([0-9a-f]+) (ip|ip6|inet|bridge|arp|netdev) (\S+) (\S+) (packet:|rule|verdict|policy|unknown rule handle)\s*(.*)$/

/** Reads `nft monitor trace`, of iptables-nft's tables or of anybody's. */
export function readNftTrace(block: Block, draft: ImportDraft): void {
  const walks = new WalkList()
  const open = new Map<string, { readonly index: number; headers: RecordedHeaders | null }>()
  for (const line of block.lines) {
    const span = spanOfLine(line)
    const found = LINE.exec(line.text)
    if (found === null) {
      draft.leaveOut(line, 'no nft trace line')
      continue
    }
    const [, id = '', family = '', table = '', chain = '', what = '', rest = ''] = found
    let walk = open.get(id)
    const headers = what === 'packet:' ? readHeaders(rest) : null
    // Identifiers are reused: another IP identification is another packet.
    const again = walk?.headers != null && headers !== null && headers.packet.id !== walk.headers.packet.id
    if (walk === undefined || again) {
      const known = family === 'ip' || family === 'ip6' || family === 'inet' ? family : 'other'
      walk = { index: walks.open(id, 'nft monitor', known, span), headers: null }
      open.set(id, walk)
    }
    if (what === 'packet:') {
      walk.headers = headers
      if (walk.headers === null) draft.leaveOut(line, 'only ipv4')
      walks.extend(walk.index, span, null, walk.headers?.packet ?? null)
      continue
    }
    walks.extend(walk.index, span, hopOf(what, rest, { table, chain, headers: walk.headers, span }), null)
  }
  for (const walk of walks.all()) {
    draft.traces.push(walk)
    if (walk.packet !== null) draft.packets.push({ packet: walk.packet, at: null, span: walk.span })
  }
}

function hopOf(what: string, rest: string, at: Pick<RecordedHop, 'table' | 'chain' | 'headers' | 'span'>): RecordedHop {
  const plain = { ...at, number: null, handle: null, at: null }
  if (what === 'policy') return { ...plain, kind: 'policy', rule: null, verdict: (rest.trim().split(/\s+/)[0] ?? '').toUpperCase() }
  if (what === 'verdict') return { ...plain, kind: 'return', rule: null, verdict: verdictOf(rest.trim().split(/ meta /)[0] ?? '') }
  const handle = what.startsWith('unknown') ? Number.parseInt(rest, 10) : Number.parseInt(/# handle (\d+)/.exec(rest)?.[1] ?? '', 10)
  const verdict = /\(verdict ([^)]*)\)\s*$/.exec(rest)?.[1]
  return {
    ...plain,
    kind: 'rule',
    handle: Number.isNaN(handle) ? null : handle,
    rule: rest
      .replace(/\s*\(verdict [^)]*\)\s*$/, '')
      .replace(/\s*# handle \d+$/, '')
      .trim(),
    verdict: verdict === undefined ? null : verdictOf(verdict),
  }
}

function verdictOf(text: string): string {
  const [word = '', chain] = text.trim().split(/\s+/)
  return chain === undefined ? word.toUpperCase() : `${word} ${chain}`
}

const DSCP: { readonly [name: string]: number } = { ef: 46, va: 44, be: 0, lephb: 1 }
const ECN: { readonly [name: string]: number } = { 'not-ect': 0, ect1: 1, ect0: 2, ce: 3 }
const ICMP_CODES: { readonly [name: string]: number } = {
  'net-unreachable': 0,
  'host-unreachable': 1,
  'prot-unreachable': 2,
  'port-unreachable': 3,
  'frag-needed': 4,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
}
const TCP_FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'] as const

/** The `packet:` line's expressions: `ip saddr 10.0.0.1 ... tcp flags == syn`. */
function readHeaders(text: string): RecordedHeaders | null {
  const value = (pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null
  const number = (pattern: RegExp): number | null => {
    const found = value(pattern)
    return found === null || !/^(?:0x[0-9a-f]+|\d+)$/.test(found) ? null : Number(found)
  }
  const src = value(/\bip saddr (\d+\.\d+\.\d+\.\d+)/)
  const dst = value(/\bip daddr (\d+\.\d+\.\d+\.\d+)/)
  if (src === null || dst === null) return null
  const incoming = value(/\biif(?:name)? "([^"]*)"/)
  const tcp = /\btcp (?:sport|dport|flags)\b/.test(text)
  const udp = /\budp (?:sport|dport)\b/.test(text)
  const icmp = /\bicmp type\b/.test(text)
  const dscp = value(/\bip dscp (\S+)/) ?? '0'
  const ecn = value(/\bip ecn (\S+)/) ?? 'not-ect'
  const type = value(/\bicmp type (\S+)/)
  const length = number(/\bip length (\d+)/)
  const proto = tcp ? 'tcp' : udp ? 'udp' : icmp ? 'icmp' : (value(/\bip protocol (\S+)/) ?? '0')
  const packet = buildPacket({
    in: incoming,
    src,
    dst,
    proto,
    length,
    ttl: number(/\bip ttl (\d+)/),
    tos: (dscpOf(dscp) << 2) | (ECN[ecn] ?? 0),
    id: number(/\bip id (\d+)/),
    sport: number(/\b(?:tcp|udp) sport (\d+)/),
    dport: number(/\b(?:tcp|udp) dport (\d+)/),
    flags: tcp ? flagsOf(value(/\btcp flags(?: ==)? (\S+)/) ?? '') : null,
    win: number(/\btcp window (\d+)/),
    type: type === null ? null : (ICMP_TYPES[type] ?? Number.parseInt(type, 10)),
    code: type === null ? null : codeOf(type, value(/\bicmp code (\S+)/)),
    icmpId: number(/\bicmp id (\d+)/),
    icmpSeq: number(/\bicmp sequence (\d+)/),
    smac: value(/\bether saddr (\S+)/),
  })
  return { in: incoming, out: value(/\boif(?:name)? "([^"]*)"/), mark: number(/\bmeta mark (0x[0-9a-f]+|\d+)/) ?? 0, length, packet }
}

function dscpOf(name: string): number {
  const numbered = /^(?:cs(\d)|af(\d)(\d))$/.exec(name)
  if (numbered?.[1] !== undefined) return Number(numbered[1]) * 8
  if (numbered?.[2] !== undefined) return Number(numbered[2]) * 8 + Number(numbered[3]) * 2
  const value = DSCP[name] ?? Number(name)
  return Number.isInteger(value) && value >= 0 && value < 64 ? value : 0
}

/** nft writes the code of an echo as `net-unreachable`, whatever it is: only an unreachable has a code by that name. */
function codeOf(type: string, name: string | null): number | null {
  if (name === null) return null
  return type === 'destination-unreachable' ? (ICMP_CODES[name] ?? Number.parseInt(name, 10)) : /^\d+$/.test(name) ? Number(name) : 0
}

function flagsOf(text: string): string {
  const bits = text.startsWith('0x')
    ? Number(text)
    : text
        .split(/[,|]/)
        .reduce(
          (sum, name) =>
            sum |
            (TCP_FLAGS.indexOf(name as (typeof TCP_FLAGS)[number]) < 0 ? 0 : 1 << TCP_FLAGS.indexOf(name as (typeof TCP_FLAGS)[number])),
          0,
        )
  return [...'FSRPAUEC'].filter((_, bit) => bits & (1 << bit)).join('')
}
