import { expect, test } from 'vitest'
import { formatIpv4, TcpFlag } from '../../model'
import { sampleSyn } from '../../trace/sample-events'
import { specOf } from './packet-spec'
import { wordsOfLine } from './rule-words'

const lines: readonly (readonly [line: string, words: string])[] = [
  ['-A INPUT -p tcp -j DROP', '-p tcp -j DROP'],
  ['[0:0] -A INPUT -j ACCEPT', '-j ACCEPT'],
  ['iptables -t nat -I PREROUTING 3 -p udp -j ACCEPT', '-p udp -j ACCEPT'],
  ['$IPT --append "a chain" -s 10.0.0.1/32 -j ACCEPT', '-s 10.0.0.1/32 -j ACCEPT'],
]
test.each(lines)('the words of %s', (line, words) => expect(wordsOfLine(line)).toBe(words))

test('a packet is written down as it is now', () => {
  const syn = sampleSyn({ destination: sampleSyn().source })
  expect(specOf({ headers: syn, in: 'wg0' })).toEqual({
    in: 'wg0',
    src: '11.11.11.20',
    dst: formatIpv4(syn.source),
    proto: 'tcp',
    ttl: 128,
    tos: 0,
    sport: 51514,
    dport: 22,
    flags: 'S',
  })
  const { transport } = syn
  if (transport.kind !== 'tcp') throw new Error('no TCP')
  const answer = { ...syn, transport: { ...transport, flags: TcpFlag.SYN | TcpFlag.ACK } }
  expect(specOf({ headers: answer, in: null })).toMatchObject({ flags: 'SA' })
  expect(
    specOf({ headers: { ...syn, fragmentOffset: 10, transport: { kind: 'other', protocol: 17, payload: '' } }, in: null }),
  ).toMatchObject({
    proto: '17',
    frag_off: 10,
  })
})
