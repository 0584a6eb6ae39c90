import { expect, test } from 'vitest'
import { type Packet, SECOND } from '../../model'
import { countForRate } from '../rate-estimator'
import { checkMatches } from '../testing/check-matches'
import { act, holds, testsOf } from '../testing/compile-rule'
import { connection, fakeHost, fragment, icmpPacket, ip, tcpPacket, udpPacket } from '../testing/fake-host'

// What each row expects was asked of the kernel (6.18).

function other(protocol: number, payload: string): Packet {
  return { ...fragment(0), transport: { kind: 'other', protocol, payload } }
}

const bytes = (...values: readonly number[]) => String.fromCharCode(...values)

const sctp = (...chunks: readonly string[]) => other(132, bytes(0, 100, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0) + chunks.join(''))
const DATA = bytes(0, 3, 0, 16) + 'x'.repeat(12)
const INIT = bytes(1, 0, 0, 20) + 'i'.repeat(16)
const SACK = bytes(3, 0, 0, 16) + 's'.repeat(12)

checkMatches('sctp', [
  ['-p sctp -m sctp --dport 80', { packet: sctp(INIT) }, true],
  ['-p sctp -m sctp ! --sport 100', { packet: sctp(INIT) }, false],
  ['-p sctp -m sctp --chunk-types any INIT,SACK', { packet: sctp(SACK, DATA) }, true],
  ['-p sctp -m sctp --chunk-types any INIT,SACK', { packet: sctp(DATA) }, false],
  ['-p sctp -m sctp --chunk-types all DATA,SACK', { packet: sctp(SACK, DATA) }, true],
  ['-p sctp -m sctp --chunk-types all DATA,SACK', { packet: sctp(DATA) }, false],
  ['-p sctp -m sctp --chunk-types only DATA', { packet: sctp(DATA) }, true],
  ['-p sctp -m sctp --chunk-types only DATA', { packet: sctp(SACK, DATA) }, false],
  // 3 is begin and end, without U.
  ['-p sctp -m sctp --chunk-types any DATA:BE', { packet: sctp(DATA) }, true],
  ['-p sctp -m sctp --chunk-types any DATA:U', { packet: sctp(DATA) }, false],
  ['-p sctp -m sctp ! --chunk-types any DATA:Bu', { packet: sctp(DATA) }, false],
  ['-p sctp -m sctp --dport 80', { packet: { ...sctp(DATA), fragmentOffset: 64 } }, false],
])

const dccp = (type: number, dataOffset: number, rest: string, extended = 0) =>
  other(33, bytes(0, 100, 0, 80, dataOffset, 0, 0, 0, (type << 1) | extended, 0, 0, 0) + rest)

checkMatches('dccp', [
  ['-p dccp -m dccp --dport 80', { packet: dccp(0, 4, 'serv') }, true],
  ['-p dccp -m dccp --dccp-types REQUEST,DATA', { packet: dccp(2, 3, '') }, true],
  ['-p dccp -m dccp ! --dccp-types ACK', { packet: dccp(3, 8, 'h'.repeat(20), 1) }, false],
  ['-p dccp -m dccp --dccp-types INVALID', { packet: dccp(12, 7, 'h'.repeat(16)) }, true],
  ['-p dccp -m dccp --dccp-option 32', { packet: dccp(4, 7, `${'h'.repeat(12)}${bytes(40, 2, 32, 2)}`, 1) }, true],
  // From 2 on an option has a length, which may jump over what looks like another.
  ['-p dccp -m dccp --dccp-option 32', { packet: dccp(1, 8, `${'h'.repeat(16)}${bytes(9, 32, 3, 1)}`, 1) }, false],
])

test('what is cut short is dropped, even where the match is turned round', () => {
  const dropped = (rule: string, packet: Packet) => {
    const host = fakeHost({ packet })
    return [holds(testsOf(rule), host), host.done]
  }
  expect(dropped('-p dccp -m dccp --dport 80', other(33, 'short'))).toEqual([false, ['hotdrop']])
  expect(dropped('-p dccp -m dccp ! --dccp-option 5', dccp(0, 2, ''))).toEqual([true, ['hotdrop']])
  expect(dropped('-p sctp -m sctp ! --chunk-types any INIT', sctp(bytes(0, 3, 0, 0)))).toEqual([true, ['hotdrop']])
  expect(dropped('-p ipcomp -m ipcomp', other(108, 'x'))).toEqual([false, ['hotdrop']])
})

