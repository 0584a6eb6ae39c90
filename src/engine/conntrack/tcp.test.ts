import { describe, expect, test } from 'vitest'
import { SECOND } from '../../model'
import { MiniHost, packetOf } from './testing/mini-host'

const CLIENT = '10.0.0.5:4000'
const SERVER = '192.0.2.9:80'

/**
 * A segment and what conntrack says of it: `> S 1000` is a SYN of the client with sequence 1000, `< SA 5000/1001` the server's answer
 * with its acknowledgement; `+10` behind it is data, `w100` a window, `o020405b4` options in hex.
 */
function segment(text: string) {
  const [side, flags = '', numbers = '0', ...rest] = text.split(' ')
  const [sequence, acknowledgement = '0'] = numbers.split('/')
  let payload = ''
  let window = 64240
  let options = ''
  for (const word of rest) {
    if (word.startsWith('+')) payload = 'x'.repeat(Number(word.slice(1)))
    if (word.startsWith('w')) window = Number(word.slice(1))
    if (word.startsWith('o')) options = word.slice(1).replace(/../g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  const ends = side === '>' ? { from: CLIENT, to: SERVER } : { from: SERVER, to: CLIENT }
  return packetOf({ ...ends, flags, sequence: Number(sequence), acknowledgement: Number(acknowledgement), payload, window, options })
}

interface Step {
  readonly sends: string
  /** `NEW`, `ESTABLISHED`, `ESTABLISHED reply`, `INVALID`. */
  readonly is: string
  /** The connection behind it: `SYN_SENT`, ` assured` behind it, or `none`. */
  readonly leaves: string
}

function check(
  name: string,
  steps: readonly (readonly [sends: string, is: string, leaves: string])[],
  sysctl: { [name: string]: string } = {},
) {
  test(name, () => {
    const host = new MiniHost(sysctl)
    const seen = steps.map(([sends]): Step => {
      host.walk(segment(sends))
      const entry = host.only()
      return { sends, is: host.state(), leaves: entry === null ? 'none' : `${entry.tcpState}${entry.assured ? ' assured' : ''}` }
    })
    expect(seen).toEqual(steps.map(([sends, is, leaves]) => ({ sends, is, leaves })))
  })
}

const OPEN = [
  ['> S 1000', 'NEW', 'SYN_SENT'],
  ['< SA 5000/1001', 'ESTABLISHED reply', 'SYN_RECV'],
  ['> A 1001/5001', 'ESTABLISHED', 'ESTABLISHED assured'],
] as const

describe('a life', () => {
  check('handshake, data, both sides close', [
    ...OPEN,
    ['> PA 1001/5001 +10', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< A 5001/1011', 'ESTABLISHED reply', 'ESTABLISHED assured'],
    ['> FA 1011/5001', 'ESTABLISHED', 'FIN_WAIT assured'],
    ['< A 5001/1012', 'ESTABLISHED reply', 'CLOSE_WAIT assured'],
    ['< FA 5001/1012', 'ESTABLISHED reply', 'LAST_ACK assured'],
    ['> A 1012/5002', 'ESTABLISHED', 'TIME_WAIT assured'],
  ])
  check('a refused SYN leaves nothing behind', [
    ['> S 1000', 'NEW', 'SYN_SENT'],
    ['< RA 0/1001', 'ESTABLISHED reply', 'none'],
  ])
  check('reset by the client', [...OPEN, ['> R 1001', 'ESTABLISHED', 'CLOSE assured']])
  check('both sides open at once', [
    ['> S 1000', 'NEW', 'SYN_SENT'],
    ['< S 5000', 'ESTABLISHED reply', 'SYN_SENT2'],
    ['> SA 1000/5001', 'ESTABLISHED', 'SYN_RECV'],
    ['< SA 5000/1001', 'ESTABLISHED reply', 'SYN_RECV'],
    ['> A 1001/5001', 'ESTABLISHED', 'ESTABLISHED assured'],
  ])
  check('a closed connection is opened anew', [
    ...OPEN,
    ['> FA 1001/5001', 'ESTABLISHED', 'FIN_WAIT assured'],
    ['< FA 5001/1002', 'ESTABLISHED reply', 'LAST_ACK assured'],
    ['> A 1002/5002', 'ESTABLISHED', 'TIME_WAIT assured'],
    ['> S 9000', 'NEW', 'SYN_SENT'],
  ])
  check('the other side opens it anew', [
    ...OPEN,
    ['> FA 1001/5001', 'ESTABLISHED', 'FIN_WAIT assured'],
    ['< FA 5001/1002', 'ESTABLISHED reply', 'LAST_ACK assured'],
    ['> A 1002/5002', 'ESTABLISHED', 'TIME_WAIT assured'],
    ['< S 9000', 'NEW', 'SYN_SENT'],
  ])
})

describe('a connection that was open before', () => {
  check('is picked up by its first ACK', [
    ['> A 1000/5000', 'NEW', 'ESTABLISHED'],
    ['< A 5000/1000', 'ESTABLISHED reply', 'ESTABLISHED'],
    ['> A 1000/5000', 'ESTABLISHED', 'ESTABLISHED assured'],
  ])
  check('is not, without nf_conntrack_tcp_loose', [['> A 1000/5000', 'INVALID', 'none']], { 'net.netfilter.nf_conntrack_tcp_loose': '0' })
  check('does not begin with a FIN, a RST or a SYN/ACK', [
    ['> FA 1000/5000', 'INVALID', 'none'],
    ['> R 1000', 'INVALID', 'none'],
    ['> SA 1000/5000', 'INVALID', 'none'],
  ])
})

describe('windows', () => {
  check('data beyond what was allowed', [...OPEN, ['> PA 200000/5001 +10', 'INVALID', 'ESTABLISHED assured']])
  check('a little more than allowed passes', [
    ['> S 1000', 'NEW', 'SYN_SENT'],
    ['< SA 5000/1001 w100', 'ESTABLISHED reply', 'SYN_RECV'],
    ['> A 1001/5001', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['> PA 1102/5001 +10', 'ESTABLISHED', 'ESTABLISHED assured'],
  ])
  check('an ACK for data that nobody sent', [...OPEN, ['> A 1001/6000', 'INVALID', 'ESTABLISHED assured']])
  check('old data once more passes', [...OPEN, ['> PA 4294900000/5001 +10', 'ESTABLISHED', 'ESTABLISHED assured']])
  check('anything passes with nf_conntrack_tcp_be_liberal', [...OPEN, ['> PA 100000/5001 +10', 'ESTABLISHED', 'ESTABLISHED assured']], {
    'net.netfilter.nf_conntrack_tcp_be_liberal': '1',
  })
  check('scaled windows reach further', [
    ['> S 1000 o01030307', 'NEW', 'SYN_SENT'],
    ['< SA 5000/1001 o01030307', 'ESTABLISHED reply', 'SYN_RECV'],
    ['> A 1001/5001 w1000', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< PA 100000/1001 +10', 'ESTABLISHED reply', 'ESTABLISHED assured'],
    ['< PA 999999/1001 +10', 'INVALID', 'ESTABLISHED assured'],
  ])
  check('scaling offered by one side alone does not count', [
    ['> S 1000 o01030307', 'NEW', 'SYN_SENT'],
    ['< SA 5000/1001', 'ESTABLISHED reply', 'SYN_RECV'],
    ['> A 1001/5001 w1000', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< PA 100000/1001 +10', 'INVALID', 'ESTABLISHED assured'],
  ])
  check('numbers wrap around', [
    ['> S 4294967295', 'NEW', 'SYN_SENT'],
    ['< SA 4294967290/0', 'ESTABLISHED reply', 'SYN_RECV'],
    ['> A 0/4294967291', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< PA 4294967291/0 +10', 'ESTABLISHED reply', 'ESTABLISHED assured'],
    ['> A 0/5', 'ESTABLISHED', 'ESTABLISHED assured'],
  ])
})

describe('resets are not believed lightly', () => {
  check('older than what was acknowledged', [...OPEN, ['< R 4000', 'INVALID', 'ESTABLISHED assured']])
  check('not exactly the next number: the connection stays', [...OPEN, ['< R 5500', 'ESTABLISHED reply', 'ESTABLISHED assured']])
  check('exactly the next number', [...OPEN, ['< R 5001', 'ESTABLISHED reply', 'CLOSE assured']])
  check('an answer to a SYN that was ignored ends the connection', [
    ...OPEN,
    ['> S 7000', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< RA 999999/7001', 'ESTABLISHED reply', 'CLOSE assured'],
  ])
})

describe('out of step', () => {
  check('a SYN that was ignored, and answered: conntrack follows', [
    ...OPEN,
    ['> S 70000', 'ESTABLISHED', 'ESTABLISHED assured'],
    ['< SA 90000/70001', 'ESTABLISHED reply', 'SYN_RECV assured'],
    ['> A 70001/90001', 'ESTABLISHED', 'ESTABLISHED assured'],
  ])
  check('a challenge ACK is not the last ACK', [
    ...OPEN,
    ['> FA 1001/5001', 'ESTABLISHED', 'FIN_WAIT assured'],
    ['< FA 5001/1002', 'ESTABLISHED reply', 'LAST_ACK assured'],
    ['> S 9000', 'ESTABLISHED', 'LAST_ACK assured'],
    ['< A 5002/1002', 'ESTABLISHED reply', 'LAST_ACK assured'],
    ['> A 1002/5002', 'ESTABLISHED', 'TIME_WAIT assured'],
  ])
})

describe('lifetimes in seconds', () => {
  function lives(name: string, sends: readonly string[], seconds: number, sysctl: { [name: string]: string } = {}) {
    test(name, () => {
      const host = new MiniHost(sysctl)
      for (const text of sends) host.walk(segment(text))
      expect(((host.only()?.expires ?? 0) - host.time) / SECOND).toBe(seconds)
    })
  }
  const open = OPEN.map(([sends]) => sends)
  lives('SYN_SENT', open.slice(0, 1), 120)
  lives('SYN_RECV', open.slice(0, 2), 60)
  lives('ESTABLISHED', open, 432_000)
  lives('ESTABLISHED, nobody acknowledges', [...open, '> PA 1001/5001 +10'], 300)
  lives('ESTABLISHED, the same ACK again and again', [...open, ...Array<string>(4).fill('> A 1001/5001')], 300)
  lives('ESTABLISHED, a window of zero', [...open, '> A 1001/5001 w0'], 300)
  lives('ESTABLISHED, picked up and unanswered', ['> A 1000/5000'], 300)
  lives('FIN_WAIT', [...open, '> FA 1001/5001'], 120)
  lives('CLOSE', [...open, '> R 1001'], 10)
  lives('ESTABLISHED by sysctl', open, 1000, { 'net.netfilter.nf_conntrack_tcp_timeout_established': '1000' })
})

test('the table forgets a connection when its time is over', () => {
  const host = new MiniHost()
  host.walk(segment('> S 1000'))
  host.time += 121 * SECOND
  expect(host.only()).toBeNull()
  host.walk(segment('< SA 5000/1001'))
  expect(host.state()).toBe('INVALID')
  expect(host.facts.some((fact) => fact.kind === 'connection vanished' && fact.why === 'timeout')).toBe(true)
})
