import type { Sending } from '../scenario/scenario'
import { RESTART, RESTART_ON_TOP } from './restart-tunnel'
import { changing, defineStory, type Story } from './story'
import { DROPPED } from './wireguard-recordings'

export const CONTAINERS = `-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
`

export const IPSEC = `-A FORWARD -m conntrack --ctstate INVALID -j DROP
-A FORWARD -i eth0 -o ppp+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i ppp+ -o eth0 -j ACCEPT
-A FORWARD -i ppp+ -o ppp+ -j ACCEPT
-A FORWARD -d 192.168.43.0/24 -i eth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -s 192.168.43.0/24 -o eth0 -j ACCEPT
-A FORWARD -s 192.168.43.0/24 -o ppp+ -j ACCEPT
`

export const CATCH_ALL = '-A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP\n'

const INTO_POLICY = changing('rules', 'Policy DROP in place of the rule', '用默认策略 DROP 代替这条规则', (text) =>
  text.replace(CATCH_ALL, '').replace(':FORWARD ACCEPT', ':FORWARD DROP'),
)

/** What wg-quick's PostUp appends for an interface. */
export function postUp(name: string): string {
  return `-A FORWARD -i ${name} -m comment --comment "Added in ${name}.conf" -j ACCEPT
-A FORWARD -o ${name} -m comment --comment "Added in ${name}.conf" -j ACCEPT
`
}

export function rules(forward: string): string {
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
*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -d 11.11.11.70/32 -m comment --comment "for xtables-monitor -t" -j TRACE
COMMIT
`
}

export const NETWORK = `ip addr add 203.0.113.20/24 dev eth0
ip addr add 172.17.0.1/16 dev docker0
# wg0: the hub of the star, its peers are .20 and .70
ip addr add 11.11.11.1/24 dev wg0
ip addr add 11.11.12.1/24 dev wg2
ip addr add 192.168.42.1/24 dev ppp0
ip route add default via 203.0.113.1 dev eth0
net.ipv4.ip_forward = 1
`

export const TRAFFIC: readonly Sending[] = [
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
  recording: DROPPED,
  acts: [RESTART, RESTART_ON_TOP],
  steps: [
    {
      en: {
        do: 'Go to the rule that drops the ping from .20 to .70.',
        see: 'Rule **16** of FORWARD: a DROP that asks nothing, “Added by the IPsec installer”.',
        why: 'Rules 1 to 15 were asked first; none of them speaks of wg0.',
      },
      zh: {
        do: '看是哪条规则丢弃了从 .20 到 .70 的 ping。',
        see: 'FORWARD 的第 **16** 条：一条没有任何条件的 DROP，“Added by the IPsec installer”。',
        why: '第 1 到 15 条先被问过；没有一条提到 wg0。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 16, of: 'filter FORWARD' } },
    },
    {
      en: {
        do: 'Look at the rules below it, and at why they are not asked.',
        see: 'Rules 17 to 22 are grey and count **0**. 19 to 22 name wg0 and would accept this very packet.',
        why: 'Behind a rule without conditions and with a verdict nothing can ever be met. wg0’s pair stands there twice: an earlier restart left one behind. The comments say whose they are.',
      },
      zh: {
        do: '看它下面的规则，以及为什么没被问到。',
        see: '第 17 到 22 条是灰色的，计数是 **0**。19 到 22 条写着 wg0，本会放行这个包。',
        why: '一条没有条件、带有裁决的规则后面，什么都不会被遇到。wg0 的那一对出现两次：是以前某次重启留下的。注释说明了每条规则是谁加的。',
      },
      at: { sending: 0, at: 'ended' },
      look: { why: true },
    },
    {
      en: {
        do: 'Compare the ping to the hub itself.',
        see: 'It is delivered, and answered.',
        why: 'What is for this host goes through INPUT. FORWARD is not on its way.',
      },
      zh: {
        do: '比较一下 ping 中心主机自己。',
        see: '送到了，也有应答。',
        why: '发给本机的走 INPUT，不经过 FORWARD。',
      },
      at: { sending: 2, at: 'ended' },
    },
    {
      en: {
        do: 'Restart wg0 once more, as its configuration has it.',
        see: 'The order is the same as before: still dropped by rule 16.',
        why: '`-D` takes the first pair that fits, `-A` puts it back at the end, behind the DROP.',
      },
      zh: {
        do: '按原来的配置再重启一次 wg0。',
        see: '顺序与之前相同：仍被第 16 条丢弃。',
        why: '`-D` 删掉第一对符合的，`-A` 把它放回末尾，在 DROP 之后。',
      },
      act: RESTART,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Restart it with `-I` in PostUp.',
        see: 'wg0’s rules stand at 1 and 2. The ping passes, its TTL 127 after 128, and ssh between the peers works: solved.',
        why: '`-I` puts a rule at the beginning. It is that letter that decides.',
      },
      zh: {
        do: '用带 `-I` 的 PostUp 重启。',
        see: 'wg0 的规则排在第 1、2 条。ping 通过，TTL 从 128 变成 127，两端之间的 ssh 也通了：解决了。',
        why: '`-I` 把规则放在开头。起决定作用的就是这个字母。',
      },
      act: RESTART_ON_TOP,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'The other cure: DROP as the policy, and no such rule.',
        see: 'The packets pass by rules at the end of the chain.',
        why: 'A policy is asked last, wherever rules are added: order no longer matters.',
      },
      zh: {
        do: '另一种解法：把 DROP 作为默认策略，不要那条规则。',
        see: '数据包由链末尾的规则放行。',
        why: '默认策略总是最后才问，规则加在哪里都行：顺序不再重要。',
      },
      scene: 0,
      act: INTO_POLICY,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Watch a real kernel drop that ping, hop by hop: **Recorded**.',
        see: 'PREROUTING with TTL 128, FORWARD with 127, and the last line is the DROP.',
        why: 'Beside it stands what the simulation does: step for step the same.',
      },
      zh: {
        do: '看真实内核一步步丢弃那个 ping：**实录**。',
        see: 'PREROUTING 时 TTL 128，FORWARD 时 127，最后一行是 DROP。',
        why: '旁边是模拟的过程：每一步都相同。',
      },
      scene: 0,
      look: { recorded: true },
    },
  ],
})
