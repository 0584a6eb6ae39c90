import { adding, defineStory } from './story'
import { synAttempts } from './syn-attempts'

const RULE = adding(
  'network',
  'ip rule add from 198.51.100.36 lookup wan',
  'ip rule add from 198.51.100.36 lookup wan',
  `ip rule add from 198.51.100.36 lookup wan
`,
)
const TABLE = adding(
  'network',
  'ip route add default … table wan',
  'ip route add default … table wan',
  `ip route add default via 198.51.100.1 dev wan table wan
`,
)

/** A default route through a tunnel takes the answers to what came in by the other door. */
export const defaultByTunnel = defineStory({
  id: 'default-by-tunnel',
  title: 'The answer that leaves by the tunnel',
  notes: [
    'Site two sends all its traffic through the WireGuard tunnel to site one: the default route says so. It also has an address of its own, 198.51.100.36 on wan, with a web server. Whoever calls that address gets no answer, and yet the firewall accepts the SYN and the server answers it. Where does the answer go?',
    'Into the tunnel. Routing looks at where a packet goes to, and to 203.0.113.99 the only way is the default route, by wg_s2s. Site one has never seen the SYN: there the answer is INVALID (the next story), or leaves with an address that is not site one’s. `ip rule add from 198.51.100.36 lookup wan` makes the source count, and a default route in table wan leads the answer out by the door that the question came in by. One without the other changes nothing.',
  ],
  hint: 'Look at the routing decision about the SYN+ACK: which route wins, and by which interface?',
  chinese: {
    title: '从隧道溜走的应答',
    notes: [
      '二号站点的所有流量都经 WireGuard 隧道走一号站点：默认路由就是这么写的。它在 wan 上还有自己的地址 198.51.100.36，上面有个网站。访问这个地址的人得不到回音，可是防火墙放行了 SYN，服务器也回答了。应答去哪儿了？',
      '进了隧道。路由只看数据包要去哪里，而去 203.0.113.99 只有默认路由，走 wg_s2s。一号站点从没见过那个 SYN：应答在那里是 INVALID（见下一个案例），或者带着不属于一号站点的地址出去。`ip rule add from 198.51.100.36 lookup wan` 让源地址也算数，再由 wan 表里的默认路由把应答送回它来的那扇门。两条缺一不可。',
    ],
    hint: '看关于 SYN+ACK 的路由判断：哪条路由胜出，走哪个接口？',
  },
  host: {
    name: 'site-two',
    rules: `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -o wan -m comment --comment "zone wan, masquerading" -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i wan -p tcp -m tcp --dport 443 -j ACCEPT
-A INPUT -i br-lan -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i br-lan -j ACCEPT
COMMIT
`,
    network: `ip addr add 198.51.100.36/24 dev wan
ip addr add 10.0.32.2/24 dev wg_s2s
ip addr add 192.168.36.1/24 dev br-lan
# Everything goes through site one, but for the tunnel's own packets.
ip route add default via 10.0.32.1 dev wg_s2s
ip route add 203.0.113.35/32 via 198.51.100.1 dev wan
net.ipv4.ip_forward = 1
`,
    services: 'tcp 443 https\n',
  },
  traffic: synAttempts({ in: 'wan', src: '203.0.113.99', dst: '198.51.100.36', sport: 40443, dport: 443, ttl: 52 }, [0, 1, 2]),
  acts: [RULE, TABLE],
  steps: [
    {
      en: {
        do: 'Look at the SYN from outside where filter INPUT meets it.',
        see: 'Rule 3 accepts it. It came in by **wan**.',
        why: 'The firewall is not the problem: a zone that lets https in has done its part.',
      },
      zh: {
        do: '看外面来的 SYN 在 filter INPUT 的遭遇。',
        see: '第 3 条放行了它。它是从 **wan** 进来的。',
        why: '问题不在防火墙：放行 https 的区域已经尽责。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 3, of: 'filter INPUT' } },
    },
    {
      en: {
        do: 'Go on to the routing of the answer, packet 2.',
        see: 'The SYN+ACK to 203.0.113.99 is routed by **wg_s2s**, through the tunnel.',
        why: 'Only the destination is looked at, and only the default route fits it. By which interface the question came, routing does not ask.',
      },
      zh: {
        do: '再看应答（第 2 个数据包）的路由。',
        see: '去往 203.0.113.99 的 SYN+ACK 被路由到 **wg_s2s**，进了隧道。',
        why: '路由只看目的地址，符合的只有默认路由。问题从哪个接口进来，路由并不过问。',
      },
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'See how it ends, and what conntrack makes of it.',
        see: 'It leaves by wg_s2s with source 198.51.100.36, and the connection waits in SYN_RECV. The client sends its SYN again and again.',
        why: 'MASQUERADE stands for wan, and would not be asked anyway: nat is asked for the first packet of a connection only, and that was the SYN.',
      },
      zh: {
        do: '看它的结局，以及连接跟踪怎么记。',
        see: '它以源地址 198.51.100.36 从 wg_s2s 出去，连接停在 SYN_RECV。客户端一遍遍重发 SYN。',
        why: 'MASQUERADE 只管 wan，而且根本不会被问到：nat 只在连接的第一个数据包时被询问，那是 SYN。',
      },
      at: { sending: 0, packet: 2, at: 'ended' },
      look: { log: 'connections' },
    },
    {
      en: {
        do: 'Add the rule: packets from the address of wan ask table wan.',
        see: 'Nothing has changed: the answer still leaves by wg_s2s.',
        why: 'Table wan is empty. A table without a fitting route sends the question on to the next rule, and that is main.',
      },
      zh: {
        do: '加上策略：来自 wan 地址的数据包去问 wan 表。',
        see: '什么也没变：应答仍从 wg_s2s 出去。',
        why: 'wan 表是空的。表里没有合适的路由，就轮到下一条策略，也就是 main。',
      },
      act: RULE,
      at: { sending: 0, packet: 2, at: 'routed' },
      look: { editor: 'network' },
    },
    {
      en: {
        do: 'Give table wan its default route.',
        see: 'The SYN+ACK is routed by **wan**, through table wan: solved.',
        why: 'The rule looks at the source, which is the address that the client called. What the host itself begins has no source yet, and goes by the tunnel as before.',
      },
      zh: {
        do: '给 wan 表一条默认路由。',
        see: 'SYN+ACK 经 wan 表从 **wan** 出去：解决了。',
        why: '策略看的是源地址，也就是客户端访问的那个地址。本机自己发起的连接此时还没有源地址，照旧走隧道。',
      },
      act: TABLE,
      at: { sending: 0, packet: 2, at: 'routed' },
      look: { editor: 'network' },
    },
  ],
})
