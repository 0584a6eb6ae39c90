import { expect, test } from 'vitest'
import { SECOND, TcpFlag } from '../../model'
import type { MatchEnvironment } from '../semantics'
import { checkMatches } from '../testing/check-matches'
import { holds, testsOf } from '../testing/compile-rule'
import { connection, fakeHost, fragment, icmpPacket, ip, tcpPacket, udpPacket } from '../testing/fake-host'
import { wireBytes } from '../wire-bytes'

const synAck = tcpPacket({ flags: TcpFlag.SYN | TcpFlag.ACK })
const withMss = tcpPacket({ options: '\x02\x04\x05\xb4\x01\x03\x03\x07' })

checkMatches('tcp', [
  ['-p tcp --dport 80', { packet: tcpPacket() }, true],
  ['-p tcp --dport 81:90', { packet: tcpPacket() }, false],
  ['-p tcp ! --dport 81:90', { packet: tcpPacket() }, true],
  ['-p tcp --sport 40000 --dport 80', { packet: tcpPacket() }, true],
  ['-p tcp --sport 1 --dport 80', { packet: tcpPacket() }, false],
  ['-p tcp --syn', { packet: tcpPacket() }, true],
  ['-p tcp --syn', { packet: synAck }, false],
  ['-p tcp ! --syn', { packet: synAck }, true],
  ['-p tcp --tcp-flags SYN,ACK SYN,ACK', { packet: synAck }, true],
  ['-p tcp --tcp-flags ALL NONE', { packet: tcpPacket({ flags: 0 }) }, true],
  ['-p tcp --tcp-flags ALL NONE', { packet: tcpPacket({ flags: TcpFlag.ECE }) }, true],
  ['-p tcp --tcp-option 3', { packet: withMss }, true],
  ['-p tcp --tcp-option 5', { packet: withMss }, false],
  ['-p tcp ! --tcp-option 5', { packet: withMss }, true],
  // A length byte is not mistaken for a kind.
  ['-p tcp --tcp-option 4', { packet: withMss }, false],
  ['-p tcp -m tcp', { packet: tcpPacket() }, true],
  ['-p tcp -m tcp', { packet: fragment(185) }, false],
  ['-p tcp ! --dport 80', { packet: fragment(185) }, false],
])

test('a tcp fragment at offset 1 is dropped at once, others only do not match', () => {
  const dropped = (offset: number) => {
    const host = fakeHost({ packet: fragment(offset) })
    holds(testsOf('-p tcp --dport 80'), host)
    return host.done
  }
  expect(dropped(1)).toEqual(['hotdrop'])
  expect(dropped(2)).toEqual([])
})

checkMatches('udp and icmp', [
  ['-p udp --dport 53', { packet: udpPacket() }, true],
  ['-p udp ! --sport 53', { packet: udpPacket() }, true],
  ['-p udp --dport 53', { packet: fragment(2) }, false],
  ['-p icmp --icmp-type 8', { packet: icmpPacket(8) }, true],
  ['-p icmp --icmp-type 3', { packet: icmpPacket(3, 4) }, true],
  ['-p icmp --icmp-type 3/3', { packet: icmpPacket(3, 4) }, false],
  ['-p icmp ! --icmp-type 3/3', { packet: icmpPacket(3, 4) }, true],
  ['-p icmp --icmp-type any', { packet: icmpPacket(13) }, true],
  ['-p icmp ! --icmp-type any', { packet: icmpPacket(13) }, false],
  ['-p icmp ! --icmp-type 8', { packet: fragment(2) }, false],
])

checkMatches('multiport', [
  ['-p tcp -m multiport --dports 22,80', { packet: tcpPacket() }, true],
  ['-p tcp -m multiport --dports 22,70:90', { packet: tcpPacket() }, true],
  ['-p tcp -m multiport --sports 22,80', { packet: tcpPacket() }, false],
  ['-p tcp -m multiport --ports 80', { packet: tcpPacket() }, true],
  ['-p tcp -m multiport --ports 40000', { packet: tcpPacket() }, true],
  ['-p tcp -m multiport ! --dports 22,80', { packet: tcpPacket() }, false],
  ['-p tcp -m multiport ! --dports 22,80', { packet: fragment(3) }, false],
  [
    '-p sctp -m multiport --dports 80',
    { packet: { ...fragment(0), transport: { kind: 'other', protocol: 132, payload: '\x00\x01\x00\x50' } } },
    true,
  ],
])

