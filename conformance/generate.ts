import type { Case } from './case'
import { Dice } from './dice'
import { randomDialogue } from './random-dialogues'
import { randomConversations } from './random-helpers'
import { randomHost } from './random-host'
import { randomPackets } from './random-packets'
import { randomRules } from './random-rules'
import { withRedirects } from './redirects'

/**
 * What cases of a run are about. All mix everything; a profile says of what there is more.
 * - filter, nat, routing, extensions: rules of that kind
 * - tracking: connections in both directions, closing, reset, out of window, NOTRACK, marks
 * - sockets: the host's own services and processes
 * - fragments: packets in pieces
 * - places: loopback, hairpins, secondary, broadcast and multicast addresses, martians, reverse path, route_localnet, TTL 0 and 1
 * - errors: ICMP errors about known and unknown connections, REJECT of every kind
 * - asleep: rules that leave connection tracking asleep
 * - sets: sets of every type with every property, rules that ask and change them
 * - helpers: ftp and tftp with their expectations, zones
 * - dialogues: one connection to a service of the host's own, told of in full by LOG
 */
export const PROFILES = [
  'filter',
  'nat',
  'routing',
  'extensions',
  'tracking',
  'sockets',
  'fragments',
  'places',
  'errors',
  'asleep',
  'sets',
  'helpers',
  'dialogues',
] as const
export type Profile = (typeof PROFILES)[number]

/**
 * A random host with random rules and packets aimed at them. Replies are made from what the engine lets out on a wire, as a peer
 * would; the kernel is asked with the same concrete packets. The same seed gives the same case.
 */
export function generateCase(profile: Profile, seed: number): Case {
  const dice = new Dice(`${profile} ${seed}`)
  if (profile === 'dialogues') return randomDialogue(dice, `${profile}-${seed}`)
  const host = randomHost(dice, profile)
  const frame: Case = { name: `${profile}-${seed}`, ...host, iptables: randomRules(dice, profile), packets: [] }
  const packets = profile === 'helpers' ? randomConversations(dice, frame) : randomPackets(dice, profile, frame)
  return withRedirects({ ...frame, packets })
}
