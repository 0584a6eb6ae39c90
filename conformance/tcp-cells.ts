import { TCP_STATES, type TcpState } from '../src/model'
import type { Case, CasePacket } from './case'

/** What the kernel's table of TCP states tells apart (enum tcp_bit_set), and a packet of each kind. */
const SETS = { syn: 'S', synack: 'SA', fin: 'FA', ack: 'A', rst: 'R', none: '' } as const

const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m conntrack --ctstate INVALID -j ACCEPT
-A FORWARD -m conntrack --ctstate NEW -j ACCEPT
-A FORWARD -m conntrack --ctstate ESTABLISHED --ctstatus ASSURED -j ACCEPT
-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
COMMIT
`

/** A packet of either end, with the numbers that it would have. */
type Said = readonly ['client' | 'server', flags: string, sequence: number, acknowledgement: number]

const OPENING: readonly Said[] = [
  ['client', 'S', 1000, 0],
  ['server', 'SA', 5000, 1001],
  ['client', 'A', 1001, 5001],
]

/** How a connection gets into each state, and the next numbers of both ends then. */
const WAYS: Readonly<Record<TcpState, { readonly said: readonly Said[]; readonly client: number; readonly server: number }>> = {
  NONE: { said: [], client: 1000, server: 0 },
  SYN_SENT: { said: OPENING.slice(0, 1), client: 1001, server: 5000 },
  SYN_SENT2: { said: [...OPENING.slice(0, 1), ['server', 'S', 5000, 0]], client: 1001, server: 5001 },
  SYN_RECV: { said: OPENING.slice(0, 2), client: 1001, server: 5001 },
  ESTABLISHED: { said: OPENING, client: 1001, server: 5001 },
  FIN_WAIT: { said: [...OPENING, ['client', 'FA', 1001, 5001]], client: 1002, server: 5001 },
  CLOSE_WAIT: { said: [...OPENING, ['client', 'FA', 1001, 5001], ['server', 'A', 5001, 1002]], client: 1002, server: 5001 },
  LAST_ACK: { said: [...OPENING, ['client', 'FA', 1001, 5001], ['server', 'FA', 5001, 1002]], client: 1002, server: 5002 },
  TIME_WAIT: {
    said: [...OPENING, ['client', 'FA', 1001, 5001], ['server', 'FA', 5001, 1002], ['client', 'A', 1002, 5002]],
    client: 1002,
    server: 5002,
  },
  CLOSE: { said: [...OPENING, ['client', 'R', 1001, 0]], client: 1001, server: 5001 },
}

/**
 * A case for each state that conntrack keeps of a TCP connection: in it, a connection for each direction and kind of packet is
 * brought into that state and meets that packet, once with the numbers that are due and once with those of the beginning. So every
 * cell of tcp_conntracks[2][TCP_CONNTRACK_MAX][6] is met, but the reply row of NONE: the first packet is never a reply.
 */
export function tcpCells(): readonly Case[] {
  return TCP_STATES.map((state) => {
    const way = WAYS[state]
    const packets: CasePacket[] = []
    let port = 20_000
    for (const from of state === 'NONE' ? (['client'] as const) : (['client', 'server'] as const)) {
      for (const flags of Object.values(SETS)) {
        for (const again of [false, true]) {
          port++
          const due: readonly [number, number] = from === 'client' ? [way.client, way.server] : [way.server, way.client]
          const first: readonly [number, number] = from === 'client' ? [1000, 5001] : [5000, 1001]
          const [sequence, acknowledgement] = again ? first : due
          const last: Said = [from, flags, sequence, flags.includes('A') ? acknowledgement : 0]
          for (const said of [...way.said, last]) packets.push(packetOf(said, port, packets.length))
        }
      }
    }
    const ifaces = [
      { name: 'eth0', addrs: ['192.0.2.1/24'] },
      { name: 'eth1', addrs: ['198.51.100.1/24'] },
    ]
    return { name: `tcp-${state}`, ifaces, iptables: RULES, packets }
  })
}

function packetOf([from, flags, seq, ack]: Said, port: number, index: number): CasePacket {
  const client = { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', sport: port, dport: 80 }
  const server = { in: 'eth1', src: '198.51.100.2', dst: '192.0.2.2', sport: 80, dport: port }
  return { ...(from === 'client' ? client : server), proto: 'tcp', id: index + 1, flags, seq, ack }
}
