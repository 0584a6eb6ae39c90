import { describe, expect, test } from 'vitest'
import { readPacketSpec } from '../../engine/packet-spec'
import '../../engine/whole'
import { packetLength } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'
import { readConnections } from '../../syntax/connections'
import { importText } from '../import-text'
import { emptyScenario } from '../testing/empty-scenario'

/** The packet of a line, and that it can be sent; `length` is the IP total length it must have. */
function check(name: string, text: string, packet: PacketSpec, length: number | null = null): void {
  test(name, () => {
    const { packets, notUnderstood } = importText(text, emptyScenario())
    expect(notUnderstood).toEqual([])
    expect(packets.map((one) => one.packet)).toEqual([packet])
    const read = readPacketSpec(packet)
    if (!('packet' in read)) throw new Error(read.problem)
    if (length !== null) expect(packetLength(read.packet)).toBe(length)
  })
}

describe('tcpdump', () => {
  const time = '12:00:00.000001'
  check('a SYN', `${time} IP 10.0.0.1.40000 > 10.0.0.2.22: Flags [S], seq 5, win 64240, options [mss 1460,sackOK], length 0`, {
    src: '10.0.0.1',
    dst: '10.0.0.2',
    proto: 'tcp',
    sport: 40000,
    dport: 22,
    flags: 'S',
    seq: 5,
    win: 64240,
    mss: 1460,
  })
  const said: readonly (readonly [words: string, type: number, code: number])[] = [
    ['net 10.9.9.9 unreachable', 3, 0],
    ['10.9.9.9 tcp port 80 unreachable', 3, 3],
    ['10.9.9.9 unreachable - source route failed', 3, 5],
    ['net 10.9.9.9 unreachable - unknown', 3, 6],
    ['net 10.9.9.9 unreachable - admin prohibited', 3, 9],
    ['host 10.9.9.9 unreachable - admin prohibited', 3, 10],
    ['host 10.9.9.9 unreachable - admin prohibited filter', 3, 13],
    ['host 10.9.9.9 unreachable - precedence cutoff', 3, 15],
    ['source quench', 4, 0],
    ['redirect 10.9.9.9 to net 10.0.0.3', 5, 0],
    ['redirect-tos 10.9.9.9 to host 10.0.0.3', 5, 3],
    ['router solicitation', 10, 0],
    ['time exceeded-#7', 11, 7],
    ['parameter problem - octet 20', 12, 0],
    ['address mask request', 17, 0],
    ['type-#42', 42, 0],
  ]
  for (const [words, type, code] of said)
    check(words, `${time} IP 10.0.0.1 > 10.0.0.2: ICMP ${words}, length 8`, {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'icmp',
      type,
      ...(code !== 0 && { code }),
    })
  check(
    'a TTL that is used up is not said',
    `${time} IP (tos 0x0, id 7, offset 0, flags [DF], proto UDP (17), length 29)\n    10.0.0.1.5 > 10.0.0.2.6: UDP, length 1`,
    { src: '10.0.0.1', dst: '10.0.0.2', proto: 'udp', ttl: 0, id: 7, df: true, sport: 5, dport: 6, payload: 1 },
  )
  check(
    'data, with relative numbers',
    `${time} IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [P.], seq 1:79, ack 1, win 502, length 78: HTTP: GET / HTTP/1.1`,
    {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'tcp',
      sport: 40000,
      dport: 80,
      flags: 'PA',
      seq: 1,
      ack: 1,
      win: 502,
      payload: 78,
    },
  )
  check(
    'a ping',
    `${time} IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 3, length 64`,
    {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'icmp',
      type: 8,
      icmp_id: 7,
      icmp_seq: 3,
      payload: 56,
    },
    84,
  )
  check(
    'a DNS question',
    `${time} IP 10.0.0.1.5353 > 8.8.8.8.53: 42+ A? example.org. (29)`,
    {
      src: '10.0.0.1',
      dst: '8.8.8.8',
      proto: 'udp',
      sport: 5353,
      dport: 53,
      payload: 29,
    },
    57,
  )
  check(
    '-v over two lines',
    `${time} IP (tos 0x10, ttl 63, id 77, offset 0, flags [DF], proto UDP (17), length 36)\n    10.0.0.1.1000 > 10.0.0.2.2000: UDP, length 8`,
    {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'udp',
      ttl: 63,
      tos: 16,
      id: 77,
      df: true,
      sport: 1000,
      dport: 2000,
      payload: 8,
    },
    36,
  )
  check('-e and -i any', `${time} eth0  In  IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 1`, {
    in: 'eth0',
    src: '10.0.0.1',
    dst: '10.0.0.2',
    proto: 'udp',
    sport: 1,
    dport: 2,
    payload: 1,
  })
  check('-e', `${time} 02:00:00:00:00:0a > 02:00:00:00:00:0b, ethertype IPv4 (0x0800), length 43: 10.0.0.1.1 > 10.0.0.2.2: UDP, length 1`, {
    src: '10.0.0.1',
    dst: '10.0.0.2',
    proto: 'udp',
    sport: 1,
    dport: 2,
    payload: 1,
    smac: '02:00:00:00:00:0a',
  })
  check('an ICMP error', `${time} IP 10.0.0.2 > 10.0.0.1: ICMP 10.0.0.2 udp port 53 unreachable, length 37`, {
    src: '10.0.0.2',
    dst: '10.0.0.1',
    proto: 'icmp',
    type: 3,
    code: 3,
    payload: 29,
  })
  test('times are kept', () => {
    const text = `${time} IP 1.1.1.1.1 > 2.2.2.2.2: UDP, length 1\n12:00:03.000001 IP 1.1.1.1.1 > 2.2.2.2.2: UDP, length 1`
    expect(importText(text, emptyScenario()).packets.map(({ at }) => at)).toEqual([0, 3_000_000])
  })
})

