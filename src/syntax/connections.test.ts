import { describe, expect, test } from 'vitest'
import { conntrackLine } from '../trace/conntrack-line'
import { readConnections } from './connections'

const TCP =
  'tcp 6 300 ESTABLISHED src=10.0.0.2 dst=192.0.2.9 sport=1000 dport=80 src=192.0.2.9 dst=192.0.2.1 sport=80 dport=40000 [ASSURED] mark=5 use=1'

describe('connections print back as conntrack -o extended prints them', () => {
  function check(name: string, line: string): void {
    test(name, () => {
      const { value, diagnostics } = readConnections(line)
      expect(diagnostics).toEqual([])
      expect(value.map((entry) => conntrackLine(entry, 0).replace(/ +/g, ' '))).toEqual([line.replace(/ +/g, ' ')])
    })
  }
  check('masqueraded', `ipv4     2 ${TCP}`)
  check(
    'counted',
    'ipv4 2 udp 17 25 src=10.0.0.2 dst=192.0.2.9 sport=5 dport=53 packets=1 bytes=60 [UNREPLIED] src=192.0.2.9 dst=10.0.0.2 sport=53 dport=5 packets=0 bytes=0 mark=0 use=1',
  )
  check(
    'ping in a zone',
    'ipv4 2 icmp 1 25 src=10.0.0.2 dst=192.0.2.9 type=8 code=0 id=77 src=192.0.2.9 dst=10.0.0.2 type=0 code=0 id=77 mark=0 zone=3 use=1',
  )
  check(
    'one direction in a zone, with a helper',
    'ipv4 2 udp 17 25 src=10.0.0.2 dst=192.0.2.9 sport=5 dport=69 zone-orig=7 src=192.0.2.9 dst=10.0.0.2 sport=69 dport=5 mark=0 helper=tftp use=1',
  )
  check(
    'GRE',
    'ipv4 2 gre 47 25 src=10.0.0.2 dst=192.0.2.9 srckey=0x1 dstkey=0xf [UNREPLIED] src=192.0.2.9 dst=10.0.0.2 srckey=0xf dstkey=0x1 mark=0 use=1',
  )
  check('a protocol without ports', 'ipv4 2 unknown 99 25 src=10.0.0.2 dst=192.0.2.9 src=192.0.2.9 dst=10.0.0.2 mark=0 use=1')
})

describe('what is not understood is pointed at', () => {
  function check(line: string, wanted: readonly (readonly [severity: string, column: number, message: RegExp])[]): void {
    test(line, () => {
      const { diagnostics } = readConnections(line)
      expect(diagnostics.map(({ severity, span }) => [severity, span.column])).toEqual(
        wanted.map(([severity, column]) => [severity, column]),
      )
      for (const [index, [, , message]] of wanted.entries()) expect(diagnostics[index]?.message).toMatch(message)
    })
  }
  check('hello', [['error', 1, /number of the protocol/]])
  check('tcp 6 300 OPEN src=10.0.0.2 dst=192.0.2.9 sport=1 dport=2 src=192.0.2.9 dst=10.0.0.2 sport=2 dport=1', [
    ['error', 11, /no TCP state OPEN/],
  ])
  check('tcp 6 300 ESTABLISHED src=10.0.0.2 dst=192.0.2.9 sport=1 dport=2', [['error', 1, /two directions/]])
  check('udp 17 30 src=10.0.0.2 dst=nowhere sport=1 dport=2 src=192.0.2.9 dst=10.0.0.2 sport=2 dport=1', [['error', 24, /no IPv4 address/]])
  check('udp 17 30 src=10.0.0.2 dst=192.0.2.9 sport=99999 dport=2 src=192.0.2.9 dst=10.0.0.2 sport=2 dport=1', [['error', 38, /65535/]])
  check('udp 17 30 src=10.0.0.2 dst=192.0.2.9 sport=1 dport=2 src=192.0.2.9 dst=10.0.0.2 sport=2 dport=1 colour=red', [
    ['warning', 97, /colour=red/],
  ])
  check('ipv6 10 udp 17 30 src=fe80::1 dst=fe80::2 sport=1 dport=2 src=fe80::2 dst=fe80::1 sport=2 dport=1', [['warning', 1, /IPv6/]])
  check('conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.', [])
  check('# a note', [])
})

test('no two connections share a tuple', () => {
  const { value, diagnostics } = readConnections(`${TCP}\n${TCP}\n`)
  expect([value.length, diagnostics.map(({ span }) => span.line)]).toEqual([1, [2]])
})
