import type { SocketBuffer } from '../../skb'
import type { Connection } from '../connection'
import type { Expectation } from '../expectations'
import { EXPECTATION_LIFETIME, type Helped, type HelperHost } from './helper'

const READ = 1
const WRITE = 2

/** A TFTP request is answered from another port, to the port that it came from (nf_conntrack_tftp.c, RFC 1350). */
export function helpTftp(skb: SocketBuffer, connection: Connection, host: HelperHost): Helped {
  const { transport } = skb.packet
  if (transport.kind !== 'udp' || transport.payload.length < 2) return 'ACCEPT'
  const operation = (transport.payload.charCodeAt(0) << 8) | transport.payload.charCodeAt(1)
  if (operation !== READ && operation !== WRITE) return 'ACCEPT'
  const { original, reply } = connection
  const translated = connection.sourceNat || connection.destinationNat
  const expectation: Expectation = {
    master: connection,
    protocol: reply.protocol,
    source: reply.source,
    destination: reply.destination,
    destinationPort: reply.destinationPort,
    expires: host.now() + EXPECTATION_LIFETIME,
    follows: host.nat !== null && translated ? { direction: 1, port: original.sourcePort } : null,
  }
  return host.expect(expectation, skb) ? 'ACCEPT' : 'DROP'
}
