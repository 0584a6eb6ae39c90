import type { Sending } from '../scenario/scenario'
import { restartsOfWg0 } from './restart-tunnel'
import { defineStory, type Story } from './story'

const CONTAINERS = `-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
`

const IPSEC = `-A FORWARD -m conntrack --ctstate INVALID -j DROP
-A FORWARD -i eth0 -o ppp+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i ppp+ -o eth0 -j ACCEPT
-A FORWARD -i ppp+ -o ppp+ -j ACCEPT
-A FORWARD -d 192.168.43.0/24 -i eth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -s 192.168.43.0/24 -o eth0 -j ACCEPT
-A FORWARD -s 192.168.43.0/24 -o ppp+ -j ACCEPT
`

const CATCH_ALL = '-A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP\n'

/** What wg-quick's PostUp appends for an interface. */
function postUp(name: string): string {
  return `-A FORWARD -i ${name} -m comment --comment "Added in ${name}.conf" -j ACCEPT
-A FORWARD -o ${name} -m comment --comment "Added in ${name}.conf" -j ACCEPT
`
}

function rules(forward: string): string {
  return `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -o eth0 -m comment --comment "Added in wg0.conf" -j MASQUERADE
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
${forward}-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-A DOCKER-ISOLATION-STAGE-2 -j RETURN
-A DOCKER-USER -j RETURN
COMMIT
`
}

const NETWORK = `ip addr add 203.0.113.20/24 dev eth0
ip addr add 172.17.0.1/16 dev docker0
# wg0: the hub of the star, its peers are .20 and .70
ip addr add 11.11.11.1/24 dev wg0
ip addr add 11.11.12.1/24 dev wg2
ip addr add 192.168.42.1/24 dev ppp0
ip route add default via 203.0.113.1 dev eth0
net.ipv4.ip_forward = 1
`

const TRAFFIC: readonly Sending[] = [
  {
    kind: 'packet',
    after: 0,
    packet: {
      in: 'wg0',
      src: '11.11.11.20',
      dst: '11.11.11.70',
      proto: 'icmp',
      type: 8,
      code: 0,
      icmp_id: 1,
      icmp_seq: 1,
      payload: 32,
      ttl: 128,
      id: 59207,
    },
  },
  {
    kind: 'exchange',
    after: 500_000,
    exchange: {
      what: 'tcp',
      in: 'wg0',
      src: '11.11.11.20',
      dst: '11.11.11.70',
      sport: 50022,
      dport: 22,
      request: 40,
      response: 80,
      ttl: 128,
    },
  },
  { kind: 'exchange', after: 500_000, exchange: { what: 'ping', in: 'wg0', src: '11.11.11.20', dst: '11.11.11.1', count: 1, ttl: 128 } },
]

/** FORWARD as it is after wg-quick took wg0 down and up again. */
export const wireguardAfterRestart: Story = defineStory({
  id: 'wireguard-after-restart',
  title: 'It works until WireGuard is restarted',
  notes: [
    'Two WireGuard peers, .20 and .70, talk through this hub. Since wg0 was restarted they reach the hub itself, but no longer each other. Nobody changed a rule. What drops their packets?',
    'Rule 16 of FORWARD does: a DROP without conditions, put there by an IPsec installer. Restarting wg0 ran its PostDown (-D: its two rules went) and its PostUp (-A: they came back, at the end of the chain, behind the DROP). Rules 17 to 22 can never be met; their counters stay at zero.',
    'Packets to the hub itself pass INPUT, not FORWARD, and still work. It is -A or -I that decides: restart wg0 with -I, and its rules stand before the DROP. Or make DROP the policy instead of a rule: then order no longer matters. The pairs that are there twice were left by earlier restarts; the comments say who put each rule there.',
  ],
  hint: 'Press . until a rule turns red: which one is it? Then look at the rules below it, and at their counters.',
  chinese: {
    title: '一重启 WireGuard 就不通',
    notes: [
      '两个 WireGuard 节点 .20 和 .70 经由这台中心主机互通。wg0 重启之后，它们还能访问中心主机，彼此却不通了。没有人改过规则。是谁丢弃了它们的数据包？',
      '是 FORWARD 的第 16 条：一条没有任何条件的 DROP，由某个 IPsec 安装脚本加入。重启 wg0 时，PostDown 用 -D 删掉自己的两条规则，PostUp 又用 -A 把它们追加到链的末尾，落在 DROP 之后。第 17 到 22 条永远不会被匹配，计数器一直是零。',
      '发给中心主机自己的数据包走 INPUT 而不是 FORWARD，所以仍然正常。关键在于 -A 还是 -I：用 -I 重启 wg0，它的规则就排在 DROP 之前。或者用默认策略 DROP 代替这条规则，顺序就不再重要。重复出现的规则是以前重启留下的；注释说明了每条规则是谁加的。',
    ],
    hint: '按 . 键直到某条规则变红：是哪一条？再看它下面的规则和它们的计数器。',
  },
  host: {
    name: 'hub',
    rules: rules(CONTAINERS + IPSEC + postUp('wg2') + CATCH_ALL + postUp('wg2') + postUp('wg0') + postUp('wg0')),
    network: NETWORK,
    services: 'tcp 22 ssh\nudp 51820 wireguard\n',
  },
  traffic: TRAFFIC,
  acts: restartsOfWg0,
})

/** The same host as it is after booting: the tunnels came up before the DROP was appended. */
export const wireguardAfterBoot: Story = defineStory({
  id: 'wireguard-after-boot',
  title: 'It works after booting',
  notes: [
    'The same hub and the same rules as in “It works until WireGuard is restarted”, in the order in which booting left them. Send the same packets: why do they pass now?',
    'wg0’s rules stand at 16 and 17, before the DROP at 18. A chain is asked from the top and the first rule with a verdict wins: which rules there are is only half of a firewall, their order is the other half. Restart wg0, and they fall behind the DROP: -D takes away the first pair, -A puts it back at the end.',
  ],
  hint: 'Which stands first in FORWARD: the rules of wg0, or the DROP? Restart wg0 with the button here, and look again.',
  chinese: {
    title: '刚开机时是通的',
    notes: [
      '与“一重启 WireGuard 就不通”相同的主机、相同的规则，只是顺序是开机后的样子。发送同样的数据包：为什么现在能通过？',
      'wg0 的规则排在第 16、17 条，位于第 18 条 DROP 之前。链从上往下逐条询问，第一条作出裁决的规则说了算：有哪些规则只是防火墙的一半，顺序是另一半。重启 wg0，它们就会落到 DROP 之后：-D 删掉前面的一对，-A 把它们加回末尾。',
    ],
    hint: 'FORWARD 里谁在前面：wg0 的规则，还是 DROP？用这里的按钮重启 wg0，再看一次。',
  },
  host: {
    name: 'hub',
    rules: rules(CONTAINERS + IPSEC + postUp('wg2') + postUp('wg0') + CATCH_ALL + postUp('wg2') + postUp('wg0')),
    network: NETWORK,
    services: 'tcp 22 ssh\nudp 51820 wireguard\n',
  },
  traffic: TRAFFIC,
  acts: restartsOfWg0,
})
