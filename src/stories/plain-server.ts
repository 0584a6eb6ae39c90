import { SECOND } from '../model'
import { defineStory } from './story'

/** A server's firewall with connection states. */
export const plainServer = defineStory({
  id: 'plain-server',
  title: 'A server that lets in what it must',
  notes: [
    'A web server with three doors: ssh for the office, http and https for everybody. Which of these packets get in, which are refused with a word, and which are met with silence?',
    'The rule with RELATED,ESTABLISHED stands first, so that all but a connection’s first packet pass at once: watch its counter. A stray ACK belongs to no connection that the host has seen: conntrack takes it for a NEW one picked up halfway, and the rules decide by its port. The database port is refused by REJECT: the sender learns it at once, by a reset. Everything else falls to the policy, DROP.',
  ],
  hint: 'Step from verdict to verdict with the . key, and look at the rule that stopped each packet or let it in.',
  chinese: {
    title: '只放行该放行的服务器',
    notes: [
      '一台网站服务器开着三扇门：ssh 给办公室，http 和 https 给所有人。下面这些数据包，哪些能进来，哪些被明确拒绝，哪些石沉大海？',
      'RELATED,ESTABLISHED 这条规则放在最前面，因此除了连接的第一个数据包，其余都立即通过：看它的计数器。孤立的 ACK 不属于主机见过的任何连接：连接跟踪把它当作中途接管的新连接（NEW），由规则按端口决定。数据库端口用 REJECT 拒绝：对方立刻收到复位。其余落到默认策略 DROP。',
    ],
    hint: '用 . 键逐个裁决地走，看是哪条规则拦下或放行了每个数据包。',
  },
  host: {
    name: 'server',
    rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -m conntrack --ctstate INVALID -j DROP
-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -m comment --comment "ssh from the office" -j ACCEPT
-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 3306 -j REJECT --reject-with tcp-reset
-A INPUT -m limit --limit 5/min -j LOG --log-prefix "dropped: "
COMMIT
`,
    network: `ip addr add 192.0.2.10/24 dev eth0
ip route add default via 192.0.2.1 dev eth0
`,
    services: 'tcp 22 ssh\ntcp 80 http\ntcp 443 https\ntcp 3306 mysql\n',
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: { what: 'tcp', in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', sport: 40000, dport: 443, request: 150, response: 1200 },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'tcp', in: 'eth0', src: '203.0.113.44', dst: '192.0.2.10', sport: 40022, dport: 22, request: 30, response: 60 },
    },
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', proto: 'tcp', sport: 40001, dport: 22, flags: 'S' },
    },
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', proto: 'tcp', sport: 40002, dport: 3306, flags: 'S' },
    },
    {
      kind: 'packet',
      after: SECOND,
      packet: {
        in: 'eth0',
        src: '198.51.100.7',
        dst: '192.0.2.10',
        proto: 'tcp',
        sport: 40003,
        dport: 80,
        flags: 'A',
        seq: 5000,
        ack: 5000,
      },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'udp', src: '192.0.2.10', dst: '9.9.9.9', sport: 40053, dport: 53, request: 32, response: 120 },
    },
  ],
  steps: [
    {
      en: {
        do: 'Follow the first packet of an https connection.',
        see: 'Rule 6 accepts it, as a new one.',
        why: 'It is NEW, so rule 2 does not fit; 443 is among the ports of rule 6.',
      },
      zh: {
        do: '跟着一个 https 连接的第一个包。',
        see: '第 6 条放行，作为新连接。',
        why: '它是 NEW，第 2 条不符合；443 在第 6 条的端口里。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 6, of: 'filter INPUT' } },
    },
    {
      en: {
        do: 'Go to the packet behind the handshake’s answer.',
        see: 'Rule **2** accepts it at once.',
        why: 'From the answer on the connection is ESTABLISHED. Most packets of a server never get further than this rule.',
      },
      zh: {
        do: '看握手应答之后的那个包。',
        see: '第 **2** 条立即放行。',
        why: '从应答开始连接就是 ESTABLISHED。服务器的大多数数据包到这条就结束了。',
      },
      at: { sending: 0, packet: 3, at: { rule: 2, of: 'filter INPUT' } },
    },
    {
      en: {
        do: 'See somebody from elsewhere try ssh.',
        see: 'No rule fits: logged by rule 8, dropped by the **policy**.',
        why: 'Rule 5 lets in the office, 203.0.113.0/24, alone.',
      },
      zh: {
        do: '看别处的人尝试 ssh。',
        see: '没有规则符合：第 8 条记日志，**默认策略**丢弃。',
        why: '第 5 条只放行办公室 203.0.113.0/24。',
      },
      at: { sending: 2, at: 'ended' },
    },
    {
      en: {
        do: 'See the database port.',
        see: 'Rule 7 rejects it, and a RST tells the sender at once.',
        why: 'REJECT makes a packet of its own, which walks through OUTPUT.',
      },
      zh: {
        do: '看数据库端口。',
        see: '第 7 条拒绝，RST 立刻告知对方。',
        why: 'REJECT 自己造一个包，走 OUTPUT 出去。',
      },
      at: { sending: 3, at: 'ended' },
    },
    {
      en: {
        do: 'And the stray ACK to port 80.',
        see: 'It is **NEW**, and let in; the host’s TCP answers with a RST.',
        why: 'conntrack picks up connections in the middle (nf_conntrack_tcp_loose): NEW does not mean SYN.',
      },
      zh: {
        do: '再看去 80 端口的孤立 ACK。',
        see: '它是 **NEW**，被放行；主机的 TCP 用 RST 回答。',
        why: '连接跟踪会中途接管连接（nf_conntrack_tcp_loose）：NEW 不等于 SYN。',
      },
      at: { sending: 4, at: 'tracked' },
    },
  ],
})