describe('the kernel log', () => {
  check(
    'a TCP packet with its options',
    '[  1.5] drop: IN=eth0 OUT=wan0 MAC=02:00:00:00:00:0b:02:00:00:00:00:0a:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x10 PREC=0x20 TTL=63 ID=7 DF PROTO=TCP SPT=1 DPT=2 SEQ=9 ACK=0 WINDOW=64240 RES=0x00 SYN URGP=0 OPT (020405B40402080A00000000000000000103030A) MARK=0x10 ',
    {
      in: 'eth0',
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'tcp',
      ttl: 63,
      tos: 0x30,
      id: 7,
      df: true,
      sport: 1,
      dport: 2,
      flags: 'S',
      seq: 9,
      ack: 0,
      win: 64240,
      mss: 1460,
      smac: '02:00:00:00:00:0a',
    },
  )
  check(
    'a packet of the host itself',
    'Oct 13 13:45:28 h kernel: IN= OUT=eth0 SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=0 PROTO=UDP SPT=1 DPT=2 LEN=20 UID=1000 GID=100 MARK=0x5 ',
    {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'udp',
      ttl: 64,
      id: 0,
      sport: 1,
      dport: 2,
      payload: 12,
      uid: 1000,
      gid: 100,
    },
    40,
  )
  check(
    'an ICMP error with what it quotes',
    'IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.1 LEN=56 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=ICMP TYPE=3 CODE=1 [SRC=10.0.0.1 DST=10.0.0.2 LEN=28 TOS=0x00 PREC=0x00 TTL=60 ID=2 PROTO=UDP SPT=1 DPT=2 LEN=8 ] ',
    {
      in: 'eth0',
      src: '10.0.0.9',
      dst: '10.0.0.1',
      proto: 'icmp',
      ttl: 64,
      id: 1,
      type: 3,
      code: 1,
      embedded: { src: '10.0.0.1', dst: '10.0.0.2', proto: 'udp', ttl: 60, id: 2, sport: 1, dport: 2 },
    },
    56,
  )
})

describe('what tcpdump’s switches change', () => {
  const packets = (text: string) => importText(text, emptyScenario()).packets.map(({ packet }) => packet)
  test('-q shows no flags', () =>
    expect(packets('22:15:37.2 lo    In  IP 127.0.0.1.38922 > 127.0.0.1.8088: tcp 18\n')).toMatchObject([
      { in: 'lo', proto: 'tcp', flags: 'PA', payload: 18, dport: 8088 },
    ]))
  test('-A shows what a packet holds', () =>
    expect(
      packets(
        '22:15:37.2 IP 10.0.0.1.1 > 10.0.0.2.2: UDP, length 3\nE..<..@.@....\n..hello there\n22:15:38.2 IP 10.0.0.1.1 > 10.0.0.2.3: UDP, length 3\n',
      ),
    ).toMatchObject([{ dport: 2 }, { dport: 3 }]))
  test('-v quotes the packet that an error is about', () =>
    expect(
      packets(
        '22:15:37.2 lo    In  IP (tos 0xc0, ttl 64, id 1, offset 0, flags [none], proto ICMP (1), length 85)\n    127.0.0.1 > 127.0.0.1: ICMP 127.0.0.1 udp port 53 unreachable, length 65\n\tIP (tos 0x0, ttl 64, id 2, offset 0, flags [DF], proto UDP (17), length 57)\n    127.0.0.1.50578 > 127.0.0.1.53: 4660+ A? example.org. (29)\n',
      ),
    ).toMatchObject([{ proto: 'icmp', type: 3, code: 3 }]))
  test('-e of all interfaces', () =>
    expect(
      packets(
        '22:15:37.2 lo    In  ifindex 1 00:00:00:00:00:00 ethertype IPv4 (0x0800), length 80: 127.0.0.1.38922 > 127.0.0.1.8088: Flags [S], seq 14, win 65495, length 0\n',
      ),
    ).toMatchObject([{ in: 'lo', flags: 'S' }]))
})

describe('conntrack', () => {
  check(
    'one line becomes the first packet of its connection',
    'tcp      6 117 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=22 src=10.0.0.3 dst=10.0.0.1 sport=2222 dport=1 [ASSURED] mark=0 use=1',
    {
      src: '10.0.0.1',
      dst: '10.0.0.2',
      proto: 'tcp',
      sport: 1,
      dport: 22,
      flags: 'S',
    },
  )
  test('and a connection', () => {
    const text =
      'ipv4     2 tcp      6 117 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=22 src=10.0.0.3 dst=10.0.0.1 sport=2222 dport=1 [ASSURED] mark=7 zone=0 use=2'
    const { sections, packets } = importText(text, emptyScenario(), { 'conntrack line 1 ': 'connection' })
    expect(packets).toEqual([])
    expect(readConnections(sections.connections ?? '').value).toMatchObject([
      { tcpState: 'ESTABLISHED', seenReply: true, assured: true, destinationNat: true, sourceNat: false, mark: 7, expires: 117_000_000 },
    ])
  })
  test('events are played to their end', () => {
    const flow = 'udp 17 30 src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2'
    const back = 'src=2.2.2.2 dst=1.1.1.1 sport=2 dport=1'
    const of = (...lines: readonly string[]): number =>
      readConnections(importText(lines.join('\n'), emptyScenario()).sections.connections ?? '').value.length
    expect(of(`    [NEW] ${flow} [UNREPLIED] ${back}`, ` [UPDATE] ${flow} ${back}`)).toBe(1)
    expect(of(`    [NEW] ${flow} [UNREPLIED] ${back}`, `[DESTROY] ${flow.replace(' 30', '')} ${back}`)).toBe(0)
  })
})
