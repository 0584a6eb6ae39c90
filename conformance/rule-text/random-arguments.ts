import type { Option, OptionType } from '../../src/extensions/option'
import { Dice } from '../dice'

/** Dice that decide how a text is written: by somebody who takes care, or by somebody who slips now and then. */
export class Hand extends Dice {
  readonly careful: boolean

  constructor(seed: string) {
    super(seed)
    this.careful = this.chance(0.5)
  }

  /** A mistake of that probability; a careful hand makes none. */
  slips(probability: number): boolean {
    return !this.careful && this.chance(probability)
  }
}

/**
 * An argument for an option: mostly one that it takes, often the first or last that it takes, sometimes one that it does not. `spoken`
 * are arguments that examples give to the option.
 */
export function randomArgument(dice: Hand, option: Option, spoken: readonly string[]): string {
  if (dice.careful) return rightArgument(dice, option, spoken)
  const made = dice.chance(0.35) && spoken.length > 0 ? dice.of(spoken) : argumentOf(dice, option, spoken)
  return dice.chance(0.14) ? damaged(dice, made) : made
}

/** An argument that the option takes. */
function rightArgument(dice: Dice, { type }: Option, spoken: readonly string[]): string {
  switch (type.kind) {
    case 'flag':
      return ''
    case 'integer':
      return String(
        dice.of([type.min, type.max, dice.between(type.min, Math.min(type.max, type.min + 70)), dice.between(type.min, type.max)]),
      )
    case 'integer64':
      return String(dice.of([0, 1, dice.between(0, 70_000), '0x10', '18446744073709551615']))
    case 'integers':
    case 'integers64': {
      const low = dice.between(0, 200)
      return dice.of([`${low}`, `${low}:${dice.between(low, 255)}`, `${low}:`, `:${low}`, `${low}:${low}`])
    }
    case 'decimal':
      return dice.of(['0', '1', '0.5', '.25', '0.001', '0.333', '1e-3', '0.99999'])
    case 'markMask':
      return dice.of(['1', '0x10', '0xff/0xff', '1/0xff', '4294967295', '0', '5/0', '010/017', '0x100/0xff'])
    case 'hostMask':
      return dice.of([`10.0.0.${dice.between(0, 255)}`, `10.0.0.0/${dice.between(0, 32)}`, '10.0.0.1/255.0.255.0'])
    case 'host':
      return `192.0.2.${dice.between(0, 255)}`
    case 'portRange': {
      const low = dice.between(0, 65_535)
      return dice.of([`${low}`, `${low}:${dice.between(low, 65_535)}`, `${low}:`, `:${low}`, 'http', 'ssh:http'])
    }
    case 'logLevel':
      return dice.of(['0', '4', '7', 'debug', 'info', 'notice', 'warning', 'error', 'crit', 'alert', 'emerg', 'panic'])
    case 'text':
      return dice.of(['x', 'a b', 'it"s', "it's", 'back\\slash', 'Größe', 'x'.repeat(Math.min(type.max > 0 ? type.max : type.keep, 40))])
    case 'custom':
      return type.choices.length > 0 && dice.chance(0.6) ? dice.of(type.choices) : spoken.length > 0 ? dice.of(spoken) : '1'
    default:
      return spoken.length > 0 ? dice.of(spoken) : ofKind(dice, type.kind)
  }
}

function argumentOf(dice: Dice, { name, type }: Option, spoken: readonly string[]): string {
  switch (type.kind) {
    case 'flag':
      return ''
    case 'integer':
      return dice.chance(0.5)
        ? randomNumber(dice)
        : String(dice.of([type.min, type.max, type.max + 1, type.min - 1, dice.between(type.min, type.max)]))
    case 'integer64':
      return randomNumber(dice)
    case 'integers':
    case 'integers64':
      return dice.of([
        randomNumber,
        (d: Dice) => `${randomNumber(d)}:${randomNumber(d)}`,
        (d: Dice) => `${randomNumber(d)}:`,
        (d: Dice) => `:${randomNumber(d)}`,
      ])(dice)
    case 'custom':
      return customArgument(dice, name, type, spoken)
    default:
      return ofKind(dice, type.kind)
  }
}

type PlainKind = Exclude<OptionType['kind'], 'flag' | 'integer' | 'integer64' | 'integers' | 'integers64' | 'custom'>

