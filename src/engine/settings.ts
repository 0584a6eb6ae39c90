import type { RoutingSettings } from './routing/decide'

/** The sysctl values that a host's network stack asks, with the kernel's defaults. */
export interface HostSettings extends RoutingSettings {
  readonly defaultTtl: number
  readonly echoIgnoreAll: boolean
  readonly echoIgnoreBroadcasts: boolean
  /** Conntrack sums up what comes in by a wire (nf_conntrack_checksum). */
  readonly conntrackChecksum: boolean
  /** Whether packets with a source route may come in by an interface: `all` and the interface's own must say so. */
  acceptSourceRoute(interfaceName: string): boolean
}

/** Reads `net.ipv4...` values. Per interface the kernel keeps three: `all`, `default` and the interface's own (linux/inetdevice.h). */
export function readSettings(sysctl: { readonly [name: string]: string }): HostSettings {
  const number = (name: string): number | null => {
    const text = sysctl[name] ?? sysctl[name.replaceAll('.', '/')]
    if (text === undefined) return null
    const value = Number(text.trim())
    return Number.isFinite(value) ? value : null
  }
  const own = (interfaceName: string, key: string): number | null =>
    number(`net.ipv4.conf.${interfaceName}.${key}`) ?? number(`net.ipv4.conf.default.${key}`)
  const either = (interfaceName: string, key: string): boolean =>
    (number(`net.ipv4.conf.all.${key}`) ?? 0) !== 0 || (own(interfaceName, key) ?? 0) !== 0
  const remembered = <T>(read: (interfaceName: string) => T): ((interfaceName: string) => T) => {
    const known = new Map<string, T>()
    return (interfaceName) => {
      const value = known.get(interfaceName)
      if (value !== undefined) return value
      const fresh = read(interfaceName)
      known.set(interfaceName, fresh)
      return fresh
    }
  }
  return {
    // net.ipv4.ip_forward sets every interface's own value.
    forwarding: remembered(
      (name) =>
        (number(`net.ipv4.conf.${name}.forwarding`) ?? number('net.ipv4.ip_forward') ?? number('net.ipv4.conf.all.forwarding') ?? 0) !== 0,
    ),
    reversePathFilter: remembered((name) => Math.max(number('net.ipv4.conf.all.rp_filter') ?? 0, own(name, 'rp_filter') ?? 0)),
    acceptLocal: remembered((name) => either(name, 'accept_local')),
    routeLocalnet: remembered((name) => either(name, 'route_localnet')),
    sourceValidMark: remembered((name) => either(name, 'src_valid_mark')),
    sendRedirects: remembered((name) => {
      const unless = isWireGuard(name) ? 0 : 1
      return (number('net.ipv4.conf.all.send_redirects') ?? unless) !== 0 || (own(name, 'send_redirects') ?? unless) !== 0
    }),
    acceptSourceRoute: remembered(
      (name) => (number('net.ipv4.conf.all.accept_source_route') ?? 0) !== 0 && (own(name, 'accept_source_route') ?? 1) !== 0,
    ),
    defaultTtl: number('net.ipv4.ip_default_ttl') ?? 64,
    echoIgnoreAll: (number('net.ipv4.icmp_echo_ignore_all') ?? 0) !== 0,
    echoIgnoreBroadcasts: (number('net.ipv4.icmp_echo_ignore_broadcasts') ?? 1) !== 0,
    conntrackChecksum: (number('net.netfilter.nf_conntrack_checksum') ?? 1) !== 0,
  }
}

/** Its driver turns redirects off, for itself and for `all` (drivers/net/wireguard/device.c, wg_open): peers cannot reach each other without the hub. */
function isWireGuard(interfaceName: string): boolean {
  return /^wg/.test(interfaceName)
}
