import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNetwork } from './network'
import { readServices, servicesText } from './network-services'
import { networkText } from './network-text'
import './whole'

/** Reads, prints, and holds the canonical text against what is wanted; reading that again gives the same. */
function check(text: string, canonical: string, messages: readonly string[] = []): void {
  const read = readNetwork(text)
  expect(read.diagnostics.map(({ message }) => message)).toEqual(messages)
  expect(networkText(read.value)).toBe(canonical)
  expect(readNetwork(canonical)).toEqual({ value: read.value, diagnostics: [] })
}

describe('the network text', () => {
  it('reads ip addr output', () =>
    check(
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
    inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic eth0
    inet 10.0.2.16/24 scope global secondary eth0
3: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue state UNKNOWN
    link/none
    inet 10.8.0.1/24 scope global wg0
4: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN
    link/ether 52:54:00:12:34:57 brd ff:ff:ff:ff:ff:ff`,
      `ip link set eth0 mtu 1400 address 52:54:00:12:34:56
ip addr add 10.0.2.15/24 dev eth0
ip addr add 10.0.2.16/24 dev eth0
ip addr add 10.8.0.1/24 dev wg0
ip link add eth1 type dummy
ip link set eth1 down address 52:54:00:12:34:57
`,
    ))

  it('reads ip -o and ip -br addr', () =>
    check(
      `2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global eth0\\       valid_lft forever
eth1@if3         UP             192.168.1.1/24 fe80::1/64
eth2             DOWN`,
      'ip addr add 10.0.2.15/24 dev eth0\nip addr add 192.168.1.1/24 dev eth1\nip link add eth2 type dummy\nip link set eth2 down\n',
    ))

  it('reads ip route output: what addresses imply only brings the address', () =>
    check(
      `default via 10.0.2.2 dev eth0 proto dhcp metric 100
10.0.2.0/24 dev eth0 proto kernel scope link src 10.0.2.15 metric 100
192.168.7.0/24 via 10.0.2.9 dev eth0
unreachable 198.18.0.0/15 metric 4294967295
local 10.0.2.15 dev eth0 table local proto kernel scope host src 10.0.2.15`,
      `ip addr add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2 dev eth0 metric 100
ip route add 192.168.7.0/24 via 10.0.2.9 dev eth0
ip route add unreachable 198.18.0.0/15 metric 4294967295
`,
    ))

  it('reads commands, abbreviated and with sudo', () =>
    check(
      `sudo ip a add 192.0.2.1/24 dev eth0
/sbin/ip -4 r add default via 192.0.2.254
ip ro add 10.9.0.0/16 via 192.0.2.7 dev eth0 src 192.0.2.1 table 100 metric 5 onlink realm 7
ip route add blackhole 203.0.113.0/24
ip ru add from 10.0.0.0/8 iif eth0 fwmark 0x1/0xff lookup 100 pref 100
ip rule add not to 10.1.0.0/16 ipproto tcp dport 80-90 unreachable
ip rule add lookup main suppress_prefixlength 0 suppress_ifgroup 3 realms 2/7 pref 90
ip rule add from 10.2.0.0/16 goto 32766 pref 70
ip link add wg0 type wireguard
ip link set wg0 mtu 1380 group 3 up
ip addr add 10.8.0.1 peer 10.8.0.2/32 dev wg0
ip addr add 192.0.2.9/32 dev lo`,
      `ip addr add 192.0.2.1/24 dev eth0
ip link set wg0 mtu 1380 group 3
ip addr add 10.8.0.1 peer 10.8.0.2 dev wg0
ip addr add 192.0.2.9/32 dev lo
ip route add default via 192.0.2.254 dev eth0
ip route add 10.9.0.0/16 via 192.0.2.7 dev eth0 table 100 src 192.0.2.1 metric 5 onlink realm 7
ip route add blackhole 203.0.113.0/24
ip rule add from 10.0.0.0/8 fwmark 0x1/0xff iif eth0 lookup 100 pref 100
ip rule add not to 10.1.0.0/16 ipproto 6 dport 80-90 unreachable pref 99
ip rule add lookup main suppress_prefixlength 0 suppress_ifgroup 3 realms 2/7 pref 90
ip rule add from 10.2.0.0/16 goto 32766 pref 70
`,
    ))

  it('reads ip rule output and leaves the three that always stand', () =>
    check(
      '0:\tfrom all lookup local\n90:\tfrom all to 10.0.0.9 goto 95 [unresolved]\n100:\tfrom 10.0.0.0/24 fwmark 0x1 lookup 100\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default',
      'ip rule add to 10.0.0.9 goto 95 pref 90\nip rule add from 10.0.0.0/24 fwmark 0x1 lookup 100 pref 100\n',
    ))

  it('reads sysctl in each of its forms, comments and CRLF', () =>
    check(
      '# forwarding\r\nnet.ipv4.ip_forward = 1\r\nnet/ipv4/conf/eth0.1/rp_filter=2\r\nsysctl -w net.ipv4.conf.all.rp_filter=1\r\necho 0 > /proc/sys/net/ipv4/tcp_syncookies\r\n',
      'net.ipv4.ip_forward = 1\nnet.ipv4.conf.eth0.1.rp_filter = 2\nnet.ipv4.conf.all.rp_filter = 1\nnet.ipv4.tcp_syncookies = 0\n',
    ))

  it('says which settings packets do not meet', () => {
    const { value, diagnostics } = readNetwork(
      'net.ipv4.fwmark_reflect = 1\nnet.ipv4.tcp_timestamps = 1\nsysctl -w net.ipv4.conf.eth0/1.shared_media=0\necho 2 > /proc/sys/net/ipv4/tcp_syncookies\n',
    )
    expect(diagnostics.map(({ span, severity, message }) => `${span?.line} ${severity}: ${message}`)).toEqual([
      '1 warning: net.ipv4.fwmark_reflect is not modelled: packets meet it as 0',
      '3 warning: net.ipv4.conf.eth0.1.shared_media is not modelled: packets meet it as 1',
      '4 warning: net.ipv4.tcp_syncookies is not modelled: packets meet it as 1',
    ])
    expect(Object.keys(value.sysctl)).toHaveLength(4)
  })

  it('passes by what is wrong, in ip’s words', () =>
    check(
      `ip addr add 10.0.0.300/24 dev eth0
ip addr add 10.0.0.1/24
ip addr add 10.0.0.1/24 dev eth0 foo
ip route add 10.0.0.1/24 dev eth0
ip route add default via 10.0.0.0.1
ip route add default
ip addr add 10.0.0.1/24 dev eth0
ip route add 10.1.0.0/16 via 10.9.9.9 dev eth0
ip frob
hello world`,
      'ip addr add 10.0.0.1/24 dev eth0\n',
      [
        'Error: any valid prefix is expected rather than "10.0.0.300/24".',
        'Not enough information: "dev" argument is required.',
        'Error: either "local" is duplicate, or "foo" is a garbage.',
        'Error: Invalid prefix for given prefix length.',
        'Error: inet address is expected rather than "10.0.0.0.1".',
        'RTNETLINK answers: No such device',
        'Error: Nexthop has invalid gateway.',
        'Object "frob" is unknown, try "ip help".',
        'this line is not understood: hello world',
      ],
    ))

  it('points at the word', () => {
    const [diagnostic] = readNetwork('\n  ip addr add 10.0.0.300/24 dev eth0').diagnostics
    expect(diagnostic?.span).toEqual({ line: 2, column: 15, endLine: 2, endColumn: 28 })
  })

  it('never throws, and what it reads it can print and read again', () => {
    const words = fc.constantFrom(
      'ip',
      'addr',
      'route',
      'rule',
      'add',
      'del',
      '10.0.0.1/24',
      '10.0.0.0/24',
      'dev',
      'eth0',
      'via',
      'default',
      'from',
      'lookup',
      '100',
      'inet',
      '2:',
      'net.ipv4.ip_forward',
      '=',
      '1',
      'src',
      'fwmark',
      '0x1/',
      'peer',
      'blackhole',
      'link',
      'set',
      'mtu',
    )
    const line = fc.array(words, { maxLength: 9 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
        ),
        (text) => {
          const { value } = readNetwork(text)
          expect(networkText(readNetwork(networkText(value)).value)).toBe(networkText(value))
        },
      ),
    )
  })
})

describe('the services text', () => {
  it('reads and prints back', () => {
    const text =
      'tcp 22 ssh\nudp 192.0.2.1:53 dns\ntcp 9999 silent\ntcp 8080 my web server silent\ntcp 3128 proxy transparent\ntcp 79 finger closes\ntcp 3129 transparent silent\n'
    const read = readServices(text)
    expect(read.diagnostics).toEqual([])
    expect(servicesText(read.value)).toBe(text)
    expect(read.value[3]).toEqual({ protocol: 'tcp', port: 8080, address: null, name: 'my web server', answers: false })
  })

  it('says what is wrong and passes it by', () => {
    const read = readServices('tcp\nicmp 5\ntcp 0\ntcp 70000\ntcp 22 # ssh\ntcp 22')
    expect(read.diagnostics.map(({ message, span }) => `${span.line}: ${message}`)).toEqual([
      '1: the port is missing',
      '2: tcp or udp is wanted, not icmp',
      '3: a port or address:port is wanted, not 0',
      '4: a port or address:port is wanted, not 70000',
      '6: tcp 22 listens already',
    ])
    expect(read.value.map(({ port }) => port)).toEqual([22])
  })
})
