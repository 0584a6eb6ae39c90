import { SECOND } from '../model'
import type { Sending } from '../scenario/scenario'
import { defineStory } from './story'

function attempt(from: string, sport: number, seq: number, after: number): Sending {
  return {
    kind: 'packet',
    after,
    packet: { in: 'eth0', src: from, dst: '10.0.186.75', proto: 'tcp', sport, dport: 8182, flags: 'S', seq, mss: 1460 },
  }
}

/** Every reset of a host in its log, but for those of one port. */
export const resetLog = defineStory({
  id: 'reset-log',
  title: 'Who sends all these resets?',
  notes: [
    'Clients of a database proxy complain of connections that are reset. Is it the proxy, the host, or something between? Two LOG rules write down every RST that comes or goes, with sequence numbers, but for port 3406, whose resets everybody knows. What do the lines tell?',
    'All of them leave (`OUT=eth0`) from port 8182, with `SEQ=0` and `ACK RST`: the kernel itself refuses, because nothing listens there. The numbers tell which SYN each one answers: **ACK is its sequence number plus one**. A reset that a proxy sends in the middle of a connection would have neither SEQ=0 nor ACK RST. Port 3406 stays out of the log by `! --sport 3406`.',
  ],
  hint: 'Compare the ACK of a line in the kernel log with the SEQ of the SYN before it.',
  chinese: {
    title: '这些 RST 是谁发的？',
    notes: [
      '数据库代理的客户端抱怨连接被重置。是代理、主机，还是中间的什么？两条 LOG 规则记下每一个进出的 RST，连同序列号，只有 3406 端口除外，那里的 RST 大家都知道。日志行说明了什么？',
      '它们都从 8182 端口出去（`OUT=eth0`），`SEQ=0`，标志 `ACK RST`：是内核自己拒绝的，因为那里没人监听。数字说明每个 RST 回答哪个 SYN：**ACK 是它的序列号加一**。代理在连接中途发的 RST 既不会有 SEQ=0，也不会带 ACK。3406 端口因 `! --sport 3406` 而不进日志。',
    ],
    hint: '把内核日志里某行的 ACK 与它之前那个 SYN 的 SEQ 比一比。',
  },
  host: {
    name: 'vb',
    rules: `*filter
:INPUT ACCEPT [557:88127]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [527:171711]
# every reset, but not those of 3406
-A INPUT -p tcp -m tcp ! --sport 3406 --tcp-flags RST RST -j LOG --log-prefix "[drds] " --log-level 7 --log-tcp-sequence --log-tcp-options --log-ip-options
-A OUTPUT -p tcp -m tcp ! --sport 3406 --tcp-flags RST RST -j LOG --log-prefix "[drds] " --log-level 7 --log-tcp-sequence --log-tcp-options --log-ip-options
COMMIT
`,
    network: `ip addr add 10.0.186.75/16 dev eth0
ip route add default via 10.0.0.1 dev eth0
`,
    services: 'tcp 22 ssh\n',
  },
  traffic: [
    attempt('10.0.175.109', 9366, 1_747_027_777, 0),
    attempt('10.0.175.109', 9368, 3_840_170_437, 50_000),
    attempt('10.0.175.109', 9370, 3_892_381_138, 50_000),
    attempt('10.0.171.173', 38_225, 1_436_910_912, 2 * SECOND),
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '10.0.175.109', dst: '10.0.186.75', proto: 'tcp', sport: 9400, dport: 3406, flags: 'S', seq: 77_000 },
    },
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '10.0.171.173', dst: '10.0.186.75', proto: 'tcp', sport: 5000, dport: 22, flags: 'R', seq: 4242 },
    },
  ],
  steps: [
    {
      en: {
        do: 'Look at the first SYN’s end.',
        see: 'It is delivered to nobody: no service has port 8182.',
        why: 'filter INPUT’s LOG rule asks for the RST flag; a SYN has none, so nothing is written.',
      },
      zh: {
        do: '看第一个 SYN 的结局。',
        see: '没有人接收：8182 端口上没有服务。',
        why: 'filter INPUT 的 LOG 规则要的是 RST 标志；SYN 没有，所以什么也没写。',
      },
      scene: 0,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Go to the answer, where filter OUTPUT logs it.',
        see: '`SPT=8182 DPT=9366 SEQ=0 ACK=1747027778 … ACK RST`: the SYN had 1747027777.',
        why: 'RFC 9293, 3.10.7.1: a SYN to a closed port is answered by a reset that acknowledges it, with sequence number zero.',
      },
      zh: {
        do: '看应答在 filter OUTPUT 被记下。',
        see: '`SPT=8182 DPT=9366 SEQ=0 ACK=1747027778 … ACK RST`：那个 SYN 的序列号是 1747027777。',
        why: 'RFC 9293 3.10.7.1：发往关闭端口的 SYN 得到一个确认它的 RST，序列号为零。',
      },
      at: { sending: 0, packet: 2, at: 'logged' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'Go to the fourth client’s.',
        see: 'Another address, the same port 8182: four lines so far.',
        why: 'The pattern is in the log by now: whoever calls 8182 is refused, and nobody else.',
      },
      zh: {
        do: '看第四个客户端的。',
        see: '地址不同，端口还是 8182：至此四行。',
        why: '规律已经在日志里：访问 8182 的都被拒绝，别的没有。',
      },
      at: { sending: 3, packet: 2, at: 'logged' },
      look: { log: 'log' },
    },
    {
      en: {
        do: 'See the reset from port 3406 pass the LOG rule.',
        see: 'Rule 1 of OUTPUT does not match: its source port is 3406.',
        why: '`!` before `--sport` turns that one comparison round, and no other.',
      },
      zh: {
        do: '看 3406 端口发出的 RST 经过 LOG 规则。',
        see: 'OUTPUT 第 1 条不匹配：它的源端口是 3406。',
        why: '`--sport` 前的 `!` 只把这一个比较反过来。',
      },
      at: { sending: 4, packet: 2, at: { rule: 1, of: 'filter OUTPUT' } },
      look: { why: true },
    },
    {
      en: {
        do: 'And a reset that comes in from outside.',
        see: 'INPUT’s rule writes it with `IN=eth0 OUT=`, SEQ=4242 and no ACK flag.',
        why: 'Whether IN or OUT is empty tells at once on which side a reset was made.',
      },
      zh: {
        do: '再看一个从外面来的 RST。',
        see: 'INPUT 的规则写下 `IN=eth0 OUT=`，SEQ=4242，没有 ACK 标志。',
        why: 'IN 和 OUT 哪个为空，立刻说明 RST 出自哪一边。',
      },
      at: { sending: 5, at: 'logged' },
      look: { log: 'log' },
    },
  ],
})
