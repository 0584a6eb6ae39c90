import { SECOND } from '../model'
import { changing, defineStory } from './story'

/** What the kernel's TRACE wrote of the first two packets, on a router with these rules. */
const RECORDING = `[  594.523374] TRACE: raw:PREROUTING:policy:2 IN=wg0 OUT= MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=17120 DF PROTO=ICMP TYPE=0 CODE=0 ID=4711 SEQ=1 
[  594.523400] TRACE: filter:FORWARD:rule:2 IN=wg0 OUT=wan0 MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=17120 DF PROTO=ICMP TYPE=0 CODE=0 ID=4711 SEQ=1 
[  594.523403] TRACE: filter:to_wan:rule:1 IN=wg0 OUT=wan0 MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=17120 DF PROTO=ICMP TYPE=0 CODE=0 ID=4711 SEQ=1 
[  595.068829] TRACE: raw:PREROUTING:policy:2 IN=wg0 OUT= MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=17163 DF PROTO=ICMP TYPE=8 CODE=0 ID=4712 SEQ=1 
[  595.068853] TRACE: nat:PREROUTING:policy:1 IN=wg0 OUT= MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=17163 DF PROTO=ICMP TYPE=8 CODE=0 ID=4712 SEQ=1 
[  595.068869] TRACE: filter:FORWARD:rule:2 IN=wg0 OUT=wan0 MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=17163 DF PROTO=ICMP TYPE=8 CODE=0 ID=4712 SEQ=1 
[  595.068872] TRACE: filter:to_wan:rule:2 IN=wg0 OUT=wan0 MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=17163 DF PROTO=ICMP TYPE=8 CODE=0 ID=4712 SEQ=1 
[  595.068877] TRACE: nat:POSTROUTING:rule:1 IN=wg0 OUT=wan0 MAC=02:00:00:00:60:01:02:00:00:00:60:02:08:00 SRC=10.60.2.10 DST=198.51.100.23 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=17163 DF PROTO=ICMP TYPE=8 CODE=0 ID=4712 SEQ=1 
`

const DROP_INVALID = '-A to_wan -m conntrack --ctstate INVALID -m comment --comment "no packet leaves untranslated" -j DROP\n'

const WITHOUT = changing('rules', 'Without the rule', '去掉这条规则', (rules) => rules.replace(DROP_INVALID, ''))