checkMatches('ipcomp and groups of interfaces', [
  ['-p ipcomp -m ipcomp --ipcompspi 18', { packet: other(108, bytes(6, 0, 0, 18)) }, true],
  ['-p ipcomp -m ipcomp ! --ipcompspi 18', { packet: other(108, bytes(6, 0, 1, 18)) }, true],
  ['-p ipcomp -m ipcomp', { packet: other(108, bytes(6, 0, 0, 18)) }, false],
  ['-m devgroup --src-group 0', {}, true],
  ['-m devgroup ! --src-group 1 --dst-group 0x10/0xf', {}, true],
  ['-m devgroup --dst-group 1', {}, false],
])

checkMatches('policy and realm: there is neither IPsec nor a realm', [
  ['-m policy --dir in --pol ipsec', {}, false],
  ['-m policy --dir in --pol none', {}, true],
  ['-m policy --dir out --pol ipsec ! --proto esp', {}, false],
  ['-m realm --realm 0', {}, true],
  ['-m realm ! --realm 5', {}, true],
  ['-m realm --realm 5', {}, false],
])

const from = (address: string) => {
  const known = connection()
  return { connection: connection({ original: { ...known.original, source: ip(address) } }) }
}

checkMatches('cluster', [
  ['-m cluster --cluster-total-nodes 1 --cluster-local-node 1 --cluster-hash-seed 5', from('192.0.2.5'), true],
  ['-m cluster --cluster-total-nodes 1 ! --cluster-local-node 1 --cluster-hash-seed 5', from('192.0.2.5'), false],
  ['-m cluster --cluster-total-nodes 1 ! --cluster-local-node 1 --cluster-hash-seed 5', { connection: null }, false],
])

test('every source belongs to exactly one node', () => {
  const nodes = [1, 2, 3, 4].map((node) =>
    testsOf(`-m cluster --cluster-total-nodes 4 --cluster-local-node ${node} --cluster-hash-seed 0xfeed`),
  )
  for (let host = 1; host < 255; host++) expect(nodes.filter((tests) => holds(tests, fakeHost(from(`192.0.2.${host}`))))).toHaveLength(1)
})

test('a label stays with its connection', () => {
  const first = connection({ id: 1 })
  const label = (rule: string, facts = first) => holds(testsOf(`-m connlabel ${rule}`), fakeHost({ connection: facts }))
  expect(label('--label 3')).toBe(false)
  expect(label('! --label 3')).toBe(true)
  expect(label('--label 3 --set')).toBe(true)
  expect(label('--label 3')).toBe(true)
  expect(label('! --label 4 --set')).toBe(false)
  expect(label('--label 3', connection({ id: 2 }))).toBe(false)
})

const carried = {
  connection: connection({
    traffic: [
      { packets: 2, bytes: 100 },
      { packets: 1, bytes: 600 },
    ],
  }),
}

checkMatches('connbytes', [
  ['-m connbytes --connbytes 3 --connbytes-mode packets --connbytes-dir both', carried, true],
  ['-m connbytes --connbytes 3: --connbytes-mode packets --connbytes-dir original', carried, false],
  ['-m connbytes ! --connbytes 0:99 --connbytes-mode bytes --connbytes-dir original', carried, true],
  ['-m connbytes --connbytes 233:233 --connbytes-mode avgpkt --connbytes-dir both', carried, true],
  ['-m connbytes ! --connbytes 5 --connbytes-mode bytes --connbytes-dir reply', { connection: null }, false],
])

checkMatches(
  'rpfilter',
  [
    ['-m rpfilter', {}, true, 'PREROUTING'],
    ['-m rpfilter', { routeBack: () => 'eth7' }, false, 'PREROUTING'],
    ['-m rpfilter --loose', { routeBack: () => 'eth7' }, true, 'PREROUTING'],
    ['-m rpfilter --invert', { routeBack: () => null }, true, 'PREROUTING'],
    ['-m rpfilter', { inInterface: 'lo', routeBack: () => null }, true, 'PREROUTING'],
    [
      '-m rpfilter',
      { routeBack: () => null, packet: udpPacket({}, { source: 0, destination: ip('255.255.255.255') }) },
      true,
      'PREROUTING',
    ],
  ],
  'mangle',
)

