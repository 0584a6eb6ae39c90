import type { Ipv4, Packet, Tcp, Udp } from '../../model'
import { formatIpv4, parseIpv4, TcpFlag } from '../../model'
import type {
  ConnectionFacts,
  HostFacts,
  MatchEnvironment,
  NatRange,
  RecentEntry,
  RecentList,
  SocketFacts,
  TargetContext,
} from '../semantics'

/** `10.0.0.1` as a number. */
export function ip(text: string): Ipv4 {
  const address = parseIpv4(text)
  if (address === null) throw new Error(`not an address: ${text}`)
  return address
}

export function tcpPacket(tcp: Partial<Tcp> = {}, header: Partial<Packet> = {}): Packet {
  const transport: Tcp = {
    kind: 'tcp',
    protocol: 6,
    sourcePort: 40000,
    destinationPort: 80,
    sequence: 1000,
    acknowledgement: 0,
    flags: TcpFlag.SYN,
    window: 64240,
    urgentPointer: 0,
    options: '',
    payload: '',
    ...tcp,
  }
  return { ...EMPTY_HEADER, transport, ...header }
}

export function udpPacket(udp: Partial<Udp> = {}, header: Partial<Packet> = {}): Packet {
  return {
    ...EMPTY_HEADER,
    transport: { kind: 'udp', protocol: 17, sourcePort: 5353, destinationPort: 53, payload: '', ...udp },
    ...header,
  }
}

export function icmpPacket(type: number, code = 0): Packet {
  return { ...EMPTY_HEADER, transport: { kind: 'icmp', protocol: 1, type, code, identifier: 1, sequence: 1, payload: '', quoted: null } }
}

/** A later fragment of a TCP packet, at `offset` units of eight bytes. */
export function fragment(offset: number): Packet {
  return { ...EMPTY_HEADER, fragmentOffset: offset, transport: { kind: 'other', protocol: 6, payload: 'x'.repeat(40) } }
}

const EMPTY_HEADER = {
  source: 0x0a000002,
  destination: 0xc0000201,
  ttl: 64,
  tos: 0,
  id: 1,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  ipOptions: '',
} as const

export function connection(facts: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const original = { protocol: 6, source: ip('10.0.0.2'), destination: ip('192.0.2.1'), sourcePort: 40000, destinationPort: 80 }
  const reply = { protocol: 6, source: ip('192.0.2.1'), destination: ip('10.0.0.2'), sourcePort: 80, destinationPort: 40000 }
  return {
    id: 1,
    original,
    reply,
    tcpState: 'ESTABLISHED',
    seenReply: true,
    assured: true,
    confirmed: true,
    sourceNat: false,
    destinationNat: false,
    mark: 0,
    expires: 100_500_000,
    zone: 0,
    helper: null,
    master: null,
    ...facts,
  }
}

/** A host that knows nothing but what a test says, with named lists that work and a place for what targets did. */
export interface FakeHost extends TargetContext {
  /** What targets asked for, in order, in short words. */
  readonly done: string[]
  now: number
  packet: Packet
}

export function fakeHost(
  facts: Partial<MatchEnvironment> & {
    readonly addressType?: HostFacts['addressType']
    readonly random?: () => number
    readonly routeBack?: HostFacts['routeBack']
    readonly inSet?: boolean
    readonly socket?: SocketFacts
    readonly pathMtu?: number
    readonly address?: Ipv4 | null
  } = {},
): FakeHost {
  const lists = new Map<string, RecentList>()
  const done: string[] = []
  const host: HostFacts = {
    addressType: facts.addressType ?? (() => 'UNICAST'),
    recent: (name) => {
      const list = lists.get(name) ?? recentList()
      lists.set(name, list)
      return list
    },
    inSet: () => facts.inSet ?? false,
    random: facts.random ?? (() => 0),
    routeBack: facts.routeBack ?? (() => 'eth0'),
    connectionOf: () => null,
    groupOf: () => 0,
    socketFor: () => facts.socket ?? null,
  }
  const {
    addressType: _addressType,
    random: _random,
    routeBack: _routeBack,
    inSet: _inSet,
    pathMtu = 1500,
    address = ip('203.0.113.1'),
    ...environment
  } = facts
  return {
    packet: tcpPacket(),
    table: 'filter',
    hook: 'FORWARD',
    inInterface: 'eth0',
    outInterface: 'eth1',
    mark: 0,
    packetType: 'host',
    sourceMac: '02:00:00:00:00:02',
    owner: null,
    connectionState: 'NEW',
    connection: connection(),
    direction: 'original',
    now: 0,
    ...environment,
    host,
    done,
    hotdrop: () => void done.push('hotdrop'),
    bypassQueue: () => void done.push('bypass'),
    proxySyn: () => {
      done.push('proxy')
      return 'STOLEN'
    },
    giveToProxy: () => facts.socket?.transparent === true,
    duplicate: (gateway, out) => void done.push(`copy to ${formatIpv4(gateway)}${out === null ? '' : ` over ${out}`}`),
    setMark: (mark) => void done.push(`mark 0x${mark.toString(16)}`),
    setConnectionMark: (mark) => void done.push(`connmark 0x${mark.toString(16)}`),
    rewrite(packet) {
      this.packet = packet
      done.push('rewrite')
    },
    log: (request) => void done.push(`log ${request.level} ${request.prefix}`),
    reject: (kind) => void done.push(`reject ${kind}`),
    untrack: () => void done.push('untrack'),
    trackAs: (template) => void done.push(`track ${JSON.stringify(template)}`),
    trace: () => void done.push('trace'),
    bindNat: (range: NatRange) => {
      done.push(`nat ${range.manip} ${JSON.stringify([range.addresses, range.ports])}`)
      return 'ACCEPT'
    },
    interfaceAddress: () => address,
    pathMtu: () => pathMtu,
    addToSet: (set, directions) => void done.push(`add ${set} ${directions.join(',')}`),
    mappingIn: (set, directions) => {
      done.push(`map ${set} ${directions.join(',')}`)
      return facts.inSet ? { mark: { value: 0x12, mask: 0xff } } : null
    },
    removeFromSet: (set, directions) => void done.push(`remove ${set} ${directions.join(',')}`),
  }
}

function recentList(): RecentList {
  const entries = new Map<Ipv4, RecentEntry>()
  return {
    get: (address) => entries.get(address) ?? null,
    put: (entry) => {
      entries.delete(entry.address)
      entries.set(entry.address, entry)
    },
    remove: (address) => void entries.delete(address),
    oldest: () => entries.values().next().value ?? null,
  }
}
