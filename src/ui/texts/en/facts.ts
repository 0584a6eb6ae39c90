/** A record of words by a key of the engine; a key that is not in it is shown as it is. */
export type Words = { readonly [key: string]: string }

/** What a test asks about (Test.subject), as it stands before what is wanted: `-o docker0`, `ctstate NEW`. Others are shown as they are. */
const subjects: Words = {
  source: '-s',
  destination: '-d',
  'in interface': '-i',
  'out interface': '-o',
  protocol: '-p',
  fragment: '-f',
}

const skips: Words = {
  'connection already bound':
    'nat rules are asked only for the first packet of a connection; what they decided then is applied to the others',
  untracked: 'conntrack was told to leave this packet alone (NOTRACK)',
  invalid: 'conntrack could not place this packet (INVALID), and nat leaves such packets alone',
  asleep: 'no rule needs to know connections (a state match, a NAT target, …), so the kernel tracks none',
  'table not loaded': 'nothing has used this table, so the kernel does not even visit it',
  'connection already known': 'the packet came back over lo and conntrack knows it already',
}

/** Why something other than a rule stopped a packet (Fate.reason, RoutingDecision.why). */
const deaths: Words = {
  'no route': 'no route leads to the destination',
  'host unreachable': 'the host cannot be reached',
  'martian source': 'its source address cannot be right on that interface (martian), so routing drops it silently',
  'martian destination': 'its destination address can never be a destination (martian), so routing drops it silently',
  'reverse path': 'an answer would leave by another interface than it came in by, and rp_filter is on',
  'ttl expired': 'its TTL ran out here, so it may not travel on',
  unreachable: 'the route says unreachable',
  prohibit: 'the route says prohibit',
  blackhole: 'the route says blackhole: dropped without a word',
  invalid: 'the routing lookup finds it invalid',
  multicast: 'it is multicast, and this host has not joined the group',
  broadcast: 'its sender was not allowed to broadcast',
  'fragmentation needed': 'it is larger than the way out can carry and may not be fragmented',
  'waiting for fragments': 'it is a fragment, and waits for the rest of its packet',
  'message too long': 'it is larger than the way out can carry',
  'not addressed to this host': 'the frame was not addressed to this host',
  'no socket': 'no socket waits for it',
  helper: 'it looks like a command that the conntrack helper must read, and cannot be read to its end',
  'interface down': 'the interface is down',
  'no such interface': 'there is no such interface',
  'no IPv4 header': 'what it begins with is no IPv4 header: the host throws it away before any hook',
  'header checksum': 'the checksum of its IP header is wrong: the host throws it away before any hook',
  'longer than what arrived': 'it says that it is longer than what arrived: the host throws it away before any hook',
  'bad IP options': 'its IP options are malformed, and its sender is told where (ICMP parameter problem)',
  synproxy: 'SYNPROXY took it, and goes on with the handshake itself',
  'proxy socket': 'TPROXY gave it to a socket, and no route brings it there: what a socket has is not forwarded',
  'source route': 'it wants to choose its own way (source route), and this host does not follow',
  loopback: 'it came round by lo more often than Five Chains follows',
  'redirect of a translated connection':
    'an ICMP redirect does not pass nat before both ends of its connection are settled, nor ever where one is translated: it would lead the sender astray',
  'masqueraded elsewhere':
    'its connection was masqueraded for another way out, where its address was right: the connection is forgotten and has to begin anew',
  'no binding': 'nat found no addresses and ports for its connection',
  'table not loaded': 'the table is not loaded',
}

/** What conntrack thought (`why` of its events): its keys are English sentences already. */
const connections: Words = {}

/** Hooks, as the moment in a packet's way. */
const hooks: Words = {
  PREROUTING: 'before the host decides where the packet goes',
  INPUT: 'on the way to a process of this host',
  FORWARD: 'on the way through, from one interface to another',
  OUTPUT: 'just sent by a process of this host',
  POSTROUTING: 'on the way out, after everything else is decided',
}

/** What a stage is for. */
const stages: Words = {
  raw: 'raw is asked before conntrack looks',
  conntrack: 'conntrack looks for the connection that the packet belongs to',
  mangle: 'mangle may change the packet or mark it',
  nat: 'nat decides about addresses, for a connection’s first packet',
  filter: 'filter decides who may pass',
  security: 'security labels packets (SELinux)',
  confirm: 'conntrack confirms: what came this far counts as a connection',
}

const states: Words = {
  NEW: 'a connection that nobody has answered yet',
  ESTABLISHED: 'part of a connection that both sides have spoken on',
  RELATED: 'about another connection',
  INVALID: 'fits no connection',
  UNTRACKED: 'not tracked',
}

const vanished: Words = {
  unconfirmed: 'its first packet did not get through, so it never counted',
  timeout: 'nothing was heard for too long',
  clash: 'another connection with the same addresses and ports was first',
  closed: 'it was closed',
  flushed: 'it was flushed',
}

const answerers: Words = {
  REJECT: 'REJECT’s answer',
  SYNPROXY: 'SYNPROXY’s part of the handshake',
  tcp: 'the TCP stack’s answer',
  udp: 'the service’s answer',
  echo: 'the echo reply',
  routing: 'routing’s complaint',
  ttl: 'the notice that the TTL ran out',
}

const fields: Words = {
  source: 'source',
  destination: 'destination',
  sourcePort: 'source port',
  destinationPort: 'destination port',
  identifier: 'identifier',
  ttl: 'TTL',
  tos: 'TOS',
  mark: 'mark',
  mss: 'MSS',
  options: 'options',
  quoted: 'quoted packet',
  payload: 'payload',
  sequence: 'sequence number',
  acknowledgement: 'acknowledgement number',
}

const limits: Words = {
  eventsPerRun: 'events in one run',
  packetsPerRun: 'packets in one run',
  packetsPerExchange: 'packets in one exchange',
  answersPerPacket: 'answers to one packet',
  loopbackPasses: 'passes through lo',
  jumpDepth: 'nested jumps',
  rulesPerTable: 'rules of one table',
}

/** What a packet has where a test looks, and what a test wants, where that is no value of netfilter's. */
const values: Words = {}

/** What Five Chains itself says of texts, in other languages, by its English words: see `translated`. */
const own: Words = {}

export const facts = { subjects, values, skips, deaths, connections, hooks, stages, states, vanished, answerers, fields, limits, own }
