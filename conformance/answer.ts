import { recorder } from '../src/engine/observer'
import { createSimulator, type Simulator } from '../src/engine/simulator'
import { MILLISECOND, type Ruleset, SECOND, TcpFlag } from '../src/model'
import { saveLines } from '../src/syntax/print-save'
import { conntrackLine } from '../src/trace/conntrack-line'
import type { TraceEvent } from '../src/trace/event'
import { ipsetLines } from '../src/trace/ipset-line'
import { traceHops } from '../src/trace/log-line'
import { type Answer, type Case, type Hop, interfaceNames, type LoadedAnswer, type PacketAnswer } from './case'
import { foreseenBy, foreseenIn } from './foreseen'
import { hostOf } from './host'
import { outFrame, traceHop } from './packet-forms'

/** How long the recorder waits for silence after each packet, and what else it takes. */
const BETWEEN_PACKETS = 5 * MILLISECOND

/** What the engine says to a case, in exactly the shape of the kernel's answer. */
export function answerCase(one: Case): Answer {
  return answerWithOwn(one).answer
}

/**
 * The answer, and for each packet's frames whether the host's own TCP made it: then its numbers are random in the kernel. With `kernel`,
 * its answer tells what it drew; without, the case's later packets do.
 */
export function answerWithOwn(
  one: Case,
  seed = 1,
  kernel: LoadedAnswer | null = null,
): { readonly answer: Answer; readonly own: readonly (readonly boolean[])[] } {
  const host = hostOf(one)
  if (!host.ok) return { answer: { error: host.error }, own: [] }
  const observer = recorder('everything')
  let sending = 0
  const foreseen = kernel === null ? foreseenBy(one.packets, () => sending) : foreseenIn(one, kernel, () => sending)
  const simulator = createSimulator({ ...host.input, seed }, observer, {
    traceEverything: true,
    ...(foreseen === undefined ? {} : { foreseen }),
  })
  const packets: PacketAnswer[] = []
  const own: boolean[][] = []
  let seen = 0
  const names = interfaceNames(one)
  const byTcp = new Set<number>()
  for (const { sleep, acks: _, ...spec } of one.packets) {
    simulator.advance(sleep === undefined ? 0 : Math.round(sleep * SECOND))
    // The recorder gives each injected frame the wire's own address.
    const sent = simulator.send(
      spec.in !== undefined && spec.smac === undefined ? { ...spec, smac: `02:00:00:00:0${names.indexOf(spec.in)}:02` } : spec,
    )
    if (sent.problem !== null) throw new Error(`${one.name ?? 'case'}: ${sent.problem}`)
    for (const event of observer.events.slice(seen)) {
      if (event.kind !== 'packet appeared') continue
      const { origin, headers } = event
      const cookie =
        headers.transport.kind === 'tcp' && (headers.transport.flags & TcpFlag.SYN) !== 0 && (headers.transport.flags & TcpFlag.ACK) !== 0
      const drawn = origin.kind === 'answer' && (origin.by === 'tcp' || (origin.by === 'SYNPROXY' && cookie))
      if (drawn || (origin.kind === 'copy' && byTcp.has(origin.of))) byTcp.add(event.packet)
    }
    // Packets are finished one by one, so the events of this one hold all that its hops need.
    packets.push({
      error: sent.error,
      hops: recordedHops(observer.events.slice(seen)),
      out: sent.frames.map(outFrame),
      log: sent.log,
    })
    own.push(sent.frames.map(({ packet }) => byTcp.has(packet)))
    seen = observer.events.length
    sending++
    simulator.advance(BETWEEN_PACKETS)
  }
  const answer: Answer = {
    packets,
    // The recorder's own TRACE rules are left out of what it reads back, and with them all others.
    save: saveLines(withCounters(host.input.ruleset, simulator), { counters: true }).filter((line) => !line.endsWith('-j TRACE')),
    conntrack: simulator.connections().map((entry) => conntrackLine(entry, simulator.now)),
    ipset: ipsetLines(simulator.sets()),
  }
  return { answer, own }
}

/**
 * The recorder's own TRACE rule stands first in raw PREROUTING and OUTPUT and counts as number 0. The kernel logs it only for a packet
 * that is traced already: one that the host sent to itself, coming in from lo, or hears although it sent it (multicast, broadcast), and TEE's copies.
 */
function recordedHops(events: readonly TraceEvent[]): readonly Hop[] {
  const hops: Hop[] = []
  const outward = new Set<number>()
  const copies = new Set<number>()
  for (const event of events) {
    if (event.kind !== 'packet appeared' || event.origin.kind !== 'copy') continue
    copies.add(event.packet)
    // Cut off what was traced on its way out as a whole.
    if (event.origin.by === 'fragmentation') outward.add(event.packet)
  }
  for (const hop of traceHops(events)) {
    const copied = copies.delete(hop.packet)
    const first = hop.place.table === 'raw'
    const traced = first && (hop.in === null ? copied : outward.delete(hop.packet))
    if (hop.in === null) outward.add(hop.packet)
    if (traced) {
      const chain = hop.in === null ? 'OUTPUT' : 'PREROUTING'
      hops.push(traceHop({ ...hop, place: { table: 'raw', chain, kind: 'rule', number: 0 } }))
    }
    hops.push(traceHop(hop))
  }
  return hops
}

/** The ruleset with what its rules have counted. */
function withCounters(ruleset: Ruleset, simulator: Simulator): Ruleset {
  const readings = new Map(
    simulator.counters().map((one) => [`${one.table} ${one.chain} ${one.rule ?? 'policy'}`, { packets: one.packets, bytes: one.bytes }]),
  )
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        counters: readings.get(`${table.name} ${chain.name} policy`) ?? chain.counters,
        rules: chain.rules.map((rule, index) => ({
          ...rule,
          counters: readings.get(`${table.name} ${chain.name} ${index + 1}`) ?? rule.counters,
        })),
      })),
    })),
  }
}
