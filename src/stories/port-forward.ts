import { SECOND } from '../model'
import type { Sending } from '../scenario/scenario'
import { adding, defineStory } from './story'

const SNAT = adding(
  'rules',
  'SNAT on the way to the server',
  '去服务器的路上做 SNAT',
  `
# the way back leads through here, too
iptables -t nat -A POSTROUTING -d 192.168.172.131 -p tcp --dport 80 -j SNAT --to-source 192.168.172.130
`,
)
const OUTPUT = adding(
  'rules',
  'DNAT in OUTPUT as well',
  'OUTPUT 里也做 DNAT',
  `
# and for what this host sends itself
iptables -t nat -A OUTPUT -d 192.168.172.130 -p tcp --dport 8000 -j DNAT --to-destination 192.168.172.131:80
`,
)

function curl(after: number, sport: number, from: string | null): Sending {
  return {
    kind: 'exchange',
    after,
    exchange: {
      what: 'tcp',
      ...(from === null ? { src: '192.168.172.130' } : { in: 'eth0', src: from }),
      dst: '192.168.172.130',
      sport,
      dport: 8000,
      request: 80,
      response: 300,
    },
  }
}

/** The forwards that everybody writes first, and what each of them still lacks. */
export const portForward = defineStory({
  id: 'port-forward',
  title: 'Port forwarding, there and back',
  notes: [
    'Port 8000 of 192.168.172.130 is to lead to the web server 192.168.172.131:80, on the same network. The DNAT rule is right, its counter rises, and the browser next to it waits in vain. Port 8022 leads to this host’s own ssh, and works. And curl on this host itself is refused. Three forwards, three ways through nat: which packets does each of them miss?',
    'The server answers the client directly, since both are on one network: the answer never comes back here, nobody turns its source into 192.168.172.130:8000, and the client resets what it never asked for. **SNAT** on the way there makes the server answer this host. REDIRECT is DNAT to the address of the interface itself. What the host sends itself does not pass PREROUTING: it needs its DNAT in **OUTPUT**.',
  ],
  hint: 'To whom does the server answer? Count the packets of the first exchange.',
  chinese: {
    title: '端口转发：有去有回',
    notes: [
      '192.168.172.130 的 8000 端口要转到同一网络里的网站服务器 192.168.172.131:80。DNAT 规则没有错，计数器也在涨，旁边的浏览器却白等。8022 端口转到本机自己的 ssh，一切正常。本机上的 curl 又被拒绝。三种转发，三条经过 nat 的路：每一种漏掉了哪些数据包？',
      '服务器直接回答客户端，因为两者在同一网络：应答不再经过这里，没人把它的源地址换回 192.168.172.130:8000，客户端收到从没要过的东西，就发 RST。去程上的 **SNAT** 让服务器回答本机。REDIRECT 就是 DNAT 到接口自己的地址。本机自己发的包不经过 PREROUTING：它需要在 **OUTPUT** 里做 DNAT。',
    ],
    hint: '服务器回答给谁？数一数第一次交换的数据包。',
  },
  host: {
    name: 'forwarder',
    rules: `# 8000 leads to the web server next door
iptables -t nat -A PREROUTING -d 192.168.172.130 -p tcp --dport 8000 -j DNAT --to-destination 192.168.172.131:80

# 8022 leads to our own ssh
iptables -t nat -A PREROUTING -p tcp --dport 8022 -j REDIRECT --to-ports 22
`,
    network: `ip addr add 192.168.172.130/24 dev eth0
ip route add default via 192.168.172.2 dev eth0
net.ipv4.ip_forward = 1
# Nobody is told that the server is on their own network.
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.eth0.send_redirects = 0
`,
    services: 'tcp 22 ssh\n',
  },
  traffic: [
    curl(0, 51000, '192.168.172.1'),
    {
      kind: 'exchange',
      after: SECOND,
      exchange: {
        what: 'tcp',
        in: 'eth0',
        src: '192.168.172.1',
        dst: '192.168.172.130',
        sport: 51022,
        dport: 8022,
        request: 30,
        response: 60,
      },
    },
    curl(SECOND, 51080, null),
  ],
  acts: [SNAT, OUTPUT],
  steps: [
    {
      en: {
        do: 'Follow the browser’s SYN through nat PREROUTING.',
        see: 'DNAT turns its destination into **192.168.172.131:80**, and routing sends it on.',
        why: 'PREROUTING comes before routing, so that a new destination may lead elsewhere.',
      },
      zh: {
        do: '跟着浏览器的 SYN 走过 nat PREROUTING。',
        see: 'DNAT 把目的地址变成 **192.168.172.131:80**，路由把它送出去。',
        why: 'PREROUTING 在路由之前，新的目的地址才能改变去向。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 1, of: 'nat PREROUTING' } },
    },
    {
      en: {
        do: 'Look at the next packet of this exchange.',
        see: 'It is a **RST** of the client: no SYN+ACK came through here.',
        why: 'The server saw a client of its own network and answered it directly, from 192.168.172.131:80. The client had asked 192.168.172.130:8000 and knows no such connection.',
      },
      zh: {
        do: '看这次交换的下一个数据包。',
        see: '是客户端的 **RST**：没有 SYN+ACK 经过这里。',
        why: '服务器看到的是同一网络里的客户端，于是从 192.168.172.131:80 直接回答。客户端问的是 192.168.172.130:8000，不认识这样的连接。',
      },
      at: { sending: 0, packet: 2, at: 'appeared' },
    },
    {
      en: {
        do: 'Add SNAT for what goes to the server.',
        see: 'The SYN leaves as **192.168.172.130**, and the answers come back through here: the page is delivered.',
        why: 'The server answers whom it sees. The price: its log shows this host in place of every client.',
      },
      zh: {
        do: '为去服务器的包加上 SNAT。',
        see: 'SYN 以 **192.168.172.130** 的名义出去，应答经这里返回：网页送到了。',
        why: '服务器回答它看见的人。代价是：它的日志里所有客户端都成了这台主机。',
      },
      act: SNAT,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Look at the answer: nobody has written a rule for it.',
        see: 'The SYN+ACK comes from 192.168.172.131:80 and leaves as **192.168.172.130:8000**, both ends translated.',
        why: 'conntrack turns round what the first packet was bound to.',
      },
      zh: {
        do: '看应答：没有人为它写过规则。',
        see: 'SYN+ACK 从 192.168.172.131:80 来，以 **192.168.172.130:8000** 的名义出去，两端都被换回。',
        why: '连接跟踪把第一个数据包定下的转换反过来用。',
      },
      at: { sending: 0, packet: 2, at: 'ended' },
    },
    {
      en: {
        do: 'See ssh to port 8022.',
        see: 'REDIRECT sends it to port 22 of the interface’s own address, and INPUT gets it.',
        why: 'A local destination is delivered and not forwarded: nobody else has to answer.',
      },
      zh: {
        do: '看去 8022 端口的 ssh。',
        see: 'REDIRECT 把它送到入接口地址的 22 端口，由 INPUT 接收。',
        why: '目的地是本机，就交付而不是转发：不需要别人来回答。',
      },
      at: { sending: 1, at: { rule: 2, of: 'nat PREROUTING' } },
    },
    {
      en: {
        do: 'See curl on this host call its own port 8000.',
        see: 'PREROUTING’s rule is not met, nothing listens on 8000, and the host refuses itself with a RST.',
        why: 'The packet passes PREROUTING only on its way back in from lo, and then its connection is bound already.',
      },
      zh: {
        do: '看本机上的 curl 访问自己的 8000 端口。',
        see: '没有遇到 PREROUTING 的规则，8000 上没人监听，本机用 RST 拒绝了自己。',
        why: '这个包从 lo 回来时才经过 PREROUTING，而那时它的连接早已定下。',
      },
      at: { sending: 2, at: { stage: 'nat', hook: 'PREROUTING' } },
    },
    {
      en: {
        do: 'Put a DNAT into nat OUTPUT.',
        see: 'curl reaches **192.168.172.131:80** as well: solved.',
        why: 'OUTPUT is where locally made packets first meet nat. They are routed once more afterwards.',
      },
      zh: {
        do: '在 nat OUTPUT 里放一条 DNAT。',
        see: 'curl 也到了 **192.168.172.131:80**：解决了。',
        why: '本机产生的包在 OUTPUT 第一次遇到 nat，之后会再路由一次。',
      },
      act: OUTPUT,
      at: { sending: 2, at: 'translated' },
    },
  ],
})