const lost: Partial<MatchEnvironment> = { connection: null, connectionState: 'INVALID' }
const natted = connection({
  destinationNat: true,
  reply: { protocol: 6, source: ip('10.9.9.9'), destination: ip('10.0.0.2'), sourcePort: 8080, destinationPort: 40000 },
})

checkMatches('conntrack and state', [
  ['-m conntrack --ctstate NEW', { connectionState: 'NEW' }, true],
  ['-m conntrack --ctstate RELATED,ESTABLISHED', { connectionState: 'NEW' }, false],
  ['-m conntrack ! --ctstate RELATED,ESTABLISHED', { connectionState: 'NEW' }, true],
  ['-m state --state INVALID', lost, true],
  ['-m state ! --state INVALID', { connectionState: 'UNTRACKED', connection: null }, true],
  ['-m conntrack --ctstate DNAT', { connection: natted }, true],
  ['-m conntrack --ctstate SNAT', { connection: natted }, false],
  ['-m conntrack ! --ctstate NEW,DNAT', { connectionState: 'ESTABLISHED', connection: natted }, false],
  ['-m conntrack --ctorigsrc 10.0.0.0/24', {}, true],
  ['-m conntrack ! --ctorigsrc 10.0.0.0/24', {}, false],
  ['-m conntrack --ctreplsrc 10.9.9.9 --ctreplsrcport 8080', { connection: natted }, true],
  ['-m conntrack --ctorigdstport 80 --ctrepldstport 40000', { connection: natted }, true],
  ['-m conntrack --ctproto 17', {}, false],
  ['-m conntrack --ctstatus ASSURED', {}, true],
  ['-m conntrack --ctstatus EXPECTED', {}, false],
  ['-m conntrack --ctstatus EXPECTED', { connection: connection({ master: 7 }) }, true],
  ['-m conntrack --ctstatus NONE', {}, false],
  ['-m conntrack --ctdir REPLY', { direction: 'reply' }, true],
  ['-m conntrack --ctdir ORIGINAL', { direction: 'reply' }, false],
  ['-m conntrack --ctexpire 100', {}, true],
  ['-m conntrack --ctexpire 101:', {}, false],
  ['-m conntrack ! --ctexpire 0:50', { now: 60 * SECOND }, false],
  // Without a connection only --ctstate is asked, and the rest is not looked at.
  ['-m conntrack --ctproto 6', lost, false],
  ['-m conntrack ! --ctproto 6', lost, false],
  ['-m conntrack --ctstate INVALID --ctproto 6 --ctorigsrc 1.2.3.4', lost, true],
])

checkMatches('marks', [
  ['-m mark --mark 0x2a', { mark: 0x2a }, true],
  ['-m mark --mark 0x2/0xf', { mark: 0xff2 }, true],
  ['-m mark --mark 0x12/0xf', { mark: 0x12 }, false],
  ['-m mark ! --mark 0xffffffff', { mark: 0xffffffff }, false],
  ['-m connmark --mark 0x1', { connection: connection({ mark: 1 }) }, true],
  ['-m connmark ! --mark 0x1', lost, false],
])

checkMatches('header fields', [
  ['-m ttl --ttl-lt 65', {}, true],
  ['-m ttl --ttl-gt 64', {}, false],
  ['-m ttl ! --ttl-eq 64', {}, false],
  ['-m tos --tos 0x10/0x1e', { packet: tcpPacket({}, { tos: 0x11 }) }, true],
  ['-m tos ! --tos 0x10', { packet: tcpPacket({}, { tos: 0x11 }) }, true],
  ['-m dscp --dscp-class EF', { packet: tcpPacket({}, { tos: 0xbb }) }, true],
  ['-m dscp ! --dscp 0', { packet: tcpPacket({}, { tos: 3 }) }, false],
  ['-m length --length 40', {}, true],
  ['-m length --length 41:', {}, false],
  ['-m length ! --length 0:39', {}, true],
  ['-m iprange --src-range 10.0.0.1-10.0.0.3', {}, true],
  ['-m iprange --src-range 10.0.0.3-10.0.0.1', {}, false],
  ['-m iprange ! --dst-range 192.0.2.2-192.0.2.9', {}, true],
])

