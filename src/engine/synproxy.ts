import type { SynproxyUse } from '../extensions/semantics'
import { MILLISECOND, type Microseconds, type Packet, SCENARIO_BEGINS, type Tcp, TcpFlag } from '../model'
import type { TcpState } from '../model/connection'
import { type Connection, type ConnectionInfo, isReply, type ProxiedConnection } from './conntrack/connection'
import type { Foreseen } from './foreseen'
import { type HandshakeOptions, readHandshakeOptions, withMovedTimestamp, writeHandshakeOptions } from './handshake-options'
import { isSpoilt, type SocketBuffer } from './skb'

export type ProxyVerdict = 'ACCEPT' | 'DROP' | 'STOLEN'

/** How a packet that SYNPROXY sends belongs to a connection: not yet, to one that it begins for the client, or to the packet's own. */
export type Belonging = 'looked up' | 'begins' | ConnectionInfo

/** What SYNPROXY needs of its host. */
export interface SynproxyHost {
  readonly now: Microseconds
  readonly foreseen: Foreseen | null
  random(): number
  /** ip_route_me_harder and ip_local_out of a packet with any source. */
  sendProxied(packet: Packet, belonging: Belonging, to: SocketBuffer): void
}

/** Sizes that a cookie can tell (net/ipv4/syncookies.c msstab). */
const COOKIE_SIZES = [536, 1300, 1440, 1460] as const

const { SYN, ACK, FIN, RST, ECE, CWR } = TcpFlag

/**
 * The SYNPROXY target and its hook (net/ipv4/netfilter/ipt_SYNPROXY.c, net/netfilter/nf_synproxy_core.c): shakes hands with clients by
 * cookies, then with the server as if it were the client, and from there on moves the server's numbers to those that the client knows.
 */
export class Synproxy {
  /** By ends: what a cookie is beside the client's sequence number and the size (secure_tcp_syn_cookie's hashes, drawn here). */
  private readonly secrets = new Map<string, number>()

  constructor(private readonly host: SynproxyHost) {}

  /** synproxy_tg4. */
  target(skb: SocketBuffer, use: SynproxyUse): ProxyVerdict | 'CONTINUE' {
    const { packet } = skb
    const { transport } = packet
    if (isSpoilt(skb) || transport.kind !== 'tcp' || transport.dataOffset !== undefined) return 'DROP'
    const { flags } = transport
    const told = readHandshakeOptions(transport)
    if (flags & SYN && !(flags & (ACK | FIN | RST))) {
      this.answerClient(skb, transport, told, use)
      return 'STOLEN'
    }
    if (flags & ACK && !(flags & (FIN | RST | SYN)))
      return this.clientAnswered(skb, transport, told, transport.sequence) ? 'STOLEN' : 'DROP'
    return 'CONTINUE'
  }

  /** ipv4_synproxy_hook: at INPUT and POSTROUTING, right before connections are confirmed. */
  hook(skb: SocketBuffer, hook: 'INPUT' | 'POSTROUTING'): ProxyVerdict {
    const { tracking, packet } = skb
    if (tracking.kind !== 'tracked') return 'ACCEPT'
    const { connection, info } = tracking
    const { proxied } = connection
    if (proxied === null || packet.transport.protocol !== 6 || (hook === 'INPUT' && skb.inInterface === 'lo')) return 'ACCEPT'
    const { transport } = packet
    if (transport.kind !== 'tcp') return 'DROP'
    const reply = isReply(info)
    const state: TcpState = connection.tcpState ?? 'NONE'
    const { flags } = transport
    const told = readHandshakeOptions(transport)
    if (state === 'CLOSE') {
      if (flags & RST && reply) moveFrom(connection, 1, (proxied.initial - transport.sequence + 1) | 0)
      else if (flags & SYN && !(flags & ACK) && !reply) {
        moveFrom(connection, 0, 0)
        proxied.timestampOffset = 0
        this.noteClient(proxied, transport, told)
      }
    } else if (state === 'SYN_SENT') {
      if (!(flags & SYN) && flags & ACK && !reply)
        return this.clientAnswered(skb, transport, told, (transport.sequence + 1) >>> 0) ? 'STOLEN' : 'DROP'
      this.noteClient(proxied, transport, told)
    } else if (state === 'SYN_RECV' && flags & SYN && flags & ACK) {
      this.serverAnswered(skb, connection, proxied, transport, told, reply)
      return 'STOLEN'
    }
    if (proxied.timestampOffset !== 0) {
      const moved = withMovedTimestamp(transport, proxied.timestampOffset, reply)
      if (moved !== transport) skb.packet = { ...packet, transport: moved }
    }
    return 'ACCEPT'
  }

