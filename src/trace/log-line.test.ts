import { describe, expect, it } from 'vitest'
import type { Packet, Transport } from '../model'
import { type LogCircumstances, type LogDetails, logLine, traceLine } from './log-line'

const PLAIN: LogDetails = { tcpSequence: false, tcpOptions: false, ipOptions: false, uid: false, macDecode: false }
const IN: LogCircumstances = {
  prefix: 'x ',
  in: 'eth0',
  out: null,
  mac: { destination: '02:00:00:00:00:01', source: '02:00:00:00:00:02' },
  mark: 0,
  owner: null,
}
const MAC = 'MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00'
const UDP: Transport = { kind: 'udp', protocol: 17, sourcePort: 5000, destinationPort: 53, payload: 'abcd' }
const TCP: Transport = {
  kind: 'tcp',
  protocol: 6,
  sourcePort: 40_000,
  destinationPort: 22,
  sequence: 7,
  acknowledgement: 0,
  flags: 0x12,
  window: 64_240,
  urgentPointer: 0,
  options: '\x02\x04\x05\xb4',
  payload: '',
}

function packet(transport: Transport, other: Partial<Packet> = {}): Packet {
  return {
    source: 0x0a000007,
    destination: 0xc6336409,
    ttl: 64,
    tos: 0,
    id: 9,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport,
    ...other,
  }
}

function check(name: string, line: string, expected: string): void {
  it(name, () => expect(line).toBe(expected))
}

describe('a line of the kernel log', () => {
  check(
    'of a UDP packet that came in',
    logLine(packet(UDP), IN, PLAIN),
    `x IN=eth0 OUT= ${MAC} SRC=10.0.0.7 DST=198.51.100.9 LEN=32 TOS=0x00 PREC=0x00 TTL=64 ID=9 PROTO=UDP SPT=5000 DPT=53 LEN=12 `,
  )
  check(
    'of a local one has no MAC, but mark and owner',
    logLine(
      packet(UDP, { tos: 0xb8 }),
      { ...IN, in: null, out: 'eth1', mac: null, mark: 0x1f, owner: { uid: 0, gid: 5 } },
      { ...PLAIN, uid: true },
    ),
    'x IN= OUT=eth1 SRC=10.0.0.7 DST=198.51.100.9 LEN=32 TOS=0x18 PREC=0xA0 TTL=64 ID=9 PROTO=UDP SPT=5000 DPT=53 LEN=12 UID=0 GID=5 MARK=0x1f ',
  )
  check(
    'of TCP with everything asked for',
    logLine(packet(TCP, { dontFragment: true }), IN, { ...PLAIN, tcpSequence: true, tcpOptions: true, macDecode: true }),
    'x IN=eth0 OUT= MACSRC=02:00:00:00:00:02 MACDST=02:00:00:00:00:01 MACPROTO=0800 SRC=10.0.0.7 DST=198.51.100.9 LEN=44 TOS=0x00 PREC=0x00 TTL=64 ID=9 DF ' +
      'PROTO=TCP SPT=40000 DPT=22 SEQ=7 ACK=0 WINDOW=64240 RES=0x00 ACK SYN URGP=0 OPT (020405B4) ',
  )
  const error: Transport = {
    kind: 'icmp',
    protocol: 1,
    type: 3,
    code: 4,
    identifier: 0,
    sequence: 1400,
    payload: '',
    quoted: { packet: packet(TCP), length: 28 },
  }
  check(
    'of an ICMP error quotes what it is about, as far as it goes',
    logLine(packet(error), IN, PLAIN),
    `x IN=eth0 OUT= ${MAC} SRC=10.0.0.7 DST=198.51.100.9 LEN=56 TOS=0x00 PREC=0x00 TTL=64 ID=9 PROTO=ICMP TYPE=3 CODE=4 ` +
      '[SRC=10.0.0.7 DST=198.51.100.9 LEN=44 TOS=0x00 PREC=0x00 TTL=64 ID=9 PROTO=TCP INCOMPLETE [8 bytes] ] MTU=1400 ',
  )
  check(
    'of a later fragment has no ports',
    logLine(packet({ kind: 'other', protocol: 17, payload: 'abc' }, { fragmentOffset: 185 }), IN, PLAIN),
    `x IN=eth0 OUT= ${MAC} SRC=10.0.0.7 DST=198.51.100.9 LEN=23 TOS=0x00 PREC=0x00 TTL=64 ID=9 FRAG:185 PROTO=UDP `,
  )
  check(
    'as TRACE writes it names the place',
    traceLine({ table: 'raw', chain: 'PREROUTING', kind: 'policy', number: 3 }, packet(UDP), IN),
    `TRACE: raw:PREROUTING:policy:3 IN=eth0 OUT= ${MAC} SRC=10.0.0.7 DST=198.51.100.9 LEN=32 TOS=0x00 PREC=0x00 TTL=64 ID=9 PROTO=UDP SPT=5000 DPT=53 LEN=12 `,
  )
})