checkMatches('link, owner and address type', [
  ['-m mac --mac-source 02:00:00:00:00:02', {}, true],
  ['-m mac ! --mac-source 02:00:00:00:00:02', { sourceMac: null }, false],
  ['-m pkttype --pkt-type unicast', {}, true],
  ['-m pkttype --pkt-type multicast', { packetType: 'loopback', packet: udpPacket({}, { destination: ip('224.0.0.251') }) }, true],
  ['-m pkttype ! --pkt-type broadcast', { packetType: 'loopback' }, false],
  ['-m owner --uid-owner 1000-1010', { owner: { uid: 1005, gid: 5 } }, true, 'OUTPUT'],
  ['-m owner --uid-owner 0', {}, false, 'OUTPUT'],
  ['-m owner ! --uid-owner 0 ! --gid-owner 0', {}, true, 'OUTPUT'],
  ['-m owner --socket-exists', {}, false, 'OUTPUT'],
  ['-m owner --socket-exists', { kernelSocket: true }, true, 'OUTPUT'],
  ['-m owner --uid-owner 0', { kernelSocket: true }, false, 'OUTPUT'],
  ['-m owner ! --socket-exists', { owner: { uid: 0, gid: 0 } }, false, 'OUTPUT'],
  ['-m addrtype --dst-type LOCAL,BROADCAST', { addressType: () => 'LOCAL' }, true],
  [
    '-m addrtype --src-type UNICAST ! --dst-type LOCAL',
    { addressType: (address) => (address === ip('192.0.2.1') ? 'LOCAL' : 'UNICAST') },
    false,
  ],
  ['-m addrtype --dst-type LOCAL --limit-iface-in', { addressType: (_, limit) => (limit === 'eth0' ? 'LOCAL' : 'UNICAST') }, true, 'INPUT'],
  ['-m set --match-set blocked src', { inSet: true }, true],
  ['-m set ! --match-set blocked src', { inSet: true }, false],
  ['-m comment --comment x', {}, true],
])

const request = tcpPacket({ payload: 'GET /index.html', flags: TcpFlag.ACK })
const espPacket = { ...fragment(0), transport: { kind: 'other', protocol: 50, payload: '\x00\x00\x01\xf4data' } } as const

checkMatches('bytes of the packet', [
  ['-m string --string "GET /" --algo bm', { packet: request }, true],
  ['-m string --string "get /" --algo kmp', { packet: request }, false],
  ['-m string --string "get /" --algo kmp --icase', { packet: request }, true],
  ['-m string ! --string "POST" --algo bm', { packet: request }, true],
  // The payload begins at byte 40; the whole text has to lie within the bounds.
  ['-m string --string "GET" --algo bm --from 40 --to 43', { packet: request }, true],
  ['-m string --string "GET" --algo bm --from 41', { packet: request }, false],
  ['-m string --string "GET" --algo bm --to 42', { packet: request }, false],
  ['-m string --hex-string "|47 45|T" --algo bm', { packet: request }, true],
  ['-m u32 --u32 "6&0xFF=6"', {}, true],
  ['-m u32 --u32 "0xc=0x0a000002&&0x10=0xc0000201"', {}, true],
  ['-m u32 --u32 "0>>22&0x3C@0&0xFFFF=22,80:81"', {}, true],
  ['-m u32 ! --u32 "0>>22&0x3C@0>>16=40000"', {}, false],
  ['-m u32 --u32 "37=0:0xffffffff"', {}, false],
  ['-p esp -m esp --espspi 500', { packet: espPacket }, true],
  ['-p esp -m esp ! --espspi 0:499', { packet: espPacket }, true],
  ['-p tcp -m tcpmss --mss 1400:1500', { packet: withMss }, true],
  ['-p tcp -m tcpmss ! --mss 536', {}, true],
  ['-p tcp -m ecn --ecn-tcp-ece ! --ecn-tcp-cwr', { packet: tcpPacket({ flags: TcpFlag.ECE }) }, true],
  ['-m ecn --ecn-ip-ect 2', { packet: tcpPacket({}, { tos: 0xb2 }) }, true],
  ['-m cpu --cpu 0', {}, true],
  ['-m cpu ! --cpu 0', {}, false],
  ['-m helper --helper ftp', { connection: connection({ master: 4, expectedBy: 'ftp' }) }, true],
  ['-m helper --helper ftp', { connection: connection({ helper: 'ftp' }) }, false],
  ['-m helper --helper ""', { connection: connection({ master: 4, expectedBy: 'tftp' }) }, true],
  ['-m helper ! --helper ftp', {}, true],
])

test('the packet in memory carries right checksums', () => {
  // Sums that hold the checksum itself come to nothing.
  const sum = (bytes: Uint8Array, start: number) => {
    let total = 0
    for (let i = start; i < bytes.length; i += 2) total += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0)
    return total
  }
  const bytes = wireBytes(icmpPacket(8))
  expect(sum(bytes.subarray(0, 20), 0) % 0xffff).toBe(0)
  expect(sum(bytes, 20) % 0xffff).toBe(0)
  const { source, destination } = request
  const pseudoHeader = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + 6 + 35
  expect((sum(wireBytes(request), 20) + pseudoHeader) % 0xffff).toBe(0)
})

