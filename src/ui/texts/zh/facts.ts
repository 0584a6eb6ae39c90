import type { Words } from '../en/facts'
import { connectionWhys } from './connection-whys'

const subjects: Words = {
  source: '-s',
  destination: '-d',
  'in interface': '-i',
  'out interface': '-o',
  protocol: '-p',
  fragment: '-f',
  'source port': '源端口',
  'destination port': '目的端口',
}

const skips: Words = {
  'connection already bound': 'nat 规则只问连接的第一个数据包；当时的决定会自动用在后面的数据包上',
  untracked: '规则要求 conntrack 不跟踪这个数据包（NOTRACK）',
  invalid: 'conntrack 认不出这个数据包（INVALID），nat 不处理这样的数据包',
  asleep: '没有规则需要了解连接（状态匹配、NAT 目标等），所以内核不跟踪连接',
  'table not loaded': '没有谁用过这张表，内核根本不会经过它',
  'connection already known': '数据包从 lo 绕回来，conntrack 已经认识它',
}

const deaths: Words = {
  'no route': '没有通往目的地址的路由',
  'host unreachable': '到不了这台主机',
  'martian source': '它的源地址不可能出现在这个接口上（martian），路由会悄悄丢弃它',
  'martian destination': '它的目的地址不可能是合法的目的地（martian），路由会悄悄丢弃它',
  'reverse path': '回包会从另一个接口出去，而 rp_filter 已打开',
  'ttl expired': 'TTL 在这里用完了，不能再往前走',
  unreachable: '路由写的是 unreachable',
  prohibit: '路由写的是 prohibit',
  blackhole: '路由写的是 blackhole：不声不响地丢弃',
  invalid: '路由查找认为它无效',
  multicast: '它是组播，而本机没有加入这个组',
  broadcast: '发送方没有被允许广播',
  'fragmentation needed': '它比出口能承载的更大，又不允许分片',
  'waiting for fragments': '它是一个分片，正在等待数据包的其余部分',
  'message too long': '它比出口能承载的更大',
  'not addressed to this host': '这一帧不是发给本机的',
  'no socket': '没有套接字在等它',
  helper: '它像是 conntrack 助手必须读懂的命令，却读不到结尾',
  'interface down': '接口没有启用',
  'no such interface': '没有这个接口',
  'no IPv4 header': '它的开头不是 IPv4 首部：还没到任何挂载点，主机就把它扔掉了',
  'header checksum': '它的 IP 首部校验和不对：还没到任何挂载点，主机就把它扔掉了',
  'longer than what arrived': '它声称的长度比收到的还长：还没到任何挂载点，主机就把它扔掉了',
  'bad IP options': '它的 IP 选项格式不对，发送方会被告知错在哪里（ICMP 参数问题）',
  synproxy: '被 SYNPROXY 收下，由它自己继续握手',
  'proxy socket': 'TPROXY 已把它交给一个套接字，却没有路由把它送到那里：已有套接字的数据包不会被转发',
  'source route': '它想自己选路（源路由），而本机不照做',
  loopback: '它经 lo 绕回本机的次数超过了 Five Chains 跟踪的上限',
  'redirect of a translated connection': '连接两端尚未定下、或有一端被转换时，ICMP 重定向不能通过 nat：它会把发送者引向错误的地方',
  'masqueraded elsewhere': '它的连接是为另一个出口伪装的，在这里地址不对：连接被忘掉，必须重新开始',
  'no binding': 'nat 没能为它的连接找到地址和端口',
  'table not loaded': '这张表没有载入',
}

const connections: Words = connectionWhys

const hooks: Words = {
  PREROUTING: '本机还没有决定把它送往哪里',
  INPUT: '正要交给本机的进程',
  FORWARD: '从一个接口穿过本机到另一个接口',
  OUTPUT: '刚由本机的进程发出',
  POSTROUTING: '一切都已决定，正要离开本机',
}

const stages: Words = {
  raw: 'raw 在 conntrack 之前被询问',
  conntrack: 'conntrack 查找数据包所属的连接',
  mangle: 'mangle 可以修改数据包或打上标记',
  nat: 'nat 为连接的第一个数据包决定地址转换',
  filter: 'filter 决定谁可以通过',
  security: 'security 给数据包打安全标签（SELinux）',
  confirm: 'conntrack 确认：走到这里的才算是一个连接',
}

const states: Words = {
  NEW: '还没有人应答的连接',
  ESTABLISHED: '属于双方都说过话的连接',
  RELATED: '与另一个连接有关',
  INVALID: '不属于任何连接',
  UNTRACKED: '不被跟踪',
}

const vanished: Words = {
  unconfirmed: '它的第一个数据包没能通过，所以不算数',
  timeout: '太久没有动静',
  clash: '同样地址和端口的另一个连接抢先了一步',
  closed: '它已关闭',
  flushed: '它被清空了',
}

const answerers: Words = {
  REJECT: 'REJECT 的应答',
  SYNPROXY: 'SYNPROXY 的握手包',
  tcp: 'TCP 协议栈的应答',
  udp: '服务的应答',
  echo: 'ping 的应答',
  routing: '路由的报错',
  ttl: 'TTL 用完的通知',
}

const fields: Words = {
  source: '源地址',
  destination: '目的地址',
  sourcePort: '源端口',
  destinationPort: '目的端口',
  identifier: '标识',
  ttl: 'TTL',
  tos: 'TOS',
  mark: 'mark',
  mss: 'MSS',
  options: '选项',
  quoted: '被引用的数据包',
  payload: '负载',
  sequence: '序号',
  acknowledgement: '确认号',
}

const limits: Words = {
  eventsPerRun: '个事件（单次运行）',
  packetsPerRun: '个数据包（单次运行）',
  packetsPerExchange: '个数据包（单次会话）',
  answersPerPacket: '个应答（单个数据包）',
  loopbackPasses: '次经过 lo',
  jumpDepth: '层嵌套跳转',
  rulesPerTable: '条规则（单张表）',
}

export const facts: typeof import('../en/facts').facts = {
  subjects,
  skips,
  deaths,
  connections,
  hooks,
  stages,
  states,
  vanished,
  answerers,
  fields,
  limits,
}
