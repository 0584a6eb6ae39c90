import { type Ipv4, type Microseconds, maskLength, type Tuple } from '../../model'
import { defineMatch } from '../extension'
import { jiffies } from '../jiffies'
import { flag, prefixMask, Refusal, uint32 } from '../option'
import { destinationPort, sourcePort } from '../ports'
import type { ConnectionFacts, MatchEnvironment } from '../semantics'

/** How many connections a host or network has. Kernel: net/netfilter/xt_connlimit.c. */
export const connlimit = defineMatch({
  name: 'connlimit',
  summary: 'How many connections the client (or its network) has through this host.',
  wakes: 'conntrack',
  options: {
    'connlimit-upto': { type: uint32, invertible: true, excludes: ['connlimit-above'], doc: 'At most so many.' },
    'connlimit-above': { type: uint32, invertible: true, excludes: ['connlimit-upto'], doc: 'More than so many.' },
    'connlimit-mask': { type: prefixMask, doc: 'Count networks of this prefix length together; 32 when it is not given.' },
    'connlimit-saddr': { type: flag, excludes: ['connlimit-daddr'], doc: 'Count by source (default).' },
    'connlimit-daddr': { type: flag, excludes: ['connlimit-saddr'], doc: 'Count by destination.' },
  },
  finalCheck: (given) =>
    given['connlimit-upto'] === undefined && given['connlimit-above'] === undefined
      ? new Refusal('You must specify "--connlimit-above" or "--connlimit-upto".')
      : null,
  save: (use) => {
    const { above, limit } = limitOf(use)
    return ` --connlimit-${above ? 'above' : 'upto'} ${limit} --connlimit-mask ${bits(use)} --connlimit-${use['connlimit-daddr'] ? 'daddr' : 'saddr'}`
  },
  list: (use) => {
    const { above, limit } = limitOf(use)
    return ` #conn ${use['connlimit-daddr'] ? 'dst' : 'src'}/${bits(use)} ${above ? '>' : '<='} ${limit}`
  },
  compile: (use) => {
    const { above, limit } = limitOf(use)
    const mask = use['connlimit-mask'] ?? 0xffffffff
    const side = use['connlimit-daddr'] ? 'destination' : 'source'
    // nf_conncount: every rule keeps its own lists, a zone its own ones (connlimit_mt's key).
    const lists = new Map<number, List>()
    const clientOf = ({ packet, connection }: MatchEnvironment): number => ((packet[side] & mask) >>> 0) + (connection?.zone ?? 0) * 2 ** 32
    return [
      {
        subject: 'connections',
        wants: `${above ? '>' : '<='} ${limit} of a ${side}/${bits(use)}`,
        holds: (environment) => {
          if (!hasTuple(environment)) {
            environment.hotdrop()
            return false
          }
          const client = clientOf(environment)
          const known = lists.get(client)
          if (known === undefined) lists.set(client, begun(environment))
          else count(known, environment)
          const connections = known?.members.length ?? 1
          // connlimit_mt takes "none at all" for a lack of memory.
          if (connections === 0) environment.hotdrop()
          return connections > limit === above
        },
        is: (environment) => String(lists.get(clientOf(environment))?.members.length ?? 0),
      },
    ]
  },
  examples: [
    { rule: '-m connlimit --connlimit-above 10 --connlimit-mask 24 --connlimit-saddr', saved: '=' },
    { rule: '-m connlimit ! --connlimit-above 10', saved: '-m connlimit --connlimit-upto 10 --connlimit-mask 32 --connlimit-saddr' },
    {
      rule: '-m connlimit --connlimit-upto 0x10 --connlimit-daddr',
      saved: '-m connlimit --connlimit-upto 16 --connlimit-mask 32 --connlimit-daddr',
    },
    {
      rule: '-m connlimit --connlimit-upto 1 --connlimit-above 2',
      rejected: 'connlimit: option "--connlimit-upto" cannot be used together with "--connlimit-above".',
      by: 'iptables',
    },
    { rule: '-m connlimit', rejected: 'You must specify "--connlimit-above" or "--connlimit-upto".', by: 'iptables' },
  ],
})

function limitOf(
  use: { readonly [option in 'connlimit-upto' | 'connlimit-above']?: { readonly inverted: boolean; readonly value: number } },
): { readonly above: boolean; readonly limit: number } {
  const above = use['connlimit-above']
  if (above) return { above: !above.inverted, limit: above.value }
  return { above: use['connlimit-upto']?.inverted === true, limit: use['connlimit-upto']?.value ?? 0 }
}

