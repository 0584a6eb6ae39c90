import type { Diagnostic, Interface, InterfaceAddress, Ipv4, Network, Route, RoutingRule } from '../model'
import { prefixContains, prefixMask } from '../model'

/** A network while its text is read: interfaces come to be when they are first mentioned. */
export class NetworkDraft {
  readonly routes: Route[] = []
  readonly rules: RoutingRule[] = []
  readonly sysctl: { [name: string]: string } = {}
  readonly diagnostics: Diagnostic[] = []
  private readonly interfaces = new Map<string, Interface>()

  constructor() {
    this.interfaces.set('lo', loopback())
  }

  /** The interface of that name, made when it is new: pasted text rarely holds everything. */
  interface(name: string): Interface {
    const known = this.interfaces.get(name)
    if (known !== undefined) return known
    const made = newInterface(name, this.interfaces.size - 1)
    this.interfaces.set(name, made)
    return made
  }

  change(name: string, change: Partial<Omit<Interface, 'name'>>): void {
    this.interfaces.set(name, { ...this.interface(name), ...change })
  }

  removeInterface(name: string): void {
    if (name !== 'lo') this.interfaces.delete(name)
  }

  /** False when the interface has it already. */
  addAddress(name: string, address: InterfaceAddress): boolean {
    const known = this.interface(name)
    if (known.addresses.some((one) => one.address === address.address && one.prefix.length === address.prefix.length)) return false
    this.change(name, { addresses: [...known.addresses, address] })
    return true
  }

  removeAddress(name: string, address: Ipv4): boolean {
    const known = this.interface(name)
    const left = known.addresses.filter((one) => one.address !== address)
    this.change(name, { addresses: left })
    return left.length < known.addresses.length
  }

  /** The interface on whose network an address is: where a gateway without `dev` is reached. */
  interfaceToward(address: Ipv4): string | null {
    let best: { name: string; length: number } | null = null
    for (const { name, addresses } of this.interfaces.values()) {
      for (const { prefix } of addresses) {
        if (prefixContains(prefix, address) && prefix.length > (best?.length ?? -1)) best = { name, length: prefix.length }
      }
    }
    return best?.name ?? null
  }

  network(): Omit<Network, 'services'> {
    return { interfaces: [...this.interfaces.values()], routes: this.routes, rules: this.rules, sysctl: this.sysctl }
  }
}

/** Every host has it (RFC 1122 section 3.2.1.3). */
function loopback(): Interface {
  const address = 0x7f000001
  return {
    name: 'lo',
    addresses: [{ address, prefix: { address: (address & prefixMask(8)) >>> 0, length: 8 } }],
    mac: '00:00:00:00:00:00',
    mtu: 65_536,
    up: true,
    loopback: true,
    pointToPoint: false,
  }
}

/** Kinds of interfaces that have no link layer, by the names that tools give them. */
const TUNNEL = /^(wg|tun|ppp|ipip|gre|sit|vti|ipsec|xfrm|tailscale|utun)/

/** An interface that was only mentioned: Ethernet with a made-up address of its own, or a tunnel by its name. `index` counts from 0 without lo. */
export function newInterface(name: string, index: number): Interface {
  const tunnel = TUNNEL.test(name)
  return {
    name,
    addresses: [],
    mac: tunnel ? null : madeUpMac(index),
    mtu: tunnel ? 1420 : 1500,
    up: true,
    loopback: false,
    pointToPoint: tunnel,
  }
}

/** A locally administered address (IEEE 802 section 8.4) that says which interface it is. */
function madeUpMac(index: number): string {
  return `02:00:00:00:${(index & 255).toString(16).padStart(2, '0')}:01`
}
