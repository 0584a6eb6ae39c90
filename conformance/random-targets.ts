import type { TableName } from '../src/model'
import type { Dice } from './dice'
import type { Profile } from './generate'
import { randomSetTarget } from './random-sets'

const REJECTS = [
  'icmp-port-unreachable',
  'icmp-host-prohibited',
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-proto-unreachable',
  'icmp-net-prohibited',
  'icmp-admin-prohibited',
] as const

/** The protocol that a rule's conditions ask for; null where they leave it open. */
export function protocolOf(conditions: string): string | null {
  return /(?<!! )-p (\w+)/.exec(conditions)?.[1] ?? null
}

/** A random target for a rule of a base chain with these conditions. Empty for a rule that only counts. */
export function randomTarget(dice: Dice, profile: Profile, table: TableName, chain: string, conditions: string): string {
  const protocol = protocolOf(conditions)
  const log = `-j LOG --log-prefix "${table}-${chain.slice(0, 4)} "${dice.of(['', '', ' --log-level 7', ' --log-tcp-options --log-ip-options', ' --log-tcp-sequence --log-uid'])}`
  if (profile === 'sets' && dice.chance(0.4)) return randomSetTarget(dice, table)
  if (profile === 'sets' && table !== 'nat') return dice.of(['', '', log, '-j ACCEPT'])
  switch (table) {
    case 'raw':
      if (profile === 'asleep') return dice.of(['-j ACCEPT', log, '-j DROP', '-j CT --notrack', ''])
      return dice.of(['-j ACCEPT', '-j CT --notrack', '-j NOTRACK', log, dice.chance(0.3) ? '-j DROP' : '', '-j RETURN'])
    case 'mangle':
      return mangleTarget(dice, profile, chain, log, conditions)
    case 'nat':
      return profile === 'asleep' ? dice.of(['-j ACCEPT', log, '-j RETURN', '']) : natTarget(dice, chain, log, protocol)
    default:
      return filterTarget(dice, profile, log, protocol)
  }
}

/** What any user chain of the table may do, wherever it is called from. */
export function randomUserTarget(dice: Dice, table: TableName, conditions: string): string {
  const protocol = protocolOf(conditions)
  const choices = ['-j RETURN', '-j ACCEPT', '', `-j LOG --log-prefix "${table}-user "`]
  if (table === 'filter') {
    choices.push('-j DROP', `-j REJECT --reject-with ${dice.of(REJECTS)}`)
    if (protocol === 'tcp') choices.push('-j REJECT --reject-with tcp-reset')
  }
  if (table === 'mangle') choices.push(markTarget(dice), tosTarget(dice), `-j TTL --ttl-${dice.of(['inc 1', 'set 40'])}`)
  return dice.of(choices)
}

function markTarget(dice: Dice): string {
  return `-j MARK ${dice.of(['--set-xmark 0x1/0xffffffff', '--set-mark 0x1', '--set-mark 0x2', '--or-mark 0x2', '--and-mark 0x1', '--xor-mark 0x3', '--set-xmark 0x10/0xf0', '--set-mark 0xf0/0x30', '--set-xmark 0x3/0x1', '--set-mark 0xffffffff', '--and-mark 0x0', '--set-xmark 0x5/0x0'])}`
}

function tosTarget(dice: Dice): string {
  return `-j TOS ${dice.of(['--set-tos 0x10/0xff', '--set-tos 0x08/0x3f', '--or-tos 0x04', '--and-tos 0xf0', '--xor-tos 0x08', '--set-tos 0xff/0x00', '--xor-tos 0xff', '--and-tos 0x00', '--or-tos 0xff', '--set-tos Minimize-Cost'])}`
}

function filterTarget(dice: Dice, profile: Profile, log: string, protocol: string | null): string {
  const reject =
    protocol === 'tcp' && dice.chance(0.4) ? '-j REJECT --reject-with tcp-reset' : `-j REJECT --reject-with ${dice.of(REJECTS)}`
  if (profile === 'errors') return dice.of(['-j ACCEPT', reject, reject, log, '-j DROP'])
  return dice.of([
    '-j ACCEPT',
    '-j ACCEPT',
    '-j DROP',
    log,
    reject,
    '',
    '-j RETURN',
    dice.chance(0.3) ? '-j SET --add-set people src --exist' : '',
  ])
}

