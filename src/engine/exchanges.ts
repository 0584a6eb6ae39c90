import { type Ipv4, type Microseconds, type Packet, parseIpv4, prefixContains } from '../model'
import type { ExchangeSpec } from '../scenario/scenario'
import type { Host } from './host'
import { LIMITS } from './limits'
import { type Client, pingClient, udpClient } from './outside/client'
import type { Party, Step } from './outside/party'
import { tcpClient } from './outside/tcp-client'
import { rare } from './rare'
import type { SocketBuffer } from './skb'

export interface ExchangeWorld {
  readonly host: Host
  random(): number
  later(by: Microseconds, happen: () => void): void
  /** The link-layer address of whoever stands at the far end of an interface. */
  neighbour(interfaceName: string): string | null
}

interface Exchange {
  readonly sending: number
  readonly spec: ExchangeSpec
  readonly client: Client
  readonly address: Ipv4
  /** Where the client lives; null for a process of the host. */
  readonly behind: string | null
  /** Peers beyond the wires, by what they were called from. */
  readonly servers: Map<string, Party>
  packets: number
}

/** Bytes of a question and of an answer where the exchange does not say. */
const REQUEST = { tcp: 120, udp: 40, ping: 56 } as const
const RESPONSE = { tcp: 480, udp: 120, ping: 0 } as const
const DEFAULT_PORT = { tcp: 80, udp: 53, ping: 0 } as const

/**
 * Whole exchanges: clients, and the outside that stands beyond every wire and answers what really reached it, NAT and all.
 * What one side sends to the other directly over a shared network never passes the host, as in life.
 */
export class Exchanges {
  private readonly running = new Map<number, Exchange>()

  constructor(private readonly world: ExchangeWorld) {}

  /** Begins an exchange; why it cannot, or null. */
  begin(spec: ExchangeSpec, sending: number): string | null {
    const source = parseIpv4(spec.src)
    if (source === null) return `bad source address '${spec.src}'`
    const destination = parseIpv4(spec.dst)
    if (destination === null) return `bad destination address '${spec.dst}'`
    for (const port of [spec.sport, spec.dport]) {
      if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) return 'ports are 0 to 65535'
    }
    for (const size of [spec.request, spec.response]) {
      if (size !== undefined && !(Number.isInteger(size) && size >= 0 && size <= 60_000)) return 'sizes are 0 to 60000 bytes'
    }
    const most = LIMITS.packetsPerExchange / 2
    if (spec.count !== undefined && !(Number.isInteger(spec.count) && spec.count >= 1 && spec.count <= most))
      return `an exchange makes 1 to ${most} pings`
    const behind = spec.in ?? null
    if (behind !== null && this.world.host.tables.interface(behind) === null) return `there is no interface '${behind}'`
    const plan = {
      own: { address: source, port: spec.sport ?? 32_768 + (this.world.random() % 28_232) },
      peer: { address: destination, port: spec.dport ?? DEFAULT_PORT[spec.what] },
      request: spec.request ?? REQUEST[spec.what],
      response: spec.response ?? RESPONSE[spec.what],
      count: spec.count ?? 1,
      header: () => ({ ttl: spec.ttl ?? 64, tos: spec.tos ?? 0, id: this.world.random() & 0xffff }),
      random: () => this.world.random(),
    }
    const client = spec.what === 'tcp' ? tcpClient(plan) : spec.what === 'udp' ? udpClient(plan) : pingClient(plan)
    const exchange: Exchange = { sending, spec, client, address: source, behind, servers: new Map(), packets: 0 }
    this.running.set(sending, exchange)
    this.perform(exchange, client.begin(), (packet) => this.fromClient(exchange, packet))
    return null
  }

  /** A packet left the host on a wire: whoever it is for, beyond it, may answer. */
  left(skb: SocketBuffer, interfaceName: string): void {
    const exchange = skb.sending === null ? undefined : this.running.get(skb.sending)
    if (exchange === undefined) return
    const { packet } = skb
    if (exchange.behind !== null && packet.destination === exchange.address) {
      if (exchange.client.expects(packet)) this.toClient(exchange, packet)
      return
    }
    this.toServer(exchange, packet, interfaceName)
  }

  /** A packet reached the host itself: a client process may be waiting for it. */
  claim(skb: SocketBuffer): { readonly to: string; answer(): void } | null {
    if (this.running.size === 0) return null
    const exchange = skb.sending === null ? undefined : this.running.get(skb.sending)
    if (exchange === undefined || exchange.behind !== null || !exchange.client.expects(skb.packet)) return null
    const { packet } = skb
    return { to: exchange.client.name, answer: () => this.toClient(exchange, packet) }
  }

  private toClient(exchange: Exchange, packet: Packet): void {
    this.perform(exchange, exchange.client.receive(packet), (answer) => this.fromClient(exchange, answer))
  }

  private fromClient(exchange: Exchange, packet: Packet): void {
    const { host } = this.world
    const { behind, sending } = exchange
    if (behind === null) {
      host.sendFromProcess(packet, { mark: 0, uid: 1000, gid: 1000, bound: true, sending })
      return
    }
    host.receiveFromWire(packet, behind, { sourceMac: this.world.neighbour(behind), sending })
  }

  private toServer(exchange: Exchange, packet: Packet, interfaceName: string): void {
    const { transport } = packet
    const ports = transport.kind === 'tcp' || transport.kind === 'udp' ? `${transport.sourcePort} ${transport.destinationPort}` : ''
    const key = `${interfaceName} ${transport.kind} ${packet.source} ${packet.destination} ${ports}`
    let server = exchange.servers.get(key)
    if (server === undefined) {
      server = rare().createServer(packet, {
        peer: exchange.spec.peer ?? 'open',
        response: exchange.spec.response ?? RESPONSE[exchange.spec.what],
        header: () => ({ ttl: 64, tos: 0, id: this.world.random() & 0xffff }),
        random: () => this.world.random(),
      })
      exchange.servers.set(key, server)
    }
    this.perform(exchange, server.receive(packet), (answer) => this.fromServer(exchange, answer, interfaceName))
  }

  private fromServer(exchange: Exchange, packet: Packet, interfaceName: string): void {
    const own = this.world.host.tables.interface(interfaceName)
    // Peers of a tunnel share its network but never see each other: between them the host is the only way.
    const shared = own !== null && !own.pointToPoint
    const neighbours = shared && own.addresses.some(({ prefix }) => prefixContains(prefix, packet.destination))
    if (neighbours && exchange.behind === interfaceName && packet.destination === exchange.address) {
      // Both sit on one network: the answer goes there directly, past the host.
      if (exchange.client.expects(packet)) this.toClient(exchange, packet)
      return
    }
    this.world.host.receiveFromWire(packet, interfaceName, { sourceMac: this.world.neighbour(interfaceName), sending: exchange.sending })
  }

  private perform(exchange: Exchange, steps: readonly Step[], send: (packet: Packet) => void): void {
    let after = 0
    for (const step of steps) {
      after += step.after
      this.world.later(after, () => {
        if (exchange.packets >= LIMITS.packetsPerExchange) {
          this.world.host.limits.add('packetsPerExchange')
          return
        }
        const packet = step.make()
        if (packet === null) return
        exchange.packets++
        send(packet)
      })
    }
  }
}
