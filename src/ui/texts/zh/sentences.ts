import type { Copier, PacketId, Place } from '../../../trace/event'
import type { Condition, TargetFacts } from '../../../trace/sentence'
import { conditionText, look, shortDetails } from '../condition-text'
import type { Sentences } from '../en/sentences'
import { facts } from './facts'

function effect(target: TargetFacts | null): string {
  if (target === null) return '交给这条规则的目标处理'
  const { name, details } = target
  if (target.kind === 'none') return '只被计数，接着问下一条规则'
  if (target.kind === 'jump') return `进入链 ${name}`
  if (target.kind === 'goto') return `转到链 ${name}，不再回到这里`
  return EFFECTS[name]?.(details) ?? `交给 ${name}${details === '' ? '' : ` ${details}`} 处理`
}

const COPIES: { readonly [K in Copier]: (of: PacketId, label: string) => string } = {
  TEE: (of, label) => `**TEE 发出数据包 ${of} 的副本**（${label}）：它不被跟踪，从 OUTPUT 开始走过各条链，送往网关。`,
  multicast: (of, label) => `**数据包 ${of} 的副本**（${label}）留在这里：本机自己也在这个组播组里，会听到自己发出的数据包。`,
  broadcast: (of, label) => `**数据包 ${of} 的副本**（${label}）留在这里：广播也发给发送者自己。`,
  fragmentation: (of, label) => `**数据包 ${of} 的另一个分片**（${label}）：它发出时就是分片，又不被跟踪，所以仍以分片经过 lo。`,
}

const EFFECTS: { readonly [target: string]: ((details: string) => string) | undefined } = {
  ACCEPT: () => '被这张表放行',
  DROP: () => '被丢弃',
  QUEUE: () => '交给用户态程序',
  RETURN: () => '返回调用它的链',
  REJECT: (details) => `被拒绝，发送方会收到答复${after(details)}`,
  LOG: () => '被写进内核日志，接着问下一条规则',
  DNAT: (details) => `换上新的目的地址${after(details)}`,
  SNAT: (details) => `换上新的源地址${after(details)}`,
  MASQUERADE: () => '以出口接口的地址作为源地址',
  REDIRECT: (details) => `被重定向到本机${after(details)}`,
  NETMAP: (details) => `换掉地址的网络部分${after(details)}`,
  MARK: (details) => `被打上标记${after(details)}`,
  CONNMARK: (details) => `与连接交换标记${after(details)}`,
  TOS: (details) => `换上新的 TOS${after(details)}`,
  DSCP: (details) => `换上新的 DSCP${after(details)}`,
  TTL: (details) => `换上新的 TTL${after(details)}`,
  NOTRACK: () => '不再让 conntrack 跟踪',
  CT: (details) => `由 conntrack 特别处理${after(details)}`,
  TRACE: () => '从这里起被跟踪记录',
  SET: (details) => `更新一个集合${after(details)}`,
  TCPMSS: (details) => `的 MSS 被限制${after(details)}`,
  CHECKSUM: () => '补上校验和',
}

function after(details: string): string {
  return details === '' ? '' : `（${shortDetails(details)}）`
}

function uncertain(certain: boolean): string {
  return certain ? '' : '这并不确定：途中有规则用到了尚未模拟的条件。'
}

function all(conditions: readonly Condition[]): string {
  return conditions.map((condition) => conditionText(facts, condition)).join('、')
}

function rule(place: Place): string {
  return `规则 ${place.number}`
}

