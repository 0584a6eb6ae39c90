import { SECOND } from '../model'
import type { Scenario, Sending } from '../scenario/scenario'
import { defineStory, type StoryAct } from './story'
import { synAttempts } from './syn-attempts'

/** The first router: a public port for a machine behind the second one. */
function firstRules(port: number): string {
  return `*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [2829042:2712854044]
:FIREWALL_61.146.164.120 - [0:0]
:VPN_61.146.164.120 - [0:0]
-A PREROUTING -d 61.146.164.120/32 -j VPN_61.146.164.120
-A PREROUTING -d 61.146.164.120/32 -j FIREWALL_61.146.164.120
-A PREROUTING -d 61.146.164.120/32 -p tcp -m tcp --dport 10174 -j MARK --set-xmark 0x2/0xffffffff
-A PREROUTING -d 61.146.164.120/32 -p tcp -m tcp --dport 10174 -m state --state NEW -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff
[1:66] -A POSTROUTING -p udp -m udp --dport 68 -j CHECKSUM --checksum-fill
-A FIREWALL_61.146.164.120 -m state --state RELATED,ESTABLISHED -j ACCEPT
-A FIREWALL_61.146.164.120 -j ACCEPT
-A VPN_61.146.164.120 -m state --state RELATED,ESTABLISHED -j ACCEPT
-A VPN_61.146.164.120 -j RETURN
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
[131:6938] -A PREROUTING -d 61.146.164.120/32 -i eth2 -p tcp -m tcp --dport 10174 -j DNAT --to-destination 172.17.21.105:${port}
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [43:2851]
:OUTPUT ACCEPT [0:0]
:FW_OUTBOUND - [0:0]
-A FORWARD -i eth0 -o eth1 -m state --state RELATED,ESTABLISHED -j ACCEPT
[9251:551124] -A FORWARD -i eth0 -o eth0 -m state --state NEW -j ACCEPT
[3656216:7131393506] -A FORWARD -i eth0 -o eth0 -m state --state RELATED,ESTABLISHED -j ACCEPT
[2575287622:1255341360189] -A FORWARD -i eth0 -o eth2 -j FW_OUTBOUND
[171494620:46905892260] -A FORWARD -i eth2 -o eth0 -m state --state RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i eth0 -o eth2 -j ACCEPT
[21807930:2178350475] -A FORWARD -i eth3 -o eth0 -m state --state RELATED,ESTABLISHED -j ACCEPT
[20889774:57146716281] -A FORWARD -i eth0 -o eth3 -j ACCEPT
-A FORWARD -d 172.17.21.105/32 -p tcp -m state --state RELATED,ESTABLISHED -m comment --comment "61.146.164.120:10174:10174" -j ACCEPT
[21435:1209442] -A FORWARD -d 172.17.21.105/32 -p tcp -m tcp --dport ${port} -m state --state NEW -m comment --comment "61.146.164.120:10174:10174" -j ACCEPT
COMMIT
`
}

const SECOND_RULES = `*mangle
:PREROUTING ACCEPT [5161795:2771007577]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:FIREWALL_172.17.21.105 - [0:0]
[68331:27713097] -A PREROUTING -d 172.17.21.105/32 -j FIREWALL_172.17.21.105
[34652:25511785] -A FIREWALL_172.17.21.105 -m state --state RELATED,ESTABLISHED -j ACCEPT
[6766:285688] -A FIREWALL_172.17.21.105 -p tcp -m tcp --dport 300:65535 -j RETURN
[2364:524301] -A FIREWALL_172.17.21.105 -p udp -m udp --dport 300:65535 -j RETURN
[792:38817] -A FIREWALL_172.17.21.105 -p icmp -m icmp --icmp-type 8/0 -j RETURN
[23757:1352506] -A FIREWALL_172.17.21.105 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [391687:16175211]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
[11008:935157] -A PREROUTING -d 172.17.21.105/32 -i eth2 -j DNAT --to-destination 10.1.1.69
-A PREROUTING -d 172.17.21.105/32 -i eth0 -j DNAT --to-destination 10.1.1.69
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
`