function ofKind(dice: Dice, kind: PlainKind): string {
  switch (kind) {
    case 'decimal':
      return dice.of(['0', '1', '0.5', '.25', '1.', '1.1', '-0.1', '1e-3', '0x1p-2', 'x', '', '0.00000001', 'inf', 'nan', ' 0.5', '0.5 '])
    case 'text':
      return randomText(dice)
    case 'tosMask':
      return dice.of([
        '0x10',
        'Minimize-Delay',
        'minimize-cost',
        '0x10/0x3f',
        '255',
        '256',
        '0x1/',
        '/1',
        'Normal-Service',
        'Maximize-Reliability',
        '0/0',
        '5/0xff',
        '5/256',
        'x',
        '010',
      ])
    case 'markMask':
      return dice.chance(0.4) ? randomNumber(dice) : `${randomNumber(dice)}/${randomNumber(dice)}`
    case 'logLevel':
      return dice.of([
        '0',
        '4',
        '7',
        '8',
        'debug',
        'info',
        'notice',
        'warning',
        'warn',
        'err',
        'error',
        'crit',
        'alert',
        'emerg',
        'panic',
        'DEBUG',
        '',
        '07',
        '0x1',
        ' 3',
      ])
    case 'host':
      return dice.chance(0.8) ? randomAddress(dice) : randomNetwork(dice)
    case 'hostMask':
      return randomNetwork(dice)
    case 'prefixMask':
      return dice.of(['24', '32', '0', '33', '255.255.255.0', '255.0.255.0', '0.0.0.0', '', 'x', '-1', '030'])
    case 'protocol':
      return randomProtocol(dice)
    case 'port':
      return randomPort(dice)
    case 'portRange':
      return randomPorts(dice, ':')
    case 'mac':
      return dice.of([
        '02:00:00:00:00:01',
        'AA:bb:CC:dd:EE:ff',
        '1:2:3:4:5:6',
        '02:00:00:00:00',
        '02-00-00-00-00-01',
        '02:00:00:00:00:0g',
        '002:00:00:00:00:01',
        '02:00:00:00:00:01:',
        '',
      ])
  }
}