checkMatches('socket', [
  ['-m socket', { socket: { wildcard: true, transparent: false } }, false, 'INPUT'],
  ['-m socket', { socket: { wildcard: false, transparent: false } }, true, 'INPUT'],
  ['-m socket --nowildcard', { socket: { wildcard: true, transparent: false } }, true, 'INPUT'],
  ['-m socket --transparent', { socket: { wildcard: false, transparent: false } }, false, 'INPUT'],
  ['-m socket --transparent', { socket: { wildcard: false, transparent: true } }, true, 'INPUT'],
  ['-m socket --nowildcard', {}, false, 'INPUT'],
])

// The scenario begins on Monday, January 5, 2026, at noon.
const midnight = { now: 12 * 3600 * SECOND }

checkMatches('time', [
  ['-m time --timestart 8:00 --timestop 18:00', {}, true],
  ['-m time --timestart 8:00 --timestop 11:59:59', {}, false],
  ['-m time --timestart 22:00 --timestop 6:00', {}, false],
  ['-m time --timestart 22:00 --timestop 6:00', midnight, true],
  ['-m time --weekdays Mon', {}, true],
  ['-m time ! --weekdays Mon', {}, false],
  ['-m time --weekdays Tue', midnight, true],
  ['-m time --weekdays Mon --timestart 22:00 --timestop 6:00', midnight, false],
  ['-m time --weekdays Mon --timestart 22:00 --timestop 6:00 --contiguous', midnight, true],
  ['-m time --monthdays 5,6', {}, true],
  ['-m time --monthdays 6', {}, false],
  ['-m time --datestart 2026-01-05T12:00:00', {}, true],
  ['-m time --datestop 2026-01-05T11:59:59', {}, false],
])

test('hashlimit --hashlimit-rate-match counts an interval, with the burst on top', () => {
  const tests = testsOf('-m hashlimit --hashlimit-above 4/sec --hashlimit-name r --hashlimit-rate-match --hashlimit-rate-interval 3')
  const host = fakeHost()
  const answers = Array.from({ length: 11 }, () => holds(tests, host))
  expect(answers.indexOf(true)).toBe(9)
})

test('an estimator moves towards what comes, and is compared', () => {
  const host = fakeHost()
  const by = { interval: 0, ewmaLog: 1 }
  for (let packet = 0; packet < 8; packet++) countForRate(host.host, 'wan', by, 0, 100)
  host.now = 0.25 * SECOND
  // 800 bytes in a quarter of a second are 3200 a second, of which half counts at once.
  const rate = (rule: string) => holds(testsOf(`-m rateest ${rule}`), host)
  expect(rate('--rateest wan --rateest-eq --rateest-bps 12800')).toBe(true)
  expect(rate('--rateest wan --rateest-gt --rateest-pps 15')).toBe(true)
  expect(rate('--rateest wan ! --rateest-gt --rateest-pps 15')).toBe(false)
  expect(rate('--rateest-delta --rateest wan --rateest-bps1 14400 --rateest-lt --rateest-bps2 8000')).toBe(true)
  expect(rate('--rateest1 wan --rateest-gt --rateest-bps --rateest2 nothing')).toBe(true)
  host.now = 60 * SECOND
  expect(rate('--rateest wan --rateest-eq --rateest-bps 0')).toBe(true)
})

test('HMARK gives both directions of a flow one mark', () => {
  const mark = (packet: Packet) => {
    const host = fakeHost({ packet })
    act('-j HMARK --hmark-tuple src,dst,sport,dport,proto --hmark-rnd 0xdeadbeef --hmark-mod 1000 --hmark-offset 5', 'filter', host)
    return host.done
  }
  const there = udpPacket({ sourcePort: 1000, destinationPort: 53 }, { source: ip('192.0.2.5'), destination: ip('198.51.100.7') })
  const back = udpPacket({ sourcePort: 53, destinationPort: 1000 }, { source: ip('198.51.100.7'), destination: ip('192.0.2.5') })
  // 99, says the kernel.
  expect(mark(there)).toEqual(['mark 0x63'])
  expect(mark(back)).toEqual(mark(there))
  expect(mark(tcpPacket())).not.toEqual(mark(icmpPacket(8)))
})

test('queues without a program', () => {
  expect(act('-j NFQUEUE', 'filter', fakeHost())).toBe('QUEUE')
  expect(act('-j NFQUEUE --queue-num 3 --queue-bypass', 'filter', fakeHost())).toBe('ACCEPT')
})
