import { type Ipv4, MILLISECOND, type Microseconds, type Packet, SCENARIO_BEGINS } from '../model'
import {
  buildOptions,
  echoOptions,
  forwardOptions,
  nextStop,
  type OptionReader,
  type OwnOptions,
  type ReadOptions,
  readOptions,
} from './ip-options'
import type { Routed } from './routing/decide'
import type { Destination } from './routing/destination'
import { flowOf } from './routing/packet-flow'
import type { RoutingTables } from './routing/tables'
import type { HostSettings } from './settings'
import type { SocketBuffer } from './skb'

/** What became of a packet whose options were read. `pointer` is the byte of its header that an ICMP parameter problem tells of. */
type OptionsTaken =
  | { readonly kind: 'on' }
  /** It goes on to the next stop of its source route. */
  | { readonly kind: 'routed'; readonly routed: Routed }
  | { readonly kind: 'refused'; readonly reason: 'bad IP options' | 'source route'; readonly pointer: number | null }

/** What reading options asks of its host. */
interface OptionsHost {
  readonly tables: RoutingTables
  readonly settings: HostSettings
  readonly now: Microseconds
  routeInput(skb: SocketBuffer, interfaceName: string): Routed
}

const DAY_SECONDS = 86_400
const DAY_MILLISECONDS = DAY_SECONDS * 1000

/** IP options on their way through a host: as it receives, forwards and answers them. */
export class HostOptions {
  constructor(private readonly host: OptionsHost) {}

  /** ip_rcv_options: right after the packet's route was found. */
  received(skb: SocketBuffer, interfaceName: string): OptionsTaken {
    const { destination } = skb
    if (destination === null) throw new Error('options are read once there is a route')
    const { options, wrongAt } = readOptions(skb.packet.ipOptions, this.reader(skb, interfaceName, destination))
    skb.options = options
    if (options.bytes !== skb.packet.ipOptions) {
      skb.packet = { ...skb.packet, ipOptions: options.bytes }
      // What conntrack has summed up before is known to be whole (skb->csum_valid). It does so with what comes in, but for what it has
      // tracked on its way out.
      const summed = skb.tracking.kind === 'invalid' || (skb.tracking.kind === 'tracked' && skb.sourceMac !== null)
      if (!summed || !this.host.settings.conntrackChecksum || skb.packet.transport.kind === 'other') skb.staleHeader = true
    }
    if (wrongAt !== null) return { kind: 'refused', reason: 'bad IP options', pointer: wrongAt }
    if (options.sourceRoute < 0) return { kind: 'on' }
    if (!this.host.settings.acceptSourceRoute(interfaceName)) return { kind: 'refused', reason: 'source route', pointer: null }
    return this.stopHere(skb, interfaceName, destination)
  }

  /** ip_options_rcv_srr. */
  private stopHere(skb: SocketBuffer, interfaceName: string, destination: Destination): OptionsTaken {
    const { options } = skb
    if (options === undefined) throw new Error('options are read before a source route is followed')
    if (skb.packetType !== 'host') return { kind: 'refused', reason: 'source route', pointer: null }
    // Not yet a stop: a loose route goes on, a strict one should have named us.
    if (destination.input === 'forward') return options.strict ? { kind: 'refused', reason: 'source route', pointer: 16 } : { kind: 'on' }
    if (!destination.local || destination.broadcast || destination.multicast)
      return { kind: 'refused', reason: 'source route', pointer: null }
    let last: Routed | null = null
    const here = skb.packet
    const stop = (address: Ipv4): 'local' | 'unicast' | null => {
      skb.packet = { ...here, destination: address }
      const routed = this.host.routeInput(skb, interfaceName)
      skb.packet = here
      if (routed.kind === 'refused' || routed.destination.input === 'error') return null
      if (routed.destination.broadcast || routed.destination.multicast) return null
      last = routed
      return routed.destination.input === 'forward' ? 'unicast' : 'local'
    }
    const next = nextStop(options, here.destination, { stop })
    if (next === null) return { kind: 'refused', reason: 'source route', pointer: null }
    if ('wrongAt' in next) return { kind: 'refused', reason: 'bad IP options', pointer: next.wrongAt }
    skb.options = next.options
    if (next.destination !== here.destination) skb.packet = { ...here, destination: next.destination }
    return last === null ? { kind: 'on' } : { kind: 'routed', routed: last }
  }

  /** ip_forward_finish: what the options want written on the way out. */
  forwarded(skb: SocketBuffer, inInterface: string, destination: Destination): Packet {
    const { options, packet } = skb
    if (options === undefined) return packet
    const { tables } = this.host
    const sourceTowards = (address: Ipv4): Ipv4 => {
      const flow = { ...flowOf(packet, { mark: skb.mark, source: packet.source, tos: packet.tos }), destination: address }
      const found = tables.lookup({ ...flow, in: inInterface, out: destination.out })
      return found.kind === 'found' ? tables.preferredSource(found) : tables.selectAddress(destination.out, destination.nextHop)
    }
    const written = forwardOptions(options, packet.destination, { sourceTowards })
    return written.bytes === packet.ipOptions && written.destination === packet.destination
      ? packet
      : { ...packet, ipOptions: written.bytes, destination: written.destination }
  }

  /** The options of an answer to these, null where they cannot be answered. */
  echo(options: ReadOptions, source: Ipv4): OwnOptions | null {
    return echoOptions(options, source, (address) => this.isUnicast(address))
  }

  /** The bytes of an own packet's options, once it is known where it leaves from. */
  built(own: OwnOptions, destination: Ipv4, source: Ipv4): string {
    return buildOptions(own, destination, source, this.timestamp())
  }

  private reader(skb: SocketBuffer, interfaceName: string, destination: Destination): OptionReader {
    const { packet } = skb
    return {
      now: () => this.timestamp(),
      isUnicast: (address) => this.isUnicast(address),
      // fib_compute_spec_dst.
      ownAddress: () => {
        if (destination.local && !destination.broadcast && !destination.multicast) return packet.destination
        const { tables } = this.host
        if (packet.source !== 0) {
          const found = tables.lookup({
            ...flowOf(packet, { mark: 0, source: 0, tos: packet.tos }),
            destination: packet.source,
          })
          if (found.kind === 'found') return tables.preferredSource(found)
        }
        return tables.selectAddress(interfaceName, packet.source)
      },
    }
  }

  private isUnicast(address: Ipv4): boolean {
    return this.host.tables.addressType(address, null) === 'UNICAST'
  }

  private timestamp(): number {
    return ((SCENARIO_BEGINS % DAY_SECONDS) * 1000 + Math.floor(this.host.now / MILLISECOND)) % DAY_MILLISECONDS
  }
}
