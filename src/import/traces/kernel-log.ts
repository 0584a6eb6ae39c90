import type { ImportDraft } from '../import-draft'
import { readKernelFields } from '../packets/kernel-fields'
import type { Block } from '../recognise'
import { spanOfLine } from '../source-lines'
import type { RecordedHeaders, RecordedHop } from './recorded-walk'
import { stationOf, WalkList } from './walk-list'

const TRACE = /TRACE: (\w+):(\S+):(rule|return|policy):(\d+)\s+(.*)$/
const LOG = /(?:^|\s)(\S*)IN=(\S*) OUT=/
const SECONDS = /^\s*(?:<\d+>)?\[\s*(\d+)\.(\d{1,6})\]/
const CLOCK = /^\s*(?:\w{3}\s+\d+|\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6}))?/

/** Reads lines of the kernel log: LOG lines become packets, TRACE lines walks. */
export function readKernelLog(block: Block, draft: ImportDraft): void {
  const walks = new WalkList()
  const open = new Map<string, { index: number; station: number }>()
  let begun: number | null = null
  for (const line of block.lines) {
    const span = spanOfLine(line)
    const trace = TRACE.exec(line.text)
    const at = LOG.exec(line.text)
    const headers = at === null ? null : readKernelFields(trace?.[5] ?? line.text.slice(at.index + at[0].indexOf('IN=')))
    if (headers === null) {
      draft.leaveOut(line, 'no packet in log')
      continue
    }
    const time = timeOf(line.text)
    if (time !== null) begun ??= time
    if (trace === null) {
      draft.packets.push({ packet: headers.packet, at: time === null ? null : Math.max(0, time - (begun ?? time)), span })
      continue
    }
    const [, table = '', chain = '', kind = '', number = ''] = trace
    const hop: RecordedHop = {
      table,
      chain,
      kind: kind as RecordedHop['kind'],
      number: Number(number),
      handle: null,
      rule: null,
      verdict: null,
      at: time,
      headers,
      span,
    }
    const key = identity(headers)
    const station = stationOf(chain, headers.out)
    let walk = open.get(key)
    // User chains stand where their caller stands; going back means another packet, or another pass through lo.
    if (walk === undefined || (station !== null && station < walk.station) || repeats(walks.last(walk.index), hop)) {
      walk = { index: walks.open(String(walks.count + 1), 'kernel log', 'ip', span), station: station ?? 0 }
      open.set(key, walk)
    }
    walk.station = Math.max(walk.station, station ?? 0)
    walks.extend(walk.index, span, hop, headers.packet)
  }
  for (const walk of walks.all()) {
    draft.traces.push(walk)
    if (walk.packet !== null) draft.packets.push({ packet: walk.packet, at: null, span: walk.span })
  }
}

/** What stays the same of a packet on its way: NAT changes addresses and ports, forwarding the TTL, mangle marks and TOS. */
function identity({ packet, length }: RecordedHeaders): string {
  return [packet.proto, packet.id, packet.frag_off, length, packet.seq, packet.ack, packet.flags, packet.type, packet.icmp_seq].join(' ')
}

/** The same place again is the same packet sent again. */
function repeats(last: RecordedHop | null, hop: RecordedHop): boolean {
  return last !== null && last.table === hop.table && last.chain === hop.chain && last.kind === hop.kind && last.number === hop.number
}

function timeOf(text: string): number | null {
  const seconds = SECONDS.exec(text)
  if (seconds !== null) return Number(seconds[1]) * 1e6 + Number((seconds[2] ?? '').padEnd(6, '0'))
  const clock = CLOCK.exec(text)
  if (clock === null) return null
  return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1e6 + Number((clock[4] ?? '').padEnd(6, '0'))
}
