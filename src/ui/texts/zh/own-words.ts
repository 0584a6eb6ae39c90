import type { Words } from '../en/facts'

/** What Five Chains itself says of texts, by its English words. `*` stands for whatever else stands there. */
export const ownWords: Words = {
  // syntax/read-save.ts, read-commands.ts, rules-form.ts, diagnostic-list.ts and worker/views.ts
  'iptables-restore ends here without a word: this table is not loaded, nor what follows.':
    'iptables-restore 在这里无声地结束：这个表以及后面的内容都不会加载。',
  'This line is for ip6tables alone: it is left out.': '这一行只用于 ip6tables：已略过。',
  'Only the first * rules are read.': '只读取前 * 条规则。',
  'Only the first * messages are shown; there are * more.': '只显示前 * 条消息；另有 * 条。',
  '* rules are more than can be drawn: the first * are.': '* 条规则太多，画不下：只画前 * 条。',
  'The text is longer than * MB: nothing of it was read.': '文本超过 * MB：完全没有读取。',
  'These rules are for IPv6 (ip6tables).': '这些规则用于 IPv6（ip6tables）。',
  'This command needs a shell: it has * in it.': '这条命令需要 shell：其中有 *。',
  'This is a command for IPv6.': '这是用于 IPv6 的命令。',
  "`*' needs a shell.": "`*' 需要 shell。",
  "`*' is no iptables command: left out.": "`*' 不是 iptables 命令：已略过。",
  'iptables only prints its help or version here.': '这里 iptables 只显示帮助或版本。',
  // analysis/unreachable-rules.ts
  'No packet gets to this rule: rule * of * takes all that it asks for. Move it before that rule, or take it out.':
    '没有数据包能到达这条规则：规则 *（链 *）已包揽它要匹配的全部数据包。把它移到那条规则之前，或删掉它。',
  // syntax/network.ts, ip-address.ts, ip-rule.ts, shown-line.ts
  'more than * lines: the rest is not read': '超过 * 行：其余的不读取',
  'this line is not understood: *': '无法理解这一行：*',
  'a loopback address on another interface': '环回地址在别的接口上',
  '* is not modelled: packets meet it as *': '* 未建模：数据包遇到的值是 *',
  '* in a routing rule is not modelled': '没有模拟策略路由规则里的 *',
  // syntax/network-services.ts
  'tcp or udp is wanted, not *': '应是 tcp 或 udp，而不是 *',
  'the port is missing': '缺少端口',
  'a port or address:port is wanted, not *': '应是端口或 地址:端口，而不是 *',
  '* listens already': '* 已在监听',
  'more than * services: the rest is not read': '超过 * 个服务：其余的不读取',
  // syntax/ipset.ts
  'more than * sets: the rest is not read': '超过 * 个集合：其余的不读取',
  'more than * elements: the rest is not read': '超过 * 个元素：其余的不读取',
  // syntax/connections.ts
  'more than * connections: the rest is not read': '超过 * 个连接：其余的不读取',
  'this is passed over: *': '略过：*',
  'another connection above has the same addresses and ports': '上面另一个连接有相同的地址和端口',
  'IPv6 connections are passed over': '略过 IPv6 连接',
  'the name of a protocol is wanted, not nothing': '缺少协议名',
  'the name of a protocol is wanted, not *': '应是协议名，而不是 *',
  'the number of the protocol is wanted': '缺少协议号',
  'the number of the protocol is wanted, not *': '应是协议号，而不是 *',
  'this is no lifetime in seconds: *': '这不是以秒计的剩余时间：*',
  'two directions are wanted, each with src= and dst=': '应有两个方向，各有 src= 和 dst=',
  'there is no TCP state *': '没有 TCP 状态 *',
  'there is no SCTP state *': '没有 SCTP 状态 *',
  'this is no IPv4 address: *': '这不是 IPv4 地址：*',
  'this is no number up to *: *': '这不是不超过 * 的数字：*',
  'this is no number: *': '这不是数字：*',
  '*= is missing': '缺少 *=',
  // engine/packet-spec.ts, exchanges.ts and virtual-time.ts
  "there is no interface '*'": '没有接口“*”',
  "bad source address '*'": '源地址“*”不对',
  "bad destination address '*'": '目的地址“*”不对',
  "bad protocol '*'": '协议“*”不对',
  '* must be 0 to *': '* 必须是 0 到 *',
  'IP options are up to 40 bytes in hex': 'IP 选项是最多 40 字节的十六进制',
  'TCP options are up to 40 bytes in hex': 'TCP 选项是最多 40 字节的十六进制',
  'a process cannot send what is no IPv4: only what comes in on an interface may say another version or header length':
    '进程发不出不是 IPv4 的数据包：只有从接口进来的才可以写别的版本或头部长度',
  'the packet is longer than 65535 bytes': '数据包超过 65535 字节',
  "'*' is no TCP flag: they are F S R P A U E C": '“*”不是 TCP 标志：标志有 F S R P A U E C',
  'in the quoted packet: *': '在被引用的数据包里：*',
  'ports are 0 to 65535': '端口是 0 到 65535',
  'sizes are 0 to 60000 bytes': '大小是 0 到 60000 字节',
  'an exchange makes 1 to * pings': '一次会话可以 ping 1 到 * 次',
  // scenario/url.ts and migrate.ts
  'this link is longer than * characters': '链接超过 * 个字符',
  'this link is empty': '链接是空的',
  'this link is not one of Five Chains, or of a newer version: reload the page to get a newer one':
    '这不是 Five Chains 的链接，或来自更新的版本：请重新加载页面以获得新版本',
  'this link is incomplete or was changed on its way: copy all of it again': '链接不完整，或在途中被改动：请重新完整复制',
  'this is not a Five Chains scenario: it has no version': '这不是 Five Chains 的场景：没有版本号',
  'this scenario has no version that could be read': '无法读取这个场景的版本号',
  'this scenario has version *, newer than this program knows (*): reload the page to get a newer one':
    '这个场景的版本是 *，比本程序所知的（*）更新：请重新加载页面以获得新版本',
  // What matches and targets say that are not modelled, or not wholly.
  'The helper * is not modelled: what it expects is not known here.': '没有模拟助手 *：不知道它期待什么。',
  'Processes here have no supplementary groups.': '这里的进程没有附加组。',
  '* is not modelled yet.': '还没有模拟 *。',
  'Packet filter programs are not run here.': '这里不运行 BPF 程序。',
  'Processes here have no control groups.': '这里的进程没有控制组。',
  'Load balancing (IPVS) is not modelled.': '没有模拟负载均衡（IPVS）。',
  'Accounting objects and their quotas are made outside of the rules (nfacct).': '统计对象及其配额是在规则之外建立的（nfacct）。',
  'Fingerprints of operating systems are loaded from outside (nfnl_osf), and none are here.':
    '操作系统指纹要从外部加载（nfnl_osf），这里没有。',
  'No kernel has it any more.': '内核已经没有它了。',
  'SELinux contexts are not modelled.': '没有模拟 SELinux 上下文。',
  // worker/client.ts
  'no answer within * s': '* 秒内没有回答',
}
