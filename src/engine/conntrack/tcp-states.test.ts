import { describe, expect, test } from 'vitest'
import { TCP_STATES } from '../../model'
import { eventOf, nextState, TCP_EVENTS, TCP_TRANSITIONS, validFlags, whyNext } from './tcp-states'

/** The kernel's table as it is printed in nf_conntrack_proto_tcp.c: one letter pair a state, in TCP_STATES' order. */
const SHORT: Readonly<Record<string, string>> = {
  NONE: 'NO',
  SYN_SENT: 'SS',
  SYN_RECV: 'SR',
  ESTABLISHED: 'ES',
  FIN_WAIT: 'FW',
  CLOSE_WAIT: 'CW',
  LAST_ACK: 'LA',
  TIME_WAIT: 'TW',
  CLOSE: 'CL',
  SYN_SENT2: 'S2',
  invalid: 'IV',
  ignored: 'IG',
}

function check(direction: 'original' | 'reply', event: (typeof TCP_EVENTS)[number], expected: string) {
  test(`${direction} ${event}`, () => {
    const row = TCP_STATES.map((state) => SHORT[TCP_TRANSITIONS[direction][event][state].next])
    expect(row.join(' ')).toBe(expected)
  })
}

describe('the state table is the one of Linux 6.18', () => {
  //                            NO SS SR ES FW CW LA TW CL S2
  check('original', 'SYN', 'SS SS IG IG IG IG IG SS SS S2')
  check('original', 'SYN/ACK', 'IV IV SR IV IV IV IV IV IV SR')
  check('original', 'FIN', 'IV IV FW FW LA LA LA TW CL IV')
  check('original', 'ACK', 'ES IV ES ES CW CW TW TW CL IV')
  check('original', 'RST', 'IV CL CL CL CL CL CL CL CL CL')
  check('original', 'none', 'IV IV IV IV IV IV IV IV IV IV')
  check('reply', 'SYN', 'IV S2 IV IV IV IV IV SS IV S2')
  check('reply', 'SYN/ACK', 'IV SR IG IG IG IG IG IG IG SR')
  check('reply', 'FIN', 'IV IV FW FW LA LA LA TW CL IV')
  check('reply', 'ACK', 'IV IG SR ES CW CW TW TW CL IG')
  check('reply', 'RST', 'IV CL CL CL CL CL CL CL CL CL')
  check('reply', 'none', 'IV IV IV IV IV IV IV IV IV IV')
})

test('the numbers that packets use say the same as the table that people read', () => {
  for (const [d, direction] of (['original', 'reply'] as const).entries()) {
    for (const [e, event] of TCP_EVENTS.entries()) {
      for (const [s, state] of TCP_STATES.entries()) {
        const cell = TCP_TRANSITIONS[direction][event][state]
        const side = d === 0 ? 0 : 1
        const next = nextState(side, e, s)
        expect(next === 10 ? 'invalid' : next === 11 ? 'ignored' : TCP_STATES[next]).toBe(cell.next)
        expect(whyNext(side, e, s)).toBe(cell.why)
        expect(cell.why).not.toBe('')
      }
    }
  }
})

describe('flags', () => {
  const cases: readonly [name: string, flags: number, event: string, valid: boolean][] = [
    ['SYN', 0x02, 'SYN', true],
    ['SYN URG', 0x22, 'SYN', true],
    ['SYN ACK', 0x12, 'SYN/ACK', true],
    ['SYN ECE CWR', 0xc2, 'SYN', true],
    ['ACK', 0x10, 'ACK', true],
    ['PSH ACK', 0x18, 'ACK', true],
    ['URG ACK', 0x30, 'ACK', true],
    ['FIN ACK', 0x11, 'FIN', true],
    ['FIN ACK URG', 0x31, 'FIN', true],
    ['RST', 0x04, 'RST', true],
    ['RST ACK', 0x14, 'RST', true],
    ['no flags', 0x00, 'none', false],
    ['FIN alone', 0x01, 'FIN', false],
    ['SYN FIN', 0x03, 'SYN', false],
    ['SYN RST', 0x06, 'RST', false],
    ['Christmas tree', 0x29, 'FIN', false],
    ['PSH alone', 0x08, 'none', false],
    ['RST URG', 0x24, 'RST', false],
    ['FIN RST ACK', 0x15, 'RST', false],
    ['SYN ACK URG', 0x32, 'SYN/ACK', false],
  ]
  for (const [name, flags, event, valid] of cases) {
    test(name, () => {
      expect(TCP_EVENTS[eventOf(flags)]).toBe(event)
      expect(validFlags(flags)).toBe(valid)
    })
  }
})
