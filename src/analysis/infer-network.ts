import type { Ipv4, Prefix, Ruleset } from '../model'
import { formatIpv4, prefixContains, prefixMask } from '../model'
import {
  clueText,
  namedInterface,
  namedInterfaces,
  natTarget,
  optionValue,
  type RuleClue,
  ruleClues,
  usablePrefix,
} from './infer-network-evidence'
import { inferServices } from './infer-network-services'

/** A network and services guessed from rules, as text that says why: a comment before each guess. */
export interface InferredNetwork {
  readonly networkText: string
  readonly servicesText: string
}

interface Guess {
  readonly name: string
  readonly reasons: string[]
  network: Prefix | null
  /** The host's own addresses there; the first is the primary one. */
  readonly own: Ipv4[]
}

/** Documentation addresses (RFC 5737) stand for the internet side when rules do not say. */
const PUBLIC_NETWORK: Prefix = { address: 0xcb007100, length: 24 }

/**
 * A host that fits the rules: the interfaces they name, an uplink with the default route, the networks and addresses that they
 * speak of, private networks where they do not say, forwarding when they forward. The same rules give the same host.
 */
export function inferNetwork(ruleset: Ruleset): InferredNetwork {
  const clues = ruleClues(ruleset)
  const guesses = namedInterfaces(clues).map(
    ({ name, because }): Guess => ({ name, reasons: [`named by ${clueText(because)}`], network: null, own: [] }),
  )
  if (guesses.length === 0) guesses.push({ name: 'eth0', reasons: ['no rule names an interface, so there is one'], network: null, own: [] })
  const uplink = chooseUplink(guesses, clues)
  placeNetworks(guesses, uplink, clues)
  placeOwnAddresses(guesses, uplink, clues)
  fillIn(guesses, uplink)
  placeForwardedHosts(guesses, uplink, clues)
  for (const guess of guesses) ownAddress(guess, guess === uplink)
  const services = inferServices(ruleset, clues)
  return {
    networkText: [...guesses.flatMap((guess) => interfaceText(guess)), ...routeText(uplink), ...forwardingText(clues)]
      .map((line) => `${line}\n`)
      .join(''),
    servicesText: services
      .map(
        ({ service, because }) =>
          `${service.protocol} ${service.port}${service.name === '' ? '' : ` ${service.name}`} # ${clueText(because)}\n`,
      )
      .join(''),
  }
}

const TUNNEL = /^(wg|tun|tap|ppp|ipsec|vti|gre|tailscale)/
/** PPPoE: what is masqueraded there leaves for the internet, as no peer of a tunnel would want it. */
const DIALLED = /^ppp/
const CONTAINER = /^(docker|br-|virbr|lxc|veth|cni|flannel|cali)/

/** The interface toward the internet: where masquerading leaves, else where port forwards come in, else the likeliest name. */
function chooseUplink(guesses: Guess[], clues: readonly RuleClue[]): Guess {
  const find = (name: string | null): Guess | undefined => guesses.find((guess) => guess.name === name)
  for (const clue of clues) {
    const { target, header } = clue.rule
    if (target.kind !== 'modelled' || header.out?.inverted === true || header.in?.inverted === true) continue
    const masquerades = target.name === 'MASQUERADE' || target.name === 'SNAT'
    const guess = masquerades ? find(namedInterface(header.out)) : target.name === 'DNAT' ? find(namedInterface(header.in)) : undefined
    // Containers and tunnels are masqueraded too, but the internet is elsewhere when there is an elsewhere.
    if (
      guess === undefined ||
      CONTAINER.test(guess.name) ||
      (TUNNEL.test(guess.name) &&
        !(masquerades && DIALLED.test(guess.name)) &&
        guesses.some(({ name }) => !TUNNEL.test(name) && !CONTAINER.test(name)))
    )
      continue
    guess.reasons.push(`uplink, because of ${clueText(clue)}`)
    return guess
  }
  const ordinary = guesses.filter(({ name }) => !TUNNEL.test(name) && !CONTAINER.test(name))
  const likeliest =
    ordinary.find(({ name }) => /^(wan|eth0$|ens|enp|eno|en0)/.test(name)) ?? ordinary[0] ?? guesses.find(({ name }) => TUNNEL.test(name))
  if (likeliest !== undefined) {
    likeliest.reasons.push('uplink, because its name is the likeliest')
    return likeliest
  }
  const made: Guess = { name: 'eth0', reasons: ['uplink, because no other interface can be one'], network: null, own: [] }
  guesses.push(made)
  return made
}

