import type { Option, OptionType } from '../../src/extensions/option'
import { Dice } from '../dice'
import {
  damaged,
  date,
  group,
  hashRate,
  interval,
  list,
  natTo,
  owner,
  portList,
  prefix,
  randomAddress,
  randomNetwork,
  randomNumber,
  randomPort,
  randomPorts,
  randomProtocol,
  randomText,
  range,
  rate,
  respelled,
  setName,
  time,
  zone,
} from './random-words'

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
  if (dice.chance(0.14)) return damaged(dice, made)
  return dice.chance(0.08) ? respelled(dice, made) : made
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

/** Arguments of extensions' own making, by the option's name; `choices` are the words that the option offers. */
const CUSTOM: { readonly [option: string]: (dice: Dice, choices: readonly string[]) => string } = {
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
  'src-type': (dice, types) => list(dice, [...types, 'local', 'uni', 'x', '']),
  'dst-type': (dice, types) => list(dice, [...types, 'local', 'uni', 'x', '']),
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

function customArgument(dice: Dice, name: string, { choices }: Extract<OptionType, { kind: 'custom' }>, spoken: readonly string[]): string {
  const own = Object.hasOwn(CUSTOM, name) ? CUSTOM[name] : undefined
  if (own !== undefined) return own(dice, choices)
  if (choices.length > 0)
    return dice.chance(0.15) ? dice.of(choices).toLowerCase() : dice.chance(0.1) ? list(dice, choices) : dice.of(choices)
  return spoken.length > 0 && dice.chance(0.6) ? dice.of(spoken) : randomNumber(dice)
}