  private noteClient(proxied: ProxiedConnection, segment: Tcp, told: HandshakeOptions): void {
    proxied.initial = segment.acknowledgement
    if (told.timestamp !== null) proxied.timestamp = told.timestamp.echo
  }

  /** synproxy_send_client_synack: a cookie, and nothing is remembered. */
  private answerClient(skb: SocketBuffer, segment: Tcp, told: HandshakeOptions, use: SynproxyUse): void {
    const { packet } = skb
    const size = Math.max(
      0,
      COOKIE_SIZES.findLastIndex((one) => (told.mss ?? 0) >= one),
    )
    const key = endsOf(packet, segment)
    const drawn = this.host.random()
    const known = this.secrets.get(key)
    const cookie = known === undefined ? (this.host.foreseen?.initialSequence() ?? drawn) : (known + segment.sequence + size) >>> 0
    if (known === undefined) this.secrets.set(key, (cookie - segment.sequence - size) | 0)
    const congestion = use.congestion && (segment.flags & (ECE | CWR)) === (ECE | CWR)
    const options = this.cookieOptions(told, use, congestion)
    this.host.sendProxied(
      packetBetween(packet.destination, packet.source, {
        ...segment,
        sourcePort: segment.destinationPort,
        destinationPort: segment.sourcePort,
        sequence: cookie,
        acknowledgement: (segment.sequence + 1) >>> 0,
        flags: SYN | ACK | (options.congestion ? ECE : 0),
        window: 0,
        urgentPointer: 0,
        options: writeHandshakeOptions(options),
        payload: '',
      }),
      skb.tracking.kind === 'tracked' ? 'ESTABLISHED_REPLY' : 'looked up',
      skb,
    )
  }

  /** synproxy_init_timestamp_cookie: what else was agreed is hidden in the timestamp; without one there is no room for it. */
  private cookieOptions(told: HandshakeOptions, use: SynproxyUse, congestion: boolean): HandshakeOptions {
    const mss = told.mss !== null && use.mss !== null ? use.mss : null
    if (told.timestamp === null || !use.timestamp) return { mss, windowScale: null, timestamp: null, selective: false, congestion: false }
    const scaled = told.windowScale !== null && use.windowScale !== null
    const selective = told.selective && use.selective
    const milliseconds = SCENARIO_BEGINS * 1000 + Math.floor(this.host.now / MILLISECOND)
    const value =
      (((milliseconds % 0x100000000) & ~0x3f) |
        (scaled ? (told.windowScale ?? 0) : 0xf) |
        (selective ? 0x10 : 0) |
        (congestion ? 0x20 : 0)) >>>
      0
    const windowScale = scaled ? use.windowScale : null
    return { mss, windowScale, timestamp: { value, echo: told.timestamp.value }, selective, congestion }
  }

