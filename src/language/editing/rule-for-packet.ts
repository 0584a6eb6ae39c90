import { protocolName, protocolNumber } from '../../extensions/protocol-names'
import { type ConnectionState, HOOKS, type Hook, Protocol, type Ruleset } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'
import { readRules } from '../../syntax/read-rules'
import type { Edited, RulePlace } from '../../worker/protocol-editing'
import { changeRule } from './change-rule'

/** A rule that this packet matches at a place, put there. */
export function ruleForPacket(text: string, packet: PacketSpec, at: RulePlace, target: string, state?: ConnectionState | null): Edited {
  const words = [wordsForPacket(readRules(text).value, packet, at, state ?? null), targetWords(target)].filter((part) => part !== '')
  return changeRule(text, { kind: 'insert', rule: words.join(' '), at })
}

function targetWords(target: string): string {
  return target === '' || target.startsWith('-') ? target : `-j ${target}`
}

/**
 * The conditions, as iptables-save writes them: both addresses, the way in, the protocol with the port or type that is asked for,
 * and what the packet is to its connection. `state` is what conntrack said of it; where nobody knows, a bare SYN is taken to be new.
 */
export function wordsForPacket(
  ruleset: Ruleset,
  packet: PacketSpec,
  { table, chain }: Pick<RulePlace, 'table' | 'chain'>,
  state: ConnectionState | null,
): string {
  const words = [`-s ${packet.src}/32`, `-d ${packet.dst}/32`]
  if (packet.in !== undefined && knowsWayIn(ruleset, table, chain)) words.push(`-i ${packet.in}`)
  const number = protocolNumber(packet.proto) ?? Number(packet.proto)
  const isLaterFragment = (packet.frag_off ?? 0) > 0
  // Protocol 0 is written as none at all.
  if (number > 0) words.push(`-p ${protocolName(number)}`)
  if (isLaterFragment) words.push('-f')
  else words.push(...transportWords(number, packet))
  const told = table === 'raw' || isLaterFragment ? null : (state ?? (isBareSyn(number, packet) ? 'NEW' : null))
  if (told !== null) words.push(`-m conntrack --ctstate ${told}`)
  return words.join(' ')
}

function transportWords(protocol: number, packet: PacketSpec): readonly string[] {
  switch (protocol) {
    case Protocol.TCP:
      return [`-m tcp --dport ${packet.dport ?? 0}`]
    case Protocol.UDP:
      return [`-m udp --dport ${packet.dport ?? 0}`]
    case Protocol.ICMP: {
      const type = packet.type ?? 8
      // Only types with several codes need one.
      return [`-m icmp --icmp-type ${packet.code === undefined || packet.code === 0 ? type : `${type}/${packet.code}`}`]
    }
    default:
      return []
  }
}

/** SYN and nothing else begins a connection, unless it has been begun already. */
function isBareSyn(protocol: number, { flags }: PacketSpec): boolean {
  return protocol === Protocol.TCP && (flags ?? 'S') === 'S'
}

/** Whether a packet in this chain still has the interface that it came in by: nowhere behind OUTPUT or POSTROUTING. */
function knowsWayIn(ruleset: Ruleset, table: string, chain: string): boolean {
  const hooks = hooksOf(ruleset, table, chain)
  return !hooks.includes('OUTPUT') && !hooks.includes('POSTROUTING')
}

/** The base chains from which a chain is reached by jumps; itself for a base chain. */
function hooksOf(ruleset: Ruleset, table: string, chain: string): readonly Hook[] {
  const chains = ruleset.tables.find(({ name }) => name === table)?.chains ?? []
  const reached = new Set([chain])
  for (let grew = true; grew; ) {
    grew = false
    for (const { name, rules } of chains)
      if (
        !reached.has(name) &&
        rules.some(({ target }) => (target.kind === 'jump' || target.kind === 'goto') && reached.has(target.chain))
      ) {
        reached.add(name)
        grew = true
      }
  }
  return HOOKS.filter((hook) => reached.has(hook))
}
