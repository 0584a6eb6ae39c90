import { BASE_CHAINS, formatIpv4, type Packet, packetLength, type Rule, type Ruleset, TcpFlag } from '../model'
import { printRuleWords } from '../syntax/print-save'
import type { PacketId, Place, TraceEvent } from '../trace/event'
import { placeKey } from '../trace/world'
import type { Moment } from './moment'
import { neighbourOf } from './tcpdump/frames'

/** A traced packet where it is now. */
interface Walker {
  headers: Packet
  mark: number
  in: string | null
  out: string | null
  traced: boolean
  readonly source: string | null
  /** The base chain whose packet line was printed. */
  told: string | null
  /** What a rule printed last waits for what the rule did. */
  pending: (() => void) | null
}

/**
 * What `xtables-monitor --trace` prints of a run when iptables-nft has loaded the rules from a file: a line for the packet in each base
 * chain, then one a rule that held and one for a policy (iptables 1.8.9, iptables/xtables-monitor.c). Rules are told by their handles:
 * nft numbers a table's chains first, then its rules in their order. The kernel tells of a rule when it has acted.
 */
export function monitorLines({
  events,
  ruleset,
  network,
  senders,
}: Pick<Moment, 'events' | 'ruleset' | 'network' | 'senders'>): readonly string[] {
  const lines: string[] = []
  const rules = handledRules(ruleset)
  const walkers = new Map<PacketId, Walker>()
  const macs = new Map(network.interfaces.map((one) => [one.name, one]))

  function begin(walker: Walker, id: PacketId, place: Pick<Place, 'table'>, base: string): string {
    const name = traceId(id, walker.in)
    const here = `${place.table} ${base}`
    if (walker.told !== here) {
      walker.told = here
      const own = walker.in === null ? undefined : macs.get(walker.in)
      lines.push(`PACKET: 2 ${name} ${packetWords(walker, own?.mac ?? null, walker.source ?? neighbourOf(own))}`)
    }
    return name
  }

  function tellRule(walker: Walker, id: PacketId, place: Place, base: string): void {
    const known = rules.get(placeKey(place))
    if (known === undefined) return
    const { rule, handle } = known
    const name = begin(walker, id, place, base)
    const words = printRuleWords(rule)
    lines.push(
      ` TRACE: 2 ${name} ${place.table}:${place.chain}:rule:0x${handle.toString(16)}:${verdictOf(rule)}  -4 -t ${place.table} -A ${place.chain}${words === '' ? '' : ` ${words}`}`,
    )
  }

  const base = new Map<PacketId, string>()
  for (const event of events) {
    const walker = walkers.get(event.packet)
    if (event.kind === 'packet appeared') {
      walkers.set(event.packet, {
        headers: event.headers,
        mark: event.mark,
        in: null,
        out: null,
        traced: false,
        source: event.sending === null ? null : (senders[event.sending]?.mac ?? null),
        told: null,
        pending: null,
      })
      continue
    }
    if (walker === undefined) continue
    if (!belongsToRule(event)) {
      walker.pending?.()
      walker.pending = null
    }
    switch (event.kind) {
      case 'hook entered':
        walker.in = event.in
        walker.out = event.out
        break
      case 'chain entered':
        if (event.from === null) {
          base.set(event.packet, event.chain)
          walker.told = null
        }
        break
      case 'packet changed':
        walker.headers = event.headers
        walker.mark = event.mark
        break
      case 'trace enabled':
        // nft tells of the TRACE rule itself, too.
        if (!walker.traced) {
          walker.traced = true
          const chain = base.get(event.packet) ?? event.place.chain
          walker.pending = () => tellRule(walker, event.packet, event.place, chain)
        }
        break
      case 'rule matched': {
        if (!walker.traced) break
        const chain = base.get(event.packet) ?? event.place.chain
        walker.pending = () => tellRule(walker, event.packet, event.place, chain)
        break
      }
      case 'policy applied': {
        if (!walker.traced) break
        const name = begin(walker, event.packet, event.place, event.place.chain)
        lines.push(` TRACE: 2 ${name} ${event.place.table}:${event.place.chain}:policy:${event.policy} `)
        break
      }
    }
  }
  for (const walker of walkers.values()) walker.pending?.()
  return lines
}

