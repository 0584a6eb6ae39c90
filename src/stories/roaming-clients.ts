import { SECOND } from '../model'
import { changing, defineStory, heard } from './story'

const FORWARDING = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i br-lan -j ACCEPT
-A FORWARD -i wg0 -j ACCEPT
-A FORWARD -i wg_s2s -j ACCEPT
COMMIT
`

function rules(nat: string): string {
  return `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
${nat}-A POSTROUTING -o wan -m comment --comment "zone wan, masquerading" -j MASQUERADE
COMMIT
${FORWARDING}`
}

const MASQUERADE = '-A POSTROUTING -s 10.0.31.0/24 -o wg_s2s -j MASQUERADE\n'

const HIDE = heard(
  changing('rules', 'MASQUERADE the roaming clients', '为漫游客户端做 MASQUERADE', (text) =>
    text.includes(MASQUERADE) ? text : text.replace('-A POSTROUTING -o wan', `${MASQUERADE}-A POSTROUTING -o wan`),
  ),
)

const SITE_ONE = {
  name: 'site-one',
  network: `ip addr add 198.51.100.35/24 dev wan
ip addr add 10.0.32.1/24 dev wg_s2s
# Laptops on the road dial in here.
ip addr add 10.0.31.1/24 dev wg0
ip addr add 192.168.35.1/24 dev br-lan
ip route add default via 198.51.100.1 dev wan
ip route add 192.168.36.0/24 via 10.0.32.2 dev wg_s2s
net.ipv4.ip_forward = 1
`,
}

/** A laptop's ping, and one from the LAN. What site two's server answers the laptop does not find its way back. */
function pings(laptop: 'silent' | 'open') {
  const ping = { what: 'ping' as const, dst: '192.168.36.10', count: 1, request: 56 }
  const peer = laptop === 'silent' ? { peer: laptop } : {}
  return [
    { kind: 'exchange' as const, after: 0, exchange: { ...ping, in: 'wg0', src: '10.0.31.20', sport: 3131, ...peer } },
    { kind: 'exchange' as const, after: SECOND, exchange: { ...ping, in: 'br-lan', src: '192.168.35.20', sport: 3535 } },
  ]
}

const SITE_TWO = `ip addr add 203.0.113.36/24 dev wan
ip addr add 10.0.32.2/24 dev wg_s2s
ip addr add 10.0.33.1/24 dev wg0
ip addr add 192.168.36.1/24 dev br-lan
ip route add default via 203.0.113.1 dev wan
# AllowedIPs of site one: its end of the tunnel and its LAN
ip route add 192.168.35.0/24 via 10.0.32.1 dev wg_s2s
net.ipv4.ip_forward = 1
`

/** A ping to the server of site two, as it comes out of the tunnel there. */
function pingFrom(source: string) {
  return [
    {
      kind: 'exchange' as const,
      after: 0,
      exchange: { what: 'ping' as const, in: 'wg_s2s', src: source, dst: '192.168.36.10', sport: 3131, count: 1, request: 56, ttl: 63 },
    },
  ]
}

/** Clients whose network the other site has no route to. */
export const roamingClients = defineStory({
  id: 'roaming-clients',
  title: 'Roaming clients reach one site only',
  notes: [
    'Two sites are joined by wg_s2s. Laptops on the road dial in to site one by wg0 and get addresses of 10.0.31.0/24. They reach everything at site one. The machines of site one reach site two, too. The laptops do not. Both firewalls let them pass. Why?',
    'Site two knows the way to 192.168.35.0/24, the LAN of site one, and not to 10.0.31.0/24. A laptop’s ping gets there, and the answer takes the default route, out into the internet. (WireGuard may drop the ping even before: **AllowedIPs** is a route on the way out and a filter on the way in.) `iptables -t nat -A POSTROUTING -s 10.0.31.0/24 -o wg_s2s -j MASQUERADE` on site one lets the laptops go with the address 10.0.32.1, which site two knows. The other cure is a route, and an entry in AllowedIPs, on every other site.',
  ],
  hint: 'Follow the ping to the second router, and look at where the answer is routed there.',
  chinese: {
    title: '漫游客户端只能到达一个站点',
    notes: [
      '两个站点由 wg_s2s 相连。在外的笔记本电脑经 wg0 拨入一号站点，得到 10.0.31.0/24 的地址。它们能访问一号站点的一切。一号站点的机器也能访问二号站点。笔记本电脑却不能。两边防火墙都放行。为什么？',
      '二号站点知道去 192.168.35.0/24（一号站点的局域网）的路，不知道去 10.0.31.0/24 的路。笔记本电脑的 ping 到得了，应答却走默认路由去了互联网。（WireGuard 甚至可能更早就丢掉它：**AllowedIPs** 出去时是路由，进来时是过滤器。）在一号站点执行 `iptables -t nat -A POSTROUTING -s 10.0.31.0/24 -o wg_s2s -j MASQUERADE`，笔记本电脑就以 10.0.32.1 的名义出去，二号站点认识它。另一种办法是在每个站点加路由和 AllowedIPs。',
    ],
    hint: '跟着 ping 到第二台路由器，看应答在那里被路由到哪里。',
  },
  host: { ...SITE_ONE, rules: rules('') },
  traffic: pings('silent'),
  further: [
    { host: { name: 'site-two', rules: rules(''), network: SITE_TWO }, traffic: pingFrom('10.0.31.20') },
    { host: { name: 'site-two', rules: rules(''), network: SITE_TWO }, traffic: pingFrom('10.0.32.1') },
    { host: { ...SITE_ONE, rules: rules(MASQUERADE) }, traffic: pings('open') },
  ],
  acts: [HIDE],
  steps: [
    {
      en: {
        do: 'Follow the laptop’s ping to its end on site one.',
        see: 'It leaves by wg_s2s with its own source, **10.0.31.20**.',
        why: 'Only zone wan masquerades. Between sites addresses are meant to stay what they are.',
      },
      zh: {
        do: '在一号站点跟着笔记本电脑的 ping 走到底。',
        see: '它以自己的源地址 **10.0.31.20** 从 wg_s2s 出去。',
        why: '只有 wan 区域做伪装。站点之间的地址本来就该保持原样。',
      },
      scene: 0,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Go on to site two, where this very packet comes out of the tunnel.',
        see: 'It is let through and handed to the server, 192.168.36.10.',
        why: 'The way there is no problem: 192.168.36.0/24 is right here.',
      },
      zh: {
        do: '到二号站点去，同一个数据包从隧道出来。',
        see: '它被放行，交给服务器 192.168.36.10。',
        why: '去程没有问题：192.168.36.0/24 就在这里。',
      },
      scene: 1,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Look at how the server’s answer is routed.',
        see: 'To 10.0.31.20 it goes by **wan**, the default route, with a private source.',
        why: 'No route names 10.0.31.0/24. FORWARD lets it pass because it is ESTABLISHED, and nat is not asked again: nothing stops it, and nobody out there can use it.',
      },
      zh: {
        do: '看服务器的应答如何被路由。',
        see: '去 10.0.31.20 走的是 **wan**，默认路由，还带着内网源地址。',
        why: '没有哪条路由提到 10.0.31.0/24。FORWARD 因 ESTABLISHED 放行，nat 也不再被询问：没有谁拦它，外面也没有人用得上它。',
      },
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'Back on site one: hide the laptops behind the tunnel’s own address.',
        see: 'The ping leaves as **10.0.32.1**.',
        why: 'MASQUERADE takes the address of the interface by which the packet leaves, and conntrack notes for whom.',
      },
      zh: {
        do: '回到一号站点：让笔记本电脑借用隧道自己的地址。',
        see: 'ping 以 **10.0.32.1** 的名义出去。',
        why: 'MASQUERADE 取出口接口的地址，连接跟踪记下是替谁换的。',
      },
      scene: 0,
      act: HIDE,
      at: { sending: 0, at: 'translated' },
    },
    {
      en: {
        do: 'See how site two routes the answer now.',
        see: 'To 10.0.32.1 it goes by **wg_s2s**, back through the tunnel.',
        why: 'That network is on the very interface, and in AllowedIPs as well.',
      },
      zh: {
        do: '看二号站点现在如何路由应答。',
        see: '去 10.0.32.1 走 **wg_s2s**，原路返回隧道。',
        why: '这个网段就在接口上，也在 AllowedIPs 里。',
      },
      scene: 2,
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'And on site one again, where it arrives.',
        see: 'Its destination turns from 10.0.32.1 into **10.0.31.20**, and it leaves by wg0: solved.',
        why: 'The answer belongs to a known connection: the translation is undone without nat being asked.',
      },
      zh: {
        do: '最后回到一号站点，应答到达这里。',
        see: '目的地址从 10.0.32.1 变回 **10.0.31.20**，从 wg0 出去：解决了。',
        why: '应答属于已知的连接：不必询问 nat，转换就被还原。',
      },
      scene: 3,
      at: { sending: 0, packet: 2, at: 'ended' },
    },
  ],
})
