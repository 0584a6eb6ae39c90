import type { recordings as english } from '../en/recordings'

export const recordings: typeof english = {
  shown: '显示哪些数据包',
  simulation: '模拟',
  recorded: '实录',
  recordedHint: '粘贴的跟踪里的数据包，路径以真实内核所说为准。跟踪没有说的，这里不显示。',
  simulationHint: '这个场景里的数据包，由 Five Chains 推算。',
  untold: '跟踪里没有',
  moves: {
    table: '前后两次的计数，变化最大的在前',
    columns: { packets: '数据包', bytes: '字节', rule: '规则', before: '之前', after: '之后' },
    loading: '正在比较计数……',
    summary: (moved, still) => `${moved === 0 ? '没有计数变化' : `${moved} 个计数有变化`}，${still} 个没有变。`,
    policy: (policy) => `默认策略 ${policy}`,
    reset: '被清零',
    resetWhy: '计数比之前小：两次读取之间被清零过，所以不知道变化了多少。',
    unpaired: '只有其中一次读取里有的规则',
    in: { before: '只在之前', after: '只在之后' },
    forget: '移除这次比较',
    delta: (packets) => `变化 ${packets}`,
  },
  importing: {
    replay: '回放这份跟踪',
    offer: '比较…',
    compare: '比较计数',
    walks: (count) => `有 ${count} 个实录的数据包可以回放`,
    moves: (count) => `与之前是同样的规则：${count} 个计数有变化`,
  },
}