const CATCH_ALL = /^(?:\[\d+:\d+\] )?-A FIREWALL_172\.17\.21\.105 -j DROP$/m
const JUMP = /^.*-A PREROUTING -d 172\.17\.21\.105\/32 -j FIREWALL_172\.17\.21\.105\n/m

/** A SYN as this client makes it: mss 1460, nop, wscale 2, nop, nop, sackOK; 52 bytes. */
const CLIENT = { src: '183.62.15.118', sport: 25_706, win: 65_535, seq: 1_049_927_226, df: true, tcp_options: '01 03 03 02 01 01 04 02' }
const PAUSES = [0, 3, 6]

/** The same SYNs behind the first router: one hop older. */
function handedOn(dport: number): readonly Sending[] {
  return synAttempts({ ...CLIENT, in: 'eth2', dst: '172.17.21.105', dport, ttl: 113 }, PAUSES)
}

const AGAIN: Sending = {
  kind: 'exchange',
  after: 60 * SECOND,
  exchange: { what: 'tcp', in: 'eth2', src: '183.62.15.118', dst: '172.17.21.105', sport: 25_707, dport: 22, request: 40, response: 80 },
}

/** The rules changed, and ssh tried once more. */
function cure(name: string, chineseName: string, change: (rules: string) => string): StoryAct {
  return {
    name,
    chineseName,
    change: (scenario: Scenario) => ({
      ...scenario,
      host: { ...scenario.host, rules: change(scenario.host.rules) },
      traffic: scenario.traffic.some(({ kind }) => kind === 'exchange') ? scenario.traffic : [...scenario.traffic, AGAIN],
    }),
  }
}

const LET_IN = cure('Let port 22 in', '放行 22 端口', (text) =>
  text.includes('--dport 22 -j RETURN')
    ? text
    : text.replace(CATCH_ALL, (drop) => `-A FIREWALL_172.17.21.105 -p tcp -m tcp --dport 22 -j RETURN\n${drop}`),
)
const NO_FIREWALL = cure('Without the firewall', '去掉这个防火墙', (text) => text.replace(JUMP, ''))
const OTHER_PORT: StoryAct = {
  name: 'Forward to port 10022',
  chineseName: '转发到 10022 端口',
  change: (scenario) => ({ ...scenario, host: { ...scenario.host, rules: firstRules(10_022) } }),
}

const SECOND_NETWORK = `ip addr add 172.17.21.105/24 dev eth2
ip addr add 10.1.1.1/24 dev eth0
ip addr add 169.254.3.7/16 dev eth1
ip route add default via 172.17.21.1 dev eth2
net.ipv4.ip_forward = 1
`

