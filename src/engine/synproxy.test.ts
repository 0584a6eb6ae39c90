import { describe, expect, it } from 'vitest'
import type { PacketSpec } from '../scenario/scenario'
import { lab } from './testing/lab'

const RULES = `*raw
:PREROUTING ACCEPT
:OUTPUT ACCEPT
-A PREROUTING -p tcp --dport 80 --syn -j CT --notrack
COMMIT
*filter
:INPUT ACCEPT
:FORWARD DROP
:OUTPUT ACCEPT
-A FORWARD -p tcp --dport 80 -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --mss 1460
-A FORWARD -m conntrack --ctstate INVALID -j DROP
-A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
COMMIT
`
const CLIENT: PacketSpec = { in: 'eth0', src: '10.0.0.7', dst: '198.51.100.9', proto: 'tcp', sport: 40_000, dport: 80 }
const SERVER: PacketSpec = { in: 'eth1', src: '198.51.100.9', dst: '10.0.0.7', proto: 'tcp', sport: 80, dport: 40_000 }

describe('SYNPROXY', () => {
  it('shakes hands with the client, then with the server, and moves the numbers between them', () => {
    const { simulator } = lab({ rules: RULES, network: 'net.netfilter.nf_conntrack_tcp_loose = 0\n' })
    const left = (spec: PacketSpec): readonly (readonly [string, string, number, number])[] =>
      simulator.send(spec).frames.map(({ interface: name, headers: { transport } }) => {
        if (transport.kind !== 'tcp') throw new Error('TCP is wanted')
        const flags = `${transport.flags & 2 ? 'S' : ''}${transport.flags & 16 ? 'A' : ''}`
        return [name, flags, transport.sequence, transport.acknowledgement] as const
      })
    const [cookie] = left({ ...CLIENT, flags: 'S', seq: 1000, mss: 1460 })
    const told = cookie?.[2] ?? 0
    expect(cookie).toEqual(['eth0', 'SA', told, 1001])
    expect(left({ ...CLIENT, flags: 'A', seq: 1001, ack: 5 })).toEqual([])
    expect(left({ ...CLIENT, flags: 'A', seq: 1001, ack: (told + 1) >>> 0 })).toEqual([['eth1', 'S', 1000, told]])
    expect(left({ ...SERVER, flags: 'SA', seq: 7000, ack: 1001 })).toEqual([
      ['eth1', 'A', 1001, 7001],
      ['eth0', 'A', (told + 1) >>> 0, 1001],
    ])
    expect(left({ ...SERVER, flags: 'A', seq: 7001, ack: 1001, payload: 5 })).toEqual([['eth0', 'A', (told + 1) >>> 0, 1001]])
    expect(left({ ...CLIENT, flags: 'A', seq: 1001, ack: (told + 6) >>> 0 })).toEqual([['eth1', 'A', 1001, 7006]])
  })
})