/** Arguments of extensions' own making, by the option's name. */
const CUSTOM: { readonly [option: string]: (dice: Dice) => string } = {
  realm: (dice) => dice.of(['1', '0x10', '1/2', '0xffffffff', '4294967296', 'cosmos', 'nobody', '1/', '1/x', '']),
  'src-group': group,
  'dst-group': group,
  'src-range': range,
  'dst-range': range,
  'uid-owner': owner,
  'gid-owner': owner,
  limit: (dice) => rate(dice),
  'hashlimit-upto': hashRate,
  'hashlimit-above': hashRate,
  'hashlimit-burst': (dice) =>
    dice.of(['1', '5', '0', '10000', '1000000', '1000001', '100kb', '1mb', '5b', 'x', '', '4294967295', '1k', '10m']),
  'hashlimit-mode': (dice) => list(dice, ['srcip', 'srcport', 'dstip', 'dstport', 'SrcIp', 'mac', '']),
  'hashlimit-srcmask': prefix,
  'hashlimit-dstmask': prefix,
  'tcp-flags': (dice) => list(dice, ['SYN', 'ACK', 'FIN', 'RST', 'URG', 'PSH', 'ALL', 'NONE', 'syn', 'ECE', '']),
  'icmp-type': (dice) =>
    dice.of([
      '8',
      '0',
      '3/1',
      '3/',
      '/1',
      '255',
      '255/255',
      '256',
      '3/256',
      'any',
      'Any',
      'echo-request',
      'ping',
      'pong',
      'echo',
      'host-un',
      'network-unreachable',
      'network-unr',
      'TOS',
      'ttl-exceeded',
      'ttl',
      'time-exceeded',
      'redirect',
      '0x8',
      '010',
      '3/0x1',
      'foo',
      '',
      '-1',
      '8-9',
      'source-quench/1',
    ]),
  mss: (dice) => randomPorts(dice, ':'),
  datestart: date,
  datestop: date,
  timestart: time,
  timestop: time,
  weekdays: (dice) => list(dice, ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'mo', 'TU', 'Monday', '1', '7', '0', '8', 'x', '']),
  monthdays: (dice) => list(dice, ['1', '2', '15', '31', '32', '0', '2nd', '1st', '3x', '', '08', '0x1']),
  ctstate: (dice) => list(dice, ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT', 'new', 'est', '', 'NONE']),
  state: (dice) => list(dice, ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'new', 'est', '']),
  ctstatus: (dice) => list(dice, ['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'assured', 'x', '']),
  ctproto: randomProtocol,
  'src-type': (dice) => list(dice, ADDRESS_TYPES),
  'dst-type': (dice) => list(dice, ADDRESS_TYPES),
  'dccp-types': (dice) =>
    list(dice, [
      'REQUEST',
      'RESPONSE',
      'DATA',
      'ACK',
      'DATAACK',
      'CLOSEREQ',
      'CLOSE',
      'RESET',
      'SYNC',
      'SYNCACK',
      'INVALID',
      'request',
      'x',
      '',
    ]),
  'chunk-types': (dice) =>
    `${dice.of(['', '', 'foo '])}${list(dice, ['DATA', 'INIT', 'INIT_ACK', 'SACK', 'DATA:B', 'DATA:be', 'DATA:BEui', 'ABORT:T', 'SHUTDOWN_COMPLETE:t', 'ASCONF', 'FORWARD_TSN', 'ALL', 'NONE', 'data', 'INIT:x', 'DATA:', '4', ''])}`,
  'dscp-class': (dice) => dice.of(['EF', 'ef', 'BE', 'CS0', 'CS7', 'AF11', 'af43', 'AF44', 'CS8', '', 'X']),
  'set-dscp-class': (dice) => dice.of(['EF', 'ef', 'BE', 'CS0', 'CS7', 'AF11', 'af43', 'AF44', 'CS8', '', 'X']),
  sports: portList,
  dports: portList,
  ports: portList,
  'hex-string': (dice) =>
    dice.of(['|0d0a|', 'GET|20|/', '|0D 0A|x', '|zz|', '|0|', '|', '||', 'plain', '|41|42|43|', 'a\\|b', '\\\\', 'x\\', '|41 4|', '']),
  string: randomText,
  u32: (dice) =>
    dice.of([
      '0=0',
      '0 & 0xFF = 0x1:0x10',
      '6&0xFF=1',
      '6 & 0xFF = 1 && 4 & 0x1FFF = 0',
      '0>>22&0x3C@0=1,2,5:7',
      '0=1:0',
      '0',
      '0=',
      '=0',
      '0==1',
      '0&&1',
      '0=0xfffffffff',
      '4<<1=2',
      '0 = 5 5',
      '0=1,',
      '',
      '0@=1',
      'x=1',
      '0>>32=1',
      '0=010',
    ]),
  'rateest-interval': interval,
  'rateest-ewmalog': interval,
  'set-class': (dice) => dice.of(['1:2', '0:0', 'ffff:ffff', '10000:1', '1', '1:', ':1', '1:2:3', 'g:1', '0x1:2', ' 1:2', '']),
  'to-source': natTo,
  'to-destination': natTo,
  'to-ports': (dice) =>
    dice.of([
      '80',
      '80-90',
      '90-80',
      '0',
      '65535',
      '65536',
      '80:90',
      '80-',
      '-90',
      'http',
      '',
      '80-90-100',
      '1-65535',
      '80/2',
      '080',
      '0x50',
    ]),
  to: randomNetwork,
  'reject-with': (dice) =>
    dice.of([
      'icmp-port-unreachable',
      'port-unreach',
      'icmp-net-unreachable',
      'net-unreach',
      'host-unreach',
      'icmp-host-prohibited',
      'icmp-admin-prohibited',
      'admin-prohib',
      'tcp-reset',
      'tcp-rst',
      'tcp',
      'echo-reply',
      'icmp',
      'icmp-proto-unreachable',
      'proto',
      'ICMP-PORT-UNREACHABLE',
      'none',
      '',
    ]),
  'strip-options': (dice) =>
    list(dice, ['wscale', 'mss', 'sack-permitted', 'sack', 'timestamp', 'md5', '2', '1', '0', '255', '256', 'x', '', '0x3']),
  ctevents: (dice) =>
    list(dice, ['new', 'related', 'destroy', 'reply', 'assured', 'protoinfo', 'helper', 'mark', 'natseqinfo', 'secmark', 'NEW', 'x', '']),
  expevents: (dice) => dice.of(['new', 'new,new', 'NEW', 'x', '']),
  zone: zone,
  'zone-orig': zone,
  'zone-reply': zone,
  'queue-balance': (dice) => randomPorts(dice, ':'),
  'hmark-tuple': (dice) => list(dice, ['src', 'dst', 'sport', 'dport', 'spi', 'proto', 'ct', 'SRC', 'x', '']),
  'log-prefix': randomText,
  'nflog-prefix': randomText,
  label: (dice) => dice.of(['0', '1', '127', '128', '-1', 'name', '0x7f', '017', '']),
  'match-set': setName,
  'add-set': setName,
  'del-set': setName,
  'map-set': setName,
  connbytes: (dice) =>
    dice.of(['1:2', '5', '5:', ':5', '2:1', '0:0', 'x', '', '1:x', '18446744073709551615:18446744073709551615', '1-2', '1:2:3']),
  bytecode: (dice) =>
    dice.of([
      '1,6 0 0 65535',
      '4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0',
      '1,6 0 0',
      '2,6 0 0 1',
      '0,',
      '',
      '65,6 0 0 1',
      'x',
      '1,6 0 0 1,',
      '1,6 256 0 1',
      '1,6 0 300 1',
      '1,65536 0 0 1',
    ]),
}

const ADDRESS_TYPES = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
  'local',
  'uni',
  'x',
  '',
]

