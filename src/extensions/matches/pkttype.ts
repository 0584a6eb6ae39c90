import { isMulticast } from '../../model'
import { defineMatch } from '../extension'
import { custom, Refusal } from '../option'
import type { MatchEnvironment, PacketType } from '../semantics'
import { not } from '../test-forms'

/** How the frame was addressed on the link. Kernel: net/netfilter/xt_pkttype.c. */
export const pkttype = defineMatch({
  name: 'pkttype',
  summary: 'Whether the frame was sent to this host alone, to all, to a group, or to somebody else.',
  options: {
    'pkt-type': {
      type: custom('unicast|broadcast|multicast|otherhost', readPacketType, ['unicast', 'broadcast', 'multicast', 'otherhost']),
      invertible: true,
      required: true,
      doc: 'The kind of link-layer address.',
    },
  },
  save: ({ 'pkt-type': wanted }) => ` ${not(wanted)}--pkt-type ${PRINTED[wanted.value]}`,
  list: ({ 'pkt-type': wanted }) => ` PKTTYPE ${wanted.inverted ? '!' : ''}= ${PRINTED[wanted.value]}`,
  compile: ({ 'pkt-type': wanted }) => [
    {
      subject: 'packet type',
      wants: not(wanted) + PRINTED[wanted.value],
      holds: (environment) => (typeOf(environment) === wanted.value) !== wanted.inverted,
      is: (environment) => PRINTED[typeOf(environment)],
    },
  ],
  examples: [
    { rule: '-m pkttype --pkt-type broadcast', saved: '=' },
    { rule: '-m pkttype ! --pkt-type HOST', saved: '-m pkttype ! --pkt-type unicast' },
    { rule: '-m pkttype --pkt-type anycast', rejected: "Bad packet type 'anycast'", by: 'iptables' },
    { rule: '-m pkttype', rejected: 'pkttype: option "--pkt-type" must be specified', by: 'iptables' },
  ],
})

type AskedType = 'host' | 'broadcast' | 'multicast' | 'otherhost'

const PRINTED: { readonly [type in PacketType]: string } = {
  host: 'unicast',
  broadcast: 'broadcast',
  multicast: 'multicast',
  otherhost: 'otherhost',
  loopback: 'loopback',
}

const NAMES: { readonly [name: string]: AskedType } = {
  unicast: 'host',
  broadcast: 'broadcast',
  multicast: 'multicast',
  otherhost: 'otherhost',
  bcast: 'broadcast',
  mcast: 'multicast',
  host: 'host',
}

function readPacketType(argument: string): AskedType | Refusal {
  const name = argument.toLowerCase()
  return (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined) ?? new Refusal(`Bad packet type '${argument}'`)
}

// A copy of the host's own multicast or broadcast packet carries no address of a link: the destination tells which it is.
function typeOf({ packetType, packet }: MatchEnvironment): PacketType {
  if (packetType !== 'loopback') return packetType
  return isMulticast(packet.destination) ? 'multicast' : 'broadcast'
}