/** A reply that takes another way than its request: to the router on it, it belongs to nothing. */
export const asymmetricReturn = defineStory({
  id: 'asymmetric-return',
  title: 'The reply that comes another way',
  notes: [
    'Two sites are joined by WireGuard. Somebody pings a server of site two, and the ping arrives there by site two’s own uplink. The server answers, by the tunnel and this router. Why does the answer end here, though pings from the server through the same tunnel work?',
    'The request never came by this router, so the echo reply belongs to no connection that its conntrack knows: it is **INVALID**. nat is not asked about such packets, and a reply that left with its private source would be of no use to anybody: the rule in to_wan drops it, and rightly. Take the rule away and watch it leave untranslated. The cure is at site two, where the answer has to take the way of its question: `ip rule add from <its uplink’s address> lookup uplink`. The last ping here comes in by this router’s own uplink, and its reply is ESTABLISHED. **Recorded**, over the diagram, shows what a real kernel did with the first two packets: TRACE does not say INVALID, but that nat has no line for the one and two for the other says it all.',
  ],
  hint: 'Look at what conntrack calls the first packet, and which stages it passes without being asked.',
  chinese: {
    title: '从另一条路回来的应答',
    notes: [
      '两个站点由 WireGuard 相连。有人 ping 二号站点的一台服务器，请求从二号站点自己的上行链路到达。服务器的应答却走了隧道和这台路由器。为什么应答到这里就断了，而服务器自己经过同一条隧道发出的 ping 却一切正常？',
      '请求从未经过这台路由器，所以这个 echo-reply 不属于连接跟踪认识的任何连接：它是 **INVALID**。这样的数据包不会去问 nat，带着内网源地址出去的应答对谁都没有用：to_wan 里的规则把它丢弃，做得对。去掉这条规则，就能看到它未经转换地离开。该治的是二号站点，让应答走请求来的路：`ip rule add from <上行地址> lookup uplink`。这里最后一个 ping 从本路由器自己的上行进来，它的应答是 ESTABLISHED。图上方的**实录**是真实内核对前两个数据包的处理：TRACE 不会说 INVALID，但 nat 对一个没有记录、对另一个有两行，已经说明了一切。',
    ],
    hint: '看看连接跟踪把第一个数据包叫作什么，它又跳过了哪些阶段。',
  },
  host: {
    name: 'site-one',
    rules: `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -p icmp -j TRACE
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -s 10.60.0.0/16 -o wan0 -m comment --comment "sites go out by this router" -j MASQUERADE
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:to_wan - [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o wan0 -j to_wan
-A FORWARD -i wan0 -d 10.60.2.0/24 -o wg0 -m comment --comment "published servers of site two" -j ACCEPT
-A to_wan -m conntrack --ctstate INVALID -m comment --comment "no packet leaves untranslated" -j DROP
-A to_wan -i wg0 -j ACCEPT
COMMIT
`,
    network: `ip addr add 203.0.113.60/24 dev wan0
# The tunnel between the sites; site two is behind it.
ip addr add 10.60.0.1/24 dev wg0
ip route add default via 203.0.113.1 dev wan0
ip route add 10.60.2.0/24 via 10.60.0.2 dev wg0
net.ipv4.ip_forward = 1
`,
  },
  traffic: [
    {
      kind: 'packet',
      after: 0,
      packet: {
        in: 'wg0',
        src: '10.60.2.10',
        dst: '198.51.100.23',
        proto: 'icmp',
        type: 0,
        code: 0,
        icmp_id: 4711,
        icmp_seq: 1,
        payload: 56,
      },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'ping', in: 'wg0', src: '10.60.2.10', dst: '198.51.100.23', count: 1, request: 56 },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'ping', in: 'wan0', src: '198.51.100.23', dst: '10.60.2.10', count: 1, request: 56 },
    },
  ],
  recording: RECORDING,
  acts: [WITHOUT],
  steps: [
    {
      en: {
        do: 'Look at what conntrack calls the echo reply.',
        see: '**INVALID**: no connection fits it.',
        why: 'The request went to site two by another router. A reply can only be tracked where its request was.',
      },
      zh: {
        do: '看连接跟踪把这个 echo-reply 叫什么。',
        see: '**INVALID**：没有哪条连接与它相符。',
        why: '请求是从别的路由器到二号站点的。应答只有在请求经过的地方才能被跟踪。',
      },
      scene: 0,
      at: { sending: 0, at: 'tracked' },
    },
    {
      en: {
        do: 'Go on to nat PREROUTING.',
        see: 'It is **skipped**.',
        why: 'nat is for packets of a connection. What is INVALID has none, so nothing would be translated, here or on the way out.',
      },
      zh: {
        do: '再看 nat PREROUTING。',
        see: '它被**跳过**。',
        why: 'nat 只管属于某条连接的数据包。INVALID 的没有连接，因此进出都不会被转换。',
      },
      at: { sending: 0, at: { stage: 'nat', hook: 'PREROUTING' } },
    },
    {
      en: {
        do: 'See which rule drops it.',
        see: 'Rule 1 of to_wan, “no packet leaves untranslated”.',
        why: 'Masquerading cannot help it, and a private source is of no use out there: firewalls such as OpenWrt’s drop it on purpose.',
      },
      zh: {
        do: '看是哪条规则丢弃了它。',
        see: 'to_wan 的第 1 条，“no packet leaves untranslated”。',
        why: '伪装帮不了它，内网源地址在外面也没有用：OpenWrt 等防火墙有意丢弃它。',
      },
      at: { sending: 0, at: { rule: 1, of: 'filter to_wan' } },
    },
    {
      en: {
        do: 'Compare a ping that the same server sends itself.',
        see: 'NEW, asked at nat, masqueraded, and answered.',
        why: 'The first packet came by here, so this router knows the connection.',
      },
      zh: {
        do: '比较同一台服务器自己发出的 ping。',
        see: 'NEW，问过 nat，做了伪装，也有应答。',
        why: '第一个数据包经过了这里，这台路由器就认识这条连接。',
      },
      at: { sending: 1, at: 'translated' },
    },
    {
      en: {
        do: 'Take the rule away, to see what it was good for.',
        see: 'The reply leaves by wan0 with the source **10.60.2.10**.',
        why: 'It passes and still reaches nobody: the one who asked waits for an answer from another address.',
      },
      zh: {
        do: '去掉这条规则，看看它有什么用。',
        see: '应答以源地址 **10.60.2.10** 从 wan0 出去。',
        why: '它通过了，却谁也到不了：提问的人在等另一个地址的应答。',
      },
      act: WITHOUT,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'See the cure at work: the same ping, by this router’s own uplink.',
        see: 'Its reply is **ESTABLISHED** and leaves by wan0.',
        why: 'Question and answer take the same way. At site two that takes a rule for the source, as in the story before this one.',
      },
      zh: {
        do: '看对症的办法：同样的 ping，从本路由器自己的上行进来。',
        see: '它的应答是 **ESTABLISHED**，从 wan0 出去。',
        why: '问与答走同一条路。在二号站点要靠按源地址的策略，见上一个案例。',
      },
      scene: 0,
      at: { sending: 2, packet: 2, at: 'tracked' },
    },
    {
      en: {
        do: 'Watch a real kernel do it: **Recorded**.',
        see: 'The first packet has no line of nat, the second has two.',
        why: 'TRACE does not print connection states; which tables were asked tells them.',
      },
      zh: {
        do: '看真实内核怎么做：**实录**。',
        see: '第一个包没有 nat 的行，第二个有两行。',
        why: 'TRACE 不打印连接状态；问过哪些表就说明了状态。',
      },
      look: { recorded: true },
    },
  ],
})
