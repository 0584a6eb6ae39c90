import { type Microseconds, type Packet, packetLength } from '../model'
import type { Fate, RoutingDecision, TraceFact } from '../trace/event'
import type { HookWalk } from './hook-walk'
import type { HostOptions } from './host-options'
import { type AnsweringHost, sendIcmpError } from './icmp-answers'
import type { Observer } from './observer'
import { PeerLimits, RedirectLimits } from './peer-limits'
import type { Routed } from './routing/decide'
import type { Destination } from './routing/destination'
import type { RouteCache } from './routing/route-cache'
import type { HostSettings } from './settings'
import { isFragment, type SocketBuffer, setDestination } from './skb'
import type { LocalStack } from './sockets/local-stack'

/** What the way in and through needs of its host. */
export interface InputHost extends AnsweringHost {
  readonly observer: Observer | null
  readonly settings: HostSettings
  readonly options: HostOptions
  readonly now: Microseconds
  emit(skb: SocketBuffer, fact: TraceFact): void
  end(skb: SocketBuffer, fate: Fate): void
  tellRoute(skb: SocketBuffer, reason: RoutingDecision['reason'], routed: Routed): void
  /** Tells what became of a packet that is no longer what it was. */
  tellChange(skb: SocketBuffer, before: Packet, kind: 'routing' | 'forwarding'): void
  /** ip_output. */
  output(skb: SocketBuffer): string | null
  mtuOf(interfaceName: string): number
}

/** The parts of the host that packets pass on their way in. */
interface InputParts {
  readonly walk: HookWalk
  readonly routes: RouteCache
  readonly stack: LocalStack
}

/** From the wire to whoever takes a packet, or through to the other side: net/ipv4/ip_input.c, ip_forward.c and route.c's ip_error. */
export class IpInput {
  private readonly peers = new PeerLimits()
  private readonly redirects = new RedirectLimits()

  constructor(
    private readonly host: InputHost,
    private readonly parts: InputParts,
  ) {}

  /** ip_rcv: PREROUTING, then routing, unless lo has kept the route. */
  receive(skb: SocketBuffer, interfaceName: string): void {
    const before = skb.packet.destination
    const outcome = this.parts.walk.through(skb, 'PREROUTING', interfaceName, null)
    if (outcome.kind === 'stopped') {
      this.host.end(skb, outcome.fate)
      return
    }
    // nf_nat_ipv4_pre_routing forgets the route when it changed the destination.
    if (skb.packet.destination !== before) setDestination(skb, null)
    if (skb.destination === null) {
      const routed = this.parts.routes.input(skb, interfaceName)
      this.host.tellRoute(skb, 'input', routed)
      if (routed.kind === 'refused') {
        this.host.end(skb, { kind: 'died', where: 'routing', reason: routed.why })
        return
      }
      setDestination(skb, routed.destination)
    }
    if (skb.packet.ipOptions !== '' && !this.takeOptions(skb, interfaceName)) return
    const { destination } = skb
    if (destination === null) return
    switch (destination.input) {
      case 'deliver':
        this.deliver(skb, interfaceName)
        break
      case 'forward':
        this.forward(skb, interfaceName, destination)
        break
      case 'error':
        this.unreachable(skb, destination)
    }
  }

  /** ip_rcv_options: false where they end the packet's way. */
  private takeOptions(skb: SocketBuffer, interfaceName: string): boolean {
    const before = skb.packet
    const taken = this.host.options.received(skb, interfaceName)
    this.host.tellChange(skb, before, 'routing')
    if (taken.kind === 'routed') {
      this.host.tellRoute(skb, 'input', taken.routed)
      if (taken.routed.kind === 'destination') setDestination(skb, taken.routed.destination)
    }
    if (taken.kind !== 'refused') return true
    if (taken.pointer !== null)
      sendIcmpError(this.host, skb, { type: 12, code: 0, info: taken.pointer * 0x1000000 }, { by: 'routing', attach: true })
    this.host.end(skb, { kind: 'died', where: 'routing', reason: taken.reason })
    return false
  }

