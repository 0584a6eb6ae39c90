import { defineMatch } from '../extension'
import { portOptions, portTests } from '../port-options'
import { listPorts, savePorts } from '../ports'
import type { Test } from '../semantics'
import { withoutHeader } from '../test-forms'

/** Ports of a UDP datagram. Kernel: net/netfilter/xt_tcpudp.c udp_mt. */
export const udp = defineMatch({
  name: 'udp',
  summary: 'Ports of UDP datagrams.',
  protocols: [17],
  options: portOptions,
  save: (use) => savePorts('sport', use['source-port']) + savePorts('dport', use['destination-port']),
  list: (use, { names }) => {
    const service = names === true ? 17 : null
    return ` udp${listPorts('spt', use['source-port'], service)}${listPorts('dpt', use['destination-port'], service)}`
  },
  compile: (use) => [wholeHeader, ...portTests(use)],
  examples: [
    { rule: '-p udp -m udp --dport 53', saved: '=' },
    { rule: '-p udp ! --sport :1023', saved: '-p udp -m udp ! --sport 0:1023' },
    { rule: '-p udp --dport ntp', saved: '-p udp -m udp --dport 123' },
    { rule: '-p udp --dport nowhere', rejected: 'Port "nowhere" does not resolve to anything.', by: 'iptables' },
    { rule: '-p udp --sport 1 --sport 2', rejected: 'udp: option "--source-port" can only be used once.', by: 'iptables' },
  ],
})

const wholeHeader: Test = {
  subject: 'udp header',
  wants: 'there',
  holds: (environment) => environment.packet.transport.kind === 'udp' || withoutHeader(environment, 8),
  is: ({ packet }) => (packet.transport.kind === 'udp' ? 'there' : packet.fragmentOffset === 0 ? 'missing' : 'fragment'),
}
