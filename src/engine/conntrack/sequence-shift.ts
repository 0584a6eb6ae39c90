import type { Packet } from '../../model'
import type { Connection, DirectionIndex, SequenceShift } from './connection'

/** What a direction's number is to be moved by (nf_ct_seq_offset). */
export function shiftOf(shift: SequenceShift, number: number): number {
  return ((number - shift.position) | 0) > 0 ? shift.after : shift.before
}

/** nf_ct_seqadj_set: the payload at `sequence` grew by so many bytes; what comes behind it moves. */
export function noteShift(connection: Connection, direction: DirectionIndex, sequence: number, growth: number): void {
  if (growth === 0) return
  connection.shifts ??= [
    { position: 0, before: 0, after: 0 },
    { position: 0, before: 0, after: 0 },
  ]
  const shift = connection.shifts[direction]
  if (shift.before !== shift.after && ((shift.position - sequence) | 0) >= 0) return
  shift.position = sequence | 0
  shift.before = shift.after
  shift.after += growth
}

/** nf_ct_seq_adjust: sequence and acknowledgement as the side that the packet goes to counts. Selective acknowledgements are left alone. */
export function shiftNumbers(packet: Packet, connection: Connection, direction: DirectionIndex): Packet {
  const { transport } = packet
  if (transport.kind !== 'tcp' || connection.shifts === null) return packet
  const own = connection.shifts[direction]
  const other = connection.shifts[direction === 0 ? 1 : 0]
  const sequence = (transport.sequence + shiftOf(own, transport.sequence)) >>> 0
  const isAck = (transport.flags & 16) !== 0
  const acknowledgement = isAck
    ? (transport.acknowledgement - shiftOf(other, (transport.acknowledgement - other.before) | 0)) >>> 0
    : transport.acknowledgement
  if (sequence === transport.sequence && acknowledgement === transport.acknowledgement) return packet
  return { ...packet, transport: { ...transport, sequence, acknowledgement } }
}
