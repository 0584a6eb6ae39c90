import { formatIpv4 } from '../../model'
import type { Connection, DirectionIndex } from '../conntrack/connection'
import type { Expectation } from '../conntrack/expectations'
import type { FtpCommand } from '../conntrack/helpers/ftp-command'
import type { Helped, HelperHost } from '../conntrack/helpers/helper'
import { noteShift } from '../conntrack/sequence-shift'
import type { SocketBuffer } from '../skb'

/** Ports tried for an expected connection whose own is taken (nf_nat_exp_find_port). */
const MAX_ATTEMPTS = 128

/**
 * nf_nat_ftp: the data connection will come to where this side is seen, so that is what the line has to say. The payload is rewritten,
 * and where its length changes all later numbers of the connection move. The caller tells of the packet's change.
 */
export function translateFtp(
  skb: SocketBuffer,
  connection: Connection,
  direction: DirectionIndex,
  command: FtpCommand,
  expectation: Expectation,
  host: HelperHost,
  random: () => number,
): Helped {
  const other = direction === 0 ? connection.reply : connection.original
  const follows = { direction: direction === 0 ? 1 : 0, port: command.port } as const
  const first = command.port
  const range = 65535 - first
  let port = first
  let attempts = Math.min(range, MAX_ATTEMPTS)
  while (!host.expect({ ...expectation, destinationPort: port, follows }, skb)) {
    if (--attempts < 0) return 'DROP'
    port = first + (range === 0 ? 0 : random() % range)
  }
  const { transport } = skb.packet
  if (transport.kind !== 'tcp') return 'DROP'
  const text = written(command.form, formatIpv4(other.destination), port)
  const payload = transport.payload.slice(0, command.at) + text + transport.payload.slice(command.at + command.length)
  noteShift(connection, direction, transport.sequence, text.length - command.length)
  if (payload !== transport.payload) skb.packet = { ...skb.packet, transport: { ...transport, payload } }
  return 'ACCEPT'
}

/** nf_nat_ftp_fmt_cmd. */
function written(form: FtpCommand['form'], address: string, port: number): string {
  switch (form) {
    case 'PORT':
    case 'PASV':
      return `${address.replaceAll('.', ',')},${port >>> 8},${port & 255}`
    case 'EPRT':
      return `|1|${address}|${port}|`
    case 'EPSV':
      return `|||${port}|`
  }
}
