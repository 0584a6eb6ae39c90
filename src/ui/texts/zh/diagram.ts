import type { RoutingDecision, SkipReason } from '../../../trace/event'

const skipped: { readonly [K in SkipReason]: string } = {
  'connection already bound': '已知连接',
  'connection already known': '已见过',
  untracked: '未跟踪',
  invalid: 'INVALID',
  asleep: '休眠',
  'table not loaded': '未加载',
}

const whySkipped: { readonly [K in SkipReason]: string } = {
  'connection already bound': '跳过：已知连接的后续数据包',
  'connection already known': '跳过：conntrack 在它发出时已经见过',
  untracked: '跳过：该数据包不被跟踪',
  invalid: '跳过：conntrack 判定该数据包为 INVALID',
  asleep: '跳过：没有规则需要 conntrack（状态匹配、NAT 目标等），它处于休眠状态',
  'table not loaded': '跳过：该表未加载',
}

const outcomes: { readonly [K in RoutingDecision['outcome']]: string } = {
  local: '交给本机',
  forward: '转发到',
  output: '发往',
  broadcast: '广播',
  multicast: '组播',
  refused: '拒绝',
}

const packets = (count: number): string => `${count.toLocaleString('en')} 个数据包`

export const diagram: typeof import('../en/diagram').diagram = {
  name: '表与链',
  help: '方向键在规则间移动，回车选中，右键展开链，左键收起，B 设置断点。',
  in: (name) => `${name} 入`,
  out: (name) => `${name} 出`,
  moreInterfaces: (count) => `+${count}`,
  routing: '路由',
  routingDecision: '路由决策',
  outputRouting: '本机发出数据包的路由决策',
  decided: (outcome, out) => (out === null || outcome === 'local' ? outcomes[outcome] : `${outcomes[outcome]} ${out}`),
  local: '本机进程',
  localServices: (first, more) => `本机：${first}${more > 0 ? ` +${more}` : ''}`,
  confirm: '确认',
  rules: (count) => `${count.toLocaleString('en')} 条规则`,
  empty: '空',
  notLoaded: '该表未加载：内核不会访问它。',
  noRules: '这里没有规则，只有默认策略。',
  policy: '策略',
  policyIs: (policy) => `策略 ${policy}`,
  confirmed: '已确认',
  skipped: (reason) => (reason === 'table not loaded' || reason === 'asleep' ? skipped[reason] : `跳过：${skipped[reason]}`),
  whySkipped: (reason) => whySkipped[reason],
  everything: '全部',
  sameAs: (number) => `与规则 ${number} 相同`,
  counting: '仅计数',
  packets,
  shortPackets: (count) => `${count} 包`,
  ruleName: (table, chain, number, conditions, target) => `${table} ${chain} 规则 ${number}：${conditions}，${target}，`,
  policyName: (table, chain, policy) => `${table} ${chain} 策略 ${policy}，`,
  stageName: (stage, hook, word) => `${stage} ${hook}：${word}`,
  chainName: (table, chain) => `${table} ${chain}`,
  neverReached: '永远不会到达',
  neverReachedWhy: '前面有一条规则匹配全部，数据包到不了这里。',
  comment: (text) => `注释：${text}`,
  unknown: (name) => `未建模 ${name}：这条规则的结果未知`,
  unknownDecided: (name, answer) => `未建模 ${name}：你已决定为${answer === 'yes' ? '是' : '否'}`,
  breakpoint: '断点',
  folded: (count, matched) => `另有 ${count.toLocaleString('en')} 条${matched ? '' : '，均未匹配'}`,
  unfold: (from, to) => `显示规则 ${from} 到 ${to}`,
  fold: '重新折叠中间部分',
  backTo: (chain, rule) => `返回 ${chain}，规则 ${rule} 之后`,
  openChain: (chain) => `展开链 ${chain}`,
  closeChain: (chain) => `收起链 ${chain}`,
  uncalled: '没有规则调用这些链',
  zoomIn: '放大',
  zoomOut: '缩小',
  fit: '让图适应窗口',
}
