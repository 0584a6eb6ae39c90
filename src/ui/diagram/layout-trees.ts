import { type Hook, PIPELINE, type StageName, type TableName } from '../../model'
import type { ChainView, RulesetView } from '../../worker/protocol'
import { baseInstance, calledInstance } from './instance'
import { type Block, blockOfInstance, edgeId, type LaidNode, type LaidStage, type LayoutInput, rowY } from './layout'
import type { Plan } from './layout-plan'
import {
  BLOCK_GAP,
  BLOCK_LEFT,
  BLOCK_RIGHT,
  CARD_FOOT,
  CARD_HEADER,
  CHAIN_GAP,
  HEAD_DISTANCES,
  HEAD_NAME_CHARACTER,
  HEAD_TABLE_CHARACTER,
  LANE_GAP,
  MOST_CHAIN_CARDS,
  MOST_CONDITION_CHARACTERS_CALLED,
  MOST_CONDITION_CHARACTERS_NARROW,
  MOST_CONDITION_CHARACTERS_ROOMY,
  MOST_HEAD_CHARACTERS,
  MOST_TARGET_CHARACTERS,
  MOST_TARGET_CHARACTERS_CALLED,
  MOST_TARGET_CHARACTERS_NARROW,
  QUIET_CARD,
  RAIL,
  STAGE_LINE,
  UNFOLDED_HEIGHT,
  WIDEST_CARD,
} from './measures'
import type { Point } from './path'
import { chainRows, numberWidth, type Row, rowsHeight, rowsWidth, targetWidth } from './rows'

/** A hook's card with the user chains that are open beside it, placed from (0, 0). */
export interface Tree extends Plan {
  readonly card: LaidNode & { kind: 'hook' }
  readonly width: number
  readonly height: number
}

/** A stage is drawn when it always stands there, or (security) when its table is loaded. */
function stagesOf(hook: Hook, rules: RulesetView): readonly StageName[] {
  return PIPELINE[hook]
    .map((stage) => stage.name)
    .filter((name) => name !== 'security' || rules.tables.some((table) => table.name === 'security'))
}

export function hookTree(input: LayoutInput, hook: Hook, column: number | null): Tree {
  const stages: LaidStage[] = []
  let y = CARD_HEADER
  for (const stage of stagesOf(hook, input.rules)) {
    const table = input.rules.tables.find((candidate) => candidate.name === stage)
    const chain = table?.chains.find((candidate) => candidate.name === hook) ?? null
    const instance = baseInstance(hook, stage)
    let block: Block | null = null
    const top = y + STAGE_LINE
    if (table !== undefined && chain !== null && chain.rules.length > 0 && !input.closed.has(instance)) {
      block = blockOf(input, table.name, chain, instance, top)
    }
    stages.push({ stage, y, chain, block })
    y = block === null ? top : top + block.height + BLOCK_GAP
  }
  const aligned = alignColumns(stages)
  const blocks = aligned.flatMap((stage) => (stage.block === null ? [] : [stage.block]))
  const width = column ?? Math.max(QUIET_CARD, ...blocks.map((block) => cardWidth(block, input.conditions)))
  const card = { kind: 'hook', id: `hook:${hook}`, hook, stages: aligned, x: 0, y: 0, width, height: y + CARD_FOOT } as const
  const tree: Tree & { width: number; height: number } = { card, nodes: [card], edges: [], width, height: card.height }
  const chains: LaidNode[] = []
  for (const block of blocks) collectChains(input, hook, card.id, block, [block.chain.name], chains)
  if (column === null) placeLanes(tree, chains)
  else placeBelow(tree, chains, column)
  return tree
}

/** Targets and conditions stand below each other in all chains of a card. */
function alignColumns(stages: readonly LaidStage[]): readonly LaidStage[] {
  const blocks = stages.flatMap((stage) => (stage.block === null ? [] : [stage.block]))
  if (blocks.length < 2) return stages
  const target = Math.max(...blocks.map((block) => block.targetWidth))
  const number = Math.max(...blocks.map((block) => block.numberWidth))
  return stages.map((stage) =>
    stage.block === null ? stage : { ...stage, block: { ...stage.block, targetWidth: target, numberWidth: number } },
  )
}

