import { SECOND } from '../model'
import { defineStory } from './story'

/** A whitelist in a set whose entries expire. */
export const whitelistSet = defineStory({
  id: 'whitelist-set',
  title: 'It worked a minute ago',
  notes: [
    'A database lets in whom a set names, and tells everybody else so. The same workstation connects, and a minute and a half later is refused. Nobody touched a rule. What has changed?',
    'The set’s entries live for a time: the workstation was added by hand with a **timeout of 60**, and set elements that have run out match nothing. The office network stands there for good, with timeout 0, so that its packets pass at any time. A set is one lookup however many entries it holds, where a chain of rules would be asked one by one. What is refused is logged first, five a minute at most: a whitelist without that line leaves nobody a trace of whom it turned away.',
  ],
  hint: 'Follow the second connection into the chain whitelist, and look at the set in the tab Sets.',
  chinese: {
    title: '一分钟前还好好的',
    notes: [
      '一个数据库只放行集合里的地址，其余一律明确拒绝。同一台工作站先连上了，一分半钟后却被拒绝。没有人动过规则。什么变了？',
      '集合的元素有寿命：这台工作站是手工加入的，**timeout 60**，到期的元素不再匹配任何东西。办公室网段以 timeout 0 永久写在里面，所以任何时候都能通过。无论集合里有多少元素，查询都只是一次，而一条链要逐条问下去。被拒绝的先记日志，每分钟最多五条：没有这一行，白名单拒绝过谁就无从查起。',
    ],
    hint: '跟着第二次连接走进 whitelist 链，再看“集合”标签页里的内容。',
  },
  host: {
    name: 'database',
    rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:whitelist - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 3306 -j whitelist
-A whitelist -m set --match-set friends src -j ACCEPT
-A whitelist -m limit --limit 5/min -j LOG --log-prefix "[refused] "
-A whitelist -j REJECT --reject-with icmp-host-prohibited
COMMIT
`,
    sets: `create friends hash:net timeout 3600
add friends 192.0.2.0/24 timeout 0
add friends 198.51.100.41 timeout 60
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
})