/** A port forward over two routers, whose second half is never asked. */
export const twoRouters = defineStory({
  id: 'two-routers',
  title: 'Three SYNs and no answer',
  notes: [
    '`ssh 61.146.164.120 10174` times out. The first router turns that public port into 172.17.21.105:22 and hands it on; the second gives everything for 172.17.21.105 to the virtual machine, 10.1.1.69. On each of them tcpdump sees three SYNs come in, the second three seconds after the first and the third six after that. Both DNAT rules are right. Where do they end?',
    'On the second router, in **mangle**, which PREROUTING asks before nat: a firewall for this address lets in ports from 300 on, as the owner wanted for another public address that leads here, and 22 falls to the DROP behind. The first router’s counters are no lie: 21435 becomes 21438, three SYNs of 52 bytes, all accepted and sent on. Three cures: let port 22 in, take that firewall away, or forward to a port from 300 on, where the machine listens as well.',
  ],
  hint: 'The first router sends them on. Which tables does PREROUTING of the second one ask before nat?',
  chinese: {
    title: '三个 SYN，没有回音',
    notes: [
      '`ssh 61.146.164.120 10174` 超时。第一台路由器把这个公网端口变成 172.17.21.105:22 再转交出去；第二台把去往 172.17.21.105 的一切交给虚拟机 10.1.1.69。在每一台上 tcpdump 都看到三个 SYN 进来，第二个在三秒后，第三个又过六秒。两条 DNAT 规则都没有错。它们死在哪里？',
      '死在第二台路由器的 **mangle** 表，PREROUTING 在 nat 之前就问它：这个地址的防火墙只放行 300 以上的端口（主人本来是为另一个也指向这里的公网地址设的），22 落到后面的 DROP。第一台的计数器没有说谎：21435 变成 21438，三个 52 字节的 SYN，全部放行并送出。三种解法：放行 22 端口；去掉那个防火墙；或者转发到 300 以上、虚拟机也在监听的端口。',
    ],
    hint: '第一台把它们送出去了。第二台的 PREROUTING 在 nat 之前会问哪些表？',
  },
  host: {
    name: 'first-router',
    rules: firstRules(22),
    network: `ip addr add 61.146.164.120/27 dev eth2
ip addr add 172.17.21.2/24 dev eth0
ip addr add 172.17.21.1/24 dev eth0
ip route add default via 61.146.164.97 dev eth2
net.ipv4.ip_forward = 1
`,
  },
  traffic: synAttempts({ ...CLIENT, in: 'eth2', dst: '61.146.164.120', dport: 10_174, ttl: 114 }, PAUSES),
  further: [
    { host: { name: 'second-router', rules: SECOND_RULES, network: SECOND_NETWORK }, traffic: handedOn(22) },
    { host: { name: 'second-router', rules: SECOND_RULES, network: SECOND_NETWORK }, traffic: handedOn(10_022) },
  ],
  acts: [],
  steps: [
    {
      en: {
        do: 'First router: see what nat does to the first SYN.',
        see: '61.146.164.120:10174 becomes **172.17.21.105:22**.',
        why: 'In mangle before, rule 2 of FIREWALL_… accepts everything, which ends mangle: MARK and CONNMARK are never asked.',
      },
      zh: {
        do: '第一台路由器：看 nat 对第一个 SYN 做了什么。',
        see: '61.146.164.120:10174 变成 **172.17.21.105:22**。',
        why: '在此之前的 mangle 里，FIREWALL_… 的第 2 条放行一切，mangle 就此结束：MARK 和 CONNMARK 从未被问到。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 1, of: 'nat PREROUTING' } },
    },
    {
      en: {
        do: 'Go to the third SYN in filter FORWARD, and look at the counters.',
        see: 'Rule 10 of FORWARD has gone from **21435 to 21438**, and from 1209442 to 1209598 bytes: three times 52. The DNAT rule counted one.',
        why: 'Nobody has answered, so each SYN is NEW to filter. To nat only the first one was.',
      },
      zh: {
        do: '看第三个 SYN 在 filter FORWARD 以及计数器。',
        see: 'FORWARD 第 10 条从 **21435 到 21438**，字节从 1209442 到 1209598：三个 52。DNAT 规则只数了一个。',
        why: '没有人应答，所以每个 SYN 在 filter 眼里都是 NEW。在 nat 眼里只有第一个是。',
      },
      at: { sending: 2, at: { rule: 10, of: 'filter FORWARD' } },
      look: { log: 'counters' },
    },
    {
      en: {
        do: 'Read what tcpdump sees on both of its interfaces.',
        see: 'Three SYNs come in by eth2, three leave by eth0, after 0, 3 and 9 seconds. No answer.',
        why: 'The first router has done its part: look further on.',
      },
      zh: {
        do: '看 tcpdump 在两个接口上看到了什么。',
        see: '三个 SYN 从 eth2 进来，三个从 eth0 出去，分别在 0、3、9 秒。没有应答。',
        why: '第一台已经尽责：往后看。',
      },
      at: { sending: 2, at: 'ended' },
      look: { print: 'tcpdump' },
    },
    {
      en: {
        do: 'Go on to the second router, as the SYN arrives there.',
        see: 'It comes in by eth2 to **172.17.21.105:22**, one hop older: TTL 113.',
        why: 'What left the first router is what the second one gets. Between them nothing changes.',
      },
      zh: {
        do: '到第二台路由器，SYN 刚到达。',
        see: '它从 eth2 进来，去往 **172.17.21.105:22**，老了一跳：TTL 113。',
        why: '离开第一台的就是到达第二台的。两者之间什么也没变。',
      },
      scene: 1,
      at: { sending: 0, at: 'appeared' },
    },
    {
      en: {
        do: 'Follow it into mangle.',
        see: 'Rule 5 of FIREWALL_172.17.21.105 drops it. **nat is not asked at all.**',
        why: 'Tables have an order at each hook: raw, mangle, then nat. 22 is not in 300:65535.',
      },
      zh: {
        do: '跟着它走进 mangle。',
        see: 'FIREWALL_172.17.21.105 的第 5 条丢弃了它。**nat 根本没被问到。**',
        why: '每个钩子上的表有先后：raw、mangle，然后才是 nat。22 不在 300:65535 里。',
      },
      at: { sending: 0, at: { rule: 5, of: 'mangle FIREWALL_172.17.21.105' } },
    },
    {
      en: {
        do: 'Look at tcpdump here, after all three.',
        see: 'They are seen on eth2 and on no other interface; DROP has counted 23757 to 23760.',
        why: 'tcpdump listens before netfilter on the way in: it sees what mangle then drops.',
      },
      zh: {
        do: '三个都到之后，看这里的 tcpdump。',
        see: '只在 eth2 上看得到，别的接口都没有；DROP 从 23757 数到 23760。',
        why: '入方向上 tcpdump 在 netfilter 之前：它看得见随后被 mangle 丢弃的包。',
      },
      at: { sending: 2, at: 'ended' },
      look: { print: 'tcpdump' },
    },
    {
      en: {
        do: 'First cure: let port 22 in. What would have happened behind the DROP?',
        see: 'nat makes it **10.1.1.69:22**, FORWARD lets it pass, and it leaves by eth0. ssh, tried again at the end, gets through.',
        why: 'The rule stands before the DROP and returns to PREROUTING, as those for other ports do.',
      },
      zh: {
        do: '第一种解法：放行 22 端口。DROP 之后本会发生什么？',
        see: 'nat 把它变成 **10.1.1.69:22**，FORWARD 放行，从 eth0 出去。最后再试的 ssh 通了。',
        why: '这条规则在 DROP 之前，返回 PREROUTING，与其他端口的规则一样。',
      },
      scene: 1,
      act: LET_IN,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Second cure: take the firewall for this address away.',
        see: 'The same, and **every** port is open now, for both public addresses.',
        why: 'The chain still stands; without a jump nobody enters it.',
      },
      zh: {
        do: '第二种解法：去掉这个地址的防火墙。',
        see: '结果相同，但现在**所有**端口都开着，对两个公网地址都是。',
        why: '链还在；没有跳转，就没有谁进去。',
      },
      scene: 1,
      act: NO_FIREWALL,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Third cure, on the first router: forward to port 10022, where the machine’s ssh listens as well.',
        see: 'DNAT makes it **172.17.21.105:10022**.',
        why: 'The second router’s firewall stays as its owner wanted it.',
      },
      zh: {
        do: '第三种解法，在第一台上：转发到 10022 端口，虚拟机的 ssh 也在那里监听。',
        see: 'DNAT 把它变成 **172.17.21.105:10022**。',
        why: '第二台的防火墙保持主人想要的样子。',
      },
      scene: 0,
      act: OTHER_PORT,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'See it arrive on the second router, whose rules nobody has touched.',
        see: 'Rule 2 returns it, nat makes it **10.1.1.69:10022**, and it leaves by eth0.',
        why: '10022 is in 300:65535.',
      },
      zh: {
        do: '看它到达第二台，那里的规则没有人动过。',
        see: '第 2 条让它返回，nat 把它变成 **10.1.1.69:10022**，从 eth0 出去。',
        why: '10022 在 300:65535 里。',
      },
      scene: 2,
      at: { sending: 0, at: 'ended' },
    },
  ],
})
