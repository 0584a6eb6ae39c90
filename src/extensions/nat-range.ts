import { formatIpv4, type Ipv4, parseIpv4 } from '../model'
import { byteLength } from './byte-length'
import { type OptionSite, Refusal } from './option'
import type { NatRange } from './semantics'
import { servicePort } from './service-names'
import { scanUnsigned } from './strtoul'

/** What DNAT, SNAT, REDIRECT and MASQUERADE map to: `192.0.2.1-192.0.2.9:1024-2048/5000`, each part optional. */
export type NatTo = {
  readonly addresses: readonly [Ipv4, Ipv4] | null
  readonly ports: { readonly first: number; readonly last: number; readonly base: number | null } | null
}

/** Where ports mean something (libxt_NAT.c portok). */
const PROTOCOLS_WITH_PORTS: readonly number[] = [6, 17, 132, 33, 1]

/** parse_to: `[ADDRESS[-ADDRESS]][:PORT[-PORT[/BASE]]]`. */
export function readNatTo(argument: string, at: OptionSite): NatTo | Refusal {
  if (argument.includes('[')) return new Refusal('Invalid address format')
  const firstColon = argument.indexOf(':')
  // Two colons would be an IPv6 address.
  const colon = firstColon >= 0 && argument.indexOf(':', firstColon + 1) >= 0 ? -1 : firstColon
  const ports = colon < 0 ? null : readNatPorts(argument.slice(colon + 1), at)
  if (ports instanceof Refusal) return ports
  // Two characters might be the brackets of an IPv6 address: they are not looked at.
  if (colon === 0 || (colon > 0 && byteLength(argument.slice(0, colon)) === 2)) return { addresses: null, ports: ports?.ports ?? null }
  const words = (colon < 0 ? argument : argument.slice(0, colon)).split('-')
  const ends: Ipv4[] = []
  for (const word of [words[0] ?? '', ...(words.length > 1 ? [words.slice(1).join('-')] : [])]) {
    const address = parseIpv4(word)
    if (address === null) return new Refusal(`Bad IP address "${word}"`, ['dotted quad'])
    ends.push(address)
  }
  const [first = 0, last = first] = ends
  return { addresses: [first, last], ports: ports?.ports ?? null }
}

/** parse_ports: `PORT[-PORT[/BASE]]`. */
export function readNatPorts(argument: string, at: OptionSite): NatTo | Refusal {
  const invalid = (word: string) => new Refusal(`Port \`${word}' not valid`)
  const allowed = at.protocol !== null && PROTOCOLS_WITH_PORTS.includes(at.protocol)
  if (!allowed) return new Refusal('Need TCP, UDP, SCTP or DCCP with port specification', ['protocol before target'])
  const port = scanUnsigned(argument, 0)
  if (port === null || port.value > 0xffff) {
    const named = servicePort(argument, null)
    return named === null ? invalid(argument) : only(named, named, null)
  }
  if (port.end === argument.length) return only(port.value, port.value, null)
  const separator = argument[port.end]
  if (separator === ':') return new Refusal('Invalid port:port syntax - use dash')
  if (separator !== '-') return new Refusal(`Garbage after port value: \`${argument.slice(port.end)}'`)
  const rest = argument.slice(port.end + 1)
  const last = scanUnsigned(rest, 0)
  if (last === null || last.value > 0xffff) return invalid(rest)
  if (last.value < port.value) return new Refusal(`Port range \`${rest}' funky`, ['smaller port goes first'])
  if (last.end === rest.length) return only(port.value, last.value, null)
  if (rest[last.end] !== '/') return new Refusal(`Garbage after port range: \`${rest.slice(last.end)}'`)
  const baseText = rest.slice(last.end + 1)
  // Whatever stands behind the number.
  const given = scanUnsigned(baseText, 0)
  const base = given !== null && given.value >= 1 && given.value <= 0xffff ? given.value : servicePort(baseText, null)
  return base === null ? invalid(baseText) : only(port.value, last.value, base)
}

function only(first: number, last: number, base: number | null): NatTo {
  return { addresses: null, ports: { first, last, base } }
}

/** The struct of SNAT and MASQUERADE has no room for a base port: one that was given is 0. */
export function forgetBase(to: NatTo | Refusal): NatTo | Refusal {
  if (to instanceof Refusal || to.ports === null || to.ports.base === null) return to
  return { ...to, ports: { ...to.ports, base: 0 } }
}

/** The range as iptables prints it, beginning with `:` when it has only ports; '' for nothing. */
export function formatNatTo(to: NatTo | undefined): string {
  if (to === undefined) return ''
  const { addresses, ports } = to
  const address =
    addresses === null
      ? ''
      : addresses[0] === addresses[1]
        ? formatIpv4(addresses[0])
        : `${formatIpv4(addresses[0])}-${formatIpv4(addresses[1])}`
  if (ports === null) return address
  const last = ports.last === ports.first ? '' : `-${ports.last}`
  return `${address}:${ports.first}${last}${ports.base === null ? '' : `/${ports.base}`}`
}

/** The range without its leading colon: `--to-ports 8080`. */
export function formatNatPorts(to: NatTo | undefined): string {
  return formatNatTo(to).replace(/^:/, '')
}

export interface NatFlags {
  readonly random?: true
  readonly 'random-fully'?: true
  readonly persistent?: true
}

/** ` --random --persistent`. */
export function formatNatFlags(use: NatFlags, dashes: string): string {
  return (['random', 'random-fully', 'persistent'] as const).map((name) => (use[name] ? ` ${dashes}${name}` : '')).join('')
}

/** The engine's range of a use. */
export function natRange(manip: 'source' | 'destination', to: NatTo | undefined, flags: NatFlags): NatRange {
  const addresses = to?.addresses ?? null
  return {
    manip,
    addresses: addresses === null ? null : { first: addresses[0], last: addresses[1] },
    ports: to?.ports ?? null,
    random: flags.random === true,
    fullyRandom: flags['random-fully'] === true,
    persistent: flags.persistent === true,
    netmap: false,
  }
}
