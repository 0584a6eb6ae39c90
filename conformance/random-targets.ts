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

/** A random target for a rule of a base chain. Empty for a rule that only counts. */
export function randomTarget(dice: Dice, profile: Profile, table: TableName, chain: string, protocol: string | null): string {
  const log = `-j LOG --log-prefix "${table}-${chain.slice(0, 4)} "${dice.of(['', '', ' --log-level 7', ' --log-tcp-options --log-ip-options', ' --log-tcp-sequence --log-uid'])}`
  if (profile === 'sets' && dice.chance(0.4)) return randomSetTarget(dice, table)
  if (profile === 'sets' && table !== 'nat') return dice.of(['', '', log, '-j ACCEPT'])
  switch (table) {
    case 'raw':
      if (profile === 'asleep') return dice.of(['-j ACCEPT', log, '-j DROP', '-j CT --notrack', ''])
      return dice.of(['-j ACCEPT', '-j CT --notrack', '-j NOTRACK', log, dice.chance(0.3) ? '-j DROP' : '', '-j RETURN'])
    case 'mangle':
      return mangleTarget(dice, profile, chain, log, protocol)
    case 'nat':
      return profile === 'asleep' ? dice.of(['-j ACCEPT', log, '-j RETURN', '']) : natTarget(dice, chain, log, protocol)
    default:
      return filterTarget(dice, profile, log, protocol)
  }
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

function mangleTarget(dice: Dice, profile: Profile, chain: string, log: string, protocol: string | null): string {
  const mark = `-j MARK ${dice.of(['--set-xmark 0x1/0xffffffff', '--set-mark 0x1', '--set-mark 0x2', '--or-mark 0x2', '--and-mark 0x1', '--xor-mark 0x3', '--set-xmark 0x10/0xf0'])}`
  const choices = [
    '-j ACCEPT',
    dice.chance(0.4) ? '-j DROP' : '-j RETURN',
    log,
    mark,
    mark,
    `-j TOS ${dice.of(['--set-tos 0x10/0xff', '--set-tos 0x08/0x3f', '--or-tos 0x04', '--and-tos 0xf0', '--xor-tos 0x08'])}`,
    `-j DSCP ${dice.of(['--set-dscp 0x2e', '--set-dscp-class CS1', '--set-dscp 0'])}`,
    `-j TTL --ttl-${dice.of(['inc 5', 'dec 1', 'dec 70', 'set 70', 'set 1'])}`,
    `-j SET ${dice.of(['--add-set people src', '--add-set people dst --exist', '--del-set people src', '--add-set ports dst', '--del-set doors dst,dst', '--add-set doors src,src'])}`,
  ]
  if (['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain)) choices.push('-j CLASSIFY --set-class 1:2')
  if (protocol === 'tcp') choices.push('-j ECN --ecn-tcp-remove', '-j TCPOPTSTRIP --strip-options mss,sack')
  if (profile !== 'asleep') {
    const nothing = dice.of(['', ' --nfmask 0xf --ctmask 0xff'])
    choices.push(
      `-j CONNMARK --save-mark${nothing}`,
      `-j CONNMARK --restore-mark${nothing}`,
      `-j CONNMARK ${dice.of(['--set-xmark 0x1/0xffffffff', '--set-mark 0x2/0x3', '--or-mark 0x4', '--and-mark 0x1'])}`,
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
      `-j DNAT --to-destination ${dice.of(['10.0.0.2', '198.51.100.3', '192.0.2.1', '192.0.2.2', '198.51.100.2-198.51.100.9', '127.0.0.1', '8.8.8.8'])}`,
      '-j REDIRECT',
      `-j NETMAP --to ${dice.of(['10.0.0.0/24', '192.0.2.0/28', '172.16.5.0/24'])}`,
    ]
    if (ports)
      choices.push(
        `-j DNAT --to-destination ${dice.of(['10.0.0.3:8080', ':53', '192.0.2.1:80', '198.51.100.3:5000-5003', '10.0.0.2-10.0.0.4:80'])}`,
        `-j REDIRECT --to-ports ${dice.of(['9000', '22', '53', '8080-8083'])}`,
      )
    return dice.of(choices)
  }
  const choices = [
    '-j ACCEPT',
    log,
    `-j SNAT --to-source ${dice.of(['192.0.2.100', '198.51.100.1', '10.0.0.1', '192.0.2.3', '198.51.100.1-198.51.100.4', '8.8.8.8'])}`,
    `-j NETMAP --to ${dice.of(['10.0.0.0/24', '192.0.2.0/28'])}`,
  ]
  if (ports) choices.push(`-j SNAT --to-source ${dice.of(['10.0.0.1:7000', '192.0.2.1:7000', '198.51.100.1:22'])}`)
  if (chain === 'POSTROUTING') choices.push('-j MASQUERADE', '-j MASQUERADE', ...(ports ? ['-j MASQUERADE --to-ports 7000'] : []))
  return dice.of(choices)
}
