import type { TableName } from '../src/model'
import type { Dice } from './dice'

/** Sets of every type that the recording kernel has, each with a name of its own. */
const TYPES: readonly { readonly name: string; readonly type: string; readonly parts: number; readonly element: (dice: Dice) => string }[] =
  [
    { name: 'ip', type: 'hash:ip', parts: 1, element: address },
    { name: 'wide', type: 'hash:ip netmask 24', parts: 1, element: address },
    { name: 'net', type: 'hash:net', parts: 1, element: network },
    { name: 'ipport', type: 'hash:ip,port', parts: 2, element: (dice) => `${address(dice)},${port(dice)}` },
    { name: 'netport', type: 'hash:net,port', parts: 2, element: (dice) => `${network(dice)},${port(dice)}` },
    { name: 'ipportip', type: 'hash:ip,port,ip', parts: 3, element: (dice) => `${address(dice)},${port(dice)},${address(dice)}` },
    { name: 'ipportnet', type: 'hash:ip,port,net', parts: 3, element: (dice) => `${address(dice)},${port(dice)},${network(dice)}` },
    {
      name: 'netiface',
      type: 'hash:net,iface',
      parts: 2,
      element: (dice) => `${network(dice)},${dice.of(['eth0', 'eth1', 'eth2', 'lo'])}`,
    },
    { name: 'bits', type: 'bitmap:ip range 192.0.2.0/24', parts: 1, element: near },
    { name: 'macs', type: 'bitmap:ip,mac range 192.0.2.0/24', parts: 2, element: (dice) => `${near(dice)}${dice.of([...MACS, ''])}` },
    { name: 'ports', type: 'bitmap:port range 0-10000', parts: 1, element: (dice) => dice.of(['22', '53', '80', '443', '700', '1025']) },
  ]
const MACS = [',02:00:00:00:00:02', ',02:00:00:00:00:02', ',02:00:00:00:00:77']
/** A list of the sets of one part and of two. */
const LIST = 'list'

function address(dice: Dice): string {
  return dice.of([
    '192.0.2.1',
    '192.0.2.2',
    '192.0.2.3',
    '198.51.100.1',
    '198.51.100.2',
    '198.51.100.3',
    '10.0.0.2',
    '10.0.0.77',
    '8.8.8.8',
  ])
}

function near(dice: Dice): string {
  return dice.of(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.77'])
}

function network(dice: Dice): string {
  return dice.of([
    '192.0.2.0/24',
    '192.0.2.2/31',
    '192.0.2.3',
    '198.51.100.0/25',
    '198.51.100.2',
    '10.0.0.0/8',
    '10.0.0.64/26',
    '8.0.0.0/6',
  ])
}

function port(dice: Dice): string {
  return dice.of(['tcp:22', 'tcp:80', 'tcp:443', 'udp:53', 'udp:5000', '8080', 'icmp:8/0', 'tcp:1025', 'udp:1025', 'tcp:20147', 'esp:0'])
}

/** A text for `ipset restore`: every set with random properties and elements. */
export function randomSets(dice: Dice): string {
  const lines = TYPES.flatMap(({ name, type, element }) => {
    const has = (property: string) => (dice.chance(0.3) ? property : '')
    const [timeout, counters, comment, skbinfo] = [has(' timeout 600'), has(' counters'), has(' comment'), has(' skbinfo')]
    const property = (own: string, words: readonly string[]) => (own !== '' && dice.chance(0.5) ? ` ${dice.of(words)}` : '')
    const elements = Array.from({ length: dice.between(0, 4) }, () =>
      [
        `add ${name} ${element(dice)}`,
        property(timeout, ['timeout 300', 'timeout 0']),
        property(counters, ['packets 2 bytes 100', 'packets 7', 'bytes 40']),
        property(comment, ['comment "who"', 'comment "a b"']),
        property(skbinfo, ['skbmark 0x1', 'skbmark 0x12/0xff', 'skbmark 0x2 skbprio 1:2 skbqueue 1']),
        type.includes('net') && !type.includes('netmask') && dice.chance(0.15) ? ' nomatch' : '',
        ' -exist',
      ].join(''),
    )
    return [`create ${name} ${type}${timeout}${counters}${comment}${skbinfo}`, ...elements]
  })
  const members = TYPES.filter(({ parts }) => parts < 3 && dice.chance(0.4)).map(({ name }) => `add ${LIST} ${name}`)
  return `${[...lines, `create ${LIST} list:set${dice.of(['', ' counters', ' timeout 600'])} size 12`, ...members].join('\n')}\n`
}

/** A random match of one of these sets, mostly with as many sides as it has parts. */
export function randomSetMatch(dice: Dice): string {
  const not = () => (dice.chance(0.2) ? '! ' : '')
  const number = dice.of(['0', '1', '2', '3', '8'])
  const bytes = dice.of(['40', '68', '140'])
  const more = [
    '',
    '',
    ' --return-nomatch',
    ' ! --update-counters',
    ' ! --update-subcounters',
    ` --packets-${dice.of(['gt', 'lt'])} ${number}`,
    ` ${not()}--packets-eq ${number}`,
    ` --bytes-${dice.of(['gt', 'lt'])} ${bytes}`,
    ` ${not()}--bytes-eq ${bytes}`,
  ]
  return `-m set ${not()}--match-set ${setAndSides(dice)}${dice.of(more)}`
}

/** A random SET target. */
export function randomSetTarget(dice: Dice, table: TableName): string {
  const name = setAndSides(dice)
  const added = `--add-set ${name}${dice.of(['', '', ' --exist', ' --timeout 60', ' --exist --timeout 30'])}`
  const choices = [added, added, `--del-set ${name}`]
  if (table === 'mangle') choices.push(`--map-set ${name} --map-mark`)
  return `-j SET ${dice.of(choices)}`
}

function setAndSides(dice: Dice): string {
  const { name, parts } = dice.chance(0.15) ? { name: LIST, parts: dice.between(1, 2) } : dice.of(TYPES)
  const sides = dice.chance(0.05) ? dice.between(1, 3) : parts
  return `${name} ${Array.from({ length: sides }, () => dice.of(['src', 'dst'])).join(',')}`
}
