import type { Case, CasePacket } from './case'

/**
 * Packets aimed at single options, where those that every example meets cannot tell: for each option of a modelled match one that
 * satisfies a rule with it and one that does not, for each of a target's one on which its effect is seen and one that it never meets.
 * The last rule is the one asked about.
 */
export function optionPackets(): readonly Case[] {
  return AIMED.map(({ about, before = '', table = 'filter', chain = 'FORWARD', rule, packets, ...host }) => ({
    name: `option-${about}`,
    ifaces: IFACES,
    ...host,
    iptables: `${before}*${table}\n-A ${chain} ${rule}\nCOMMIT\n`,
    packets: packets.map((packet, index) => ({ ...packet, id: index + 1 })),
  }))
}

const IFACES = [
  { name: 'eth0', addrs: ['192.0.2.1/24'] },
  { name: 'eth1', addrs: ['198.51.100.1/24'] },
]

interface Aimed extends Pick<Case, 'ipset' | 'listen' | 'sysctl'> {
  /** The extension and what about it. */
  readonly about: string
  /** Rules that come first, as text for iptables-restore. */
  readonly before?: string
  readonly table?: string
  readonly chain?: string
  readonly rule: string
  readonly packets: readonly CasePacket[]
}

const UDP: CasePacket = { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: 'udp', sport: 1000, dport: 53, payload: 8 }
const TCP: CasePacket = { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: 'tcp', sport: 1000, dport: 80, flags: 'S' }
const PING: CasePacket = { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: 'icmp', type: 8, code: 0, icmp_id: 7, icmp_seq: 1 }
/** A process of the host's own. */
const OWN: CasePacket = { src: '192.0.2.1', dst: '198.51.100.2', proto: 'udp', sport: 1025, dport: 53, payload: 8 }

/** A rule about source 192.0.2.2 is not met by this one. */
function stranger(packet: CasePacket): CasePacket {
  return { ...packet, src: '192.0.2.9' }
}

/** Another protocol's packet between the usual ends. */
function raw(proto: number, bytes: readonly number[]): CasePacket {
  return { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: String(proto), payload: String.fromCharCode(...bytes) }
}

