import { describe, expect, it } from 'vitest'
import { packetLength } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import { readPacketSpec } from './packet-spec'
import './whole'

const BASE: PacketSpec = { src: '10.0.0.7', dst: '10.0.0.1', proto: 'tcp' }

function check(name: string, spec: Partial<PacketSpec>, expected: string): void {
  it(name, () => {
    const read = readPacketSpec({ ...BASE, ...spec })
    expect('problem' in read ? read.problem : `${read.packet.transport.kind} of ${packetLength(read.packet)} bytes`).toBe(expected)
  })
}

describe('a packet as people write it', () => {
  check('is a SYN when nothing else is said', {}, 'tcp of 40 bytes')
  check('may have an MSS option', { mss: 1460 }, 'tcp of 44 bytes')
  check('takes its data as a length or as text', { proto: 'udp', payload: 'hello' }, 'udp of 33 bytes')
  check('may quote another', { proto: 'icmp', type: 3, embedded: { ...BASE, payload: 100 } }, 'icmp of 56 bytes')
  check('may be any protocol by number', { proto: '47', payload: 10 }, 'other of 30 bytes')
  check('is bytes only, as a later fragment', { frag_off: 100, payload: 10 }, 'other of 50 bytes')
  check('needs addresses', { src: '10.0.0' }, "bad source address '10.0.0'")
  check('needs a protocol', { proto: 'tpc' }, "bad protocol 'tpc'")
  check('needs ports that exist', { dport: 70_000 }, 'destination port must be 0 to 65535')
  check('needs flags that exist', { flags: 'SX' }, "'X' is no TCP flag: they are F S R P A U E C")
  check(
    'says where the quoted one is wrong',
    { proto: 'icmp', type: 3, embedded: { ...BASE, dst: 'x' } },
    "in the quoted packet: bad destination address 'x'",
  )
  check('may have IP options, in hex', { ip_options: '94 04 00 00' }, 'tcp of 44 bytes')
  check('may have TCP options, in hex, filled up to words', { tcp_options: '0402' }, 'tcp of 44 bytes')
  check('needs hex for options', { ip_options: 'router alert' }, 'IP options are up to 40 bytes in hex')
  check('may be cut short', { cut: 10 }, 'other of 30 bytes')
  check('may be longer than it says', { in: 'eth0', proto: 'udp', payload: 20, total_length: 38 }, 'udp of 38 bytes')
})

describe('a packet that is broken', () => {
  const fault = (name: string, spec: Partial<PacketSpec>, expected: string | null): void =>
    it(name, () => {
      const read = readPacketSpec({ ...BASE, in: 'eth0', ...spec })
      expect('problem' in read ? read.problem : read.fault).toBe(expected)
    })
  fault('has the wrong checksum', { bad_sum: 'ip' }, 'header checksum')
  fault('is fine for those who look at the IP header alone', { bad_sum: 'transport' }, null)
  fault('says that it is of another version', { version: 6 }, 'no IPv4 header')
  fault('has a header that is too short', { ihl: 4 }, 'no IPv4 header')
  fault('says that it is longer than it is', { total_length: 100 }, 'longer than what arrived')
  fault('says that it ends within its header', { total_length: 19 }, 'no IPv4 header')
})