function customArgument(dice: Dice, name: string, { choices }: Extract<OptionType, { kind: 'custom' }>, spoken: readonly string[]): string {
  const own = Object.hasOwn(CUSTOM, name) ? CUSTOM[name] : undefined
  if (own !== undefined) return own(dice)
  if (choices.length > 0)
    return dice.chance(0.15) ? dice.of(choices).toLowerCase() : dice.chance(0.1) ? list(dice, choices) : dice.of(choices)
  return spoken.length > 0 && dice.chance(0.6) ? dice.of(spoken) : randomNumber(dice)
}

/** A number as it may be written, or nearly. */
export function randomNumber(dice: Dice): string {
  if (dice.chance(0.45)) return String(dice.between(0, dice.of([3, 10, 70, 300, 70_000])))
  return dice.of([
    '0',
    '1',
    '63',
    '64',
    '127',
    '128',
    '255',
    '256',
    '1023',
    '65535',
    '65536',
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
    '18446744073709551615',
    '18446744073709551616',
    '99999999999999999999999',
    '0x10',
    '0xff',
    '0XFF',
    '0xFFFFFFFF',
    '0x',
    '0x1g',
    '010',
    '0377',
    '08',
    '00',
    '-1',
    '-0',
    '+5',
    ' 7',
    '7 ',
    '1e3',
    'abc',
    '',
    '1.5',
    '1,2',
    '1-2',
    '5x',
    '１',
    '0b11',
  ])
}

/** `a:b` in every shape, by number or name. */
function randomPorts(dice: Dice, between: string): string {
  switch (dice.between(0, 9)) {
    case 0:
      return `${between}${randomPort(dice)}`
    case 1:
      return `${randomPort(dice)}${between}`
    case 2:
      return dice.of([between, `1${between}2${between}3`, '0:65535', '65535:0', '5-7'])
    case 3:
    case 4:
    case 5:
      return `${randomPort(dice)}${between}${randomPort(dice)}`
    default:
      return randomPort(dice)
  }
}

function randomPort(dice: Dice): string {
  return dice.chance(0.55)
    ? String(dice.between(0, 65_535))
    : dice.of([
        '0',
        '1',
        '22',
        '80',
        '65535',
        '65536',
        'http',
        'ssh',
        'domain',
        'https',
        'HTTP',
        'www',
        'ftp-data',
        'snmp',
        'foo',
        '',
        '0x50',
        '010',
        '-1',
        '+80',
        ' 80',
        '80 ',
        '8080x',
        '100000',
      ])
}

function portList(dice: Dice): string {
  const most = dice.of([1, 2, 3, 5, 15, 16])
  return Array.from({ length: dice.between(1, most) }, () =>
    dice.chance(0.8) ? String(dice.between(0, 65_535)) : randomPorts(dice, ':'),
  ).join(',')
}

export function randomAddress(dice: Dice): string {
  if (dice.chance(0.55)) return `${dice.of(['10.0.0', '192.0.2', '198.51.100', '172.16.5', '224.0.0'])}.${dice.between(0, 255)}`
  return dice.of([
    '0.0.0.0',
    '255.255.255.255',
    '127.0.0.1',
    '10.1',
    '10',
    '10.1.2',
    '010.1.1.1',
    '0x0a.0.0.1',
    '10.0.0.256',
    '10.0.0.1.2',
    '1.2.3.4.',
    '.1.2.3',
    '',
    'localhost',
    'nohost.invalid',
    '::1',
    '3232235777',
    '0xc0a80101',
    '1.2.3',
    '10..1',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '-10.0.0.1',
    '010.010.010.010',
  ])
}