test('quota ends with the first packet that does not fit', () => {
  const tests = testsOf('-m quota --quota 100')
  const bytes = (length: number) => holds(tests, fakeHost({ packet: tcpPacket({ payload: 'x'.repeat(length - 40) }) }))
  expect([60, 50, 40].map(bytes)).toEqual([true, false, false])
})

test('limit lets the burst through, then one a period', () => {
  const tests = testsOf('-m limit --limit 1/second --limit-burst 3')
  const host = fakeHost()
  const at = (seconds: number) => {
    host.now = seconds * SECOND
    return holds(tests, host)
  }
  expect([0, 0, 0, 0, 0.5, 0.9, 1, 1.5, 2, 2].map(at)).toEqual([true, true, true, false, false, false, true, false, true, false])
  // An hour of silence fills the bucket, and no more than that.
  expect([3600, 3600, 3600, 3600].map(at)).toEqual([true, true, true, false])
})

test('hashlimit keeps a bucket for each address, and forgets idle ones', () => {
  const tests = testsOf('-m hashlimit --hashlimit-upto 1/minute --hashlimit-burst 2 --hashlimit-mode srcip --hashlimit-name t')
  const above = testsOf('-m hashlimit --hashlimit-above 1/minute --hashlimit-burst 2 --hashlimit-mode srcip --hashlimit-name u')
  const host = fakeHost()
  const from = (source: string, seconds: number, asked = tests) => {
    host.now = seconds * SECOND
    host.packet = tcpPacket({}, { source: ip(source) })
    return holds(asked, host)
  }
  expect([0, 1, 2, 3].map((seconds) => from('10.0.0.1', seconds))).toEqual([true, true, false, false])
  expect(from('10.0.0.2', 3)).toBe(true)
  expect([60, 61].map((seconds) => from('10.0.0.1', seconds))).toEqual([true, false])
  expect([200, 200, 200].map((seconds) => from('10.0.0.1', seconds))).toEqual([true, true, false])
  expect([0, 1, 2, 3].map((seconds) => from('10.0.0.1', seconds, above))).toEqual([false, false, true, true])
})

test('hashlimit counts bytes in chunks of sixteen', () => {
  const tests = testsOf('-m hashlimit --hashlimit-upto 1kb/s --hashlimit-name bytes')
  const host = fakeHost({ packet: tcpPacket({ payload: 'x'.repeat(460) }) })
  const at = (seconds: number) => {
    host.now = seconds * SECOND
    return holds(tests, host)
  }
  expect([0, 0, 0, 0.5, 0.5, 2].map(at)).toEqual([true, true, false, true, false, true])
})

test('rules with the same hashlimit name share a table', () => {
  const rule = '-m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 1 --hashlimit-name shared'
  const host = fakeHost()
  expect([holds(testsOf(rule), host), holds(testsOf(rule), host), holds(testsOf(rule), fakeHost())]).toEqual([true, false, true])
})

test('connlimit counts the connections that it sees begin, and living ones', () => {
  const tests = testsOf('-m connlimit --connlimit-above 1')
  let tick = 0
  const dropped: unknown[] = []
  const seen = (facts: Parameters<typeof connection>[0], port: number) => {
    const original = { protocol: 6, source: ip('10.0.0.2'), destination: ip('192.0.2.1'), sourcePort: port, destinationPort: 80 }
    const one = connection({ confirmed: false, assured: false, ...facts, original })
    const host = fakeHost({ connection: one, now: tick++ * 10_000 })
    const answer = holds(tests, host)
    dropped.push(...host.done)
    // Behind the rules it is confirmed.
    Object.assign(one, { confirmed: true })
    return answer
  }
  expect(seen({}, 1)).toBe(false)
  expect(seen({ confirmed: true }, 1)).toBe(false)
  expect(seen({ tcpState: 'TIME_WAIT' }, 2)).toBe(true)
  // One that is closing does not count once the list is walked again; an assured one is not added.
  expect(seen({ confirmed: true, assured: true }, 3)).toBe(false)
  expect(seen({}, 4)).toBe(true)
  expect(dropped).toEqual([])
})

test('connlimit drops whom it counts none of', () => {
  const tests = testsOf('-m connlimit --connlimit-above 1')
  const done = (facts: Parameters<typeof connection>[0], now: number) => {
    const host = fakeHost({ connection: connection(facts), now })
    holds(tests, host)
    return host.done
  }
  expect(done({ tcpState: 'CLOSE' }, 0)).toEqual([])
  expect(done({ confirmed: true, assured: true }, 10_000)).toEqual(['hotdrop'])
})

