import { BASE_CHAINS, type TableName } from '../src/model'
import type { Dice } from './dice'
import type { Profile } from './generate'
import { randomExample } from './random-examples'
import { randomTracker } from './random-helpers'
import { randomMatch } from './random-matches'
import { randomTarget, randomUserTarget } from './random-targets'

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter']
const PORTS = ['22', '53', '80', '443', '3306', '5000', '8080', '9000', '22:80', '1024:'] as const
const NETS = [
  '192.0.2.0/24',
  '198.51.100.0/25',
  '10.0.0.2',
  '10.0.0.0/8',
  '192.0.2.1',
  '198.51.100.1',
  '192.0.2.77',
  '8.8.8.8',
  '0.0.0.0/0',
  '127.0.0.0/8',
] as const

/** Half the most rules that a base chain's table gets beside its user chains'. */
function weights(profile: Profile): Readonly<Record<TableName, number>> {
  switch (profile) {
    case 'nat':
      return { raw: 1, mangle: 2, nat: 6, filter: 3, security: 0 }
    case 'routing':
      return { raw: 1, mangle: 5, nat: 2, filter: 3, security: 0 }
    case 'extensions':
      return { raw: 2, mangle: 5, nat: 3, filter: 6, security: 0 }
    case 'tracking':
      return { raw: 2, mangle: 4, nat: 3, filter: 6, security: 0 }
    case 'helpers':
      return { raw: 3, mangle: 1, nat: 2, filter: 4, security: 0 }
    default:
      return { raw: 1, mangle: 3, nat: 2, filter: 5, security: 0 }
  }
}

/** A save text of rules that random packets are likely to meet, of extensions that the engine models. */
export function randomRules(dice: Dice, profile: Profile): string {
  const lines: string[] = []
  const weight = weights(profile)
  for (const table of TABLES) {
    const users = [0, 1].map((i) => `${table.toUpperCase()}-U${i}`)
    lines.push(`*${table}`)
    for (const chain of BASE_CHAINS[table])
      lines.push(`:${chain} ${dice.chance(table === 'filter' ? 0.2 : 0.02) ? 'DROP' : 'ACCEPT'} [0:0]`)
    for (const user of users) lines.push(`:${user} - [0:0]`)
    for (let i = dice.between(0, weight[table] * 2); i > 0; i--) {
      const chain = dice.of(BASE_CHAINS[table])
      lines.push(rule(dice, profile, table, chain, users))
    }
    for (let i = dice.between(0, 3); i > 0; i--) lines.push(rule(dice, profile, table, users[0] ?? '', users.slice(1)))
    for (let i = dice.between(0, 3); i > 0; i--) lines.push(rule(dice, profile, table, users[1] ?? '', []))
    lines.push('COMMIT')
  }
  return `${lines.join('\n')}\n`
}

function rule(dice: Dice, profile: Profile, table: TableName, chain: string, below: readonly string[]): string {
  const base = BASE_CHAINS[table].some((hook) => hook === chain)
  if (profile === 'helpers' && table === 'raw' && base) return `-A ${chain} ${randomTracker(dice, chain)}`
  const conditions = randomConditions(dice, profile, table, chain, base)
  const does =
    below.length > 0 && dice.chance(0.15)
      ? `-${dice.of(['j', 'j', 'j', 'g'])} ${dice.of(below)}`
      : base
        ? targetOfBase(dice, profile, { table, chain }, conditions)
        : randomUserTarget(dice, table, conditions)
  return `-A ${chain}${conditions} ${does}`.trimEnd()
}

/** How often a rule is an example of an extension's own. */
function examplesIn(profile: Profile): number {
  return profile === 'extensions' ? 0.35 : profile === 'sets' || profile === 'asleep' || profile === 'helpers' ? 0 : 0.08
}

function targetOfBase(
  dice: Dice,
  profile: Profile,
  place: { readonly table: TableName; readonly chain: string },
  conditions: string,
): string {
  const example = dice.chance(examplesIn(profile)) ? randomExample(dice, 'target', place, conditions) : null
  return example ?? randomTarget(dice, profile, place.table, place.chain, conditions)
}

function randomConditions(dice: Dice, profile: Profile, table: TableName, chain: string, base: boolean): string {
  let words = ''
  if (dice.chance(0.3)) words += ` ${dice.chance(0.15) ? '! ' : ''}-s ${dice.of(NETS)}`
  if (dice.chance(0.3)) words += ` ${dice.chance(0.15) ? '! ' : ''}-d ${dice.of(NETS)}`
  if (dice.chance(0.15) && ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain))
    words += ` ${dice.chance(0.2) ? '! ' : ''}-i ${dice.of(['eth0', 'eth1', 'eth+', 'lo', 'wg0'])}`
  if (dice.chance(0.15) && ['OUTPUT', 'POSTROUTING', 'FORWARD'].includes(chain))
    words += ` ${dice.chance(0.2) ? '! ' : ''}-o ${dice.of(['eth0', 'eth2', 'et+', 'lo'])}`
  let protocol: string | null = null
  if (dice.chance(0.5)) {
    protocol = dice.of(['tcp', 'tcp', 'tcp', 'udp', 'udp', 'icmp', 'icmp', dice.of(['50', '2', '89', 'sctp', 'all'])])
    const inverted = protocol !== 'all' && dice.chance(0.05)
    words += ` ${inverted ? '! ' : ''}-p ${protocol}`
    if (inverted) protocol = null
    else words += ofProtocol(dice, protocol)
  }
  if (dice.chance(profile === 'fragments' ? 0.2 : 0.04)) words += dice.of([' -f', ' ! -f'])
  if (dice.chance(profile === 'extensions' || profile === 'sets' ? 0.75 : 0.4)) words += ` ${randomMatch(dice, profile, chain, protocol)}`
  // A rule has each match once here; iptables takes more, and asks all.
  if (base && dice.chance(examplesIn(profile))) {
    const example = randomExample(dice, 'match', { table, chain }, words)
    if (example !== null && !words.includes(example.split(' ').slice(0, 2).join(' '))) words += ` ${example}`
  }
  return words
}

/** What a rule asks of its protocol's header. */
function ofProtocol(dice: Dice, protocol: string): string {
  if (dice.chance(0.35)) return ''
  const not = dice.chance(0.15) ? '! ' : ''
  if (protocol === 'sctp') return ` -m sctp ${not}--dport ${dice.of(PORTS)}`
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp') return ''
  if (protocol === 'icmp')
    return ` -m icmp ${not}--icmp-type ${dice.of(['8', '0', '3', '3/1', '11', 'any', 'echo-request', '5/1', '12', '255/255', 'timestamp-request'])}`
  if (dice.chance(0.3))
    return ` -m multiport ${not}--${dice.of(['dports', 'sports', 'ports'])} ${dice.of(PORTS.slice(0, -1))},${dice.of(PORTS.slice(0, -1))}`
  if (protocol === 'tcp' && dice.chance(0.2))
    return ` -m tcp ${not}${dice.of(['--syn', '--tcp-flags FIN,SYN,RST,ACK SYN', '--tcp-flags ALL NONE', '--tcp-flags SYN,FIN SYN,FIN', '--tcp-flags ALL ALL', '--tcp-flags PSH,URG PSH', '--tcp-flags RST NONE', '--tcp-option 2', '--tcp-option 8'])}`
  return ` -m ${protocol} ${not}--${dice.of(['dport', 'dport', 'sport'])} ${dice.of(PORTS)}`
}
