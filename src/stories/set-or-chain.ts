import type { Scenario } from '../scenario/scenario'
import { defineStory, type StoryAct } from './story'

/** Networks that are blocked, one after the other. */
function networks(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `45.${100 + Math.floor(index / 100)}.${index % 100}.0/24`)
}

function rules(blocked: string): string {
  return `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
${blocked}-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
`
}

/** A rule a network. */
export function chainOf(count: number): { readonly rules: string; readonly sets: string } {
  return { rules: rules(networks(count).reduce((text, one) => `${text}-A INPUT -s ${one} -j DROP\n`, '')), sets: '' }
}

/** One rule, and the networks in a set. */
export function setOf(count: number): { readonly rules: string; readonly sets: string } {
  return {
    rules: rules('-A INPUT -m set --match-set block_ips src -j DROP\n'),
    sets: networks(count).reduce((text, one) => `${text}add block_ips ${one}\n`, 'create block_ips hash:net\n'),
  }
}

function having(scenario: Scenario, texts: { readonly rules: string; readonly sets: string }): Scenario {
  return { ...scenario, host: { ...scenario.host, ...texts } }
}

const INTO_SET: StoryAct = {
  name: 'Put them into a set',
  chineseName: '放进一个集合',
  change: (scenario) => having(scenario, setOf(300)),
}

/** Rules that a packet of nobody's list is asked about, by how many networks are blocked. */
export const ASKED = [10, 100, 300].flatMap((count) => [
  { count, kind: 'chain' as const, asked: count + 3 },
  { count, kind: 'set' as const, asked: 4 },
])

/** How much a set saves. */
export const setOrChain = defineStory({
  id: 'set-or-chain',
  title: 'Three hundred rules, or one set',
  notes: [
    'Three hundred networks are blocked, each by a rule of its own. It works. Yet every new connection of everybody else is asked three hundred times whether it is one of them. What does one set make of that?',
    '`ipset create block_ips hash:net` keeps the networks in a hash: however many they are, `-m set --match-set block_ips src` is one rule and one lookup for each length of prefix that is in it. An address is blocked and freed by `ipset add` and `ipset del`, while the rules stand as they are.',
  ],
  hint: 'Count the rules that the customer’s SYN meets.',
  chinese: {
    title: '三百条规则，还是一个集合',
    notes: [
      '三百个网段被封禁，每个一条规则。有效。可是其他人的每个新连接都要被问三百遍：你是不是其中之一。换成一个集合会怎样？',
      '`ipset create block_ips hash:net` 把网段放进哈希表：无论有多少，`-m set --match-set block_ips src` 都只是一条规则，每种前缀长度查一次。封禁和解封只用 `ipset add` 和 `ipset del`，规则原样不动。',
    ],
    hint: '数一数客户的 SYN 遇到多少条规则。',
  },
  host: {
    name: 'server',
    ...chainOf(300),
    network: `ip addr add 192.0.2.10/24 dev eth0
ip route add default via 192.0.2.1 dev eth0
`,
    services: 'tcp 443 https\n',
  },
  traffic: [
    {
      kind: 'packet',
      after: 0,
      packet: { in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', proto: 'tcp', sport: 40_001, dport: 443, flags: 'S' },
    },
    {
      kind: 'packet',
      after: 1_000_000,
      packet: { in: 'eth0', src: '45.102.99.13', dst: '192.0.2.10', proto: 'tcp', sport: 40_002, dport: 443, flags: 'S' },
    },
  ],
  acts: [INTO_SET],
  steps: [
    {
      en: {
        do: 'Go to where the customer’s SYN is accepted.',
        see: 'By rule **303**, after 302 others said no.',
        why: 'A chain is asked from the top, rule by rule. Its cost grows with its length.',
      },
      zh: {
        do: '看客户的 SYN 在哪里被放行。',
        see: '第 **303** 条，之前 302 条都说不是。',
        why: '链从上往下逐条询问，代价随长度增长。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 303, of: 'filter INPUT' } },
      look: { why: true },
    },
    {
      en: {
        do: 'Put all three hundred into a set.',
        see: 'The same SYN is accepted by rule **4**: one lookup in place of three hundred comparisons.',
        why: 'A hash is asked for an address once for each length of prefix that it holds, and here that is one: /24.',
      },
      zh: {
        do: '把三百个网段放进一个集合。',
        see: '同一个 SYN 由第 **4** 条放行：一次查找代替三百次比较。',
        why: '哈希表按所含的前缀长度各查一次，这里只有一种：/24。',
      },
      act: INTO_SET,
      at: { sending: 0, at: { rule: 4, of: 'filter INPUT' } },
      look: { editor: 'sets' },
      figure: {
        caption: { en: 'Rules asked about one packet, by networks blocked', zh: '一个数据包被问多少条规则（按封禁网段数）' },
        bars: ASKED.map(({ count, kind, asked }) => ({
          label: { en: `${kind}, ${count}`, zh: `${kind === 'chain' ? '链' : '集合'}，${count}` },
          value: asked,
        })),
      },
    },
    {
      en: {
        do: 'See the stranger from 45.102.99.13.',
        see: 'Rule 3 drops it, as rule 302 did before.',
        why: 'The same answer, and the last network of the list is found as quickly as the first.',
      },
      zh: {
        do: '看来自 45.102.99.13 的陌生人。',
        see: '第 3 条丢弃了它，与之前的第 302 条一样。',
        why: '答案相同，而且列表里最后一个网段与第一个查得一样快。',
      },
      at: { sending: 1, at: 'ended' },
      look: { editor: 'sets' },
    },
  ],
})
