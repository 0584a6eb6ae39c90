import { MILLISECOND, SECOND } from '../model'
import type { Sending } from '../scenario/scenario'
import { adding, changing, defineStory } from './story'

const DELETE = adding('rules', 'iptables -D INPUT 3', 'iptables -D INPUT 3', 'iptables -D INPUT 3\n')
const FLUSH = adding('rules', 'iptables -F', 'iptables -F', 'iptables -F\n')
const OPEN = changing('rules', 'iptables --policy INPUT ACCEPT, then -F', '先 iptables --policy INPUT ACCEPT 再 -F', (text) =>
  text.replace(/(?:iptables --policy INPUT ACCEPT\n)?iptables -F\n$/, '').concat('iptables --policy INPUT ACCEPT\niptables -F\n'),
)

function syn(dport: number, sport: number, after: number): Sending {
  return {
    kind: 'packet',
    after,
    packet: { in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', proto: 'tcp', sport, dport, flags: 'S', mss: 1460 },
  }
}

/** A SYN+ACK that answers nothing. */
function stray(index: number): Sending {
  return {
    kind: 'packet',
    after: index === 0 ? SECOND : 20 * MILLISECOND,
    packet: {
      in: 'eth0',
      src: '198.51.100.66',
      dst: '192.0.2.10',
      proto: 'tcp',
      sport: 80,
      dport: 50_000 + index,
      flags: 'SA',
      seq: 1,
      ack: 1,
    },
  }
}

/** Logging, tracing, and what a policy does when its rules go. */
export const whoKnocks = defineStory({
  id: 'who-knocks',
  title: 'Who knocks? Logs, traces and a policy',
  notes: [
    'A script makes a small firewall that writes down what it meets: new connections, invalid packets, and for ping the whole way. The web server is not reached, though its rule is there. And what would `iptables -F` do to it?',
    'Rule 3, left over from a test, drops port 80 before rule 6 accepts it: `iptables -D INPUT 3` takes it away, and every number behind it goes down by one. `-m limit --limit 1/sec` lets five lines through at once (its burst) and then one a second, however many invalid packets come. TRACE in raw writes a line for each rule that matches, and for each policy. And `iptables -F` takes the rules, **not the policy**: with `--policy INPUT DROP` the host is then shut to everybody, you included. First the policy, then the flush.',
  ],
  hint: 'Which rule does the SYN to port 80 meet first?',
  chinese: {
    title: '谁在敲门？日志、跟踪与默认策略',
    notes: [
      '一个脚本建起小防火墙，并记下遇到的一切：新连接、无效的数据包，以及 ping 的全程。网站服务器访问不到，尽管放行它的规则在那里。那么 `iptables -F` 又会怎样？',
      '第 3 条是测试留下的，在第 6 条放行之前就丢弃了 80 端口：`iptables -D INPUT 3` 删掉它，后面的编号都减一。`-m limit --limit 1/sec` 一次放过五行（burst），之后每秒一行，无论来多少无效包。raw 里的 TRACE 为每条匹配的规则和每个默认策略写一行。而 `iptables -F` 清掉规则，**不清默认策略**：`--policy INPUT DROP` 之下，主机从此对所有人关闭，包括你自己。先改策略，再清空。',
    ],
    hint: '去 80 端口的 SYN 最先遇到哪条规则？',
  },
  host: {
    name: 'server',
    rules: `iptables --policy INPUT DROP
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A INPUT -p tcp --dport 80 -j DROP
iptables -A INPUT -m conntrack --ctstate INVALID -m limit --limit 1/sec -j LOG --log-prefix "Invalid: "
iptables -A INPUT -m conntrack --ctstate NEW -j LOG --log-prefix "Connection In: "
iptables -A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT
iptables -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
# every rule that a ping meets
iptables -t raw -A PREROUTING -p icmp -j TRACE
`,
    network: `ip addr add 192.0.2.10/24 dev eth0
ip route add default via 192.0.2.1 dev eth0
`,
    services: 'tcp 22 ssh\ntcp 80 http\n',
  },
  traffic: [
    syn(80, 40_080, 0),
    syn(22, 40_022, SECOND),
    ...[0, 1, 2, 3, 4, 5, 6].map(stray),
    { kind: 'exchange', after: SECOND, exchange: { what: 'ping', in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', sport: 7, count: 1 } },
  ],
  acts: [],
  steps: [
    {
      en: {
        do: 'Follow the SYN to port 80.',
        see: 'Rule **3** drops it. Rule 6, which would accept it, is not asked; nor is the LOG of rule 5.',
        why: 'The first verdict ends the way. What a log does not show may have died above it.',
      },
      zh: {
        do: '跟着去 80 端口的 SYN。',
        see: '第 **3** 条丢弃了它。会放行的第 6 条没被问到，第 5 条的 LOG 也没有。',
        why: '第一个裁决就结束了。日志里没有的，可能死在它上面。',
      },
      scene: 0,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Delete it by its number.',
        see: 'The SYN is logged as `Connection In: ` and accepted. What was rule 6 is rule 5 now.',
        why: '`-D` counts from 1 in the chain as it is at that moment: delete from the end when you delete several.',
      },
      zh: {
        do: '按编号删除它。',
        see: 'SYN 以 `Connection In: ` 记入日志并放行。原来的第 6 条现在是第 5 条。',
        why: '`-D` 的编号以当时的链为准，从 1 数起：要删几条就从后往前删。',
      },
      act: DELETE,
      at: { sending: 0, at: 'logged' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'Go to the last of the seven stray SYN+ACKs.',
        see: 'The log has **five** lines `Invalid: `, not seven.',
        why: 'limit begins with a burst of five, and 140 milliseconds earn no sixth at one a second. The packets themselves are dropped all the same, by the policy.',
      },
      zh: {
        do: '看七个孤立 SYN+ACK 的最后一个。',
        see: '日志里有**五**行 `Invalid: `，不是七行。',
        why: 'limit 从 5 个突发开始，每秒一个，140 毫秒挣不到第六个。数据包照样被默认策略丢弃。',
      },
      at: { sending: 8, at: 'ended' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'See what TRACE writes of the ping.',
        see: 'A line for every rule that matches it and for every policy that decides, from raw PREROUTING to filter INPUT.',
        why: 'TRACE marks the packet in raw, where everything begins; a rule that does not match leaves no line.',
      },
      zh: {
        do: '看 TRACE 为 ping 写了什么。',
        see: '每条匹配它的规则、每个作出决定的默认策略各一行，从 raw PREROUTING 到 filter INPUT。',
        why: 'TRACE 在 raw 里给包做记号，一切从那里开始；不匹配的规则不留下任何一行。',
      },
      at: { sending: 9, at: 'ended' },
      look: { print: 'kernel-trace' },
    },
    {
      en: {
        do: 'Flush all rules.',
        see: 'Even ssh is dropped: by the **policy**.',
        why: '`-F` empties chains and leaves policies as they are. Many have shut themselves out of a server so.',
      },
      zh: {
        do: '清空所有规则。',
        see: '连 ssh 都被丢弃：被**默认策略**。',
        why: '`-F` 清空链，默认策略原样不动。很多人就这样把自己关在服务器外面。',
      },
      act: FLUSH,
      at: { sending: 1, at: 'ended' },
    },
    {
      en: {
        do: 'The same with the policy set first.',
        see: 'ssh is let in: no rules, and nothing refused.',
        why: 'Now the policy says ACCEPT when no rule says anything.',
      },
      zh: {
        do: '先改默认策略，再做同样的事。',
        see: 'ssh 进得来：没有规则，也没有拒绝。',
        why: '没有规则说话时，默认策略现在说 ACCEPT。',
      },
      act: OPEN,
      at: { sending: 1, at: 'ended' },
    },
  ],
})
