import type { NatRange } from '../../../extensions/semantics'
import { type ConnectionEntry, type Hook, type Icmp, type Packet, parseIpv4, type Tcp, TcpFlag, type Transport } from '../../../model'
import type { TraceFact } from '../../../trace/event'
import { createNat, type Nat } from '../../nat/nat'
import type { SocketBuffer } from '../../skb'
import type { ConnectionTable } from '../connection-table'
import { createConnectionTable } from '../table'
import '../../whole'

/** A packet as tests write it. */
export interface TestPacket {
  readonly from: string
  readonly to: string
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | number
  /** Of `FSRPAU`. */
  readonly flags?: string
  readonly sequence?: number
  readonly acknowledgement?: number
  readonly window?: number
  readonly options?: string
  readonly payload?: string
  readonly type?: number
  readonly code?: number
  readonly identifier?: number
  readonly quotes?: Packet
}

const FLAGS: Readonly<Record<string, number>> = {
  F: TcpFlag.FIN,
  S: TcpFlag.SYN,
  R: TcpFlag.RST,
  P: TcpFlag.PSH,
  A: TcpFlag.ACK,
  U: TcpFlag.URG,
}

function endpoint(text: string): { address: number; port: number } {
  const [host = '', port = '0'] = text.split(':')
  const address = parseIpv4(host)
  if (address === null) throw new Error(`not an address: ${text}`)
  return { address, port: Number(port) }
}

/** `10.0.0.1:1000` to `10.0.0.2:80` and so on, as a packet. */
export function packetOf(test: TestPacket): Packet {
  const from = endpoint(test.from)
  const to = endpoint(test.to)
  return {
    source: from.address,
    destination: to.address,
    ttl: 64,
    tos: 0,
    id: 1,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport: transportOf(test, from.port, to.port),
  }
}

function transportOf(test: TestPacket, sourcePort: number, destinationPort: number): Transport {
  const protocol = test.protocol ?? 'tcp'
  const payload = test.payload ?? ''
  switch (protocol) {
    case 'tcp': {
      let flags = 0
      for (const letter of test.flags ?? 'S') flags |= FLAGS[letter] ?? 0
      const tcp: Tcp = {
        kind: 'tcp',
        protocol: 6,
        sourcePort,
        destinationPort,
        sequence: test.sequence ?? 1000,
        acknowledgement: test.acknowledgement ?? 0,
        flags,
        window: test.window ?? 64240,
        urgentPointer: 0,
        options: test.options ?? '',
        payload,
      }
      return tcp
    }
    case 'udp':
      return { kind: 'udp', protocol: 17, sourcePort, destinationPort, payload }
    case 'icmp': {
      const icmp: Icmp = {
        kind: 'icmp',
        protocol: 1,
        type: test.type ?? 8,
        code: test.code ?? 0,
        identifier: test.identifier ?? 0,
        sequence: 1,
        payload,
        quoted: test.quotes === undefined ? null : { packet: test.quotes, length: 28 },
      }
      return icmp
    }
    default:
      return { kind: 'other', protocol, payload }
  }
}

/** Where a packet goes after PREROUTING. */
export type Way = 'forward' | 'input' | 'output'

const HOOKS_OF: Readonly<Record<Way, readonly [Hook, Hook]>> = {
  forward: ['PREROUTING', 'POSTROUTING'],
  input: ['PREROUTING', 'INPUT'],
  output: ['OUTPUT', 'POSTROUTING'],
}

/** Conntrack and NAT alone, with one nat rule at most a hook: enough of a host to test them. */
export class MiniHost {
  time = 1
  readonly facts: TraceFact[] = []
  readonly nat: Partial<Record<Hook, NatRange>> = {}
  readonly table: ConnectionTable
  readonly translation: Nat
  /** Gives the next random numbers, over and over. */
  randoms: readonly number[] = [0]
  private drawn = 0
  private packets = 0

  constructor(sysctl: { readonly [name: string]: string } = {}) {
    const deps = {
      now: () => this.time,
      random: () => this.randoms[this.drawn++ % this.randoms.length] ?? 0,
      emit: (fact: TraceFact) => {
        this.facts.push(fact)
      },
      sysctl,
    }
    this.table = createConnectionTable(deps)
    this.translation = createNat(this.table, deps)
  }

  skb(packet: Packet): SocketBuffer {
    return {
      id: this.packets++,
      packet,
      origin: { kind: 'wire', interface: 'eth0' },
      inInterface: 'eth0',
      outInterface: 'eth1',
      packetType: 'host',
      sourceMac: null,
      destinationMac: null,
      owner: null,
      mark: 0,
      traced: false,
      sending: null,
      tracking: { kind: 'none' },
      route: null,
      destination: null,
      certain: true,
    }
  }

  /** Walks a packet through; null when it was dropped. `stop` is where a rule of the test drops it. */
  walk(packet: Packet, way: Way = 'forward', stop: 'nowhere' | 'filter' = 'nowhere'): SocketBuffer | null {
    this.time += 4000
    const skb = this.skb(packet)
    const [first, last] = HOOKS_OF[way]
    const arrives =
      this.table.lookup(skb, first) === 'ACCEPT' &&
      this.stage(skb, first) &&
      stop === 'nowhere' &&
      this.stage(skb, last) &&
      this.table.confirm(skb, last) === 'ACCEPT'
    this.table.forget(skb)
    return arrives ? skb : null
  }

  send(test: TestPacket, way: Way = 'forward'): SocketBuffer | null {
    return this.walk(packetOf(test), way)
  }

  /** The filter drops it behind PREROUTING. */
  refused(test: TestPacket): void {
    this.walk(packetOf(test), 'forward', 'filter')
  }

  /** What conntrack said of the last packet: `NEW`, `ESTABLISHED reply`, ... */
  state(): string {
    const last = this.facts.findLast((fact) => fact.kind === 'connection looked up')
    if (last?.kind !== 'connection looked up') return 'none'
    return last.direction === 'reply' ? `${last.state} reply` : last.state
  }

  why(): string {
    const last = this.facts.findLast((fact) => fact.kind === 'connection looked up')
    return last?.kind === 'connection looked up' ? last.why : ''
  }

  /** The only connection there is. */
  only(): ConnectionEntry | null {
    const entries = this.table.entries()
    if (entries.length > 1) throw new Error('more than one connection')
    return entries[0] ?? null
  }

  private stage(skb: SocketBuffer, hook: Hook): boolean {
    const range = this.nat[hook]
    const ask = () => (range === undefined ? 'ACCEPT' : this.translation.bind(skb, hook, range, null))
    return this.translation.natStage(skb, hook, ask) === 'ACCEPT'
  }
}

/** An address range as NAT targets make it: `10.0.0.1-10.0.0.9:100-200`, `:100`, `10.0.0.1`. */
export function rangeOf(manip: 'source' | 'destination', text: string, options: Partial<NatRange> = {}): NatRange {
  const [hosts = '', ports = ''] = text.split(':')
  const [first = '', last = first] = hosts.split('-')
  const [low = '', high = low] = ports.split('-')
  return {
    manip,
    addresses: first === '' ? null : { first: parseIpv4(first) ?? 0, last: parseIpv4(last) ?? 0 },
    ports: low === '' ? null : { first: Number(low), last: Number(high), base: null },
    random: false,
    fullyRandom: false,
    persistent: false,
    netmap: false,
    ...options,
  }
}
