import { SECOND } from '../model'
import { defineStory } from './story'

/** nat is asked once a connection: a REDIRECT in OUTPUT that seems to catch everything, and does not catch answers. */
export const natFirstPacket = defineStory({
  id: 'nat-first-packet',
  title: 'Why does REDIRECT not catch the answers?',
  notes: [
    'Everything TCP that leaves this host is redirected to port 9999: that is what the rule in nat OUTPUT says. Yet a client on 10.211.55.2 talks to port 8888 undisturbed, though every answer leaves through OUTPUT. Does the rule not work?',
    'It does, for connections that begin here. The nat table is asked for the first packet of a connection only; the client’s SYN came in through PREROUTING, found no rule there, and the connection was bound to “no translation”. The SYN+ACK belongs to that connection: look at nat OUTPUT being passed by, while LOG in filter OUTPUT writes a line for each answer.',
    'Then curl on this host opens a connection of its own to 14.215.177.39:8888. Its SYN is a first packet: nat OUTPUT is asked, logs it, and REDIRECT sends it to 127.0.0.1:9999.',
  ],
  hint: 'Follow packet 2, the SYN+ACK, to OUTPUT: is nat asked? Then compare it with the SYN that curl sends two seconds later.',
  chinese: {
    title: '为什么 REDIRECT 没有拦住应答包？',
    notes: [
      'nat OUTPUT 里的规则说：凡是从本机发出的 TCP 都重定向到 9999 端口。可是 10.211.55.2 上的客户端与 8888 端口通信毫无影响，而每个应答都要经过 OUTPUT。难道规则没有生效？',
      '对于从本机发起的连接，它是生效的。nat 表只在连接的第一个数据包时被询问；客户端的 SYN 从 PREROUTING 进来，那里没有规则，于是这条连接就定为“不转换”。SYN+ACK 属于这条连接：可以看到它跳过了 nat OUTPUT，而 filter OUTPUT 的 LOG 为每个应答写了一行。',
      '接着本机上的 curl 主动连接 14.215.177.39:8888。它的 SYN 是第一个数据包：nat OUTPUT 被询问，写下日志，REDIRECT 把它送到 127.0.0.1:9999。',
    ],
    hint: '跟着第 2 个数据包（SYN+ACK）走到 OUTPUT：nat 被询问了吗？再与两秒后 curl 发出的 SYN 比较。',
  },
  host: {
    name: 'centos-linux',
    rules: `# every TCP connection that begins on this host goes to port 9999
iptables -t nat -I OUTPUT 1 -p tcp -j REDIRECT --to-ports 9999

# who passes here?
iptables -t nat -I OUTPUT 1 -p tcp -j LOG --log-prefix "nat-output-log "
iptables -t filter -A OUTPUT -p tcp -j LOG --log-prefix "filter-output-log "
`,
    network: `ip addr add 10.211.55.11/24 dev eth0
ip route add default via 10.211.55.1 dev eth0
`,
    services: 'tcp 8888 web\ntcp 9999 catcher\n',
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: { what: 'tcp', in: 'eth0', src: '10.211.55.2', dst: '10.211.55.11', sport: 60181, dport: 8888, request: 80, response: 756 },
    },
    {
      kind: 'exchange',
      after: 2 * SECOND,
      exchange: { what: 'tcp', src: '10.211.55.11', dst: '14.215.177.39', sport: 35530, dport: 8888, request: 80, response: 200 },
    },
  ],
  steps: [
    {
      en: {
        do: 'Follow the client’s SYN to port 8888.',
        see: 'nat PREROUTING has no rule for it, and it is delivered to the web service.',
        why: 'The nat table is asked now, for the first packet. Its answer, “nothing to translate”, is bound to the connection.',
      },
      zh: {
        do: '跟着客户端的 SYN 去 8888 端口。',
        see: 'nat PREROUTING 没有规则管它，它被交给网站服务。',
        why: 'nat 表此刻被询问，因为这是第一个数据包。回答“无需转换”就定在这条连接上了。',
      },
      scene: 0,
      at: { sending: 0, at: { stage: 'nat', hook: 'PREROUTING' } },
    },
    {
      en: {
        do: 'Go to the SYN+ACK in OUTPUT, at nat.',
        see: 'nat OUTPUT is **skipped**, and REDIRECT counts nothing.',
        why: 'The answer belongs to a connection that is bound already. conntrack applies what was bound; the table is not asked again.',
      },
      zh: {
        do: '看 SYN+ACK 走到 OUTPUT 的 nat。',
        see: 'nat OUTPUT 被**跳过**，REDIRECT 的计数不变。',
        why: '应答属于已经定下的连接。连接跟踪照办即可，不再询问这张表。',
      },
      at: { sending: 0, packet: 2, at: { stage: 'nat', hook: 'OUTPUT' } },
    },
    {
      en: {
        do: 'Look at what filter OUTPUT logs.',
        see: 'A line for each answer: `filter-output-log … SPT=8888 DPT=60181 … ACK SYN`. No line of nat-output-log.',
        why: 'filter is asked for every packet. That is why LOG in a nat table shows connections, and in filter packets.',
      },
      zh: {
        do: '看 filter OUTPUT 记下了什么。',
        see: '每个应答一行：`filter-output-log … SPT=8888 DPT=60181 … ACK SYN`。没有 nat-output-log。',
        why: 'filter 每个数据包都问。所以 nat 表里的 LOG 记的是连接，filter 里的记的是数据包。',
      },
      at: { sending: 0, packet: 2, at: 'logged' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'Now curl on this host itself: its SYN in nat OUTPUT.',
        see: '`nat-output-log … DST=14.215.177.39 … SYN`: this time the table is asked.',
        why: 'It is the first packet of a connection that begins here, and OUTPUT is where such packets meet nat.',
      },
      zh: {
        do: '再看本机上的 curl：它的 SYN 在 nat OUTPUT。',
        see: '`nat-output-log … DST=14.215.177.39 … SYN`：这次询问了这张表。',
        why: '这是从本机开始的连接的第一个数据包，这样的包在 OUTPUT 遇到 nat。',
      },
      at: { sending: 1, at: 'logged' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'Go on to the rule behind.',
        see: 'REDIRECT sends it to **127.0.0.1:9999**, and it is routed once more, to lo.',
        why: 'The destination is another one now; what was decided before about its way no longer holds.',
      },
      zh: {
        do: '看后面的那条规则。',
        see: 'REDIRECT 把它送到 **127.0.0.1:9999**，并重新路由到 lo。',
        why: '目的地址变了；之前对去路的判断不再成立。',
      },
      at: { sending: 1, at: { rule: 2, of: 'nat OUTPUT' } },
    },
    {
      en: {
        do: 'Look at the connection.',
        see: 'From 10.211.55.11:35530 to 14.215.177.39:8888, answered by 127.0.0.1:9999.',
        why: 'Both directions are in the table: that is how curl gets answers that seem to come from where it called.',
      },
      zh: {
        do: '看这条连接。',
        see: '从 10.211.55.11:35530 到 14.215.177.39:8888，由 127.0.0.1:9999 回答。',
        why: '两个方向都在表里：curl 收到的应答因此看上去来自它访问的地方。',
      },
      at: { sending: 1, at: 'ended' },
      look: { log: 'connections' },
    },
  ],
})
