import { SECOND } from '../model'
import type { Sending } from '../scenario/scenario'
import { defineStory } from './story'

/** One ssh attempt of the same stranger. */
function attempt(number: number): Sending {
  return {
    kind: 'packet',
    after: number === 0 ? 0 : 5 * SECOND,
    packet: { in: 'eth0', src: '198.51.100.66', dst: '192.0.2.10', proto: 'tcp', sport: 42_000 + number, dport: 22, flags: 'S' },
  }
}

/** Guessing passwords, stopped by counting. */
export const rateLimit = defineStory({
  id: 'rate-limit',
  title: 'Three guesses a minute',
  notes: [
    'Somebody tries passwords over ssh, a new connection every five seconds. The server stays open for everybody else. How does it tell them apart without knowing either?',
    'The recent match keeps a list of addresses and when each was seen. The first rule writes the sender down; the second asks whether there are four stamps within the last 60 seconds, and if so drops (and stamps again: trying on makes the wait longer). The fourth attempt meets DROP. A different address is let in at the same moment.',
    'A minute and a half later the old stamps no longer count, and the stranger is let in again.',
  ],
  hint: 'Step to the fourth attempt, and look at what rules 3 and 4 ask of it.',
  chinese: {
    title: '一分钟只许猜三次',
    notes: [
      '有人每五秒新建一个 ssh 连接来猜密码，而服务器对其他人照常开放。它谁也不认识，怎么区分？',
      'recent 匹配维护一张表：哪些地址、什么时候见过。第一条规则记下来源地址；第二条规则问：最近 60 秒内是否已有四次？是就丢弃（并再记一次：继续尝试只会等得更久）。第四次尝试遇到 DROP，同一时刻另一个地址却能进来。',
      '一分半钟之后旧的记录不再算数，那个陌生人又能进来了。',
    ],
    hint: '走到第四次尝试，看第 3 条和第 4 条规则问了什么。',
  },
  host: {
    name: 'server',
    rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name SSH --mask 255.255.255.255 --rsource
-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 60 --hitcount 4 --name SSH --mask 255.255.255.255 --rsource -j DROP
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`,
    network: `ip addr add 192.0.2.10/24 dev eth0
ip route add default via 192.0.2.1 dev eth0
`,
    services: 'tcp 22 ssh\n',
  },
  traffic: [
    ...[0, 1, 2, 3, 4].map(attempt),
    {
      kind: 'packet',
      after: SECOND,
      packet: { in: 'eth0', src: '203.0.113.44', dst: '192.0.2.10', proto: 'tcp', sport: 43_000, dport: 22, flags: 'S' },
    },
    { ...attempt(5), after: 90 * SECOND },
  ],
  steps: [
    {
      en: {
        do: 'See the first attempt at rule 3.',
        see: 'The rule writes the address down and goes on; rule 5 lets it in.',
        why: 'A rule without a target only does what its match does: `--set` stamps the time.',
      },
      zh: {
        do: '看第一次尝试在第 3 条。',
        see: '规则记下地址，继续往下；第 5 条放行。',
        why: '没有目标的规则只做匹配本身的事：`--set` 记下时间。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 3, of: 'filter INPUT' } },
    },
    {
      en: {
        do: 'Go to the fourth, at rule 4.',
        see: 'Four stamps within 60 seconds: **DROP**.',
        why: '`--update` asks and, when the answer is yes, stamps again.',
      },
      zh: {
        do: '看第四次在第 4 条。',
        see: '60 秒内四次：**DROP**。',
        why: '`--update` 先问，答案是肯定时再记一次。',
      },
      at: { sending: 3, at: { rule: 4, of: 'filter INPUT' } },
    },
    {
      en: {
        do: 'Compare somebody else, a second later.',
        see: 'Let in by rule 5.',
        why: 'The list counts by source address (`--rsource`).',
      },
      zh: {
        do: '比较一秒之后的另一个人。',
        see: '由第 5 条放行。',
        why: '列表按源地址计数（`--rsource`）。',
      },
      at: { sending: 5, at: 'ended' },
    },
    {
      en: {
        do: 'And the first one, a minute and a half on.',
        see: 'Let in again.',
        why: 'Stamps older than 60 seconds do not count.',
      },
      zh: {
        do: '再看一分半钟之后的第一个人。',
        see: '又放行了。',
        why: '超过 60 秒的记录不算。',
      },
      at: { sending: 6, at: 'ended' },
    },
  ],
})
