import type { Dice } from '../dice'

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
export function randomPorts(dice: Dice, between: string): string {
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

export function randomPort(dice: Dice): string {
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

export function portList(dice: Dice): string {
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

export function group(dice: Dice): string {
  return dice.of(['0', '1', '0x10', '1/2', '0x1/0xff', '4294967295', '4294967296', 'default', 'foo', '1/', '/1', '', '010', '1/x'])
}

export function range(dice: Dice): string {
  const shape = dice.between(0, 8)
  if (shape === 0) return randomAddress(dice)
  if (shape === 1) return `${randomAddress(dice)}-`
  if (shape === 2) return `-${randomAddress(dice)}`
  if (shape === 3) return `${randomNetwork(dice)}-${randomAddress(dice)}`
  return `${randomAddress(dice)}-${randomAddress(dice)}`
}

export function owner(dice: Dice): string {
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

export function rate(dice: Dice): string {
  const count = dice.chance(0.7) ? String(dice.between(1, dice.of([5, 100, 12_000]))) : randomNumber(dice)
  return dice.chance(0.2) ? count : `${count}/${dice.of(UNITS)}`
}

export function hashRate(dice: Dice): string {
  return dice.chance(0.6) ? rate(dice) : `${randomNumber(dice)}${dice.of(['b/s', 'kb/s', 'mb/s', 'kb', 'gb/s', 'b/sec', ' kb/s', 'KB/s'])}`
}

export function prefix(dice: Dice): string {
  return dice.of(['0', '1', '24', '32', '33', '-1', '0x18', '010', 'x', ''])
}

export function date(dice: Dice): string {
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

export function time(dice: Dice): string {
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

export function interval(dice: Dice): string {
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

export function natTo(dice: Dice): string {
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

export function zone(dice: Dice): string {
  return dice.of(['0', '1', '65535', '65536', 'mark', 'MARK', 'x', '', '0x10', '010', '-1'])
}

export function setName(dice: Dice): string {
  return dice.of(['blocked', 'blocked', 'blocked', 'timed', 'nosuchset', '', 'x'.repeat(31), 'x'.repeat(32)])
}

/** Some of the words with commas between, now and then with one too many. */
export function list(dice: Dice, words: readonly string[]): string {
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

/** The word with one of its numbers written in another way, of which some mean the same to whoever reads it with strtoul(3). */
export function respelled(dice: Dice, word: string): string {
  return changedNumber(dice, word, (digits) => {
    const number = BigInt(digits)
    return dice.of([
      `0x${number.toString(16)}`,
      `0X${number.toString(16).toUpperCase()}`,
      `0${number.toString(8)}`,
      `0${digits}`,
      `00${digits}`,
      `+${digits}`,
      `-${digits}`,
      ` ${digits}`,
      `${digits} `,
      `${2n ** 32n + number}`,
      `${2n ** 64n + number}`,
      `-${2n ** 64n - number}`,
      `${digits}.0`,
      `${digits}e0`,
      '',
    ])
  })
}

/** The word with one of its numbers changed; as it is where it has none. */
export function changedNumber(dice: Dice, word: string, change: (digits: string) => string): string {
  const count = [...word.matchAll(/\d+/g)].length
  let left = dice.between(0, Math.max(count - 1, 0))
  return word.replace(/\d+/g, (digits) => (left-- === 0 ? change(digits) : digits))
}