function bits(use: { readonly 'connlimit-mask'?: Ipv4 }): number {
  return maskLength(use['connlimit-mask'] ?? 0xffffffff) ?? 0
}

interface Counted {
  readonly tuple: Tuple
  readonly zone: number
  /** Null for a packet that had no connection. */
  readonly connection: ConnectionFacts | null
}

/** struct nf_conncount_list. */
interface List {
  members: Counted[]
  /** The tick in which it was last looked through, or added to. */
  lookedThrough: number
}

/** insert_tree: whoever is the first of a client is counted, known to conntrack or not. */
function begun(environment: MatchEnvironment): List {
  return { members: [countedFrom(environment)], lookedThrough: jiffies(environment.now) }
}

/**
 * __nf_conncount_add. A connection that is assured is taken to be counted already: the list is looked through, and that is all. One
 * that is confirmed is looked for; within one tick a new one is simply added.
 */
function count(list: List, environment: MatchEnvironment): void {
  const tick = jiffies(environment.now)
  const own = countedFrom(environment)
  const { connection } = own
  if (connection?.assured === true) {
    if (list.lookedThrough !== tick) sweep(list, environment, null)
    list.lookedThrough = tick
    return
  }
  const confirmed = connection?.confirmed === true
  if (confirmed || list.lookedThrough !== tick) {
    if (sweep(list, environment, own)) return
  }
  list.members.push(own)
  list.lookedThrough = tick
}

/** Drops what is gone or closed, until `own` is met: then it ends, with true. */
function sweep(list: List, { connection, now, host }: MatchEnvironment, own: Counted | null): boolean {
  for (let i = 0; i < list.members.length; ) {
    const known = list.members[i]
    if (known === undefined) break
    const same = own !== null && known.zone === own.zone && sameTuple(known.tuple, own.tuple)
    // In raw a packet is counted before it has a connection: what came of it is looked up by its tuple.
    const holder = known.connection ?? host.connectionOf(known.tuple, known.zone)
    const living = isLiving(holder, now) || (same && isLiving(connection, now))
    if (living && same) return true
    if (living && !isClosed(holder)) i++
    else list.members.splice(i, 1)
  }
  return false
}

/** get_ct_or_tuple_from_skb: a packet without a connection, because it is invalid or not tracked yet, is counted by its own direction as one that is like it. */
function countedFrom(environment: MatchEnvironment): Counted {
  const tuple = environment.connection?.original ?? tupleOf(environment)
  const connection = environment.connection ?? environment.host.connectionOf(tuple, 0)
  return { tuple, zone: connection?.zone ?? 0, connection }
}

function isLiving(connection: ConnectionFacts | null, now: Microseconds): boolean {
  return connection?.confirmed === true && connection.dying !== true && connection.expires > now
}

/** already_closed: such connections only wait to be forgotten. */
function isClosed(connection: ConnectionFacts | null): boolean {
  return (
    connection !== null && connection.original.protocol === 6 && (connection.tcpState === 'TIME_WAIT' || connection.tcpState === 'CLOSE')
  )
}

function sameTuple(one: Tuple, other: Tuple): boolean {
  return (
    one.protocol === other.protocol &&
    one.source === other.source &&
    one.destination === other.destination &&
    one.sourcePort === other.sourcePort &&
    one.destinationPort === other.destinationPort
  )
}

/** nf_ct_get_tuplepr: whether a packet without a connection can be counted at all; ICMP and what has ports needs as much of its header. */
function hasTuple({ connection, packet }: MatchEnvironment): boolean {
  const { transport, fragmentOffset } = packet
  if (connection !== null) return true
  if (fragmentOffset !== 0) return false
  return transport.kind !== 'other' || transport.payload.length >= (LEAST[transport.protocol] ?? 0)
}

/** Bytes that a tuple is read from, by protocol. */
const LEAST: { readonly [protocol: number]: number } = { 1: 8, 6: 4, 17: 4, 132: 4, 136: 4 }

// A packet that conntrack does not know is counted by what it says itself.
function tupleOf({ packet }: MatchEnvironment): Tuple {
  const { transport, source, destination } = packet
  if (transport.kind === 'icmp')
    return { protocol: 1, source, destination, sourcePort: transport.identifier, destinationPort: transport.type * 256 + transport.code }
  return {
    protocol: transport.protocol,
    source,
    destination,
    sourcePort: Math.max(0, sourcePort(packet)),
    destinationPort: Math.max(0, destinationPort(packet)),
  }
}
