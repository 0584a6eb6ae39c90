import { Protocol } from '../../../model'
import type { SocketBuffer } from '../../skb'
import type { Connection, ConnectionInfo, DirectionIndex } from '../connection'
import type { Expectation } from '../expectations'
import { readFtpLine } from './ftp-command'
import { EXPECTATION_LIFETIME, type Helped, type HelperHost } from './helper'

/** Line ends remembered in each direction (NUM_SEQ_TO_REMEMBER). */
const REMEMBERED = 2

/**
 * Reads an FTP control connection (nf_conntrack_ftp.c): once both sides have spoken, a line that is known to begin behind the end of
 * another may announce a data connection. So the first line of each side is never read.
 */
export function helpFtp(skb: SocketBuffer, connection: Connection, info: ConnectionInfo, host: HelperHost): Helped {
  const { transport } = skb.packet
  if (transport.kind !== 'tcp' || (info !== 'ESTABLISHED' && info !== 'ESTABLISHED_REPLY')) return 'ACCEPT'
  const { payload } = transport
  if (payload === '') return 'ACCEPT'
  const direction: DirectionIndex = info === 'ESTABLISHED' ? 0 : 1
  connection.lineEnds ??= [[], []]
  const lineEnds = connection.lineEnds[direction]
  const sequence = transport.sequence | 0
  const verdict = lineEnds.includes(sequence) ? readLine(skb, payload, connection, direction, host) : 'ACCEPT'
  if (verdict !== 'partial' && payload.endsWith('\n')) remember(lineEnds, (sequence + payload.length) | 0)
  return verdict === 'partial' ? 'DROP' : verdict
}

function readLine(
  skb: SocketBuffer,
  payload: string,
  connection: Connection,
  direction: DirectionIndex,
  host: HelperHost,
): Helped | 'partial' {
  const command = readFtpLine(payload, direction)
  if (command === null) return 'ACCEPT'
  if (command.form === 'partial') {
    host.log(skb, `nf_ct_ftp: dropping packet: partial matching of \`${command.pattern}' `)
    return 'partial'
  }
  const own = direction === 0 ? connection.original : connection.reply
  const other = direction === 0 ? connection.reply : connection.original
  // Somebody else's address would open the firewall towards a third host: such lines are not believed.
  if (command.address !== null && command.address !== own.source) return 'ACCEPT'
  const expectation: Expectation = {
    master: connection,
    protocol: Protocol.TCP,
    source: other.source,
    destination: other.destination,
    destinationPort: command.port,
    expires: host.now() + EXPECTATION_LIFETIME,
    follows: null,
  }
  if (host.nat !== null && (connection.sourceNat || connection.destinationNat))
    return host.nat.ftp(skb, connection, direction, command, expectation, host)
  return host.expect(expectation, skb) ? 'ACCEPT' : 'DROP'
}

/** update_nl_seq: the older one gives way to a newer one. */
function remember(lineEnds: number[], sequence: number): void {
  if (lineEnds.includes(sequence)) return
  if (lineEnds.length < REMEMBERED) {
    lineEnds.push(sequence)
    return
  }
  const [first = 0, second = 0] = lineEnds
  const oldest = ((first - second) | 0) < 0 ? 0 : 1
  if (((sequence - (lineEnds[oldest] ?? 0)) | 0) > 0) lineEnds[oldest] = sequence
}
