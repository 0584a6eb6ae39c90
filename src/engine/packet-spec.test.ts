import { describe, expect, it } from 'vitest'
import { packetLength } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import { readPacketSpec } from './packet-spec'

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
})