test('statistic counts for its own rule and draws from the seeded numbers', () => {
  const nth = testsOf('-m statistic --mode nth --every 3 --packet 1')
  expect(Array.from({ length: 7 }, () => holds(nth, fakeHost()))).toEqual([false, true, false, false, true, false, false])
  const random = testsOf('-m statistic --mode random --probability 0.25')
  const drawn = (number: number) => holds(random, fakeHost({ random: () => number }))
  expect([0, 0x1fffffff, 0x20000000, 0x9fffffff, 0xffffffff].map(drawn)).toEqual([true, true, false, true, false])
})

test('two rules do not share a memory', () => {
  const [first, second] = [testsOf('-m limit --limit-burst 1'), testsOf('-m limit --limit-burst 1')]
  expect([first, first, second].map((tests) => holds(tests, fakeHost()))).toEqual([true, false, true])
})

test('recent remembers, counts, forgets and renews', () => {
  const host = fakeHost()
  const ask = (rule: string, seconds = 0) => {
    host.now = seconds * SECOND
    return holds(testsOf(rule), host)
  }
  expect(ask('-m recent --rcheck --name a')).toBe(false)
  expect(ask('-m recent ! --rcheck --name a')).toBe(true)
  expect(ask('-m recent --set --name a')).toBe(true)
  expect(ask('-m recent --rcheck --name b')).toBe(false)
  expect(ask('-m recent --rcheck --name a --seconds 10', 10)).toBe(true)
  expect(ask('-m recent --rcheck --name a --seconds 10', 11)).toBe(false)
  expect(ask('-m recent --update --name a --hitcount 2', 11)).toBe(false)
  expect(ask('-m recent --update --name a', 12)).toBe(true)
  expect(ask('-m recent --rcheck --name a --hitcount 2', 12)).toBe(true)
  expect(ask('-m recent --rcheck --name a --hitcount 2 --seconds 5', 12)).toBe(false)
  expect(ask('-m recent --rcheck --rdest --name a')).toBe(false)
  expect(ask('-m recent --rcheck --name a --seconds 1 --reap', 100)).toBe(false)
  expect(ask('-m recent --rcheck --name a', 100)).toBe(false)
  expect(ask('-m recent --set --name a', 100)).toBe(true)
  expect(ask('-m recent --remove --name a', 100)).toBe(true)
  expect(ask('-m recent --remove --name a', 100)).toBe(false)
})

test('recent --rttl sees the TTL as it was before forwarding', () => {
  const host = fakeHost({ hook: 'INPUT', outInterface: null })
  holds(testsOf('-m recent --set'), host)
  expect(holds(testsOf('-m recent --rcheck --rttl'), host)).toBe(true)
  host.packet = tcpPacket({}, { ttl: 60 })
  expect(holds(testsOf('-m recent --rcheck --rttl'), host)).toBe(false)
})

test('an explanation names what the packet has in the notation of what is wanted', () => {
  const explained = (rule: string, facts: Parameters<typeof fakeHost>[0] = {}) =>
    testsOf(rule).map((one) => [one.subject, one.wants, one.is(fakeHost(facts))])
  expect(explained('-p tcp ! --dport 22')).toEqual([
    ['tcp header', 'there', 'there'],
    ['destination port', '! 22', '80'],
  ])
  expect(explained('-m conntrack --ctstate RELATED,ESTABLISHED')).toEqual([['ctstate', 'RELATED,ESTABLISHED', 'NEW']])
  expect(explained('-m mark --mark 0x1/0xff', { mark: 0x102 })).toEqual([['mark', '0x1/0xff', '0x102']])
  expect(explained('-m limit --limit 10/min')).toEqual([['limit', '10/min burst 5', '5 left']])
})

test('set hands its counter conditions on to the set', () => {
  const asked: unknown[] = []
  const environment = fakeHost()
  const host = { ...environment.host, inSet: (...question: unknown[]) => asked.push(question[3]) > 0 }
  const [condition] = testsOf('-m set --match-set blocked src ! --packets-eq 3 --bytes-gt 9 ! --update-counters')
  expect(condition?.holds({ ...environment, host })).toBe(true)
  expect(asked).toEqual([
    {
      returnNomatch: false,
      keepCounters: true,
      keepSubcounters: false,
      packets: { compare: 'unequal', value: 3n },
      bytes: { compare: 'more', value: 9n },
      looking: false,
    },
  ])
})
