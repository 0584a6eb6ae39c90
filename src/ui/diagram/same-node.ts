import type { Block, LaidNode, LaidStage } from './layout'

/** Whether two nodes read the same wherever they stand: then the first need not be drawn again. */
export function sameNode(a: LaidNode, b: LaidNode): boolean {
  if (a.id !== b.id || a.width !== b.width || a.height !== b.height) return false
  switch (a.kind) {
    case 'hook':
      return b.kind === 'hook' && a.stages.length === b.stages.length && a.stages.every((stage, index) => sameStage(stage, b.stages[index]))
    case 'chain':
      return b.kind === 'chain' && sameBlock(a.block, b.block)
    case 'uncalled':
      return (
        b.kind === 'uncalled' &&
        a.chains.length === b.chains.length &&
        a.chains.every((entry, index) => entry.chain === b.chains[index]?.chain)
      )
    case 'pill':
    case 'local':
    case 'routing':
      return true
  }
}

export function sameStage(a: LaidStage, b: LaidStage | undefined): boolean {
  return b !== undefined && a.stage === b.stage && a.y === b.y && a.chain === b.chain && sameBlock(a.block, b.block)
}

function sameBlock(a: Block | null, b: Block | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.instance === b.instance &&
    a.rows === b.rows &&
    a.chain === b.chain &&
    a.top === b.top &&
    a.targetWidth === b.targetWidth &&
    a.numberWidth === b.numberWidth &&
    a.height === b.height &&
    a.unfolded === b.unfolded
  )
}