export function randomNetwork(dice: Dice): string {
  const address = randomAddress(dice)
  switch (dice.between(0, 7)) {
    case 0:
    case 1:
      return address
    case 2:
      return `${address}/${dice.of(['255.255.255.0', '255.0.0.0', '255.255.0.255', '0.0.0.0', '255.255.255.255', '0.0.0.255', '255.255.255', '256.0.0.0', '255.255.255.0.0'])}`
    case 3:
      return `${address}/${dice.of(['33', '-1', '', '0', '032', '0x18', 'x', '24 ', ' 24', '24/24', '1.2', '99999999999'])}`
    default:
      return `${address}/${dice.between(0, 32)}`
  }
}

export function randomProtocol(dice: Dice): string {
  return dice.of([
    'tcp',
    'tcp',
    'tcp',
    'udp',
    'udp',
    'icmp',
    'icmp',
    'sctp',
    'dccp',
    'udplite',
    'esp',
    'ah',
    'gre',
    'all',
    '0',
    '6',
    '17',
    '1',
    '255',
    '256',
    'TCP',
    'Udp',
    '0x6',
    '06',
    '-1',
    'ip',
    'hopopt',
    'ipcomp',
    'igmp',
    '132',
    '33',
    '41',
    'foo',
    '',
    '6x',
    'l2tp',
    'ospf',
  ])
}

/** A word that somebody says something with, in all that words may hold. */
export function randomText(dice: Dice): string {
  if (dice.chance(0.45)) return dice.of(['x', 'hello', 'a b', 'drop: ', 'wan-in', 'IN=eth0'])
  return dice.of([
    '',
    ' ',
    '"',
    "'",
    '\\',
    'a"b',
    "it's",
    'a\\b',
    'say "hi"',
    'tab\there',
    'two\nlines',
    '!',
    '-x',
    '--dport',
    '#no',
    '$HOME',
    'Größe',
    '鏈',
    'a;b',
    'a,b',
    '%s',
    '[0:0]',
    'x'.repeat(28),
    'x'.repeat(29),
    'x'.repeat(30),
    'x'.repeat(31),
    'x'.repeat(32),
    'x'.repeat(63),
    'x'.repeat(64),
    'x'.repeat(65),
    'x'.repeat(127),
    'x'.repeat(128),
    'x'.repeat(129),
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(257),
    'ü'.repeat(20),
    '/',
    '*',
    '`x`',
    '(x)',
    'a|b',
    '~',
    '{a,b}',
  ])
}

function group(dice: Dice): string {
  return dice.of(['0', '1', '0x10', '1/2', '0x1/0xff', '4294967295', '4294967296', 'default', 'foo', '1/', '/1', '', '010', '1/x'])
}

function range(dice: Dice): string {
  const shape = dice.between(0, 8)
  if (shape === 0) return randomAddress(dice)
  if (shape === 1) return `${randomAddress(dice)}-`
  if (shape === 2) return `-${randomAddress(dice)}`
  if (shape === 3) return `${randomNetwork(dice)}-${randomAddress(dice)}`
  return `${randomAddress(dice)}-${randomAddress(dice)}`
}

function owner(dice: Dice): string {
  return dice.of([
    '0',
    '1000',
    'root',
    'nosuchuser',
    '0-1000',
    '1000-0',
    '1-',
    '-1',
    '4294967294',
    '4294967295',
    '4294967296',
    '',
    '0x10',
    '010',
    '1-2-3',
  ])
}

const UNITS = ['second', 'sec', 's', 'minute', 'min', 'm', 'hour', 'h', 'day', 'd', 'seconds', 'x', '', 'S', 'Hour', 'mon', 'dayly']

function rate(dice: Dice): string {
  const count = dice.chance(0.7) ? String(dice.between(1, dice.of([5, 100, 12_000]))) : randomNumber(dice)
  return dice.chance(0.2) ? count : `${count}/${dice.of(UNITS)}`
}

function hashRate(dice: Dice): string {
  return dice.chance(0.6) ? rate(dice) : `${randomNumber(dice)}${dice.of(['b/s', 'kb/s', 'mb/s', 'kb', 'gb/s', 'b/sec', ' kb/s', 'KB/s'])}`
}