function mangleTarget(dice: Dice, profile: Profile, chain: string, log: string, conditions: string): string {
  const protocol = protocolOf(conditions)
  const choices = [
    '-j ACCEPT',
    dice.chance(0.4) ? '-j DROP' : '-j RETURN',
    log,
    markTarget(dice),
    markTarget(dice),
    tosTarget(dice),
    `-j DSCP ${dice.of(['--set-dscp 0x2e', '--set-dscp-class CS1', '--set-dscp 0', '--set-dscp 0x3f', '--set-dscp-class AF41'])}`,
    `-j TTL --ttl-${dice.of(['inc 5', 'inc 255', 'dec 1', 'dec 64', 'dec 70', 'set 70', 'set 1', 'set 0', 'set 255'])}`,
    `-j SET ${dice.of(['--add-set people src', '--add-set people dst --exist', '--del-set people src', '--add-set ports dst', '--del-set doors dst,dst', '--add-set doors src,src'])}`,
  ]
  if (['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain)) choices.push('-j CLASSIFY --set-class 1:2')
  choices.push(`-j ECN --ecn-ip-ect ${dice.of(['0', '1', '2', '3'])}`)
  if (protocol === 'tcp') {
    choices.push(
      '-j ECN --ecn-tcp-remove',
      `-j ECN --ecn-tcp-cwr ${dice.of(['0', '1'])} --ecn-tcp-ece ${dice.of(['0', '1'])}`,
      `-j TCPOPTSTRIP --strip-options ${dice.of(['mss,sack', 'wscale,timestamp', '2,3,4,8', '5'])}`,
    )
    if (!conditions.includes('-m tcp ')) {
      const opening = '-m tcp --tcp-flags SYN,RST SYN -j TCPMSS'
      choices.push(`${opening} --set-mss ${dice.of(['1300', '536'])}`)
      // Where the packet's way out is not known yet, its MTU is not either.
      if (['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain)) choices.push(`${opening} --clamp-mss-to-pmtu`)
    }
  }
  if (profile !== 'asleep') {
    const nothing = dice.of(['', ' --nfmask 0xf --ctmask 0xff'])
    choices.push(
      `-j CONNMARK --save-mark${nothing}`,
      `-j CONNMARK --restore-mark${nothing}`,
      `-j CONNMARK ${dice.of(['--set-xmark 0x1/0xffffffff', '--set-mark 0x2/0x3', '--or-mark 0x4', '--and-mark 0x1', '--xor-mark 0x7', '--set-xmark 0x3/0x0', '--set-mark 0x1 --left-shift-mark 4', '--save-mark --left-shift-mark 1', '--restore-mark --right-shift-mark 1', '--save-mark --mask 0x3', '--restore-mark --nfmask 0x0 --ctmask 0x3'])}`,
    )
  }
  return dice.of(choices)
}

function natTarget(dice: Dice, chain: string, log: string, protocol: string | null): string {
  const ports = protocol === 'tcp' || protocol === 'udp'
  if (chain === 'PREROUTING' || chain === 'OUTPUT') {
    const choices = [
      '-j ACCEPT',
      log,
      '-j RETURN',
      `-j DNAT --to-destination ${dice.of(['10.0.0.2', '198.51.100.3', '192.0.2.1', '192.0.2.2', '198.51.100.2-198.51.100.9', '198.51.100.2-198.51.100.4 --persistent', '127.0.0.1', '8.8.8.8', '10.0.0.255', '224.0.0.9'])}`,
      '-j REDIRECT',
      `-j NETMAP --to ${dice.of(['10.0.0.0/24', '192.0.2.0/28', '172.16.5.0/24', '198.51.100.2', '10.0.0.4/30', '192.0.2.0/24'])}`,
    ]
    if (ports)
      choices.push(
        `-j DNAT --to-destination ${dice.of(['10.0.0.3:8080', ':53', '192.0.2.1:80', '198.51.100.3:5000-5003', '10.0.0.2-10.0.0.4:80', '10.0.0.2:7000-7099/80', ':22-443'])}`,
        `-j REDIRECT --to-ports ${dice.of(['9000', '22', '53', '8080-8083'])}`,
      )
    return dice.of(choices)
  }
  const choices = [
    '-j ACCEPT',
    log,
    `-j SNAT --to-source ${dice.of(['192.0.2.100', '198.51.100.1', '10.0.0.1', '192.0.2.3', '198.51.100.1-198.51.100.4', '198.51.100.7-198.51.100.9 --persistent', '8.8.8.8'])}`,
    `-j NETMAP --to ${dice.of(['10.0.0.0/24', '192.0.2.0/28', '203.0.113.0/25', '198.51.100.1'])}`,
  ]
  if (ports)
    choices.push(
      `-j SNAT --to-source ${dice.of(['10.0.0.1:7000', '192.0.2.1:7000', '198.51.100.1:22', '10.0.0.1-10.0.0.3:7000', '192.0.2.1:1025-1026', ':7000'])}`,
    )
  if (chain === 'POSTROUTING') choices.push('-j MASQUERADE', '-j MASQUERADE', ...(ports ? ['-j MASQUERADE --to-ports 7000'] : []))
  return dice.of(choices)
}
