import { SECOND } from '../model'
import { defineStory } from './story'

/** The router that most people have: a LAN, one public address, one port forward. */
export const homeRouter = defineStory({
  id: 'home-router',
  title: 'A home router',
  notes: [
    'A laptop opens a web site, and a friend on the internet reads the photo server at home, though the house has a single public address. How do the answers find their way?',
    'On the way out MASQUERADE (nat POSTROUTING) gives the packet the router’s address; on the way in DNAT (nat PREROUTING) gives it the server’s. Both are decided at a connection’s first packet only. Connection tracking does the rest: follow an answer and see the nat table passed by while its addresses are still put back.',
    'The last sender tries ssh on the router from outside. No rule of INPUT lets it in, so the policy drops it, silently: the sender would wait until it gives up.',
  ],
  hint: 'Follow the first packet out and its answer back. Where does an address turn yellow, and is nat asked both times?',
  chinese: {
    title: '家用路由器',
    notes: [
      '笔记本电脑打开一个网站，互联网上的朋友访问家里的相册服务器，而家里只有一个公网地址。应答的数据包是怎么找到回家的路的？',
      '出去时 MASQUERADE（nat POSTROUTING）换上路由器的地址；进来时 DNAT（nat PREROUTING）换上服务器的地址。两者都只在连接的第一个数据包上决定，其余交给连接跟踪：跟着一个应答包走，可以看到它跳过了 nat 表，地址却仍然被换了回来。',
      '最后有人从外面尝试 ssh 登录路由器。INPUT 中没有规则放行，于是默认策略把它悄悄丢弃，对方只能等到超时。',
    ],
    hint: '跟着第一个数据包出去，再跟着它的应答回来。地址在哪里变黄？nat 两次都被询问了吗？',
  },
  host: {
    name: 'router',
    rules: `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
# the photo server at home, for friends
-A PREROUTING -i eth0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.168.1.10:80
# everybody at home shares the public address
-A POSTROUTING -s 192.168.1.0/24 -o eth0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i eth1 -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 5/sec -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i eth1 -o eth0 -j ACCEPT
-A FORWARD -d 192.168.1.10/32 -i eth0 -o eth1 -p tcp -m tcp --dport 80 -m conntrack --ctstate DNAT -j ACCEPT
COMMIT
`,
    network: `# eth0: to the internet
ip addr add 192.0.2.2/24 dev eth0
# eth1: at home
ip addr add 192.168.1.1/24 dev eth1
ip route add default via 192.0.2.1 dev eth0
net.ipv4.ip_forward = 1
`,
    services: 'tcp 22 ssh\nudp 53 dns\n',
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: {
        what: 'tcp',
        in: 'eth1',
        src: '192.168.1.20',
        dst: '198.51.100.80',
        sport: 50123,
        dport: 443,
        request: 200,
        response: 1200,
      },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'tcp', in: 'eth0', src: '203.0.113.9', dst: '192.0.2.2', sport: 40001, dport: 8080, request: 120, response: 900 },
    },
    { kind: 'exchange', after: SECOND, exchange: { what: 'ping', in: 'eth0', src: '203.0.113.9', dst: '192.0.2.2', count: 1 } },
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '203.0.113.66', dst: '192.0.2.2', proto: 'tcp', sport: 41000, dport: 22, flags: 'S', ttl: 55 },
    },
  ],
  steps: [
    {
      en: {
        do: 'Follow the laptop’s first packet to nat POSTROUTING.',
        see: 'MASQUERADE turns 192.168.1.20 into **192.0.2.2**.',
        why: 'Out there nobody can answer a private address. Which connection it was for, conntrack notes.',
      },
      zh: {
        do: '跟着笔记本电脑的第一个包走到 nat POSTROUTING。',
        see: 'MASQUERADE 把 192.168.1.20 变成 **192.0.2.2**。',
        why: '外面没有人能回答内网地址。是替哪条连接换的，连接跟踪记着。',
      },
      scene: 0,
      at: { sending: 0, at: 'translated' },
    },
    {
      en: {
        do: 'Follow its answer in.',
        see: 'nat PREROUTING is skipped, and yet the destination becomes 192.168.1.20.',
        why: 'Translations are undone by conntrack, for every packet of the connection, without a rule.',
      },
      zh: {
        do: '跟着它的应答进来。',
        see: 'nat PREROUTING 被跳过，目的地址却变成 192.168.1.20。',
        why: '还原由连接跟踪完成，对连接的每个包都如此，不需要规则。',
      },
      at: { sending: 0, packet: 2, at: 'routed' },
    },
    {
      en: {
        do: 'See the friend come in.',
        see: 'DNAT makes 192.0.2.2:8080 the server’s **192.168.1.10:80**, before routing.',
        why: 'So the packet is forwarded, and FORWARD needs a rule for port 80, not for 8080.',
      },
      zh: {
        do: '看朋友怎么进来。',
        see: 'DNAT 在路由之前把 192.0.2.2:8080 变成服务器的 **192.168.1.10:80**。',
        why: '所以它是被转发的，FORWARD 里要放行的是 80，而不是 8080。',
      },
      at: { sending: 1, at: { rule: 1, of: 'nat PREROUTING' } },
    },
    {
      en: {
        do: 'See the stranger who tries ssh.',
        see: 'No rule of INPUT fits; the **policy** drops it.',
        why: 'DROP says nothing to the sender, who waits until a timeout. REJECT would tell.',
      },
      zh: {
        do: '看那个尝试 ssh 的陌生人。',
        see: 'INPUT 没有规则符合；**默认策略**丢弃了它。',
        why: 'DROP 什么也不告诉对方，对方一直等到超时。REJECT 会说一声。',
      },
      at: { sending: 3, at: 'ended' },
    },
  ],
})
