import type { Network } from '../src/model'

/** A save file of `count` rules such as large firewalls have: addresses, networks, ports, states, interfaces, sets of ports. */
export function saveFile(count: number): string {
  const lines = ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]', ':customers - [0:0]', ':services - [0:0]']
  lines.push('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', '-A FORWARD -i eth0 -j customers', '-A FORWARD -j services')
  for (let i = lines.length - 6; i < count; i++) {
    const address = `10.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`
    switch (i % 5) {
      case 0:
        lines.push(`-A customers -s ${address}/32 -j ACCEPT`)
        break
      case 1:
        lines.push(`-A services -d ${address}/32 -p tcp -m tcp --dport ${1024 + (i % 40_000)} -j ACCEPT`)
        break
      case 2:
        lines.push(`-A services -d ${address}/32 -p tcp -m multiport --dports 80,443,8080 -m comment --comment "web ${i}" -j ACCEPT`)
        break
      case 3:
        lines.push(`-A customers -s ${address}/32 -p udp -m udp --dport 53 -m conntrack --ctstate NEW -j DROP`)
        break
      default:
        lines.push(`-A services -s 10.0.0.0/8 -d ${address}/32 -i eth1 -o eth2 -j DROP`)
    }
  }
  lines.push('COMMIT', '')
  return lines.join('\n')
}

/** `count` rules that a TCP packet to 198.51.100.9 port 7 passes without a match, and the policy that takes it. */
export function passedBy(count: number): string {
  const lines = ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]']
  for (let i = 0; i < count; i++) {
    lines.push(
      i % 2 === 0 ? `-A FORWARD -p tcp -m tcp --dport ${1000 + i} -j ACCEPT` : `-A FORWARD -s 10.9.${i >>> 8}.${i & 255}/32 -p tcp -j DROP`,
    )
  }
  lines.push('COMMIT', '')
  return lines.join('\n')
}

/** A router's hundred rules over raw, mangle, nat and filter, with connection tracking and masquerading. */
export function routerRules(): string {
  const filter = ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]']
  filter.push('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', '-A INPUT -i lo -j ACCEPT')
  filter.push('-A FORWARD -m conntrack --ctstate INVALID -j DROP')
  for (let i = 0; i < 20; i++) filter.push(`-A FORWARD -s 203.0.113.${i}/32 -j DROP`)
  filter.push('-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')
  for (let i = 0; i < 30; i++) filter.push(`-A FORWARD -i eth0 -p tcp -m tcp --dport ${9000 + i} -j DROP`)
  for (let i = 0; i < 15; i++) filter.push(`-A FORWARD -i eth1 -d 10.0.0.${100 + i}/32 -p udp -m udp --dport 53 -j ACCEPT`)
  filter.push('-A FORWARD -i eth0 -o eth1 -j ACCEPT', 'COMMIT')
  const nat = ['*nat', ':PREROUTING ACCEPT [0:0]', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ':POSTROUTING ACCEPT [0:0]']
  for (let i = 0; i < 15; i++) nat.push(`-A PREROUTING -i eth1 -p tcp -m tcp --dport ${8000 + i} -j DNAT --to-destination 10.0.0.${i + 2}`)
  nat.push('-A POSTROUTING -o eth1 -j MASQUERADE', 'COMMIT')
  const mangle = [
    '*mangle',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
  ]
  for (let i = 0; i < 12; i++) mangle.push(`-A FORWARD -d 192.0.2.${i}/32 -j MARK --set-xmark 0x${(i + 1).toString(16)}/0xffffffff`)
  mangle.push('COMMIT', '')
  return [...filter, ...nat, ...mangle].join('\n')
}

const face = (name: string, address: number, mac: string): Network['interfaces'][number] => ({
  name,
  addresses: [{ address, prefix: { address: (address & 0xffffff00) >>> 0, length: 24 } }],
  mac,
  mtu: 1500,
  up: true,
  loopback: false,
  pointToPoint: false,
})

/** eth0 10.0.0.1/24 inside, eth1 192.0.2.1/24 outside with the default route. */
export const ROUTER: Network = {
  interfaces: [face('eth0', 0x0a000001, '02:00:00:00:00:01'), face('eth1', 0xc0000201, '02:00:00:00:01:01')],
  routes: [
    {
      kind: 'unicast',
      destination: { address: 0, length: 0 },
      table: 'main',
      interface: 'eth1',
      gateway: 0xc00002fe,
      source: null,
      metric: 0,
      scope: 'global',
      tos: 0,
      onlink: false,
      origin: 'text',
    },
  ],
  rules: [],
  sysctl: { 'net.ipv4.ip_forward': '1' },
  services: [],
}
