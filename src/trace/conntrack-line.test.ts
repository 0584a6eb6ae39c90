import { expect, test } from 'vitest'
import { type ConnectionEntry, parseIpv4, SECOND, type Tuple } from '../model'
import { conntrackLine } from './conntrack-line'

function tuple(protocol: number, source: string, destination: string, sourcePort: number, destinationPort: number): Tuple {
  return { protocol, source: parseIpv4(source) ?? 0, destination: parseIpv4(destination) ?? 0, sourcePort, destinationPort }
}

function check(name: string, changes: Partial<ConnectionEntry> & Pick<ConnectionEntry, 'original' | 'reply'>, expected: string) {
  test(name, () => {
    const entry: ConnectionEntry = {
      id: 1,
      tcpState: null,
      seenReply: true,
      assured: false,
      confirmed: true,
      sourceNat: false,
      destinationNat: false,
      mark: 0,
      expires: 130 * SECOND,
      zone: 0,
      helper: null,
      master: null,
      ...changes,
    }
    expect(conntrackLine(entry, 10 * SECOND + 1)).toBe(expected)
  })
}

check(
  'a SYN that waits for its answer',
  {
    original: tuple(6, '10.0.0.1', '10.0.0.3', 1025, 22),
    reply: tuple(6, '10.0.0.3', '10.0.0.1', 22, 1025),
    tcpState: 'SYN_SENT',
    seenReply: false,
    mark: 2,
  },
  'ipv4     2 tcp      6 119 SYN_SENT src=10.0.0.1 dst=10.0.0.3 sport=1025 dport=22 [UNREPLIED] src=10.0.0.3 dst=10.0.0.1 sport=22 dport=1025 mark=2 use=1',
)
check(
  'an open connection with a helper',
  {
    original: tuple(6, '10.0.0.1', '10.0.0.3', 1025, 21),
    reply: tuple(6, '10.0.0.3', '10.0.0.1', 21, 1025),
    tcpState: 'ESTABLISHED',
    assured: true,
    helper: 'ftp',
  },
  'ipv4     2 tcp      6 119 ESTABLISHED src=10.0.0.1 dst=10.0.0.3 sport=1025 dport=21 src=10.0.0.3 dst=10.0.0.1 sport=21 dport=1025 [ASSURED] mark=0 helper=ftp use=1',
)
check(
  'a ping',
  { original: tuple(1, '10.0.0.1', '10.0.0.3', 5, 0x0800), reply: tuple(1, '10.0.0.3', '10.0.0.1', 5, 0) },
  'ipv4     2 icmp     1 119 src=10.0.0.1 dst=10.0.0.3 type=8 code=0 id=5 src=10.0.0.3 dst=10.0.0.1 type=0 code=0 id=5 mark=0 use=1',
)
check(
  'a protocol without a name',
  { original: tuple(50, '10.0.0.1', '10.0.0.3', 0, 0), reply: tuple(50, '10.0.0.3', '10.0.0.1', 0, 0), seenReply: false },
  'ipv4     2 unknown  50 119 src=10.0.0.1 dst=10.0.0.3 [UNREPLIED] src=10.0.0.3 dst=10.0.0.1 mark=0 use=1',
)
check(
  'GRE',
  { original: tuple(47, '10.0.0.1', '10.0.0.3', 0, 0), reply: tuple(47, '10.0.0.3', '10.0.0.1', 0, 0) },
  'ipv4     2 gre      47 119 src=10.0.0.1 dst=10.0.0.3 srckey=0x0 dstkey=0x0 src=10.0.0.3 dst=10.0.0.1 srckey=0x0 dstkey=0x0 mark=0 use=1',
)
check(
  'DCCP, which the kernel tracks by its addresses alone',
  { original: tuple(33, '10.0.0.1', '10.0.0.3', 0, 0), reply: tuple(33, '10.0.0.3', '10.0.0.1', 0, 0) },
  'ipv4     2 dccp     33 119 src=10.0.0.1 dst=10.0.0.3 sport=0 dport=0 src=10.0.0.3 dst=10.0.0.1 sport=0 dport=0 mark=0 use=1',
)
check(
  'a time that is over, in a zone',
  { original: tuple(17, '10.0.0.1', '10.0.0.3', 1, 2), reply: tuple(17, '10.0.0.3', '10.0.0.1', 2, 1), expires: 0, zone: 3 },
  'ipv4     2 udp      17 0 src=10.0.0.1 dst=10.0.0.3 sport=1 dport=2 src=10.0.0.3 dst=10.0.0.1 sport=2 dport=1 mark=0 zone=3 use=1',
)
