import { BASE_CHAINS, type TableName } from '../src/model'
import type { Dice } from './dice'
import type { Profile } from './generate'

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter']
const PORTS = ['22', '53', '80', '443', '8080', '9000'] as const
const NETS = ['192.0.2.0/24', '198.51.100.0/25', '10.0.0.2', '10.0.0.0/8', '192.0.2.1', '198.51.100.1', '8.8.8.8'] as const

/** Half the most rules that a table gets beside its user chain's. */
const WEIGHTS: Readonly<Record<Profile, Readonly<Record<TableName, number>>>> = {
  filter: { raw: 1, mangle: 3, nat: 2, filter: 6, security: 0 },
  nat: { raw: 1, mangle: 2, nat: 5, filter: 3, security: 0 },
  routing: { raw: 1, mangle: 4, nat: 2, filter: 3, security: 0 },
}

/** A save text of rules that the packets of generate.ts are likely to meet, of extensions that the engine models. */
export function randomRules(dice: Dice, profile: Profile): string {
  const lines: string[] = []
  for (const table of TABLES) {
    const weight = WEIGHTS[profile][table]
    const user = `${table.toUpperCase()}-USER`
    lines.push(`*${table}`)
    for (const chain of BASE_CHAINS[table]) lines.push(`:${chain} ${table === 'filter' && dice.chance(0.3) ? 'DROP' : 'ACCEPT'} [0:0]`)
    lines.push(`:${user} - [0:0]`)
    for (let i = dice.between(0, weight * 2); i > 0; i--) {
      const chain = dice.of(BASE_CHAINS[table])
      const does = dice.chance(0.2) ? `-${dice.of(['j', 'j', 'g'])} ${user}` : target(dice, table, chain)
      // A target that names its own protocol or address stands alone.
      lines.push(`-A ${chain}${/^-[pd] /.test(does) ? '' : conditions(dice, chain)} ${does}`.trimEnd())
    }
    for (let i = dice.between(1, 3); i > 0; i--)
      lines.push(`-A ${user}${conditions(dice, user)} ${dice.of(['-j RETURN', '-j ACCEPT', ''])}`.trimEnd())
    lines.push('COMMIT')
  }
  return `${lines.join('\n')}\n`
}

function conditions(dice: Dice, chain: string): string {
  let words = ''
  if (dice.chance(0.3)) words += ` ${dice.chance(0.15) ? '! ' : ''}-s ${dice.of(NETS)}`
  if (dice.chance(0.3)) words += ` ${dice.chance(0.15) ? '! ' : ''}-d ${dice.of(NETS)}`
  if (dice.chance(0.2) && ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain)) words += ` -i ${dice.of(['eth0', 'eth1', 'eth+', 'lo'])}`
  if (dice.chance(0.2) && ['OUTPUT', 'POSTROUTING', 'FORWARD'].includes(chain)) words += ` -o ${dice.of(['eth0', 'eth2', 'eth+', 'lo'])}`
  if (dice.chance(0.5)) {
    const protocol = dice.of(['tcp', 'tcp', 'udp', 'icmp'])
    words += ` -p ${protocol}`
    if (protocol === 'icmp') words += dice.chance(0.5) ? ` -m icmp --icmp-type ${dice.of(['8', '0', '3', '11'])}` : ''
    else if (dice.chance(0.6))
      words += dice.chance(0.3) ? ` -m multiport --dports ${dice.of(PORTS)},${dice.of(PORTS)}` : ` -m ${protocol} --dport ${dice.of(PORTS)}`
    if (protocol === 'tcp' && dice.chance(0.15)) words += ' -m tcp --tcp-flags FIN,SYN,RST,ACK SYN'
  }
  if (dice.chance(0.35)) words += match(dice)
  return words
}