/** Networks written beside an interface in forwarding or nat rules. */
function placeNetworks(guesses: readonly Guess[], uplink: Guess, clues: readonly RuleClue[]): void {
  for (const clue of clues) {
    const { header } = clue.rule
    const passing = clue.hooks.has('FORWARD') || clue.hooks.has('POSTROUTING') || clue.hooks.has('PREROUTING')
    if (!passing && !clue.hooks.has('INPUT')) continue
    const source = usablePrefix(header.source)
    const destination = usablePrefix(header.destination)
    if (source !== null && header.in !== null && !header.in.inverted) place(guesses, namedInterface(header.in), source, uplink, clue)
    if (destination !== null && header.out !== null && !header.out.inverted)
      place(guesses, namedInterface(header.out), destination, uplink, clue)
    // `-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE`: the source's own network is behind the interface it does not leave by.
    if (source !== null && header.out?.inverted === true && clue.hooks.has('POSTROUTING'))
      place(guesses, namedInterface(header.out), source, uplink, clue)
  }
  // A source that is masqueraded, with no interface said: a LAN without a network yet.
  for (const clue of clues) {
    const { header, target } = clue.rule
    const source = usablePrefix(header.source)
    if (
      source === null ||
      source.length > 30 ||
      !clue.hooks.has('POSTROUTING') ||
      target.kind !== 'modelled' ||
      header.out?.inverted === true
    )
      continue
    const free = guesses.find((guess) => guess !== uplink && guess.network === null)
    if (free !== undefined && !guesses.some(({ network }) => network !== null && overlaps(network, source)))
      place(guesses, free.name, source, uplink, clue)
  }
}

function place(guesses: readonly Guess[], name: string | null, prefix: Prefix, uplink: Guess, clue: RuleClue): void {
  const guess = guesses.find((one) => one.name === name)
  if (guess === undefined || guess.network !== null) return
  // Whole private ranges beside the uplink are there to be refused, not lived in; so is the rest of the internet.
  if (guess === uplink && (prefix.length < 16 || clue.rule.target.kind !== 'verdict' || clue.rule.target.verdict === 'DROP')) return
  const network = prefix.length >= 31 ? widened(prefix) : prefix
  if (guesses.some((one) => one.network !== null && overlaps(one.network, network))) return
  guess.network = network
  guess.reasons.push(`${formatIpv4(network.address)}/${network.length}, because of ${clueText(clue)}`)
}

/** The usual network around a single address. */
function widened(prefix: Prefix): Prefix {
  return { address: (prefix.address & prefixMask(24)) >>> 0, length: 24 }
}

function overlaps(one: Prefix, other: Prefix): boolean {
  return prefixContains(one, other.address) || prefixContains(other, one.address)
}

/** Addresses that must be the host's own: what INPUT and port forwards are addressed to, what OUTPUT and SNAT send from. */
function placeOwnAddresses(guesses: readonly Guess[], uplink: Guess, clues: readonly RuleClue[]): void {
  for (const clue of clues) {
    const { header, target } = clue.rule
    const nat = target.kind === 'modelled' ? target.name : null
    const claims: { address: Ipv4; name: string | null }[] = []
    const destination = usablePrefix(header.destination)
    const source = usablePrefix(header.source)
    const arriving = clue.hooks.has('INPUT') || (clue.hooks.has('PREROUTING') && (nat === 'DNAT' || nat === 'REDIRECT'))
    if (arriving && destination?.length === 32) claims.push({ address: destination.address, name: namedInterface(header.in) })
    if (clue.hooks.has('OUTPUT') && source?.length === 32) claims.push({ address: source.address, name: namedInterface(header.out) })
    if (nat === 'SNAT') {
      const { address } = natTarget(optionValue(clue.words, '--to-source'))
      if (address !== null) claims.push({ address, name: namedInterface(header.out) })
    }
    for (const { address, name } of claims) claim(guesses, uplink, address, name, clue)
  }
}

function claim(guesses: readonly Guess[], uplink: Guess, address: Ipv4, name: string | null, clue: RuleClue): void {
  if (guesses.some(({ own }) => own.includes(address))) return
  const within = guesses.find(({ network }) => network !== null && prefixContains(network, address))
  const guess = within ?? guesses.find((one) => one.name === name) ?? uplink
  guess.network ??= widened({ address, length: 32 })
  guess.own.push(address)
  guess.reasons.push(`${formatIpv4(address)} is its own, because of ${clueText(clue)}`)
}