function cardWidth(block: Block, conditions: number): number {
  const width = BLOCK_LEFT + rowsWidth(block.rows, conditions, block.numberWidth, block.targetWidth) + BLOCK_RIGHT
  return Math.min(WIDEST_CARD, Math.ceil(width / 6) * 6)
}

/** So wide that a user chain's name is read. */
function headWidth({ table, chain }: Block): number {
  return Math.ceil(
    HEAD_DISTANCES + table.length * HEAD_TABLE_CHARACTER + Math.min(chain.name.length, MOST_HEAD_CHARACTERS) * HEAD_NAME_CHARACTER,
  )
}

function blockOf(input: LayoutInput, table: TableName, chain: ChainView, instance: string, top: number): Block {
  const unfolded = input.unfolded.has(instance)
  const called = chain.policy === null
  const room = input.column === null ? conditionsRoom(input, called) : MOST_CONDITION_CHARACTERS_NARROW
  const rows = rowsOf(chain, input.keep.get(`${table}/${chain.name}`) ?? NOTHING_KEPT, unfolded, room)
  const contentHeight = rowsHeight(rows)
  const height = unfolded ? Math.min(contentHeight, UNFOLDED_HEIGHT) : contentHeight
  return {
    numberWidth: numberWidth(rows),
    instance,
    table,
    chain,
    rows,
    top,
    height: height + 2,
    contentHeight,
    targetWidth: targetWidth(
      rows,
      input.column !== null ? MOST_TARGET_CHARACTERS_NARROW : called ? MOST_TARGET_CHARACTERS_CALLED : MOST_TARGET_CHARACTERS,
    ),
    unfolded,
  }
}

/** A wide pane has room for long conditions in the cards of user chains, too. */
function conditionsRoom(input: LayoutInput, called: boolean): number {
  return called && input.conditions < MOST_CONDITION_CHARACTERS_ROOMY ? MOST_CONDITION_CHARACTERS_CALLED : input.conditions
}

const NOTHING_KEPT: ReadonlySet<number> = new Set()
const knownRows = new WeakMap<ChainView, Map<string, readonly Row[]>>()

/** Rows of an unchanged chain are the same array, so that its card need not be drawn again. */
function rowsOf(chain: ChainView, keep: ReadonlySet<number>, unfolded: boolean, room: number): readonly Row[] {
  let known = knownRows.get(chain)
  if (known === undefined) {
    known = new Map()
    knownRows.set(chain, known)
  }
  const key = `${room} ${unfolded ? 'all' : [...keep].sort((a, b) => a - b).join()}`
  let rows = known.get(key)
  if (rows === undefined) {
    rows = chainRows(chain, keep, unfolded, room)
    known.set(key, rows)
  }
  return rows
}

/** The open user chains behind a block, depth first, not placed yet. `names` guards against text that loops. */
function collectChains(input: LayoutInput, hook: Hook, parent: string, block: Block, names: readonly string[], found: LaidNode[]): void {
  const table = input.rules.tables.find((candidate) => candidate.name === block.table)
  for (const row of block.rows) {
    if (row.kind !== 'rule' || found.length >= MOST_CHAIN_CARDS) continue
    const { target, number } = row.rule
    if (target.kind !== 'jump' && target.kind !== 'goto') continue
    const instance = calledInstance(block.instance, number)
    if (!input.open.has(instance) || names.includes(target.name)) continue
    const chain = table?.chains.find((candidate) => candidate.name === target.name)
    if (chain === undefined) continue
    const called = blockOf(input, block.table, chain, instance, CARD_HEADER)
    const id = `chain:${instance}`
    found.push({
      kind: 'chain',
      id,
      hook,
      block: called,
      parent,
      callerRule: number,
      x: 0,
      y: 0,
      width: Math.max(cardWidth(called, conditionsRoom(input, true)), headWidth(called)),
      height: CARD_HEADER + called.height + CARD_FOOT,
    })
    collectChains(input, hook, id, called, [...names, chain.name], found)
  }
}

