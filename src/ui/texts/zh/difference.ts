import type { PacketDifference } from '../../../trace/compare-outcomes'

const differences: { readonly [K in PacketDifference]: string } = {
  verdict: '结果不同',
  certainty: '确定性不同',
  gone: '不再出现',
  new: '新出现',
  rewriting: '改写不同',
  rule: '由另一条规则决定',
  none: '与之前相同',
}

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('，')

export const difference: typeof import('../en/difference').difference = {
  name: '差异',
  since: '比较对象',
  sinces: { opened: '打开时', change: '上次改动', pinned: '已固定' },
  pin: '固定当前状态',
  pinHint: '记住此刻的规则和数据包，以后与它比较。',
  pinned: '已固定。从现在起，这里显示此后的变化。',
  nothing: '没有任何变化。',
  nothingHint: '编辑一条规则，在图中拖动一条，或者撤销：文本的变化和每个数据包结果的变化都会显示在这里。',
  nothingPinned: '还没有固定任何状态。',
  texts: '文本',
  packets: '数据包',
  counts: (added, removed, moved) =>
    joined([added === 0 ? null : `新增 ${added} 行`, removed === 0 ? null : `删除 ${removed} 行`, moved === 0 ? null : `移动 ${moved} 行`]),
  sendings: (added, removed) => joined([added === 0 ? null : `多发送 ${added} 项`, removed === 0 ? null : `少发送 ${removed} 项`]),
  decisions: '对尚未模拟的条件做了不同的决定。',
  noText: '文本相同。',
  line: { removed: '删除', added: '新增', movedTo: (line) => `移到第 ${line} 行`, movedFrom: (line) => `从第 ${line} 行移来` },
  skipped: (count) => `${count.toLocaleString('en')} 行相同`,
  goToLine: (line) => `转到第 ${line} 行`,
  more: (count) => `另有 ${count.toLocaleString('en')} 项`,
  awaited: '数据包正在途中…',
  failed: (why) => `无法比较数据包：${why}`,
  noPackets: '还没有发送数据包，没有可比较的。',
  allSame: (count) => `全部 ${count.toLocaleString('en')} 个数据包的结果与之前相同。`,
  summary: (different, appeared, gone) =>
    joined([
      different === 0 ? null : `${different} 个数据包结果不同`,
      appeared === 0 ? null : `新出现 ${appeared} 个`,
      gone === 0 ? null : `不再出现 ${gone} 个`,
    ]),
  asBefore: (count) => `${count.toLocaleString('en')} 个数据包与之前相同`,
  before: '之前',
  now: '现在',
  differences,
  rule: (number) => `规则 ${number}`,
  policy: '默认策略',
  notThere: '没有出现',
  underWay: '在途',
  jump: (number, label, before, now) => `数据包 ${number}，${label}：之前${before}；现在${now}。转到它`,
  told: (number, label, before, now) => `数据包 ${number}，${label}：之前${before}；现在${now}`,
}
