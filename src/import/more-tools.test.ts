import { describe, expect, test } from 'vitest'
import { importText } from './import-text'
import type { Said } from './note-keys'
import { recognise } from './recognise'
import { emptyScenario } from './testing/empty-scenario'
import { recorded } from './testing/recorded-texts'

const said = ({ key, words }: Said): string => [key, ...words].join(' ').trim()

interface Wanted {
  readonly kinds: readonly string[]
  readonly lines?: readonly string[]
  readonly says?: readonly string[]
}

/** What a text is, the lines of the sections that it fills, and what is said about it. */
function check(name: string, text: string, { kinds, lines = [], says = [] }: Wanted): void {
  test(name, () => {
    const { sections, notes, notUnderstood } = importText(text, emptyScenario())
    expect([...new Set(recognise(text).blocks.map(({ kind }) => kind))]).toEqual(kinds)
    const made = Object.values(sections).flatMap((section: string) => section.split('\n').filter((line) => line !== ''))
    expect(made).toEqual(lines)
    expect([...notes.map(({ say }) => said(say)), ...notUnderstood.map(({ why }) => said(why))]).toEqual(says)
  })
}

describe('connections as conntrack saves them', () => {
  check(
    'conntrack -L -o save',
    [
      '-A -t 29 -u UNSET -s 10.1.0.5 -d 10.1.0.1 -r 10.1.0.1 -q 10.1.0.5 -p udp --sport 5000 --dport 53 --reply-port-src 53 --reply-port-dst 5000',
      '-A -t 99 -u SEEN_REPLY,ASSURED -s 10.1.0.5 -d 10.2.0.9 -g 10.1.0.7 -q 10.1.0.5 -p tcp --sport 1234 --dport 80 --reply-port-src 8080 --reply-port-dst 1234 --state ESTABLISHED',
      '-A -t 3 -u SEEN_REPLY -s 10.1.0.5 -d 10.1.0.1 -r 10.1.0.1 -q 10.1.0.5 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77',
    ].join('\n'),
    {
      kinds: ['conntrack'],
      lines: [
        'ipv4     2 udp      17 29 src=10.1.0.5 dst=10.1.0.1 sport=5000 dport=53 [UNREPLIED] src=10.1.0.1 dst=10.1.0.5 sport=53 dport=5000 mark=0 use=1',
        'ipv4     2 tcp      6 99 ESTABLISHED src=10.1.0.5 dst=10.2.0.9 sport=1234 dport=80 src=10.1.0.7 dst=10.1.0.5 sport=8080 dport=1234 [ASSURED] mark=0 use=1',
        'ipv4     2 icmp     1 3 src=10.1.0.5 dst=10.1.0.1 type=8 code=0 id=77 src=10.1.0.1 dst=10.1.0.5 type=0 code=0 id=77 mark=0 use=1',
      ],
    },
  )
  check(
    'conntrack -I in a script',
    '#!/bin/sh\nconntrack -I -p udp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2 -t 60 -m 0x2a --dst-nat 10.0.0.3:9\nconntrack -F\n',
    {
      kinds: ['script'],
      lines: [
        'ipv4     2 udp      17 60 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.0.0.3 dst=10.0.0.1 sport=9 dport=1 mark=42 use=1',
      ],
    },
  )
  test('events mean the same in both forms', () => {
    const of = (name: string): readonly string[] =>
      (importText(recorded(name), emptyScenario()).sections.connections ?? '').split('\n').filter((line) => line !== '')
    expect(of('conntrack-E-save.txt')).toEqual(of('conntrack-E.txt'))
    expect(of('conntrack-E.txt').length).toBeGreaterThan(2)
  })
  check(
    'what a command made and unmade',
    '-A -t 99 -u UNSET --orig-zone 3 -s 10.1.0.5 -d 10.1.0.7 -r 10.1.0.7 -q 10.1.0.5 -p udp --sport 1 --dport 2 --reply-port-src 2 --reply-port-dst 1 [USERSPACE] portid=38 progname=conntrack\n' +
      '-A -t 99 -u UNSET -s 10.1.0.5 -d 10.1.0.7 -r 10.1.0.7 -q 10.1.0.5 -p gre --srckey 0 --dstkey 0 --reply-key-src 0 --reply-key-dst 0\n' +
      '-D -u UNSET --orig-zone 3 -s 10.1.0.5 -d 10.1.0.7 -r 10.1.0.7 -q 10.1.0.5 -p udp --sport 1 --dport 2 --reply-port-src 2 --reply-port-dst 1\n',
    {
      kinds: ['conntrack'],
      lines: [
        'ipv4     2 gre      47 99 src=10.1.0.5 dst=10.1.0.7 srckey=0x0 dstkey=0x0 [UNREPLIED] src=10.1.0.7 dst=10.1.0.5 srckey=0x0 dstkey=0x0 mark=0 use=1',
      ],
      says: ['events played 1'],
    },
  )
})

describe('the routing table of /proc', () => {
  check(
    'in hexadecimal',
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\nlan0\t0007A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\nlan0\t00000000\tFE07A8C0\t0003\t0\t0\t50\t00000000\t0\t0\t0\n*\t000010AC\t00000000\t0201\t0\t0\t900\t0000F0FF\t0\t0\t0\n',
    {
      kinds: ['route-table'],
      lines: [
        'ip link add lan0 type dummy',
        'ip route add 192.168.7.0/24 dev lan0',
        'ip route add default via 192.168.7.254 dev lan0 metric 50',
        'ip route add unreachable 172.16.0.0/12 metric 900',
      ],
      says: ['no addresses'],
    },
  )
})

describe('sockets by name and of other kinds', () => {
  check(
    'ss -ltu',
    'Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\nudp   UNCONN 0 0 127.0.0.53:domain 0.0.0.0:*\ntcp   LISTEN 0 128 *:ssh *:*\nnl    UNCONN 0 0 rtnl:kernel *\nu_str LISTEN 0 128 /run/x.sock 1 * 0\n',
    { kinds: ['sockets'], lines: ['udp 127.0.0.53:53', 'tcp 22'], says: ['other sockets nl'] },
  )
  check(
    'netstat -l',
    'Proto Recv-Q Send-Q Local Address Foreign Address State\ntcp 0 0 localhost:ipp 0.0.0.0:* LISTEN\ntcp6 0 0 [::]:http [::]:* LISTEN\n',
    {
      kinds: ['sockets'],
      lines: ['tcp 127.0.0.1:631', 'tcp 80'],
    },
  )
})

describe('what says nothing here is named by its tool', () => {
  const named = (tool: string): Wanted => ({ kinds: ['other-tool'], says: [`other tool ${tool}`] })
  check(
    'arp',
    'Address HWtype HWaddress Flags Mask Iface\n10.0.0.2  ether  02:00:00:00:00:02  C  lan0\n10.0.0.3  (incomplete)  lan0\n',
    named('arp -n'),
  )
  check('multicast addresses', '2:\tlan0\n\tlink  01:00:5e:00:00:01\n\tinet  224.0.0.1 users 2\n\tinet6 ff02::1\n', named('ip maddr'))
  check('modules', 'nf_conntrack          139264  4 xt_conntrack,nf_nat\nxt_limit               16384  2\n', named('lsmod'))
  check('tables of nft', 'table ip filter\ntable inet fw4\n', named('nft list tables'))
  check('tables of iptables', 'nat\nmangle\nfilter\n', named('/proc/net/ip_tables_names'))
  check('a version', 'iptables v1.8.9 (nf_tables)\n', named('iptables -V'))
  check('nft as JSON', '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}\n', { kinds: ['json'], says: ['nft json'] })
})
