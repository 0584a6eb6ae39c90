import type { recordings as english } from '../en/recordings'

export const recordings: typeof english = {
  shown: '显示哪些数据包',
  simulation: '模拟',
  recorded: '实录',
  recordedHint: '粘贴的跟踪里的数据包，路径以真实内核所说为准。跟踪没有说的，这里不显示。',
  simulationHint: '这个场景里的数据包，由 Five Chains 推算。',
  untold: '跟踪里没有',
  moves: {
    reset: '被清零',
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
