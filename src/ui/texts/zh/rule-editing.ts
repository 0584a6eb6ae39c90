export const ruleEditing: typeof import('../en/rule-editing').ruleEditing = {
  openMenu: (rule, chain) => `修改 ${chain} 的规则 ${rule}`,
  openChainMenu: (chain) => `修改链 ${chain}`,
  seeDifference: '查看差异',
  make: '用这个数据包生成规则…',
  busy: '文本正在被修改，请稍后再试。',
}