  /** ip_local_deliver. */
  private deliver(skb: SocketBuffer, interfaceName: string): void {
    if (isFragment(skb.packet) && !this.parts.walk.defragment(skb, 'delivery')) {
      this.host.end(skb, { kind: 'died', where: 'local', reason: 'waiting for fragments' })
      return
    }
    const outcome = this.parts.walk.through(skb, 'INPUT', interfaceName, null)
    if (outcome.kind === 'stopped') {
      this.host.end(skb, outcome.fate)
      return
    }
    const delivery = this.parts.stack.deliver(skb)
    this.host.end(
      skb,
      delivery.to === null
        ? { kind: 'died', where: 'local', reason: 'no socket' }
        : { kind: 'delivered', to: delivery.to, service: delivery.service },
    )
    delivery.answer()
  }

  /** ip_forward: the TTL goes down before FORWARD is asked, and a dead packet's sender is told before that. */
  private forward(skb: SocketBuffer, interfaceName: string, destination: Destination): void {
    if (skb.packetType !== 'host') {
      this.host.end(skb, { kind: 'died', where: 'forwarding', reason: 'not addressed to this host' })
      return
    }
    // A socket has it already: it is for this host, whatever routing says.
    if (skb.proxy !== undefined) {
      this.host.end(skb, { kind: 'died', where: 'forwarding', reason: 'proxy socket' })
      return
    }
    const { packet } = skb
    if (packet.ttl <= 1) {
      sendIcmpError(this.host, skb, { type: 11, code: 0 }, { by: 'ttl', attach: true })
      this.host.end(skb, { kind: 'died', where: 'forwarding', reason: 'ttl expired' })
      return
    }
    if (skb.options?.strict === true && destination.route?.gateway != null) {
      sendIcmpError(this.host, skb, { type: 3, code: 5 }, { by: 'routing', attach: true })
      this.host.end(skb, { kind: 'died', where: 'forwarding', reason: 'source route' })
      return
    }
    const mtu = this.host.mtuOf(destination.out)
    if (packet.dontFragment && tooLarge(skb, mtu)) {
      sendIcmpError(this.host, skb, { type: 3, code: 4, info: mtu }, { by: 'routing', attach: true })
      this.host.end(skb, { kind: 'died', where: 'forwarding', reason: 'fragmentation needed' })
      return
    }
    skb.packet = { ...packet, ttl: packet.ttl - 1 }
    this.host.tellChange(skb, packet, 'forwarding')
    if (destination.redirect && !(skb.options !== undefined && skb.options.sourceRoute >= 0)) this.redirect(skb, destination)
    const outcome = this.parts.walk.through(skb, 'FORWARD', interfaceName, destination.out)
    if (outcome.kind === 'stopped') {
      this.host.end(skb, outcome.fate)
      return
    }
    if (skb.options !== undefined) {
      const before = skb.packet
      delete skb.staleHeader
      skb.packet = this.host.options.forwarded(skb, interfaceName, destination)
      this.host.tellChange(skb, before, 'routing')
    }
    this.host.output(skb)
  }

  /** ip_rt_send_redirect: the sender could reach the next hop by itself. The packet goes on nevertheless. */
  private redirect(skb: SocketBuffer, { out, nextHop }: Destination): void {
    if (!this.host.settings.sendRedirects(out) || !this.redirects.maySend(skb.packet.source, this.host.now)) return
    sendIcmpError(this.host, skb, { type: 5, code: 1, info: nextHop }, { by: 'routing', attach: true })
  }

  /** ip_error: no way on from here. Only a router says so, and no more than a few times a second to each. */
  private unreachable(skb: SocketBuffer, destination: Destination): void {
    const { error } = destination
    if (this.host.settings.forwarding(skb.inInterface ?? 'lo')) {
      const code = error === 'no route' ? 0 : error === 'unreachable' || error === 'host unreachable' ? 1 : error === 'prohibit' ? 13 : null
      if (code !== null && this.peers.mayTell(skb.packet.source, this.host.now)) {
        sendIcmpError(this.host, skb, { type: 3, code }, { by: 'routing', attach: true })
      }
    }
    const reason = error === 'host unreachable' ? 'forwarding off' : (error ?? 'no route')
    this.host.end(skb, { kind: 'died', where: 'routing', reason })
  }
}

/** ip_exceeds_mtu: what was put together here is as large as the largest of its pieces. */
export function tooLarge({ packet, pieces, segmentSize }: SocketBuffer, mtu: number): boolean {
  if (packetLength(packet) <= mtu || segmentSize !== undefined) return false
  return pieces === undefined || 20 + packet.ipOptions.length + Math.max(...pieces) > mtu
}