/** RFC 4302: next header, length, reserved, SPI, sequence. */
function ah(spi: number): CasePacket {
  return raw(51, [17, 4, 0, 0, 0, 0, 0, spi, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
}

/** RFC 4303: SPI, sequence. */
function esp(spi: number): CasePacket {
  return raw(50, [0, 0, 0, spi, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8])
}

/** RFC 3173: next header, flags, CPI. */
function ipcomp(cpi: number): CasePacket {
  return raw(108, [6, 0, 0, cpi, 1, 2, 3, 4])
}

/** RFC 4340 with long sequence numbers; type 0 is a request, 2 data. Options are padded to whole words. */
function dccp(sport: number, dport: number, type: number, options: readonly number[] = []): CasePacket {
  const service = type === 0 ? [0, 0, 0, 0] : []
  const words = (16 + service.length + options.length) / 4
  return raw(33, [0, sport, 0, dport, words, 0, 0, 0, (type << 1) | 1, 0, 0, 0, 0, 0, 0, 1, ...service, ...options])
}

/** RFC 9260: ports, tag, checksum, then one chunk. */
function sctp(sport: number, dport: number, chunk: number): CasePacket {
  return raw(132, [0, sport, 0, dport, 0, 0, 0, 0, 0, 0, 0, 0, chunk, 3, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4])
}

const MATCHES: readonly Aimed[] = [
  {
    about: 'addrtype-limit-iface-out',
    rule: '-m addrtype --dst-type UNICAST --limit-iface-out',
    packets: [UDP, { ...UDP, dst: '198.51.100.255' }, { ...UDP, dst: '239.1.1.1' }],
  },
  {
    about: 'addrtype-limit-iface-out-own',
    table: 'mangle',
    chain: 'OUTPUT',
    rule: '-m addrtype --src-type LOCAL --limit-iface-out',
    packets: [OWN, { ...OWN, src: '198.51.100.1' }],
  },
  { about: 'ah-ahspi', rule: '-p ah -m ah --ahspi 5:9', packets: [ah(7), ah(10)] },
  { about: 'comment-comment', rule: '-s 192.0.2.2 -m comment --comment "aimed at one"', packets: [UDP, stranger(UDP)] },
  {
    about: 'connlabel-set',
    rule: '-s 192.0.2.2 -m connlabel --label 1 --set',
    packets: [UDP, stranger(UDP), UDP],
  },
  {
    about: 'conntrack-ctreplsrc',
    before: '*nat\n-A PREROUTING -d 203.0.113.9 -j DNAT --to-destination 198.51.100.2\nCOMMIT\n',
    rule: '-m conntrack --ctorigdst 203.0.113.0/24 --ctreplsrc 198.51.100.2',
    packets: [{ ...UDP, dst: '203.0.113.9' }, stranger(UDP)],
  },
  { about: 'cpu-elsewhere', rule: '-m cpu ! --cpu 4000', packets: [UDP] },
  { about: 'cpu-nowhere', rule: '-m cpu --cpu 4000', packets: [UDP] },
  { about: 'dccp-source-port', rule: '-p dccp -m dccp --source-port 10:20', packets: [dccp(11, 30, 0), dccp(21, 30, 0)] },
  { about: 'dccp-destination-port', rule: '-p dccp -m dccp ! --destination-port 30', packets: [dccp(11, 31, 2), dccp(11, 30, 2)] },
  { about: 'dccp-dccp-types', rule: '-p dccp -m dccp --dccp-types REQUEST,RESPONSE', packets: [dccp(11, 30, 0), dccp(11, 30, 2)] },
  {
    about: 'dccp-dccp-option',
    rule: '-p dccp -m dccp --dccp-option 32',
    packets: [dccp(11, 30, 0, [32, 4, 0, 1]), dccp(11, 30, 0, [33, 4, 0, 1]), dccp(11, 30, 0)],
  },
  {
    about: 'ecn-tcp-ece',
    rule: '-p tcp -m ecn --ecn-tcp-ece',
    packets: [
      { ...TCP, flags: 'SEC' },
      { ...TCP, sport: 1001 },
    ],
  },
  { about: 'esp-espspi', rule: '-p esp -m esp --espspi 5:9', packets: [esp(5), esp(4)] },
  {
    about: 'hashlimit-masks',
    rule: '-m hashlimit --hashlimit-upto 1/day --hashlimit-burst 1 --hashlimit-mode srcip,dstip --hashlimit-srcmask 24 --hashlimit-dstmask 16 --hashlimit-name masks',
    packets: [UDP, { ...stranger(UDP), dst: '198.51.200.1' }, { ...UDP, dst: '198.50.0.1' }],
  },
  {
    about: 'hashlimit-rate',
    rule: '-m hashlimit --hashlimit-above 1/sec --hashlimit-burst 1 --hashlimit-name rate --hashlimit-rate-match --hashlimit-rate-interval 10',
    packets: [UDP, UDP, UDP, UDP],
  },
  {
    about: 'hashlimit-htable',
    rule: '-m hashlimit --hashlimit-upto 1/day --hashlimit-burst 1 --hashlimit-mode srcip --hashlimit-name table --hashlimit-htable-size 16 --hashlimit-htable-max 32 --hashlimit-htable-gcinterval 5000 --hashlimit-htable-expire 60000',
    packets: [UDP, UDP, stranger(UDP)],
  },
  { about: 'icmp-icmp-type', rule: '-p icmp -m icmp --icmp-type echo-request', packets: [PING, { ...PING, type: 13 }] },
  { about: 'ipcomp-ipcompspi', rule: '-p ipcomp -m ipcomp --ipcompspi 5:9', packets: [ipcomp(9), ipcomp(10)] },
  { about: 'ipcomp-compres', rule: '-p ipcomp -m ipcomp --ipcompspi 5 --compres', packets: [ipcomp(5), ipcomp(6)] },
  { about: 'physdev-physdev-is-in', rule: '-s 192.0.2.2 -m physdev ! --physdev-is-in', packets: [UDP, stranger(UDP)] },
  { about: 'physdev-physdev-is-out', rule: '-s 192.0.2.2 -m physdev ! --physdev-is-out', packets: [UDP, stranger(UDP)] },
  {
    about: 'policy-none',
    rule: '-s 192.0.2.2 -m policy --dir in --pol none --reqid 1 --spi 2 --proto esp --mode tunnel --tunnel-src 192.0.2.0/24 --tunnel-dst 192.0.2.0/24',
    packets: [UDP, stranger(UDP)],
  },
  {
    about: 'recent-rttl',
    before: '*mangle\n-A PREROUTING -m recent --set\nCOMMIT\n',
    rule: '-m recent --rcheck --seconds 60 --reap --rttl --hitcount 2',
    packets: [UDP, UDP, { ...UDP, ttl: 9 }],
  },
  {
    about: 'rpfilter-loose',
    table: 'mangle',
    chain: 'PREROUTING',
    rule: '-m rpfilter --loose',
    packets: [
      { ...UDP, src: '198.51.100.9' },
      { ...UDP, src: '203.0.113.9' },
    ],
  },
  {
    about: 'rpfilter-invert',
    table: 'raw',
    chain: 'PREROUTING',
    rule: '-m rpfilter --invert',
    packets: [{ ...UDP, src: '198.51.100.9' }, UDP],
  },
  {
    about: 'rpfilter-validmark',
    table: 'mangle',
    chain: 'PREROUTING',
    rule: '-m rpfilter --validmark',
    packets: [UDP, { ...UDP, src: '198.51.100.9' }],
  },
  {
    about: 'rpfilter-accept-local',
    table: 'mangle',
    chain: 'PREROUTING',
    rule: '-m rpfilter --accept-local',
    packets: [UDP, { ...UDP, src: '198.51.100.9' }],
  },
  {
    about: 'sctp-source-port',
    rule: '-p sctp -m sctp --source-port 10:20',
    packets: [sctp(11, 30, 0), sctp(21, 30, 0)],
  },
  { about: 'sctp-destination-port', rule: '-p sctp -m sctp ! --destination-port 30', packets: [sctp(11, 31, 0), sctp(11, 30, 0)] },
  { about: 'sctp-chunk-types', rule: '-p sctp -m sctp --chunk-types any DATA,INIT', packets: [sctp(11, 30, 0), sctp(11, 30, 3)] },
  {
    about: 'socket-transparent',
    table: 'mangle',
    chain: 'PREROUTING',
    rule: '-m socket --transparent --nowildcard --restore-skmark',
    listen: [
      { proto: 'udp', port: 53, transparent: true },
      { proto: 'udp', port: 54 },
    ],
    packets: [
      { ...UDP, dst: '192.0.2.1' },
      { ...UDP, dst: '192.0.2.1', dport: 54 },
    ],
  },
  {
    about: 'string-from',
    rule: '-m string --algo bm --string needle --icase --from 20 --to 60',
    packets: [
      { ...UDP, payload: 'a NeeDle in hay' },
      { ...UDP, payload: `${'hay '.repeat(16)}needle` },
      { ...UDP, payload: 'hay' },
    ],
  },
  { about: 'statistic-every', rule: '-m statistic --mode nth --every 2 --packet 0', packets: [UDP, UDP, UDP] },
  { about: 'statistic-always', rule: '-m statistic --mode random --probability 1', packets: [UDP] },
  { about: 'statistic-never', rule: '-m statistic --mode random --probability 0', packets: [UDP] },
  // Rules that hold, or do not, at any hour at which somebody records.
  { about: 'time-date', rule: '-m time --datestart 2001-01-01 --datestop 2037-12-31', packets: [UDP] },
  { about: 'time-before', rule: '-m time --datestart 2001-01-01 --datestop 2001-12-31T23:59:59', packets: [UDP] },
  {
    about: 'time-hours',
    rule: '-s 192.0.2.2 -m time --timestart 00:00:00 --timestop 23:59:59 --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun',
    packets: [UDP, stranger(UDP)],
  },
  { about: 'time-no-weekday', rule: '-m time ! --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun', packets: [UDP] },
  {
    about: 'time-contiguous',
    rule: '-s 192.0.2.2 -m time --timestart 12:00:00 --timestop 11:59:59 --contiguous',
    packets: [UDP, stranger(UDP)],
  },
  {
    about: 'time-monthdays',
    rule: '-s 192.0.2.2 -m time --monthdays 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31',
    packets: [UDP, stranger(UDP)],
  },
  { about: 'time-localtz', rule: '-s 192.0.2.2 -m time --localtz', packets: [UDP, stranger(UDP)] },
  { about: 'time-utc', rule: '-s 192.0.2.2 -m time --utc --datestart 2001-01-01', packets: [UDP, stranger(UDP)] },
  { about: 'time-kerneltz', rule: '-s 192.0.2.2 -m time --kerneltz --datestart 2001-01-01', packets: [UDP, stranger(UDP)] },
  {
    about: 'ttl-ttl-lt',
    rule: '-m ttl --ttl-lt 10',
    packets: [
      { ...UDP, ttl: 9 },
      { ...UDP, ttl: 11 },
    ],
  },
  {
    about: 'ttl-ttl-gt',
    rule: '-m ttl --ttl-gt 10',
    packets: [
      { ...UDP, ttl: 12 },
      { ...UDP, ttl: 11 },
    ],
  },
]

const ESTIMATOR = '--rateest-interval 250ms --rateest-ewmalog 500ms'
/** Nothing feeds lan; wan hears of all that comes in. */
const ESTIMATORS = `*mangle\n-A PREROUTING -j RATEEST --rateest-name wan ${ESTIMATOR}\n-A PREROUTING -s 240.0.0.1 -j RATEEST --rateest-name lan ${ESTIMATOR}\nCOMMIT\n`
/** Nothing is measured yet when the first comes; when the last comes, all but the last have been. */
const MEASURED: readonly CasePacket[] = [UDP, { ...UDP, payload: 1000 }, { ...UDP, sleep: 0.6 }]

function rateest(about: string, rule: string): Aimed {
  return { about: `rateest-${about}`, before: ESTIMATORS, rule: `-m rateest ${rule}`, packets: MEASURED }
}

const RATES: readonly Aimed[] = [
  rateest('gt', '--rateest wan --rateest-gt --rateest-bps 8bit'),
  rateest('lt', '--rateest wan --rateest-lt --rateest-bps 8bit'),
  rateest('eq', '--rateest wan --rateest-eq --rateest-pps 0'),
  rateest('bps-of-two', '--rateest1 lan --rateest-lt --rateest-bps --rateest2 wan'),
  rateest('pps-of-two', '--rateest1 wan --rateest-eq --rateest-pps --rateest2 lan'),
  rateest('delta-bps', '--rateest-delta --rateest1 lan --rateest-bps1 1mbit --rateest-gt --rateest-bps2 1mbit --rateest2 wan'),
  rateest('delta-pps', '--rateest-delta --rateest1 lan --rateest-pps1 50 --rateest-gt --rateest-pps2 50 --rateest2 wan'),
  {
    about: 'RATEEST-name',
    before: `${ESTIMATORS}*filter\n-A FORWARD -m rateest --rateest lan --rateest-gt --rateest-bps 8bit -j DROP\nCOMMIT\n`,
    table: 'raw',
    chain: 'PREROUTING',
    rule: `-s 192.0.2.2 -j RATEEST --rateest-name lan ${ESTIMATOR}`,
    packets: [{ ...UDP, payload: 1000 }, stranger(UDP), { ...stranger(UDP), sleep: 0.6 }],
  },
]

/** With a rule that asks for connections they are kept, whatever the other rules say. */
const AWAKE = '*filter\n-A FORWARD -m conntrack --ctstate NEW\nCOMMIT\n'

function nat(about: string, chain: string, rule: string, packets: readonly CasePacket[]): Aimed {
  return { about, table: 'nat', chain, rule: `-s 192.0.2.2 ${rule}`, packets }
}

const TARGETS: readonly Aimed[] = [
  {
    about: 'CT-notrack',
    before: AWAKE,
    table: 'raw',
    chain: 'PREROUTING',
    rule: '-s 192.0.2.2 -j CT --notrack',
    packets: [UDP, stranger(UDP)],
  },
  {
    about: 'ECN-ecn-tcp-remove',
    table: 'mangle',
    rule: '-s 192.0.2.2 -p tcp -j ECN --ecn-tcp-remove',
    packets: [{ ...TCP, flags: 'SEC' }, stranger({ ...TCP, flags: 'SEC' })],
  },
  {
    about: 'HMARK-hmark-spi-mask',
    table: 'mangle',
    rule: '-s 192.0.2.2 -j HMARK --hmark-spi-mask 0x0000000f --hmark-rnd 0x00000001 --hmark-mod 5 --hmark-offset 100',
    packets: [esp(7), stranger(esp(7))],
  },
  {
    about: 'MARK-and-mark',
    table: 'mangle',
    chain: 'OUTPUT',
    rule: '-d 198.51.100.2 -j MARK --and-mark 0xf0',
    packets: [
      { ...OWN, mark: 255 },
      { ...OWN, mark: 255, dst: '198.51.100.3' },
    ],
  },
  {
    about: 'SET-map-set',
    table: 'mangle',
    ipset: 'create info hash:ip skbinfo\nadd info 192.0.2.2 skbmark 0x10/0xff skbprio 1:10 skbqueue 3\n',
    rule: '-s 192.0.2.2 -j SET --map-set info src --map-mark --map-prio --map-queue',
    packets: [UDP, stranger(UDP)],
  },
  {
    about: 'TOS-and-tos',
    table: 'mangle',
    rule: '-s 192.0.2.2 -j TOS --and-tos 0x0f',
    packets: [{ ...UDP, tos: 0xfc }, stranger({ ...UDP, tos: 0xfc })],
  },
  {
    about: 'HMARK-tuple-overrides',
    table: 'mangle',
    rule: '-s 192.0.2.2 -j HMARK --hmark-src-prefix 8 --hmark-sport-mask 0x1 --hmark-tuple src,sport --hmark-rnd 0x00000001 --hmark-mod 50 --hmark-offset 100',
    packets: [UDP, { ...UDP, sport: 1002 }, stranger(UDP)],
  },
  nat('DNAT-random', 'PREROUTING', '-p udp -j DNAT --to-destination 198.51.100.7:4000-4003 --random', [UDP, stranger(UDP)]),
  nat('MASQUERADE-random', 'POSTROUTING', '-p udp -j MASQUERADE --to-ports 4000-4003 --random', [UDP, stranger(UDP)]),
  nat('MASQUERADE-random-fully', 'POSTROUTING', '-j MASQUERADE --random-fully', [UDP, stranger(UDP)]),
  nat('REDIRECT-random', 'PREROUTING', '-p udp -j REDIRECT --to-ports 4000-4003 --random', [UDP, stranger(UDP)]),
  nat('SNAT-random', 'POSTROUTING', '-p udp -j SNAT --to-source 198.51.100.7:4000-4003 --random', [UDP, stranger(UDP)]),
  nat('SNAT-random-fully', 'POSTROUTING', '-j SNAT --to-source 198.51.100.7 --random-fully', [UDP, stranger(UDP)]),
  nat('SNAT-persistent', 'POSTROUTING', '-j SNAT --to-source 198.51.100.4-198.51.100.7 --persistent', [
    UDP,
    { ...UDP, dst: '198.51.100.9' },
    stranger(UDP),
  ]),
]

const AIMED: readonly Aimed[] = [...MATCHES, ...RATES, ...TARGETS]
