import { SECOND } from '../model'
import { changing, defineStory } from './story'

const ADD = changing('sets', 'ipset add the workstation, for good', 'ipset add 这台工作站（永久）', (text) =>
  text.replace('198.51.100.41 timeout 60', '198.51.100.41 timeout 0'),
)
const BLOCK = changing('sets', 'ipset add block_ips 192.0.2.0/24', 'ipset add block_ips 192.0.2.0/24', (text) =>
  text.includes('add block_ips') ? text : `${text}add block_ips 192.0.2.0/24\n`,
)

/** A whitelist in a set whose entries expire. */
export const whitelistSet = defineStory({
  id: 'whitelist-set',
  title: 'It worked a minute ago',
  notes: [
    'A database lets in whom a set names, and tells everybody else so. The same workstation connects, and a minute and a half later is refused. Nobody touched a rule. What has changed?',
    'The set’s entries live for a time: the workstation was added by hand with a **timeout of 60**, and set elements that have run out match nothing. The office network stands there for good, with timeout 0, so that its packets pass at any time. A set is one lookup however many entries it holds, where a chain of rules would be asked one by one. What is refused is logged first, five a minute at most: a whitelist without that line leaves nobody a trace of whom it turned away.',
  ],
  hint: 'Follow the second connection into the chain drds_whitelist, and look at the set in the tab Sets.',
  chinese: {
    title: '一分钟前还好好的',
    notes: [
      '一个数据库只放行集合里的地址，其余一律明确拒绝。同一台工作站先连上了，一分半钟后却被拒绝。没有人动过规则。什么变了？',
      '集合的元素有寿命：这台工作站是手工加入的，**timeout 60**，到期的元素不再匹配任何东西。办公室网段以 timeout 0 永久写在里面，所以任何时候都能通过。无论集合里有多少元素，查询都只是一次，而一条链要逐条问下去。被拒绝的先记日志，每分钟最多五条：没有这一行，白名单拒绝过谁就无从查起。',
    ],
    hint: '跟着第二次连接走进 drds_whitelist 链，再看“集合”标签页里的内容。',
  },
  host: {
    name: 'database',
    rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:drds_whitelist - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -m set --match-set block_ips src -j DROP
-A INPUT -p tcp -m tcp --dport 3306 -j drds_whitelist
-A drds_whitelist -m set --match-set drds_whitelist_ips src -j ACCEPT
-A drds_whitelist -m limit --limit 5/min -j LOG --log-prefix "[drds_reject] "
-A drds_whitelist -j REJECT --reject-with icmp-host-prohibited
COMMIT
`,
    sets: `create drds_whitelist_ips hash:net timeout 259200
add drds_whitelist_ips 192.0.2.0/24 timeout 0
add drds_whitelist_ips 198.51.100.41 timeout 60
create block_ips hash:net
`,
    network: `ip addr add 203.0.113.30/24 dev eth0
ip route add default via 203.0.113.1 dev eth0
`,
    services: 'tcp 3306 mysql\n',
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: {
        what: 'tcp',
        in: 'eth0',
        src: '198.51.100.41',
        dst: '203.0.113.30',
        sport: 42001,
        dport: 3306,
        request: 80,
        response: 300,
      },
    },
    {
      kind: 'packet',
      after: 90 * SECOND,
      packet: { in: 'eth0', src: '198.51.100.41', dst: '203.0.113.30', proto: 'tcp', sport: 42002, dport: 3306, flags: 'S' },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: { what: 'tcp', in: 'eth0', src: '192.0.2.77', dst: '203.0.113.30', sport: 42003, dport: 3306, request: 80, response: 300 },
    },
  ],
  acts: [ADD, BLOCK],
  steps: [
    {
      en: {
        do: 'Follow the workstation’s first connection to the set.',
        see: 'Rule 1 of drds_whitelist finds 198.51.100.41 and accepts it.',
        why: 'A packet’s source is looked up in the set; the set has it for another minute.',
      },
      zh: {
        do: '跟着工作站的第一次连接走到集合。',
        see: 'drds_whitelist 的第 1 条找到 198.51.100.41，放行。',
        why: '在集合里查源地址；它还能在里面待一分钟。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 1, of: 'filter drds_whitelist' } },
    },
    {
      en: {
        do: 'Go to the second, a minute and a half later.',
        see: 'The same rule says no. `[drds_reject] ` is logged, and an ICMP “host prohibited” tells the sender.',
        why: 'The entry’s own timeout of 60 seconds has run out; the set’s 259200, three days, is for entries without one.',
      },
      zh: {
        do: '看一分半钟之后的第二次。',
        see: '同一条规则说不。记下 `[drds_reject] `，并用 ICMP “host prohibited”告知对方。',
        why: '这个元素自己的 60 秒到期了；集合的 259200 秒（三天）是给没写时限的元素的。',
      },
      at: { sending: 1, at: 'ended' },
      look: { editor: 'sets' },
    },
    {
      en: {
        do: 'Add it for good: timeout 0.',
        see: 'The second connection is accepted, too: solved.',
        why: 'No rule was touched. What may change is in the set, what stays is in the rules.',
      },
      zh: {
        do: '永久加入：timeout 0。',
        see: '第二次连接也放行了：解决了。',
        why: '没有动过规则。会变的放在集合里，不变的放在规则里。',
      },
      act: ADD,
      at: { sending: 1, at: 'ended' },
      look: { editor: 'sets' },
    },
    {
      en: {
        do: 'Block a network that is on the whitelist.',
        see: 'The office is dropped by rule 3 of INPUT, before the whitelist is asked.',
        why: 'Which set wins is a matter of the rules’ order, not of the sets.',
      },
      zh: {
        do: '封禁一个白名单上的网段。',
        see: '办公室被 INPUT 第 3 条丢弃，轮不到白名单。',
        why: '哪个集合说了算取决于规则的顺序，而不是集合。',
      },
      act: BLOCK,
      at: { sending: 2, at: 'ended' },
      look: { editor: 'sets' },
    },
  ],
})
