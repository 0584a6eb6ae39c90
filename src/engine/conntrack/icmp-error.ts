import { type Icmp, type Ipv4, type Microseconds, Protocol, type QuotedPacket } from '../../model'
import type { Connection, DirectionIndex, Zone } from './connection'
import { invertTuple, tupleOf } from './tuple'
import type { TupleIndex } from './tuple-index'

/** Whose packet an ICMP error quotes, or why that cannot be told. */
export type ErrorSubject =
  | { readonly kind: 'found'; readonly connection: Connection; readonly direction: DirectionIndex }
  | { readonly kind: 'none'; readonly why: string }

const none = (why: string): ErrorSubject => ({ kind: 'none', why })

/**
 * Finds the connection that an ICMP error is about (nf_conntrack_inet_error). The error belongs to it only when it is sent to
 * the one who sent the quoted packet: else anybody could get packets through as RELATED.
 */
export function subjectOfError(icmp: Icmp, outerDestination: Ipv4, index: TupleIndex, now: Microseconds, zone: Zone): ErrorSubject {
  if (icmp.quoted === null || !quotesPorts(icmp.quoted)) return none('the ICMP error quotes too little of the packet that it is about')
  const quoted = tupleOf(icmp.quoted.packet)
  if (quoted === null) return none('the ICMP error quotes a fragment')
  const inner = invertTuple(quoted)
  if (inner === null) return none('the ICMP error is about a packet that nobody would answer')
  const slot = index.findTuple(inner, now, zone)
  if (slot < 0) return none('the ICMP error is about a packet of no known connection')
  const connection = index.connectionAt(slot)
  const direction = index.directionAt(slot)
  const expected = direction === 0 ? connection.original.destination : connection.reply.destination
  if (outerDestination !== expected) return none('the ICMP error is not sent to the one whose packet it quotes')
  return { kind: 'found', connection, direction }
}

function quotesPorts(quoted: QuotedPacket): boolean {
  const header = 20 + quoted.packet.ipOptions.length
  const needed = quoted.packet.transport.protocol === Protocol.ICMP ? 8 : 4
  return quoted.length >= header + needed
}
