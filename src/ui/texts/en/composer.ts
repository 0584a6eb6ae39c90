import type { SuggestedPacket } from '../../../worker/protocol'

/** Composing packets and exchanges, and traffic that runs by itself. */
export const composer = {
  title: 'Send a packet',
  description: 'Follow it from its first step to its end. What is on the list already is sent before it.',
  kind: 'What to send',
  kinds: { packet: 'One packet', exchange: 'A whole exchange' },
  presets: 'Start from',
  presetNames: { ping: 'Ping', tcp: 'TCP connect', dns: 'DNS query', ack: 'Stray ACK' },
  suggestions: 'From these rules',
  suggestion: (what: SuggestedPacket): string => {
    switch (what.kind) {
      case 'ping':
        return `ping ${what.to}`
      case 'connect':
        return `TCP connect to ${what.to}`
      case 'closed port':
        return `TCP connect to closed port ${what.port}`
      case 'stray ack':
        return 'stray ACK to a service'
      case 'port forward':
        return `port forward ${what.port} to ${what.to}`
      case 'dns':
        return `DNS query from ${what.from ?? 'this host'}`
      case 'web':
        return what.from === null ? 'web from this host' : `web from ${what.from} to the internet`
    }
  },
  from: 'Comes from',
  local: 'a local process',
  protocol: 'Protocol',
  otherProtocol: 'Protocol number',
  source: 'Source address',
  destination: 'Destination address',
  sourcePort: 'Source port',
  destinationPort: 'Destination port',
  icmpType: 'ICMP type',
  icmpCode: 'ICMP code',
  flags: 'TCP flags',
  ttl: 'TTL',
  tos: 'TOS',
  payload: 'Payload bytes',
  after: 'Wait before, ms',
  more: 'More fields',
  mark: 'Mark of the socket',
  mac: 'Source MAC',
  what: 'Exchange',
  whats: { tcp: 'TCP: handshake, data, close', ping: 'Ping: echo and reply', udp: 'UDP: question and answer' },
  peer: 'At the far end',
  peers: { open: 'somebody answers', closed: 'the port is closed', silent: 'nobody answers' },
  request: 'Bytes asked',
  response: 'Bytes answered',
  count: 'How many',
  send: 'Send',
  addOnly: 'Add to the list',
  list: 'On the list',
  listEmpty: 'Nothing yet.',
  position: (index: number) => `${index}.`,
  moveUp: (index: number) => `Move ${index} up`,
  moveDown: (index: number) => `Move ${index} down`,
  duplicate: (index: number) => `Duplicate ${index}`,
  remove: (index: number) => `Remove ${index}`,
  edit: (index: number) => `Edit ${index}`,
  clear: 'Clear the list',
  replace: (index: number) => `Replace ${index}`,
  wait: (milliseconds: string) => `after ${milliseconds} ms`,
}