function match(dice: Dice): string {
  return ` ${dice.of([
    `-m conntrack --ctstate ${dice.of(['NEW', 'RELATED,ESTABLISHED', 'INVALID', 'ESTABLISHED', 'RELATED', 'DNAT', 'SNAT'])}`,
    `-m conntrack ! --ctstate ${dice.of(['NEW', 'RELATED,ESTABLISHED', 'INVALID,UNTRACKED'])}`,
    `-m state --state ${dice.of(['NEW', 'ESTABLISHED'])}`,
    `-m mark ${dice.of(['', '! '])}--mark ${dice.of(['0x1', '0x2/0x2', '0x0'])}`,
    `-m connmark --mark ${dice.of(['0x1', '0x0'])}`,
    `-m ttl --ttl-${dice.of(['lt 10', 'gt 63', 'eq 64'])}`,
    `-m length --length ${dice.of(['0:40', '41:100', '84'])}`,
    `-m tos --tos ${dice.of(['0x10/0xff', '0x08/0x3f'])}`,
    `-m dscp --dscp ${dice.of(['0x2e', '0x00'])}`,
    `-m addrtype --${dice.of(['src', 'dst'])}-type ${dice.of(['LOCAL', 'UNICAST', 'BROADCAST'])}`,
    `-m pkttype --pkt-type ${dice.of(['unicast', 'broadcast'])}`,
    `-m iprange --src-range 10.0.0.2-10.0.0.50`,
    `-m set ${dice.of(['', '! '])}--match-set ${dice.of(['people', 'places'])} ${dice.of(['src', 'dst'])}`,
    `-m statistic --mode nth --every 2 --packet ${dice.of(['0', '1'])}`,
    `-m comment --comment "${dice.of(['a word', 'two "quoted" words'.replaceAll('"', ''), 'x'])}"`,
  ])}`
}

function target(dice: Dice, table: TableName, chain: string): string {
  const log = `-j LOG --log-prefix "${table}-${chain.slice(0, 4)} "`
  switch (table) {
    case 'raw':
      return dice.of(['-j ACCEPT', '-j CT --notrack', log, '-j DROP'])
    case 'mangle':
      return dice.of([
        '-j ACCEPT',
        '-j DROP',
        log,
        `-j MARK --set-xmark ${dice.of(['0x1/0xffffffff', '0x2/0x2'])}`,
        '-j CONNMARK --save-mark',
        '-j CONNMARK --restore-mark',
        '-j CONNMARK --set-xmark 0x1/0xffffffff',
        `-j TOS --set-tos ${dice.of(['0x10/0xff', '0x08/0x3f'])}`,
        '-j DSCP --set-dscp 0x2e',
        `-j TTL --ttl-${dice.of(['inc 5', 'dec 1', 'set 70'])}`,
        '-j SET --add-set people src',
      ])
    case 'nat':
      return natTarget(dice, chain, log)
    default:
      return dice.of([
        '-j ACCEPT',
        '-j ACCEPT',
        '-j DROP',
        log,
        `-j REJECT --reject-with ${dice.of(['icmp-port-unreachable', 'icmp-host-prohibited', 'icmp-net-unreachable'])}`,
        '',
      ])
  }
}

function natTarget(dice: Dice, chain: string, log: string): string {
  if (chain === 'PREROUTING' || chain === 'OUTPUT') {
    return dice.of([
      '-j ACCEPT',
      log,
      '-j DNAT --to-destination 10.0.0.2',
      '-j DNAT --to-destination 198.51.100.3',
      '-p tcp -j DNAT --to-destination 10.0.0.3:8080',
      '-p udp -j DNAT --to-destination :53',
      '-p tcp -j REDIRECT --to-ports 9000',
      '-j REDIRECT',
    ])
  }
  const sources = [
    '-j ACCEPT',
    log,
    '-j SNAT --to-source 192.0.2.100',
    '-j SNAT --to-source 198.51.100.1',
    '-p tcp -j SNAT --to-source 10.0.0.1:7000',
  ]
  return dice.of(chain === 'POSTROUTING' ? [...sources, '-j MASQUERADE', '-d 10.0.0.0/24 -j NETMAP --to 10.1.0.0/24'] : sources)
}
