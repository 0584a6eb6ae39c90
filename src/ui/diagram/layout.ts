import type { Hook, StageName, TableName } from '../../model'
import type { ChainView, RulesetView } from '../../worker/protocol'
import { RULE_LINE } from './measures'
import type { Point } from './path'
import { type Row, rowOfRule } from './rows'

/** What the picture is made of. Everything that changes a size or a place is in here, and nothing else. */
export interface LayoutInput {
  readonly rules: RulesetView
  /** Interfaces that get a pill, in order. */
  readonly interfaces: readonly string[]
  /** User chains that are unfolded beside their caller, by instance. */
  readonly open: ReadonlySet<string>
  /** Chains whose middle is not folded, by instance. */
  readonly unfolded: ReadonlySet<string>
  /** Base chains that are closed, by instance. */
  readonly closed: ReadonlySet<string>
  /** Rules that must not disappear in a fold, by `table/chain`. */
  readonly keep: ReadonlyMap<string, ReadonlySet<number>>
  /** All in one column of this width; null for the picture that everybody knows. */
  readonly column: number | null
  /** Characters of conditions that a card grows for. */
  readonly conditions: number
}

/** A chain's box of rows in a card; `top` counts from the card's top. */
export interface Block {
  readonly instance: string
  readonly table: TableName
  readonly chain: ChainView
  readonly rows: readonly Row[]
  readonly top: number
  /** What is seen of it; less than `contentHeight` where it scrolls. */
  readonly height: number
  readonly contentHeight: number
  readonly targetWidth: number
  readonly numberWidth: number
  readonly unfolded: boolean
}

export interface LaidStage {
  readonly stage: StageName
  /** Top of its line in the card. */
  readonly y: number
  readonly chain: ChainView | null
  readonly block: Block | null
}

interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type LaidNode =
  | (Box & { readonly kind: 'hook'; readonly hook: Hook; readonly stages: readonly LaidStage[] })
  | (Box & { readonly kind: 'chain'; readonly hook: Hook; readonly block: Block; readonly parent: string; readonly callerRule: number })
  | (Box & { readonly kind: 'pill'; readonly which: 'in' | 'out'; readonly interface: string })
  | (Box & { readonly kind: 'local' })
  | (Box & { readonly kind: 'routing'; readonly which: 'input' | 'output' })
  | (Box & { readonly kind: 'uncalled'; readonly chains: readonly { readonly table: TableName; readonly chain: ChainView }[] })

/** A line between two nodes, as corners; its ends lie on the nodes' borders. */
export interface LaidEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly kind: 'flow' | 'jump'
  readonly points: readonly Point[]
}

export interface Layout {
  readonly nodes: readonly LaidNode[]
  readonly byId: ReadonlyMap<string, LaidNode>
  readonly edges: readonly LaidEdge[]
  readonly edgeById: ReadonlyMap<string, LaidEdge>
  readonly bounds: Bounds
  /** Without the user chains beside the hooks: what has to be seen even where not everything can be. */
  readonly core: Bounds
}

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function edgeId(from: string, to: string): string {
  return `${from}>${to}`
}

export function blockOfInstance(node: LaidNode, instance: string): Block | null {
  if (node.kind === 'chain') return node.block.instance === instance ? node.block : null
  if (node.kind !== 'hook') return null
  return node.stages.find((stage) => stage.block?.instance === instance)?.block ?? null
}

/** The height of a rule's row in its card when the block is scrolled by `scrolled`; rows out of sight stand at the block's edge. */
export function rowY(block: Block, number: number, scrolled: number): number {
  const row = rowOfRule(block.rows, number)
  if (row === null) return block.top
  const within = row.y + Math.min(row.height, RULE_LINE) / 2 - scrolled
  return block.top + 1 + Math.max(6, Math.min(block.height - 8, within))
}