/** Networks for the interfaces of which rules say nothing more: documentation addresses outside, private ones inside. */
function fillIn(guesses: readonly Guess[], uplink: Guess): void {
  const taken = (network: Prefix): boolean => guesses.some((one) => one.network !== null && overlaps(one.network, network))
  if (uplink.network === null) uplink.network = PUBLIC_NETWORK
  for (const guess of guesses) {
    if (guess.network !== null) continue
    const candidates = candidatesFor(guess.name)
    const network = candidates.find((candidate) => !taken(candidate))
    guess.network = network ?? null
    if (network !== undefined) guess.reasons.push('a network made up, since no rule says which')
  }
}

function candidatesFor(name: string): readonly Prefix[] {
  const series = (base: number, step: number, length: number): readonly Prefix[] =>
    Array.from({ length: 200 }, (_, i) => ({ address: base + i * step, length }))
  if (/^docker|^br-|^cni|^veth/.test(name)) return series(0xac110000, 0x10000, 16).slice(0, 15)
  if (/^virbr/.test(name)) return series(0xc0a87a00, 0x100, 24)
  if (TUNNEL.test(name)) return series(0x0a080000, 0x100, 24)
  return series(0xc0a80100, 0x100, 24)
}

/** Where port forwards go must be reachable: the target's network is put on a LAN that has a made-up one. */
function placeForwardedHosts(guesses: readonly Guess[], uplink: Guess, clues: readonly RuleClue[]): void {
  for (const clue of clues) {
    const { target } = clue.rule
    if (target.kind !== 'modelled' || target.name !== 'DNAT') continue
    const { address } = natTarget(optionValue(clue.words, '--to-destination'))
    if (address === null || address >>> 24 === 127) continue
    if (guesses.some(({ network }) => network !== null && prefixContains(network, address))) continue
    const free = guesses.find(
      (guess) => guess !== uplink && guess.own.length === 0 && guess.reasons.some((reason) => reason.startsWith('a network made up')),
    )
    if (free === undefined) continue
    free.network = widened({ address, length: 32 })
    free.reasons.splice(
      free.reasons.findIndex((reason) => reason.startsWith('a network made up')),
      1,
      `${formatIpv4(free.network.address)}/24, because of ${clueText(clue)}`,
    )
  }
}

/** The host's address in a network: the first one inside, the second outside where the first is the gateway's. */
function ownAddress(guess: Guess, isUplink: boolean): void {
  if (guess.own.length > 0 || guess.network === null) return
  const { address, length } = guess.network
  guess.own.push(length >= 31 ? address : address + (isUplink ? 2 : 1))
}

function interfaceText(guess: Guess): readonly string[] {
  const { network } = guess
  const comments = guess.reasons.map((reason) => `# ${guess.name}: ${reason}`)
  if (network === null) return [...comments, `ip link add ${guess.name} type dummy`]
  return [
    ...comments,
    ...guess.own.map(
      (address) => `ip addr add ${formatIpv4(address)}/${prefixContains(network, address) ? network.length : 32} dev ${guess.name}`,
    ),
  ]
}

function routeText(uplink: Guess): readonly string[] {
  const { network, own } = uplink
  if (network === null) return []
  if (TUNNEL.test(uplink.name)) return [`ip route add default dev ${uplink.name}`]
  const first = network.address + 1
  const last = (network.address | ~prefixMask(network.length)) >>> 0
  const gateway = own.includes(first) ? last - 1 : first
  return [
    `# ${uplink.name}: the default route, by the network's usual gateway`,
    `ip route add default via ${formatIpv4(gateway)} dev ${uplink.name}`,
  ]
}

function forwardingText(clues: readonly RuleClue[]): readonly string[] {
  const because = clues.find(
    ({ hooks, rule, table }) =>
      hooks.has('FORWARD') ||
      (table === 'nat' && rule.target.kind === 'modelled' && ['MASQUERADE', 'SNAT', 'DNAT', 'NETMAP'].includes(rule.target.name)),
  )
  return because === undefined
    ? ['# forwarding: off, because no rule forwards', 'net.ipv4.ip_forward = 0']
    : [`# forwarding: on, because of ${clueText(because)}`, 'net.ipv4.ip_forward = 1']
}