function prefix(dice: Dice): string {
  return dice.of(['0', '1', '24', '32', '33', '-1', '0x18', '010', 'x', ''])
}

function date(dice: Dice): string {
  return dice.of([
    '2024',
    '2024-01',
    '2024-01-31',
    '2024-02-30',
    '2024-13-01',
    '2024-1-1',
    '2024-01-01T12',
    '2024-01-01T12:30',
    '2024-01-01T12:30:45',
    '2024-01-01T24:00',
    '2024-01-01T23:60',
    '2024-01-01T23:59:60',
    '1969-01-01',
    '1970-01-01',
    '1970',
    '2038-01-19T03:14:07',
    '2038-01-20',
    '2037-12-31',
    'x',
    '',
    '2024-01-01 12:00',
    '2024-01-01T',
    '2024-00-01',
    '2024-01-00',
    '2024-01-32',
    '20240101',
    '2024-01-01T1:2:3',
    '99999',
    '-5',
  ])
}

function time(dice: Dice): string {
  return dice.of([
    '00:00',
    '12:30',
    '23:59:59',
    '24:00',
    '23:60',
    '23:59:60',
    '1:2',
    '01:02:03',
    '1',
    '',
    'x',
    '12:',
    ':30',
    '12:30:',
    '12-30',
    '012:030',
    '08:09',
    '12:30:45:50',
    '-1:00',
    '+1:00',
    '00:00:00',
    '5:5x',
  ])
}

function interval(dice: Dice): string {
  return dice.of([
    '250ms',
    '0.5s',
    '1s',
    '4s',
    '5s',
    '8s',
    '16s',
    '100us',
    '1',
    '1ms',
    '0',
    'x',
    '',
    '250',
    '500msec',
    '1sec',
    '2usecs',
    '0.25',
    '1.5s',
    '-1s',
    '1h',
    '9999s',
  ])
}

function natTo(dice: Dice): string {
  const address = (): string => (dice.chance(0.8) ? `10.0.0.${dice.between(0, 255)}` : randomAddress(dice))
  const addresses = dice.of([address(), address(), `${address()}-${address()}`, `${address()}-`, '', `${address()}/24`])
  const ports = dice.of([
    '',
    '',
    ':80',
    ':80-90',
    ':90-80',
    ':0',
    ':65535',
    ':65536',
    ':',
    ':80-',
    ':-90',
    ':http',
    ':80:90',
    ':80-90/100',
    ':80/2',
    ':80-90/',
    ':x',
    ':080',
    ':80-90/0',
    ':80-90/65536',
    ':http/80',
    ':1024-65535/22',
  ])
  return addresses + ports
}

function zone(dice: Dice): string {
  return dice.of(['0', '1', '65535', '65536', 'mark', 'MARK', 'x', '', '0x10', '010', '-1'])
}

function setName(dice: Dice): string {
  return dice.of(['blocked', 'blocked', 'blocked', 'timed', 'nosuchset', '', 'x'.repeat(31), 'x'.repeat(32)])
}

/** Some of the words with commas between, now and then with one too many. */
function list(dice: Dice, words: readonly string[]): string {
  const chosen = Array.from({ length: dice.of([1, 1, 2, 2, 3, 5]) }, () => dice.of(words))
  return chosen.join(dice.chance(0.04) ? ', ' : ',')
}

const CHARACTERS = '0123456789abfx,:-/.!+%= "\'|&@_'

/** The word with something about it changed. */
export function damaged(dice: Dice, word: string): string {
  const at = dice.between(0, Math.max(word.length - 1, 0))
  const letter = CHARACTERS[dice.between(0, CHARACTERS.length - 1)] ?? ''
  const separator = /[,:/-]/.exec(word)?.[0]
  switch (dice.between(0, 8)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1)
    case 1:
      return word.slice(0, at) + letter + word.slice(at)
    case 2:
      return word.slice(0, at) + letter + word.slice(at + 1)
    case 3:
      return word + letter
    case 4:
      return dice.chance(0.5) ? word.toUpperCase() : word.toLowerCase()
    case 5:
      return word.replace(/\d+/, () => randomNumber(dice))
    case 6:
      return separator === undefined ? letter + word : word.split(separator).reverse().join(separator)
    case 7:
      return separator === undefined ? word + word : word + separator + (word.split(separator)[0] ?? '')
    default:
      return separator === undefined ? '' : word.slice(0, word.indexOf(separator) + 1)
  }
}