  /** synproxy_recv_client_ack: the cookie is right, so the server is asked in the client's name. */
  private clientAnswered(skb: SocketBuffer, segment: Tcp, told: HandshakeOptions, received: number): boolean {
    const { packet } = skb
    const mss = this.sizeOf(packet, segment)
    if (mss === null) return false
    const agreed = told.timestamp === null ? 0xf : told.timestamp.echo
    const scale = agreed & 0xf
    const options: HandshakeOptions = {
      mss,
      windowScale: told.timestamp === null ? told.windowScale : scale === 0xf ? told.windowScale : scale,
      timestamp: told.timestamp,
      selective: told.selective || (told.timestamp !== null && (agreed & 0x10) !== 0),
      congestion: told.timestamp !== null && (agreed & 0x20) !== 0,
    }
    this.host.sendProxied(
      packetBetween(packet.source, packet.destination, {
        ...segment,
        sequence: (received - 1) >>> 0,
        acknowledgement: (segment.acknowledgement - 1) >>> 0,
        flags: SYN | (options.congestion ? ECE | CWR : 0),
        urgentPointer: 0,
        options: writeHandshakeOptions(options),
        payload: '',
      }),
      'begins',
      skb,
    )
    return true
  }

  /** __cookie_v4_check: the size that the acknowledged cookie tells; null for what is no cookie. Its neighbours are cookies of other sizes. */
  private sizeOf(packet: Packet, segment: Tcp): number | null {
    const secret = this.secrets.get(endsOf(packet, segment))
    if (secret === undefined) return null
    return COOKIE_SIZES[(segment.acknowledgement - 1 - secret - (segment.sequence - 1)) & 0xffffff] ?? null
  }

  /** The server's SYN+ACK: it is answered here, and the client, who has had its own long ago, learns of the server's window. */
  private serverAnswered(
    skb: SocketBuffer,
    connection: Connection,
    proxied: ProxiedConnection,
    segment: Tcp,
    told: HandshakeOptions,
    reply: boolean,
  ): void {
    const { packet } = skb
    if (told.timestamp !== null) proxied.timestampOffset = (told.timestamp.value - proxied.timestamp) | 0
    const plain: HandshakeOptions = { mss: null, windowScale: null, timestamp: told.timestamp, selective: false, congestion: false }
    const swapped = told.timestamp === null ? null : { value: told.timestamp.echo, echo: told.timestamp.value }
    this.host.sendProxied(
      packetBetween(packet.destination, packet.source, {
        ...segment,
        sourcePort: segment.destinationPort,
        destinationPort: segment.sourcePort,
        sequence: segment.acknowledgement,
        acknowledgement: (segment.sequence + 1) >>> 0,
        flags: ACK,
        window: connection.tcp?.windows[0].maxWindow ?? 0,
        urgentPointer: 0,
        options: writeHandshakeOptions({ ...plain, timestamp: swapped }),
        payload: '',
      }),
      'looked up',
      skb,
    )
    moveFrom(connection, reply ? 1 : 0, (proxied.initial - segment.sequence) | 0)
    this.host.sendProxied(
      packetBetween(packet.source, packet.destination, {
        ...segment,
        sequence: (segment.sequence + 1) >>> 0,
        flags: ACK,
        window: segment.window >>> (told.windowScale ?? 0),
        urgentPointer: 0,
        options: writeHandshakeOptions(plain),
        payload: '',
      }),
      'ESTABLISHED_REPLY',
      skb,
    )
  }
}

/** nf_ct_seqadj_init: all numbers of a direction move by so much. */
function moveFrom(connection: Connection, direction: 0 | 1, offset: number): void {
  connection.shifts ??= [
    { position: 0, before: 0, after: 0 },
    { position: 0, before: 0, after: 0 },
  ]
  connection.shifts[direction].before = offset
  connection.shifts[direction].after = offset
}

function endsOf(packet: Packet, segment: Tcp): string {
  return `${packet.source}:${segment.sourcePort} ${packet.destination}:${segment.destinationPort}`
}

/** synproxy_build_ip. */
function packetBetween(source: number, destination: number, transport: Tcp): Packet {
  return {
    source,
    destination,
    ttl: 64,
    tos: 0,
    id: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport,
  }
}
