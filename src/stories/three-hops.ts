import { SECOND } from '../model'
import { adding, changing, defineStory, heard } from './story'

function rules(nat: string): string {
  return `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
${nat}-A POSTROUTING -o wan -j MASQUERADE
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i wg_a -o wg_c -j ACCEPT
-A FORWARD -i wg_c -j ACCEPT
-A FORWARD -i br-lan -j ACCEPT
COMMIT
`
}

const MASQUERADE = '-A POSTROUTING -s 192.168.35.0/24 -o wg_c -j MASQUERADE\n'

const HIDE = heard(
  changing('rules', 'MASQUERADE on the middle router', '在中间路由器上 MASQUERADE', (text) =>
    text.includes(MASQUERADE) ? text : text.replace('-A POSTROUTING -o wan', `${MASQUERADE}-A POSTROUTING -o wan`),
  ),
)
const ROUTE = adding(
  'network',
  'A route back on the third router',
  '在第三台路由器上加回程路由',
  'ip route add 192.168.35.0/24 via 10.0.34.2 dev wg_c\n',
)

const THIRD = `ip addr add 203.0.113.37/24 dev wan
ip addr add 10.0.34.3/24 dev wg_c
ip addr add 192.168.37.1/24 dev br-lan
ip route add default via 203.0.113.1 dev wan
# The middle router's LAN; of what lies behind it nobody has told.
ip route add 192.168.36.0/24 via 10.0.34.2 dev wg_c
net.ipv4.ip_forward = 1
`

/** The connection as it comes out of the second tunnel. */
function askedBy(source: string) {
  return [
    {
      kind: 'exchange' as const,
      after: 0,
      exchange: { what: 'ping' as const, in: 'wg_c', src: source, dst: '192.168.37.10', sport: 3737, count: 1, request: 56, ttl: 62 },
    },
  ]
}

/** Two tunnels one behind the other, and a far end that knows only its neighbour. */
export const threeHops = defineStory({
  id: 'three-hops',
  title: 'The third router has no way back',
  notes: [
    'Site one has a tunnel to site two, and site two has one to site three. Site one’s machines are to reach site three through site two: routes there, forwarding there, both firewalls open. Pings arrive at the far server, says tcpdump, and no answer comes back. Which of the three routers is it?',
    'The third has no route to 192.168.35.0/24: it knows only its neighbour, and answers leave by its default route. So the middle one has to speak in its own name: `-t nat -A POSTROUTING -s 192.168.35.0/24 -o wg_c -j MASQUERADE`. The third then answers 10.0.34.2, which is next door. Or the third is given a route back, which keeps the true source visible, and asks for a change on a machine that may not be yours.',
  ],
  hint: 'The middle router does all that it is told to. Look at the answer on the third one.',
  chinese: {
    title: '第三台路由器没有回程',
    notes: [
      '一号站点有隧道通二号站点，二号站点又有隧道通三号站点。一号站点的机器要经二号站点访问三号站点：路由有了，转发有了，两边防火墙都开着。tcpdump 说 ping 到了远端服务器，却没有应答回来。三台路由器，问题在哪一台？',
      '第三台没有去 192.168.35.0/24 的路由：它只认识邻居，应答就走了默认路由。所以中间那台要以自己的名义说话：`-t nat -A POSTROUTING -s 192.168.35.0/24 -o wg_c -j MASQUERADE`。第三台于是回答隔壁的 10.0.34.2。或者给第三台加一条回程路由，真实的源地址得以保留，但那台机器未必归你管。',
    ],
    hint: '中间那台照章办事。看第三台上的应答。',
  },
  host: {
    name: 'middle',
    rules: rules(''),
    network: `ip addr add 198.51.100.36/24 dev wan
# wg_a: to site one, wg_c: to site three
ip addr add 10.0.32.2/24 dev wg_a
ip addr add 10.0.34.2/24 dev wg_c
ip addr add 192.168.36.1/24 dev br-lan
ip route add default via 198.51.100.1 dev wan
ip route add 192.168.35.0/24 via 10.0.32.1 dev wg_a
ip route add 192.168.37.0/24 via 10.0.34.3 dev wg_c
net.ipv4.ip_forward = 1
`,
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: {
        what: 'ping',
        in: 'wg_a',
        src: '192.168.35.20',
        dst: '192.168.37.10',
        sport: 3737,
        count: 1,
        request: 56,
        ttl: 63,
        peer: 'silent',
      },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'ping', in: 'br-lan', src: '192.168.36.20', dst: '192.168.37.10', sport: 3636, count: 1, request: 56 },
    },
  ],
  further: [
    { host: { name: 'third', rules: rules(''), network: THIRD }, traffic: askedBy('192.168.35.20') },
    { host: { name: 'third', rules: rules(''), network: THIRD }, traffic: askedBy('10.0.34.2') },
  ],
  acts: [],
  steps: [
    {
      en: {
        do: 'Follow the ping of site one through the middle router.',
        see: 'Rule 2 of FORWARD accepts it, and it leaves by wg_c, its source still **192.168.35.20**.',
        why: 'Nothing here is wrong: the way there is known, and open.',
      },
      zh: {
        do: '跟着一号站点的 ping 穿过中间路由器。',
        see: 'FORWARD 第 2 条放行，它从 wg_c 出去，源地址仍是 **192.168.35.20**。',
        why: '这里没有错：去程已知，也放行。',
      },
      scene: 0,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Go on to the third router, and look at how the server’s answer is routed.',
        see: 'To 192.168.35.20 it leaves by **wan**.',
        why: 'The third router knows 192.168.36.0/24, its neighbour’s LAN. What lies behind the neighbour falls to the default route.',
      },
      zh: {
        do: '到第三台路由器，看服务器的应答如何被路由。',
        see: '去 192.168.35.20 的应答从 **wan** 出去。',
        why: '第三台认识邻居的局域网 192.168.36.0/24。邻居身后的网段只能落到默认路由。',
      },
      scene: 1,
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'First cure: let the middle router speak in its own name.',
        see: 'The ping leaves by wg_c as **10.0.34.2**.',
        why: 'A hop that hides who is behind it needs nobody else’s routes.',
      },
      zh: {
        do: '第一种办法：让中间路由器以自己的名义说话。',
        see: 'ping 以 **10.0.34.2** 的名义从 wg_c 出去。',
        why: '一跳若把身后的人遮住，就不需要别人的路由。',
      },
      scene: 0,
      act: HIDE,
      at: { sending: 0, at: 'translated' },
    },
    {
      en: {
        do: 'See the third router answer that.',
        see: 'The answer to 10.0.34.2 is routed by **wg_c**: solved.',
        why: 'The address is on the interface’s own network.',
      },
      zh: {
        do: '看第三台如何回答它。',
        see: '给 10.0.34.2 的应答走 **wg_c**：解决了。',
        why: '这个地址就在接口自己的网段里。',
      },
      scene: 2,
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'Second cure, without NAT: give the third router a route back.',
        see: 'The answer to 192.168.35.20 is routed by **wg_c**, too.',
        why: 'A route keeps the true source visible to the far server, but it must be made on every far router, in AllowedIPs as well.',
      },
      zh: {
        do: '第二种办法，不用 NAT：给第三台一条回程路由。',
        see: '给 192.168.35.20 的应答也走 **wg_c** 了。',
        why: '路由让远端服务器看得见真实的源地址，但每台远端路由器都要加，AllowedIPs 也要加。',
      },
      scene: 1,
      act: ROUTE,
      at: { sending: 0, packet: 2, at: 'routed' },
      look: { editor: 'network' },
    },
  ],
})
