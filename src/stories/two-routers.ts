import { SECOND } from '../model'
import { defineStory } from './story'

/** The second router's firewall for one address, as its panel wrote it; `drop` counts what it dropped. */
function rules(drop: string, established: string): string {
  return `*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:FIREWALL_172.20.5.105 - [0:0]
-A PREROUTING -d 172.20.5.105/32 -j FIREWALL_172.20.5.105
${established} -A FIREWALL_172.20.5.105 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FIREWALL_172.20.5.105 -p tcp -m tcp --dport 300:65535 -j RETURN
-A FIREWALL_172.20.5.105 -p udp -m udp --dport 300:65535 -j RETURN
-A FIREWALL_172.20.5.105 -p icmp -m icmp --icmp-type 8 -j RETURN
${drop} -A FIREWALL_172.20.5.105 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 172.20.5.105/32 -j DNAT --to-destination 10.40.0.69
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
`
}

const CATCH_ALL = /^(?:\[\d+:\d+\] )?-A FIREWALL_172\.20\.5\.105 -j DROP$/m

/** A port forward whose second half is never asked. */
export const twoRouters = defineStory({
  id: 'two-routers',
  title: 'Three SYNs and no answer',
  notes: [
    'A virtual machine’s ssh is published twice over: a first router turns public port 10174 into 172.20.5.105:22 and hands it on, and this second router gives 172.20.5.105 to the machine, 10.40.0.69. tcpdump sees three SYNs come in here, three seconds and six seconds apart, and nothing leave. The DNAT rule is right. Where are they?',
    'They die in **mangle**, which PREROUTING asks before nat: the panel’s firewall for this address lets in ports from 300 on, as its owner wanted for another public address, and 22 falls to the DROP behind. Compare the counters before and after, in *Counters moved*: that rule moved by 3 packets and 132 bytes, three SYNs of 44. Three ways out: let 22 in, give the address back its ports by taking the firewall away, or have the first router forward to a port from 300 on, which the machine serves, too.',
  ],
  hint: 'Which tables does PREROUTING ask before nat? The tab Counters moved names the rule.',
  chinese: {
    title: '三个 SYN，没有回音',
    notes: [
      '一台虚拟机的 ssh 经过两次转发：第一台路由器把公网端口 10174 变成 172.20.5.105:22 再交给下一跳，这台第二路由器再把 172.20.5.105 转给虚拟机 10.40.0.69。tcpdump 看到三个 SYN 进来，相隔三秒和六秒，却没有任何东西出去。DNAT 规则没有错。它们去哪儿了？',
      '它们死在 **mangle** 表，PREROUTING 在 nat 之前就问它：控制面板为这个地址写的防火墙只放行 300 以上的端口（主人本来是为另一个公网地址设的），22 落到后面的 DROP。在*计数变化*里比较前后两次计数：这条规则动了 3 个包、132 字节，正是三个 44 字节的 SYN。三条出路：放行 22；去掉这个防火墙；或者让第一台路由器转发到 300 以上、虚拟机也在监听的端口。',
    ],
    hint: 'PREROUTING 在 nat 之前会问哪些表？“计数变化”标签页指出了那条规则。',
  },
  host: {
    name: 'second-router',
    rules: rules('[23760:1352662]', '[881:70480]'),
    network: `ip addr add 172.20.5.111/24 dev eth2
# The first router hands on everything for the machine's address.
ip addr add 10.40.0.1/24 dev eth1
ip route add default via 172.20.5.1 dev eth2
ip route add 172.20.5.105/32 dev eth1
net.ipv4.ip_forward = 1
`,
  },
  before: rules('[23757:1352530]', '[881:70480]'),
  traffic: [
    ...[0, 3, 6].map((pause) => ({
      kind: 'packet' as const,
      after: pause * SECOND,
      packet: { in: 'eth2', src: '198.51.100.118', dst: '172.20.5.105', proto: 'tcp', sport: 51740, dport: 22, flags: 'S', mss: 1460 },
    })),
    {
      kind: 'exchange',
      after: SECOND,
      exchange: {
        what: 'tcp',
        in: 'eth2',
        src: '198.51.100.118',
        dst: '172.20.5.105',
        sport: 51741,
        dport: 8080,
        request: 120,
        response: 900,
      },
    },
  ],
  acts: [
    {
      name: 'Let port 22 in',
      chineseName: '放行 22 端口',
      change: (text) =>
        text.replace(CATCH_ALL, (drop) =>
          text.includes('--dport 22 ') ? drop : `-A FIREWALL_172.20.5.105 -p tcp -m tcp --dport 22 -j RETURN\n${drop}`,
        ),
    },
    {
      name: 'Without the firewall',
      chineseName: '去掉这个防火墙',
      change: (text) => text.replace(/^.*-A PREROUTING -d 172\.20\.5\.105\/32 -j FIREWALL_172\.20\.5\.105\n/m, ''),
    },
  ],
})