/** Beside their callers: one lane a depth, each card at its caller's height or below the one before it. */
function placeLanes(tree: Tree & { width: number; height: number }, chains: readonly LaidNode[]): void {
  const depth = new Map<string, number>([[tree.card.id, 0]])
  const widths: number[] = [tree.card.width]
  for (const node of chains) {
    if (node.kind !== 'chain') continue
    const lane = (depth.get(node.parent) ?? 0) + 1
    depth.set(node.id, lane)
    widths[lane] = Math.max(widths[lane] ?? 0, node.width)
  }
  const lefts: number[] = []
  let x = 0
  for (const width of widths) {
    lefts.push(x)
    x += width + LANE_GAP
  }
  const bottoms: number[] = []
  const placed = new Map<string, LaidNode>([[tree.card.id, tree.card]])
  const tracks: number[] = []
  for (const node of chains) {
    if (node.kind !== 'chain') continue
    const lane = depth.get(node.id) ?? 1
    const caller = placed.get(node.parent)
    if (caller === undefined) continue
    const from = callerPoint(caller, node)
    const at = { ...node, x: lefts[lane] ?? 0, y: Math.max(from.y - CARD_HEADER / 2, bottoms[lane] ?? 0) }
    bottoms[lane] = at.y + at.height + CHAIN_GAP
    placed.set(at.id, at)
    tree.nodes.push(at)
    const track = (tracks[lane] ?? 0) % 5
    tracks[lane] = track + 1
    const turn = at.x - 14 - track * 5
    const entry = { x: at.x, y: at.y + CARD_HEADER / 2 }
    const points = Math.abs(entry.y - from.y) < 1 ? [from, entry] : [from, { x: turn, y: from.y }, { x: turn, y: entry.y }, entry]
    tree.edges.push({ id: edgeId(at.parent, at.id), from: at.parent, to: at.id, kind: 'jump', points })
    tree.width = Math.max(tree.width, at.x + at.width)
    tree.height = Math.max(tree.height, at.y + at.height)
  }
}

/** In the one-column picture they stand below the card, right of the spine. */
function placeBelow(tree: Tree & { width: number; height: number }, chains: readonly LaidNode[], column: number): void {
  const placed = new Map<string, LaidNode>([[tree.card.id, tree.card]])
  for (const node of chains) {
    if (node.kind !== 'chain') continue
    const caller = placed.get(node.parent)
    if (caller === undefined) continue
    const from = callerPoint(caller, node)
    const x = 2 * RAIL
    const at = { ...node, x, y: tree.height + CHAIN_GAP, width: column - x }
    placed.set(at.id, at)
    tree.nodes.push(at)
    const entry = { x: at.x + at.width, y: at.y + CARD_HEADER / 2 }
    const turn = column + 8
    tree.edges.push({
      id: edgeId(at.parent, at.id),
      from: at.parent,
      to: at.id,
      kind: 'jump',
      points: [from, { x: turn, y: from.y }, { x: turn, y: entry.y }, entry],
    })
    tree.height = at.y + at.height
  }
}

/** Where a jump leaves its card: at the right border, at the height of the rule. */
function callerPoint(caller: LaidNode, called: LaidNode & { kind: 'chain' }): Point {
  const right = caller.x + caller.width
  const block = blockWith(caller, called.block.instance)
  return { x: right, y: caller.y + (block === null ? CARD_HEADER / 2 : rowY(block, called.callerRule, 0)) }
}

/** The block of a card that calls an instance. */
function blockWith(node: LaidNode, called: string): Block | null {
  const caller = called.slice(0, called.lastIndexOf('/'))
  return blockOfInstance(node, caller)
}
