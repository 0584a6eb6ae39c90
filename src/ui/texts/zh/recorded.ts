import type { recorded as english } from '../en/recorded'

export const recorded: typeof english = {
  on: {
    own: '跟踪的每一行都对应这里的一条规则。',
    mixed: '跟踪里有这个规则集没有的规则：它们排在各自链的末尾。',
    foreign: '跟踪里的表不在这些规则中：按它自己的链显示，所在的钩子由链名和数据包的接口推断。',
  },
  leftOut: (count) => `有 ${count} 行或数据包无法读取。`,
  forget: '移除这份实录',
  loading: '正在与模拟对照……',
  packets: '实录的数据包',
  packet: (number, label, outcome) => `数据包 ${number}，${label}：${outcome}`,
  outcomes: { same: '没有差异', differs: '有差异', 'other tables': '别的表', 'no packet': '未显示', 'not simulated': '没有模拟' },
  allSame: (count) => (count === 1 ? '没有差异：模拟的数据包走了同样的路。' : `没有差异：${count} 个模拟的数据包都走了同样的路。`),
  someDiffer: (differing, all) => `${all} 个数据包中有 ${differing} 个在模拟里走了别的路。`,
  nothing: '这份实录里没有可以画出来的数据包。',
  same: (steps) => `两边都有的 ${steps} 步没有差异。`,
  differsAt: (step) => `在第 ${step} 步分开。`,
  otherTables: '跟踪里的表不在这个规则集中：粘贴那台主机的规则集才能对照。',
  noPacket: '跟踪没有显示这个数据包的地址，这里无法发送。',
  notSimulated: '模拟中没有这样的数据包：这里的网络或应答方不同。',
  recordedColumn: '实录',
  simulatedColumn: '模拟',
  step: '步骤',
  nothingHere: '无',
  alone: { recorded: '只有跟踪里有', simulated: '在跟踪开始之前' },
  agrees: { yes: '相同', no: '第一处差异', alone: '不对照', after: '差异之后' },
  watch: '观看',
  why: (why) => {
    switch (why.kind) {
      case 'missing rule':
        return `这里的 ${why.chain} 没有规则“${why.rule}”：这不是当时运行的规则集。`
      case 'another rule':
        return `真实的数据包在 ${why.recorded} 得到结果，模拟的在 ${why.simulated}${because[why.because ?? 'none']}`
      case 'another chain':
        return `真实的数据包在 ${why.recorded}，模拟的在 ${why.simulated}${ways[why.because ?? 'none']}`
      case 'address':
        return `这里数据包的地址不同：实录是 ${why.recorded}，模拟是 ${why.simulated}。NAT 的决定不一样。`
      case 'ttl':
        return `这里 TTL 不同：实录是 ${why.recorded}，模拟是 ${why.simulated}。其中一个被转发过，或者有规则设置了它。`
      case 'recording ends':
        return `实录到此为止，模拟还会到 ${why.simulated}：实录被截断了，或者有这个场景之外的东西处理了它。`
      case 'simulation ends':
        return `实录还会到 ${why.recorded}，而模拟的数据包已经结束：网络或服务与真实主机不同。`
    }
  },
  changed: (field, to) => `${field} ${to}`,
  moves: {
    table: '前后两次的计数，变化最大的在前',
    columns: { packets: '数据包', bytes: '字节', rule: '规则', before: '之前', after: '之后' },
    loading: '正在比较计数……',
    summary: (moved, still) => `${moved === 0 ? '没有计数变化' : `${moved} 个计数有变化`}，${still} 个没有变。`,
    policy: (policy) => `默认策略 ${policy}`,
    resetWhy: '计数比之前小：两次读取之间被清零过，所以不知道变化了多少。',
    unpaired: '只有其中一次读取里有的规则',
    in: { before: '只在之前', after: '只在之后' },
    forget: '移除这次比较',
  },
}

const because = {
  state: '。有规则检查连接状态：真实的数据包很可能处于别的状态。',
  memory: '。有规则会记住之前的数据包（limit、recent 等），而模拟没有见过它们。',
  set: '。有规则查询集合：集合的内容可能与真实的不同。',
  mark: '。有规则检查标记，而标记是别处设置的。',
  unmodelled: '。前面有规则检查的内容这里尚未模拟。',
  order: '：规则的顺序不同，或者其中一条不在真实的规则集里。',
  none: '：那里的规则集或顺序不同。',
} as const

const ways = {
  routing: '。两台主机的路由表或地址不同。',
  nat: '。NAT 给了数据包别的地址。',
  'later packet': '。nat 只在连接的第一个数据包时询问：其中一个是后来的数据包。',
  none: '：路由、NAT 或前面的规则做了不同的决定。',
} as const
