import { type Packet, TcpFlag } from '../src/model'

/** A packet and the interface that it arrives on. */
export interface Arrival {
  readonly packet: Packet
  readonly interface: string
}

const CLIENT = 0x0a000002
const SERVER = 0xc6336409
const ROUTER_OUTSIDE = 0xc0000201

function segment(
  from: readonly [number, number],
  to: readonly [number, number],
  flags: number,
  seq: number,
  ack: number,
  payload: string,
): Packet {
  return {
    source: from[0],
    destination: to[0],
    ttl: 64,
    tos: 0,
    id: 1,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport: {
      kind: 'tcp',
      protocol: 6,
      sourcePort: from[1],
      destinationPort: to[1],
      sequence: seq >>> 0,
      acknowledgement: ack >>> 0,
      flags,
      window: 64240,
      urgentPointer: 0,
      options: '',
      payload,
    },
  }
}

/** Masqueraded TCP connections from inside, twenty packets each: handshake, data both ways, close. */
export function connections(count: number): readonly Arrival[] {
  const arrivals: Arrival[] = []
  const data = 'x'.repeat(500)
  for (let i = 0; i < count; i++) {
    const client: readonly [number, number] = [CLIENT + (i % 200), 20_000 + Math.floor(i / 200)]
    const server: readonly [number, number] = [SERVER + (i % 7), 443]
    let theirs = 5000
    let ours = 1000
    // Masquerading keeps the port where it is free; clients here never share one towards the same server.
    const out = (flags: number, payload = ''): void => {
      arrivals.push({ packet: segment(client, server, flags, ours, flags & TcpFlag.ACK ? theirs : 0, payload), interface: 'eth0' })
      ours += payload.length + (flags & (TcpFlag.SYN | TcpFlag.FIN) ? 1 : 0)
    }
    const back = (flags: number, payload = ''): void => {
      const to: readonly [number, number] = [ROUTER_OUTSIDE, client[1]]
      arrivals.push({ packet: segment(server, to, flags, theirs, ours, payload), interface: 'eth1' })
      theirs += payload.length + (flags & (TcpFlag.SYN | TcpFlag.FIN) ? 1 : 0)
    }
    out(TcpFlag.SYN)
    back(TcpFlag.SYN | TcpFlag.ACK)
    out(TcpFlag.ACK)
    for (let round = 0; round < 7; round++) {
      out(TcpFlag.PSH | TcpFlag.ACK, data)
      back(TcpFlag.PSH | TcpFlag.ACK, data)
    }
    out(TcpFlag.FIN | TcpFlag.ACK)
    back(TcpFlag.FIN | TcpFlag.ACK)
    out(TcpFlag.ACK)
  }
  return arrivals
}
