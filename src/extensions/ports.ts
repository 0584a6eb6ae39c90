import type { Packet } from '../model'
import type { Invertible } from './option'
import type { MatchEnvironment, Test } from './semantics'
import { serviceName } from './service-names'

/** Ports as tcp, udp, sctp and dccp match them. */
export type PortRange = readonly [number, number]

/** `22`, or `1024:65535`. */
export function formatPorts([first, last]: PortRange): string {
  return first === last ? `${first}` : `${first}:${last}`
}

/** ` ! --sport 22`; nothing for every port, even when inverted: iptables-save forgets `! --sport 0:65535`. */
export function savePorts(option: string, ports: Invertible<PortRange> | undefined): string {
  return ports === undefined || isEveryPort(ports.value) ? '' : saveEveryPort(option, ports)
}

/** The same of sctp and dccp, which print every port too. */
export function saveEveryPort(option: string, ports: Invertible<PortRange> | undefined): string {
  return ports === undefined ? '' : ` ${ports.inverted ? '! ' : ''}--${option} ${formatPorts(ports.value)}`
}

/** `ssh`, or `1024:65535`: by the names of a protocol's services where there are some; of no protocol, numbers. */
export function listedPorts([first, last]: PortRange, protocol: number | null): string {
  const text = (port: number): string => (protocol === null ? null : serviceName(port, protocol)) ?? String(port)
  return first === last ? text(first) : `${text(first)}:${text(last)}`
}

/** ` spt:!22`, ` spts:1024:65535`; with `names` ` spt:!ssh`. */
export function listPorts(label: string, ports: Invertible<PortRange> | undefined, names: number | null = null): string {
  if (ports === undefined || (isEveryPort(ports.value) && !ports.inverted)) return ''
  const plural = ports.value[0] === ports.value[1] ? '' : 's'
  return ` ${label}${plural}:${ports.inverted ? '!' : ''}${listedPorts(ports.value, names)}`
}

function isEveryPort([first, last]: PortRange): boolean {
  return first === 0 && last === 0xffff
}

/** The source port of the protocols that begin with two ports, or -1: fragments but the first have none. */
export function sourcePort(packet: Packet): number {
  const { transport } = packet
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.sourcePort
  return transport.kind === 'other' && packet.fragmentOffset === 0 ? wordAt(transport.payload, 0) : -1
}

/** The destination port, or -1. */
export function destinationPort(packet: Packet): number {
  const { transport } = packet
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.destinationPort
  return transport.kind === 'other' && packet.fragmentOffset === 0 ? wordAt(transport.payload, 2) : -1
}

/** Two bytes as a number, or -1 where they are not there. */
export function wordAt(bytes: string, at: number): number {
  return at + 1 < bytes.length ? bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1) : -1
}

/** A port in a range. A packet without ports never matches, inverted or not: the kernel answers before it looks at the inversion. */
export function portTest(side: 'source' | 'destination', ports: Invertible<PortRange>): Test {
  const [first, last] = ports.value
  const { inverted } = ports
  const portOf = side === 'source' ? sourcePort : destinationPort
  return {
    subject: `${side} port`,
    wants: `${inverted ? '! ' : ''}${formatPorts(ports.value)}`,
    holds: ({ packet }: MatchEnvironment) => {
      const port = portOf(packet)
      return port >= 0 && (port >= first && port <= last) !== inverted
    },
    is: ({ packet }: MatchEnvironment) => {
      const port = portOf(packet)
      return port >= 0 ? String(port) : 'fragment'
    },
  }
}