/** What a rule does before it is told of: what its target changed, logged and counted. */
function belongsToRule(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'packet changed':
      return event.by.kind === 'rule'
    case 'trace enabled':
    case 'line logged':
    case 'set changed':
    case 'recent changed':
    case 'tracking disabled':
    case 'connection changed':
      return true
    default:
      return false
  }
}

/** `CONTINUE`, `ACCEPT`, `JUMP:chain`. RETURN has no name there: xtables-monitor prints its number (NFT_RETURN is -5). */
function verdictOf({ target }: Rule): string {
  switch (target.kind) {
    case 'none':
    case 'opaque':
      return 'CONTINUE'
    case 'verdict':
      return target.verdict === 'RETURN' ? '0xfffffffb' : target.verdict
    case 'jump':
      return `JUMP:${target.chain}`
    case 'goto':
      return `GOTO:${target.chain}`
    case 'modelled':
      return VERDICTS[target.name] ?? 'CONTINUE'
  }
}

/** Targets that end the walk through a table when they act. */
const VERDICTS: { readonly [target: string]: string } = {
  REJECT: 'DROP',
  DNAT: 'ACCEPT',
  SNAT: 'ACCEPT',
  MASQUERADE: 'ACCEPT',
  REDIRECT: 'ACCEPT',
  NETMAP: 'ACCEPT',
  TPROXY: 'ACCEPT',
}

function handledRules(ruleset: Ruleset): ReadonlyMap<string, { readonly rule: Rule; readonly handle: number }> {
  const rules = new Map<string, { rule: Rule; handle: number }>()
  for (const { name, chains } of ruleset.tables) {
    // Base chains that the text left out are made, too.
    let handle = chains.length + BASE_CHAINS[name].filter((hook) => !chains.some((chain) => chain.name === hook)).length
    for (const chain of chains)
      for (const [index, rule] of chain.rules.entries())
        rules.set(placeKey({ table: name, chain: chain.name, kind: 'rule', number: index + 1 }), { rule, handle: ++handle })
  }
  return rules
}

/** The kernel makes it of addresses in its memory: here of the packet and the way by which it came in. */
function traceId(packet: PacketId, incoming: string | null): string {
  let hash = 0x811c9dc5
  for (const character of `${packet} ${incoming ?? ''}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** ether_ntoa writes no leading zeros. */
function shortMac(mac: string): string {
  return mac.replace(/\b0(?=[0-9a-f])/g, '')
}

const TCP_FLAGS = [
  [TcpFlag.SYN, 'SYN '],
  [TcpFlag.ACK, 'ACK '],
  [TcpFlag.FIN, 'FIN '],
  [TcpFlag.RST, 'RST '],
  [TcpFlag.PSH, 'PSH '],
  [TcpFlag.URG, 'URG '],
] as const

/** trace_print_packet. */
function packetWords(walker: Walker, own: string | null, other: string | null): string {
  const { headers, mark } = walker
  const { transport } = headers
  let text = ''
  if (walker.in !== null) text += `IN=${walker.in} `
  if (walker.out !== null) text += `OUT=${walker.out} `
  if (walker.in === 'lo') text += 'LOOPBACK '
  else if (walker.in !== null && own !== null && other !== null) text += `MACSRC=${shortMac(other)} MACDST=${shortMac(own)} MACPROTO=0800 `
  text += `SRC=${formatIpv4(headers.source)} DST=${formatIpv4(headers.destination)} LEN=${packetLength(headers)} TOS=0x${headers.tos.toString(16)} TTL=${headers.ttl} ID=${headers.id} `
  if (headers.dontFragment) text += 'DF '
  if (headers.moreFragments) text += 'MF '
  if (headers.fragmentOffset !== 0) text += `FRAG:${headers.fragmentOffset} `
  if (transport.kind === 'tcp' || transport.kind === 'udp') text += `SPORT=${transport.sourcePort} DPORT=${transport.destinationPort} `
  if (transport.kind === 'tcp') for (const [bit, word] of TCP_FLAGS) if (transport.flags & bit) text += word
  if (mark !== 0) text += `MARK=0x${mark.toString(16)} `
  return text
}
