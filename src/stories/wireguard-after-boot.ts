import { RESTART, RESTART_ON_TOP } from './restart-tunnel'
import { defineStory, type Story } from './story'
import { CATCH_ALL, CONTAINERS, IPSEC, NETWORK, postUp, rules, TRAFFIC } from './wireguard-order'
import { PASSED } from './wireguard-recordings'

/** The same host as it is after booting: the tunnels came up before the DROP was appended. */
export const wireguardAfterBoot: Story = defineStory({
  id: 'wireguard-after-boot',
  title: 'It works after booting',
  notes: [
    'The same hub and the same rules as in “It works until WireGuard is restarted”, in the order in which booting left them. Send the same packets: why do they pass now?',
    'wg0’s rules stand at 16 and 17, before the DROP at 18. A chain is asked from the top and the first rule with a verdict wins: which rules there are is only half of a firewall, their order is the other half. Restart wg0, and they fall behind the DROP: -D takes away the first pair, -A puts it back at the end.',
  ],
  hint: 'Which stands first in FORWARD: the rules of wg0, or the DROP? Restart wg0 with the button here, and look again.',
  chinese: {
    title: '刚开机时是通的',
    notes: [
      '与“一重启 WireGuard 就不通”相同的主机、相同的规则，只是顺序是开机后的样子。发送同样的数据包：为什么现在能通过？',
      'wg0 的规则排在第 16、17 条，位于第 18 条 DROP 之前。链从上往下逐条询问，第一条作出裁决的规则说了算：有哪些规则只是防火墙的一半，顺序是另一半。重启 wg0，它们就会落到 DROP 之后：-D 删掉前面的一对，-A 把它们加回末尾。',
    ],
    hint: 'FORWARD 里谁在前面：wg0 的规则，还是 DROP？用这里的按钮重启 wg0，再看一次。',
  },
  host: {
    name: 'hub',
    rules: rules(CONTAINERS + IPSEC + postUp('wg2') + postUp('wg0') + CATCH_ALL + postUp('wg2') + postUp('wg0')),
    network: NETWORK,
    services: 'tcp 22 ssh\nudp 51820 wireguard\n',
  },
  traffic: TRAFFIC,
  recording: PASSED,
  acts: [RESTART, RESTART_ON_TOP],
  steps: [
    {
      en: {
        do: 'Go to the rule that lets the ping between the peers pass.',
        see: 'Rule **16**: `-i wg0 … ACCEPT`, before the DROP at 18.',
        why: 'The tunnels came up before the IPsec installer appended its rule.',
      },
      zh: {
        do: '看是哪条规则放行了两端之间的 ping。',
        see: '第 **16** 条：`-i wg0 … ACCEPT`，在第 18 条 DROP 之前。',
        why: '隧道先起来，IPsec 安装脚本后来才追加它的规则。',
      },
      scene: 0,
      at: { sending: 0, at: { rule: 16, of: 'filter FORWARD' } },
    },
    {
      en: {
        do: 'Watch the same ping pass a real kernel: **Recorded**.',
        see: 'PREROUTING with TTL 128, FORWARD with 127, accepted there by wg0’s rule.',
        why: 'Routing lies between them, and a forwarded packet loses one from its TTL there.',
      },
      zh: {
        do: '看同样的 ping 穿过真实内核：**实录**。',
        see: 'PREROUTING 时 TTL 128，FORWARD 时 127，在那里被 wg0 的规则放行。',
        why: '两者之间是路由，转发的数据包在那里 TTL 减一。',
      },
      look: { recorded: true },
    },
    {
      en: {
        do: 'Restart wg0.',
        see: 'Rule 16 is the DROP now, and it drops the ping: this is the other story.',
        why: 'Taking the first pair away moved everything up by two, and the pair came back at the end.',
      },
      zh: {
        do: '重启 wg0。',
        see: '第 16 条现在是 DROP，它丢弃了 ping：这就是另一个案例。',
        why: '删掉第一对，后面的都上移两位，而那一对回到了末尾。',
      },
      act: RESTART,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'Restart it with `-I`.',
        see: 'It passes again, by rule 1.',
        why: 'Rules that stand before the DROP stay before it, whatever is appended later.',
      },
      zh: {
        do: '用 `-I` 重启。',
        see: '又通过了，由第 1 条放行。',
        why: '排在 DROP 之前的规则，无论以后追加什么，都还在它之前。',
      },
      act: RESTART_ON_TOP,
      at: { sending: 0, at: 'ended' },
    },
  ],
})
