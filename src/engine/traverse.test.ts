import { describe, expect, it } from 'vitest'
import { lab, placesOf } from './testing/lab'

const TCP = { in: 'eth0', src: '10.0.0.7', dst: '198.51.100.9', proto: 'tcp', sport: 40_000, dport: 80 }

function check(name: string, rules: readonly string[], expected: readonly string[]): void {
  it(name, () => {
    const text = ['*filter', ':INPUT ACCEPT', ':FORWARD ACCEPT', ':OUTPUT ACCEPT', ...rules, 'COMMIT', ''].join('\n')
    expect(placesOf({ rules: text }, TCP)).toEqual(expected.map((place) => `filter:${place}`))
  })
}

describe('a packet walks chains as ipt_do_table has it', () => {
  check('nothing matches: the policy, counted one behind the rules', [], ['FORWARD:policy:1'])
  check('the first match with a verdict ends it', ['-A FORWARD -p tcp -j ACCEPT', '-A FORWARD -p tcp -j DROP'], ['FORWARD:rule:1'])
  check('a rule without target counts and goes on', ['-A FORWARD -p tcp'], ['FORWARD:rule:1', 'FORWARD:policy:2'])
  check(
    'an unconditional verdict looks like the policy to TRACE',
    ['-A FORWARD -p udp -j DROP', '-A FORWARD -j DROP'],
    ['FORWARD:policy:2'],
  )
  check('0.0.0.0/0 is no condition', ['-A FORWARD -s 0.0.0.0/0 -j ACCEPT'], ['FORWARD:policy:1'])
  check('an interface is one, even the wildcard', ['-A FORWARD -i eth+ -j ACCEPT'], ['FORWARD:rule:1'])
  check(
    'a user chain ends behind its last rule and returns to the caller',
    [':u -', '-A FORWARD -j u', '-A FORWARD -p tcp -j ACCEPT', '-A u -p udp -j DROP'],
    ['FORWARD:rule:1', 'u:return:2', 'FORWARD:rule:2'],
  )
  check(
    'an unconditional verdict in a user chain is called return',
    [':u -', '-A FORWARD -j u', '-A u -j ACCEPT'],
    ['FORWARD:rule:1', 'u:return:1'],
  )
  check(
    'RETURN in a base chain is the policy',
    ['-A FORWARD -p tcp -j RETURN', '-A FORWARD -j DROP'],
    ['FORWARD:rule:1', 'FORWARD:policy:3'],
  )
  check(
    'a goto forgets where it came from',
    [':a -', ':b -', '-A FORWARD -p tcp -j a', '-A FORWARD -p tcp -j DROP', '-A a -p tcp -g b', '-A a -p tcp -j ACCEPT'],
    ['FORWARD:rule:1', 'a:rule:1', 'b:return:1', 'FORWARD:rule:2'],
  )
  check(
    'a goto from a base chain ends in the policy',
    [':a -', '-A FORWARD -p tcp -g a', '-A FORWARD -p tcp -j DROP'],
    ['FORWARD:rule:1', 'a:return:1', 'FORWARD:policy:3'],
  )
})

describe('an undecided unknown', () => {
  const rules =
    '*filter\n:FORWARD ACCEPT\n-A FORWARD -p tcp -m bpf --bytecode "1,6 0 0 0" -j DROP\n-A FORWARD -p udp -m bpf --bytecode "1,6 0 0 0" -j DROP\nCOMMIT\n'
  const outcome = (decisions: { readonly [key: string]: 'yes' | 'no' }): string => {
    const { simulator, events } = lab({ rules, decisions })
    simulator.send(TCP)
    const end = events.find((event) => event.kind === 'packet ended')
    const unknown = events.filter((event) => event.kind === 'rule unknown').length
    return end?.kind === 'packet ended' ? `${end.fate.kind}, ${end.certain ? 'certain' : 'uncertain'}, ${unknown} unknown` : 'nothing'
  }
  const key = (): string => {
    const { events, simulator } = lab({ rules })
    simulator.send(TCP)
    const unknown = events.find((event) => event.kind === 'rule unknown')
    return unknown?.kind === 'rule unknown' ? `filter/${unknown.place.chain}/${unknown.place.number}` : ''
  }
  it('is passed, and makes what follows uncertain', () => expect(outcome({})).toBe('transmitted, uncertain, 1 unknown'))
  it('decided yes it matches', () => expect(outcome({ [key()]: 'yes' })).toBe('dropped, certain, 0 unknown'))
  it('decided no it does not', () => expect(outcome({ [key()]: 'no' })).toBe('transmitted, certain, 0 unknown'))
})
