import {
  IcmpType,
  type Ipv4,
  MILLISECOND,
  type Microseconds,
  type Packet,
  packetLength,
  type Tcp,
  TcpFlag,
  type Transport,
} from '../../model'

/** Something that a party of an exchange will do. Null when by then there is nothing left to do. */
export interface Step {
  readonly after: Microseconds
  make(): Packet | null
}

/** Somebody who takes part in an exchange: a client, or a peer somewhere beyond the host's wires. */
export interface Party {
  /** What it does about a packet that reached it. */
  receive(packet: Packet): readonly Step[]
}

/** Time until a packet has reached the other side and is answered. */
export const ANSWER_TIME = 2 * MILLISECOND
/** How long a client waits for an answer before it goes on without. */
export const PATIENCE = 200 * MILLISECOND
/** TCP payload of one full frame on Ethernet. */
const SEGMENT_SIZE = 1460

/** One side of a conversation. */
export interface Endpoint {
  readonly address: Ipv4
  readonly port: number
}

export interface HeaderChoice {
  readonly ttl: number
  readonly tos: number
  readonly id: number
}

export function packetOf(from: Ipv4, to: Ipv4, transport: Transport, header: HeaderChoice): Packet {
  return {
    source: from,
    destination: to,
    ttl: header.ttl,
    tos: header.tos,
    id: header.id,
    dontFragment: transport.kind === 'tcp',
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport,
  }
}

/** The MSS option of a SYN. */
const MSS_OPTION = String.fromCharCode(2, 4, SEGMENT_SIZE >>> 8, SEGMENT_SIZE & 255)

/** A party's TCP numbers, and the segments that it makes from them. */
export class TcpNumbers {
  receiveNext = 0
  sendNext: number

  constructor(
    private readonly own: Endpoint,
    private readonly peer: Endpoint,
    private readonly header: () => HeaderChoice,
    initial: number,
  ) {
    this.sendNext = initial
  }

  /** Makes a segment and counts what it sends. */
  segment(flags: number, payload = ''): Packet {
    const transport: Tcp = {
      kind: 'tcp',
      protocol: 6,
      sourcePort: this.own.port,
      destinationPort: this.peer.port,
      sequence: this.sendNext,
      acknowledgement: flags & TcpFlag.ACK ? this.receiveNext : 0,
      flags,
      window: 64240,
      urgentPointer: 0,
      options: flags & TcpFlag.SYN ? MSS_OPTION : '',
      payload,
    }
    this.sendNext = (this.sendNext + payload.length + (flags & TcpFlag.SYN ? 1 : 0) + (flags & TcpFlag.FIN ? 1 : 0)) >>> 0
    return packetOf(this.own.address, this.peer.address, transport, this.header())
  }

  /** Takes a segment's data and FIN into account. False when it is not the one that was to come next. */
  accept(segment: Tcp): boolean {
    if (segment.sequence !== this.receiveNext) return false
    this.receiveNext = (this.receiveNext + segment.payload.length + (segment.flags & TcpFlag.FIN ? 1 : 0)) >>> 0
    return true
  }
}

/** `length` bytes in segments of at most a frame's size. */
export function chunks(length: number): readonly string[] {
  const parts: string[] = []
  for (let left = length; left > 0; left -= SEGMENT_SIZE) parts.push('x'.repeat(Math.min(left, SEGMENT_SIZE)))
  return parts
}

/** What a host says to a datagram for a port where nobody listens. */
export function portUnreachable(packet: Packet, header: HeaderChoice): Packet {
  return packetOf(
    packet.destination,
    packet.source,
    {
      kind: 'icmp',
      protocol: 1,
      type: IcmpType.DESTINATION_UNREACHABLE,
      code: 3,
      identifier: 0,
      sequence: 0,
      payload: '',
      quoted: { packet, length: Math.min(548, packetLength(packet)) },
    },
    { ...header, tos: 0xc0 },
  )
}
