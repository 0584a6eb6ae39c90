import { describe, expect, it } from 'vitest'
import { readNetwork } from '../syntax/network'
import { readServices } from '../syntax/network-services'
import { readRules } from '../syntax/read-rules'
import { inferNetwork } from './infer-network'
import { suggestPackets } from './infer-network-suggestions'

/** The inferred network and services without their comments; what is suggested, in the words of its fields. */
function check(rules: string, network: string, services: string, suggested?: readonly string[]): void {
  const ruleset = readRules(rules).value
  const inferred = inferNetwork(ruleset)
  const bare = (text: string): string => text.replace(/^#.*\n/gm, '').replace(/ #.*/g, '')
  expect(bare(inferred.networkText)).toBe(network)
  expect(bare(inferred.servicesText)).toBe(services)
  const read = readNetwork(inferred.networkText)
  expect(read.diagnostics).toEqual([])
  expect(readServices(inferred.servicesText).diagnostics).toEqual([])
  expect(inferNetwork(ruleset)).toEqual(inferred)
  const suggestions = suggestPackets(ruleset, { ...read.value, services: readServices(inferred.servicesText).value })
  if (suggested !== undefined) expect(suggestions.map(({ what }) => Object.values(what).join(' '))).toEqual(suggested)
  for (const { packet } of suggestions)
    if (packet.in !== undefined) expect(read.value.interfaces.map(({ name }) => name)).toContain(packet.in)
}

describe('a network inferred from rules', () => {
  it('takes the dialled line that is masqueraded for the uplink', () =>
    check(
      '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -i ppp0 -p tcp -m tcp --dport 8443 -j DNAT --to-destination 10.20.0.5:443\n-A POSTROUTING -s 10.20.0.0/24 -o ppp0 -j MASQUERADE\nCOMMIT\n*filter\n:FORWARD DROP [0:0]\n-A FORWARD -i br0 -o ppp0 -j ACCEPT\nCOMMIT\n',
      'ip addr add 203.0.113.2/24 dev ppp0\nip addr add 10.20.0.1/24 dev br0\nip route add default dev ppp0\nnet.ipv4.ip_forward = 1\n',
      '',
    ))

  it('is one interface when nothing is named', () =>
    check(
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT\n-A INPUT -p udp -m udp --dport 53 -j DROP\nCOMMIT\n',
      'ip addr add 203.0.113.2/24 dev eth0\nip route add default via 203.0.113.1 dev eth0\nnet.ipv4.ip_forward = 0\n',
      'tcp 22 ssh\ntcp 80 http\ntcp 443 https\n',
      ['ping 203.0.113.2', 'connect ssh', 'closed port 81', 'stray ack', 'dns ', 'web '],
    ))

  it('is a router where rules masquerade and forward', () =>
    check(
      `*nat
-A PREROUTING -i eth0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.168.7.10:80
-A POSTROUTING -o eth0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
-A INPUT -i eth1 -j ACCEPT
-A FORWARD -i eth1 -o eth0 -j ACCEPT
COMMIT
`,
      'ip addr add 203.0.113.2/24 dev eth0\nip addr add 192.168.7.1/24 dev eth1\nip route add default via 203.0.113.1 dev eth0\nnet.ipv4.ip_forward = 1\n',
      '',
      ['ping 203.0.113.2', 'closed port 81', 'stray ack', 'port forward 8080 192.168.7.10:80', 'dns eth1', 'web eth1', 'dns ', 'web '],
    ))

  it('takes networks, own addresses and containers from where rules name them', () =>
    check(
      `*nat
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A POSTROUTING -s 10.20.0.0/16 -o ens3 -j SNAT --to-source 198.51.100.9
COMMIT
*filter
-A INPUT -d 198.51.100.9/32 -i ens3 -p tcp -m tcp --dport 443 -j ACCEPT
-A FORWARD -s 10.20.0.0/16 -i ens4 -o ens3 -j ACCEPT
-A FORWARD -i wg+ -j ACCEPT
COMMIT
`,
      'ip addr add 172.17.0.1/16 dev docker0\nip addr add 198.51.100.9/24 dev ens3\nip addr add 10.20.0.1/16 dev ens4\nip addr add 10.8.0.1/24 dev wg0\nip route add default via 198.51.100.1 dev ens3\nnet.ipv4.ip_forward = 1\n',
      'tcp 443 https\n',
    ))

  it('explains every guess', () => {
    const { networkText } = inferNetwork(readRules('*nat\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n').value)
    expect(networkText).toContain('# eth0: uplink, because of -o eth0 -j MASQUERADE (nat POSTROUTING 1)')
    expect(networkText).toContain('# forwarding: on, because of')
  })

  it('opens ports to which nat redirects', () =>
    check(
      '*nat\n-A PREROUTING -i eth1 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 3128\nCOMMIT\n',
      'ip addr add 203.0.113.2/24 dev eth1\nip route add default via 203.0.113.1 dev eth1\nnet.ipv4.ip_forward = 0\n',
      'tcp 3128 proxy\n',
    ))

  it('stands without any rules', () =>
    check('', 'ip addr add 203.0.113.2/24 dev eth0\nip route add default via 203.0.113.1 dev eth0\nnet.ipv4.ip_forward = 0\n', ''))
})
