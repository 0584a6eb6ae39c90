import { expect, test } from 'vitest'
import type { PacketSpec } from '../../scenario/scenario'
import type { RulePlace } from '../../worker/protocol-editing'
import { applyTextEdits } from './offset-edits'
import { ruleForPacket } from './rule-for-packet'

const RULES = `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:both - [0:0]
-A INPUT -j both
-A OUTPUT -j both
COMMIT
`

const SYN: PacketSpec = { in: 'eth0', src: '192.0.2.7', dst: '192.0.2.1', proto: 'tcp', sport: 40000, dport: 22 }

/** The line that the packet gets. */
function check(packet: PacketSpec, at: RulePlace, target = 'ACCEPT'): string {
  const answer = ruleForPacket(RULES, packet, at, target)
  if (answer.kind === 'refused') return [...answer.words, ...(answer.hint ?? [])].join(' ')
  const known = new Set(RULES.split('\n'))
  return applyTextEdits(RULES, answer.edits.rules ?? [])
    .split('\n')
    .filter((line) => !known.has(line))
    .join(' / ')
}

const at = (chain: string, number: number, table = 'filter'): RulePlace => ({ table, chain, number })

test.each<readonly [what: string, packet: PacketSpec, at: RulePlace, target: string, line: string]>([
  [
    'a new connection',
    SYN,
    at('INPUT', 1),
    'ACCEPT',
    '-A INPUT -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT',
  ],
  [
    'what is no beginning',
    { ...SYN, flags: 'SA' },
    at('INPUT', 2),
    'DROP',
    '-A INPUT -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 22 -j DROP',
  ],
  [
    'before conntrack',
    SYN,
    at('PREROUTING', 1, 'raw'),
    'NOTRACK',
    '-A PREROUTING -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 22 -j NOTRACK',
  ],
  [
    'a chain that is reached on the way out, too',
    SYN,
    at('both', 1),
    '-j RETURN',
    '-A both -s 192.0.2.7/32 -d 192.0.2.1/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j RETURN',
  ],
  [
    'a ping',
    { ...SYN, proto: 'icmp', type: 8 },
    at('FORWARD', 1),
    'ACCEPT',
    '-A FORWARD -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p icmp -m icmp --icmp-type 8 -j ACCEPT',
  ],
  [
    'an error with its code',
    { ...SYN, proto: '1', type: 3, code: 1 },
    at('FORWARD', 1),
    'ACCEPT',
    '-A FORWARD -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p icmp -m icmp --icmp-type 3/1 -j ACCEPT',
  ],
  [
    'another protocol',
    { ...SYN, proto: '47' },
    at('INPUT', 1),
    'ACCEPT',
    '-A INPUT -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p gre -j ACCEPT',
  ],
  ['a later fragment', { ...SYN, frag_off: 5 }, at('INPUT', 1), '', '-A INPUT -s 192.0.2.7/32 -d 192.0.2.1/32 -i eth0 -p tcp -f'],
  ['a target that cannot stand there', SYN, at('INPUT', 1), 'MASQUERADE', 'Invalid argument only in tables MASQUERADE nat filter'],
])('%s', (_what, packet, place, target, line) => {
  expect(check(packet, place, target)).toBe(line)
})