export const sentences: Sentences = {
  'nothing yet': () => '还什么都没有发生。',
  arrived: (s) => `一个数据包（${s.label}）从 ${s.source} 发往 ${s.destination}，**到达 ${s.interface}**。`,
  'left process': (s) => `本机的一个进程${s.owner === '' ? '' : `（${s.owner}）`}**发出数据包**（${s.label}），目的地是 ${s.destination}。`,
  'left host': (s) => `本机自己**发出数据包**（${s.label}），目的地是 ${s.destination}。`,
  answered: (s) =>
    `**本机自己应答数据包 ${s.to}**：${look(facts.answerers, s.by)}（${s.label}）发往 ${s.destination}，它和别的数据包一样要走过各条链。`,
  copied: (s) => COPIES[s.by](s.of, s.label),
  'hook entered': (s) => `数据包进入 **${s.hook}**：${look(facts.hooks, s.hook)}。`,
  'stage entered': (s) => `${s.hook}：${look(facts.stages, s.stage)}。`,
  'stage skipped': (s) =>
    s.reason === 'connection already bound' && s.stage === 'nat'
      ? `**跳过 nat**：它只问连接的第一个数据包；这个数据包属于${s.connection === null ? '一个' : ` #${s.connection} `}已经绑定的连接。`
      : `**跳过 ${s.stage}**：${look(facts.skips, s.reason)}。`,
  'chain entered': (s) => `${s.table} 逐条询问链 ${s.chain} 的规则，直到有一条做出决定。`,
  'chain called': (s) =>
    s.how === 'jump'
      ? `${s.from.chain} 的规则 ${s.from.number} 跳到 **${s.chain}**；那里若无人决定，数据包会回到它后面。`
      : `${s.from.chain} 的规则 ${s.from.number} 转到 **${s.chain}**；数据包不会再回到 ${s.from.chain}。`,
  'rule missed': (s) =>
    s.condition === null
      ? `${rule(s.place)} 不匹配，接着问下一条。`
      : `${rule(s.place)} 不匹配：它要求 ${conditionText(facts, s.condition)}${s.condition.is === '' ? '' : `，而数据包是 ${look(facts.values, s.condition.is)}`}。`,
  'rule matched': (s) =>
    s.conditions === null
      ? `${rule(s.place)} 匹配，所以**数据包${effect(s.target)}**。`
      : s.conditions.length === 0
        ? `${rule(s.place)} 没有任何条件，所以**每个到达它的数据包都${effect(s.target)}**。`
        : `${rule(s.place)} 匹配（${all(s.conditions)}），所以**数据包${effect(s.target)}**。`,
  'rules behind': (s) => (s.ever ? `它后面的 ${s.count} 条规则这次没有被问到。` : `它后面的 ${s.count} 条规则**永远不会被问到**。`),
  'rule unknown': (s) => `${rule(s.place)} 用到 **${s.name}**，它尚未被模拟。这里当作不匹配而跳过；要确定结果，请由你来决定。`,
  'chain returned': (s) => {
    const how = s.place.kind === 'rule' ? `规则 ${s.place.number} 返回` : `${s.place.chain} 走完而没有决定`
    if (s.to === null) return `${how}，由默认策略决定。`
    return `${how}：回到 ${s.to.chain}，${s.to.kind === 'policy' ? '由默认策略决定' : `接着是规则 ${s.to.number}`}。`
  },
  'policy applied': (s) =>
    s.rules <= 0
      ? `${s.place.table} ${s.place.chain} 没有规则，所以由默认策略决定：**${s.policy}**。`
      : `${s.place.table} ${s.place.chain} 没有规则做出决定，所以由默认策略决定：**${s.policy}**。`,
  'verdict fell': (s) => `${VERDICTS[s.verdict](s.place)}${uncertain(s.certain)}`,
  'packet changed': (s) => {
    const changes = s.changes.map(({ field, from, to }) => `**${look(facts.fields, field)} ${from} → ${to}**`).join('，')
    switch (s.by.kind) {
      case 'forwarding':
        return `${changes}：每转发一次就减一。`
      case 'nat':
        return `${changes}：这是 nat 为连接 #${s.by.connection} 做的决定。`
      case 'rule':
        return `${changes}：由 ${s.by.place.table} ${s.by.place.chain} 的规则 ${s.by.place.number} 修改。`
      case 'routing':
        return `${changes}：由路由填写。`
      case 'untold':
        return `${changes}：发生在记录的两行之间，记录没有说明是谁改的。`
    }
  },
  'trace enabled': (s) => `${rule(s.place)} 打开跟踪：从这里起，内核会记录这个数据包匹配的每一条规则。`,
  'line logged': (s) => (s.place === null ? '内核写下一行日志。' : `${rule(s.place)} 向内核日志写下一行。`),
  'tracking disabled': (s) => `${rule(s.place)} 让 conntrack 不跟踪这个数据包：它是 UNTRACKED，nat 也不会看到它。`,
  'connection expected': (s) => `${s.helper} 助手在连接 #${s.master} 里读到：将有另一个连接从 ${s.from} 来到 **${s.to}**，它会是 RELATED。`,
  'connection looked up': (s) => {
    const which = s.connection === null ? '' : `，#${s.connection}，${s.direction === 'original' ? '发起方向' : '应答方向'}`
    return `conntrack：**${s.state}**${which}（${s.why === '' ? look(facts.states, s.state) : look(facts.connections, s.why)}）。`
  },
  'connection changed': (s) =>
    `连接 #${s.connection} ${s.state === null ? '有变化' : `现在是 **${s.state}**`}${s.why === '' ? '' : `（${look(facts.connections, s.why)}）`}。`,
  'connection confirmed': (s) => `连接 #${s.connection} **已确认**：它的数据包走完了全程，从现在起算数。`,
  'connection vanished': (s) => `连接 #${s.connection} 被忘掉：${look(facts.vanished, s.why)}。`,
  'nat bound': (s) => {
    const clash = s.clash === null ? '' : `（${look(facts.connections, s.clash)}）`
    const who = s.place === null ? 'nat' : `nat ${s.place.chain} 的规则 ${s.place.number}`
    const side = s.manip === 'source' ? '源地址' : '目的地址'
    if (!s.changed) return `nat 让连接 #${s.connection} 的${side}保持原样，它的所有数据包都是如此。${clash}`
    return `${who} 绑定连接 #${s.connection}：它所有数据包的${side}都变成 **${s.to}**，应答时再换回来。${clash}`
  },
  routed: (s) => {
    const by =
      s.route === null ? '' : `（${s.route}${s.table === null || s.table === 'main' || s.table === 'local' ? '' : `，路由表 ${s.table}`}）`
    const again = s.reason === 'reroute' ? '重新路由，因为有规则改了路由要看的内容：' : '路由：'
    switch (s.outcome) {
      case 'local':
        return `${again}${s.destination} 就是**本机**，数据包前往 INPUT${by}。`
      case 'forward':
        return `${again}${s.destination} 不是本机，数据包**经 ${s.out ?? '?'} 转发**${by}。`
      case 'output':
        return `${again}发往 ${s.destination} 的数据包**从 ${s.out ?? '?'} 离开**${by}。`
      case 'broadcast':
        return `${again}${s.destination} 是**广播地址**，本机也要听${by}。`
      case 'multicast':
        return `${again}${s.destination} 是**组播地址**${by}。`
      case 'refused':
        return `${again}**到不了 ${s.destination}**：${look(facts.deaths, s.why)}${by}。`
    }
  },
  'set changed': (s) => `集合 ${s.set}：${{ added: '加入', removed: '移除', updated: '更新' }[s.change]} ${s.element}。`,
  'recent changed': (s) =>
    s.seen === null ? `列表 ${s.list} 忘掉了 ${s.address}。` : `列表 ${s.list} 记住了 ${s.address}，已见过 ${s.seen} 次。`,
  'socket changed': (s) => `本机套接字 ${s.socket} 现在是 **${s.state}**。`,
  'limit reached': (s) => `运行到此为止：达到了上限 ${s.bound} ${look(facts.limits, s.limit)}。`,
  transmitted: (s) => `数据包**从 ${s.interface} 离开**，下一跳是 ${s.nextHop}。${uncertain(s.certain)}`,
  delivered: (s) =>
    `数据包**送达${s.to === '' ? '本机' : s.to === 'icmp' || s.to === 'igmp' ? `本机（${s.to.toUpperCase()}）` : ` ${s.to}`}**。${uncertain(s.certain)}`,
  dropped: (s) =>
    `${s.by.table} ${s.by.chain} 的${s.by.kind === 'policy' ? '默认策略' : `规则 ${s.by.number} `}**丢弃了数据包**。${s.error === null ? '没有人会得到通知。' : `发送进程得到的错误是：${s.error}。`}${uncertain(s.certain)}`,
  rejected: (s) =>
    `${s.by.table} ${s.by.chain} 的规则 ${s.by.number} **拒绝了数据包**${s.answer === null ? '' : `，并告知了发送方（数据包 ${s.answer}）`}。${uncertain(s.certain)}`,
  untold: (s) =>
    `**记录中再没有这个数据包的内容**：直到 ${s.after}${s.out === null ? '' : `（发往 ${s.out}）`}，有记录的规则都没有拦下它。`,
  died: (s) =>
    `**数据包到此为止**：${look(facts.deaths, s.reason)}。${s.error === null ? '' : `发送进程得到的错误是：${s.error}。`}${uncertain(s.certain)}`,
}

const VERDICTS: { readonly [verdict in 'ACCEPT' | 'DROP' | 'REJECT' | 'QUEUE' | 'STOLEN']: (place: Place) => string } = {
  ACCEPT: (place) => `${place.table} ${place.chain} 放行，接着问下一个阶段。`,
  DROP: (place) => `${place.table} ${place.chain} **丢弃了数据包**，后面的都不再问。`,
  REJECT: (place) => `${place.table} ${place.chain} **拒绝了数据包**并答复发送方。`,
  QUEUE: (place) => `${place.table} ${place.chain} 把数据包交给用户态程序。`,
  STOLEN: (place) => `${place.table} ${place.chain} **留下了数据包**：SYNPROXY 自己继续握手。`,
}
