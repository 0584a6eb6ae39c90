import { adding, defineStory } from './story'
import { synAttempts } from './syn-attempts'

const TABLES = adding(
  'network',
  'ip rule add from each address, with a table of its own',
  '按源地址各用一张表（ip rule）',
  `ip route add default via 198.51.100.1 dev isp1 table T1
ip route add default via 203.0.113.1 dev isp2 table T2
ip rule add from 198.51.100.2 table T1
ip rule add from 203.0.113.2 table T2
`,
)

/** A host with an address at each of two providers, and one default route. */
export const twoUplinks = defineStory({
  id: 'two-uplinks',
  title: 'Two uplinks, one of them mute',
  notes: [
    'A server has two uplinks and an address at each: 198.51.100.2 at provider one, 203.0.113.2 at provider two. Called by the first address it answers, by the second it seems dead. tcpdump shows the SYNs come in on isp2, and no answer leave there. What is missing?',
    'The answers leave by isp1, because main has one default route. Provider one will not carry a source that is not its own. Each address needs a table of its own: `ip rule add from 203.0.113.2 table T2`, with `ip route add default via 203.0.113.1 dev isp2 table T2`, and the same for the first address and T1. From then on the source decides.',
  ],
  hint: 'tcpdump on the other interface would show the answers.',
  chinese: {
    title: '两条上行，一条没有回音',
    notes: [
      '一台服务器有两条上行，各有一个地址：运营商一的 198.51.100.2，运营商二的 203.0.113.2。访问第一个地址有回应，访问第二个像死了一样。tcpdump 看到 SYN 从 isp2 进来，却没有应答从那里出去。缺了什么？',
      '应答从 isp1 出去了，因为 main 里只有一条默认路由。运营商一不会替别人的源地址送信。每个地址都需要自己的一张表：`ip rule add from 203.0.113.2 table T2`，加上 `ip route add default via 203.0.113.1 dev isp2 table T2`；第一个地址和 T1 同样。从此由源地址决定。',
    ],
    hint: '在另一个接口上 tcpdump，就能看到应答。',
  },
  host: {
    name: 'server',
    rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
`,
    network: `ip addr add 198.51.100.2/24 dev isp1
ip addr add 203.0.113.2/24 dev isp2
ip route add default via 198.51.100.1 dev isp1
`,
    services: 'tcp 443 https\n',
  },
  traffic: [
    ...synAttempts({ in: 'isp1', src: '192.0.2.77', dst: '198.51.100.2', sport: 41001, dport: 443, ttl: 55 }, [0]),
    ...synAttempts({ in: 'isp2', src: '192.0.2.77', dst: '203.0.113.2', sport: 41002, dport: 443, ttl: 55 }, [1, 1, 2]),
  ],
  acts: [TABLES],
  steps: [
    {
      en: {
        do: 'Look at the answer to the SYN that called the first address.',
        see: 'It leaves by **isp1**, as it should.',
        why: 'The default route happens to be the right one.',
      },
      zh: {
        do: '看访问第一个地址的 SYN 得到的应答。',
        see: '它从 **isp1** 出去，理应如此。',
        why: '默认路由碰巧是对的那一条。',
      },
      scene: 0,
      at: { sending: 0, packet: 2, at: 'ended' },
    },
    {
      en: {
        do: 'Now the answer to the one that called the second address.',
        see: 'It leaves by **isp1**, too, with the source 203.0.113.2.',
        why: 'A provider drops packets whose source is not its customer’s (RFC 2827). The client never hears of it.',
      },
      zh: {
        do: '再看访问第二个地址得到的应答。',
        see: '它也从 **isp1** 出去，源地址却是 203.0.113.2。',
        why: '运营商会丢弃源地址不属于其客户的数据包（RFC 2827）。客户端永远收不到。',
      },
      at: { sending: 1, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'Read what tcpdump would show, SYN by SYN.',
        see: 'Three SYNs to 203.0.113.2, after one second and two more; every answer goes the wrong way.',
        why: 'The client hears nothing, so it tries again.',
      },
      zh: {
        do: '逐个 SYN 看 tcpdump 会显示什么。',
        see: '三个去 203.0.113.2 的 SYN，相隔一秒和两秒；每个应答都走错了路。',
        why: '客户端没有收到任何回音，所以再试。',
      },
      at: { sending: 3, packet: 2, at: 'ended' },
      look: { print: 'tcpdump' },
    },
    {
      en: {
        do: 'Give each address a table of its own.',
        see: 'The answer is routed by **isp2**, through table T2: solved.',
        why: 'Rules are asked before tables. `from 203.0.113.2` fits the answer, because its source is the address that was called.',
      },
      zh: {
        do: '给每个地址一张自己的表。',
        see: '应答经 T2 表从 **isp2** 出去：解决了。',
        why: '先问策略，再问表。`from 203.0.113.2` 符合这个应答，因为它的源地址正是被访问的地址。',
      },
      act: TABLES,
      at: { sending: 1, packet: 2, at: 'routed' },
      look: { editor: 'network' },
    },
  ],
})
