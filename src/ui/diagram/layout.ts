import { HOOKS, type Hook, PIPELINE, type StageName, type TableName } from '../../model'
import type { ChainView, RulesetView } from '../../worker/protocol'
import { baseInstance, calledInstance } from './instance'
import {
  BLOCK_GAP,
  BLOCK_LEFT,
  BLOCK_RIGHT,
  CARD_FOOT,
  CARD_HEADER,
  CHAIN_GAP,
  COLUMN_GAP,
  DIAMOND_HEIGHT,
  DIAMOND_WIDTH,
  LANE_GAP,
  MOST_CHAIN_CARDS,
  MOST_TARGET_CHARACTERS,
  MOST_TARGET_CHARACTERS_NARROW,
  PILL_BEND,
  PILL_DROP,
  PILL_GAP,
  PILL_HEIGHT,
  QUIET_CARD,
  RAIL,
  ROW_GAP,
  RULE_LINE,
  SMALL_DIAMOND,
  STAGE_LINE,
  UNFOLDED_HEIGHT,
  WIDEST_CARD,
} from './measures'
import type { Point } from './path'
import { chainRows, numberWidth, type Row, rowOfRule, rowsHeight, rowsWidth, targetWidth } from './rows'

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

/** Lines run this far above the card that they enter, and below the one that they leave. */
const APPROACH = 19
const BETWEEN_HOOKS = 3 * APPROACH

/** Pure: the same input gives the same picture. */
export function layoutDiagram(input: LayoutInput): Layout {
  const plan: Plan = { nodes: [], edges: [] }
  if (input.column === null) placeWide(input, plan)
  else placeColumn(input, input.column, plan)
  return {
    nodes: plan.nodes,
    byId: new Map(plan.nodes.map((node) => [node.id, node])),
    edges: plan.edges,
    edgeById: new Map(plan.edges.map((edge) => [edge.id, edge])),
    bounds: around(plan.nodes),
    core: around(plan.nodes.filter((node) => node.kind !== 'chain')),
  }
}

function around(nodes: readonly LaidNode[]): Bounds {
  const x = Math.min(...nodes.map((node) => node.x))
  const y = Math.min(...nodes.map((node) => node.y))
  return {
    x,
    y,
    width: Math.max(...nodes.map((node) => node.x + node.width)) - x,
    height: Math.max(...nodes.map((node) => node.y + node.height)) - y,
  }
}

interface Plan {
  readonly nodes: LaidNode[]
  readonly edges: LaidEdge[]
}

/** A hook's card with the user chains that are open beside it, placed from (0, 0). */
interface Tree extends Plan {
  readonly card: LaidNode & { kind: 'hook' }
  readonly width: number
  readonly height: number
}

function placeWide(input: LayoutInput, plan: Plan): void {
  const prerouting = hookTree(input, 'PREROUTING', null)
  const arriving = hookTree(input, 'INPUT', null)
  const forward = hookTree(input, 'FORWARD', null)
  const output = hookTree(input, 'OUTPUT', null)
  const postrouting = hookTree(input, 'POSTROUTING', null)

  const top = PILL_HEIGHT + PILL_DROP
  placePills(plan, input.interfaces, 'in', { x: RAIL, y: 0 }, 'hook:PREROUTING', top)
  add(plan, prerouting, 0, top)
  const diamond = addDiamond(plan, top + prerouting.height + ROW_GAP)
  const inputTop = diamond.y + DIAMOND_HEIGHT + ROW_GAP
  add(plan, arriving, 0, inputTop)
  const local = addLocal(plan, inputTop + arriving.height + ROW_GAP)

  const middle = Math.max(prerouting.width, arriving.width) + COLUMN_GAP
  add(plan, forward, middle, top)
  const localMiddle = local.y + PILL_HEIGHT / 2
  const outputTop = Math.max(top + forward.height + BETWEEN_HOOKS, local.y + PILL_HEIGHT - output.height)
  add(plan, output, middle, outputTop)
  // Below FORWARD, so that only OUTPUT is beside it.
  const last = middle + output.width + COLUMN_GAP
  add(plan, postrouting, last, outputTop)
  const outTop = outputTop + postrouting.height + ROW_GAP
  placePills(plan, input.interfaces, 'out', { x: last + RAIL, y: outTop }, 'hook:POSTROUTING', outputTop + postrouting.card.height)

  const small = addSmallDiamond(plan, { x: middle - COLUMN_GAP / 2 - 10, y: localMiddle })
  const spine = middle + RAIL
  const exit = outputTop - 2 * APPROACH
  const outputExit = outputTop + output.height + APPROACH
  flow(plan, 'hook:PREROUTING', diamond.id, [
    { x: RAIL, y: top + prerouting.card.height },
    { x: RAIL, y: diamond.y },
  ])
  flow(plan, diamond.id, 'hook:INPUT', [
    { x: RAIL, y: diamond.y + DIAMOND_HEIGHT },
    { x: RAIL, y: inputTop },
  ])
  flow(plan, 'hook:INPUT', local.id, [
    { x: RAIL, y: inputTop + arriving.card.height },
    { x: RAIL, y: local.y },
  ])
  const beforeForward = middle - COLUMN_GAP / 2
  flow(plan, diamond.id, 'hook:FORWARD', [
    { x: diamond.x + DIAMOND_WIDTH, y: diamond.y + DIAMOND_HEIGHT / 2 },
    { x: beforeForward, y: diamond.y + DIAMOND_HEIGHT / 2 },
    { x: beforeForward, y: top - APPROACH },
    { x: spine, y: top - APPROACH },
    { x: spine, y: top },
  ])
  flow(plan, local.id, small.id, [
    { x: local.x + local.width, y: localMiddle },
    { x: small.x, y: localMiddle },
  ])
  const beforeOutput = middle - APPROACH
  flow(plan, small.id, 'hook:OUTPUT', [
    { x: small.x + SMALL_DIAMOND, y: localMiddle },
    { x: beforeOutput, y: localMiddle },
    { x: beforeOutput, y: outputTop - APPROACH },
    { x: spine, y: outputTop - APPROACH },
    { x: spine, y: outputTop },
  ])
  flow(plan, 'hook:FORWARD', 'hook:POSTROUTING', [
    { x: spine, y: top + forward.card.height },
    { x: spine, y: exit },
    { x: last + RAIL, y: exit },
    { x: last + RAIL, y: outputTop },
  ])
  const beforePostrouting = last - COLUMN_GAP / 2
  flow(plan, 'hook:OUTPUT', 'hook:POSTROUTING', [
    { x: spine, y: outputTop + output.card.height },
    { x: spine, y: outputExit },
    { x: beforePostrouting, y: outputExit },
    { x: beforePostrouting, y: exit },
    { x: last + RAIL, y: exit },
    { x: last + RAIL, y: outputTop },
  ])
  placeUncalled(input, plan, Math.max(local.y + PILL_HEIGHT, outputExit, outTop + PILL_HEIGHT) + ROW_GAP, QUIET_CARD * 2)
}

function placeColumn(input: LayoutInput, width: number, plan: Plan): void {
  const channelLeft = -26
  const channelRight = width + 16
  let y = PILL_HEIGHT + PILL_DROP
  placePills(plan, input.interfaces, 'in', { x: RAIL, y: 0 }, 'hook:PREROUTING', y)
  const placed = new Map<Hook, { readonly top: number; readonly tree: Tree }>()
  const place = (hook: Hook) => {
    const tree = hookTree(input, hook, width)
    add(plan, tree, 0, y)
    placed.set(hook, { top: y, tree })
    y += tree.height
    return { top: y - tree.height, tree }
  }
  const down = (from: string, to: string, start: number, end: number) =>
    flow(plan, from, to, [
      { x: RAIL, y: start },
      { x: RAIL, y: end },
    ])

  const prerouting = place('PREROUTING')
  const diamond = addDiamond(plan, y + ROW_GAP)
  down('hook:PREROUTING', diamond.id, prerouting.top + prerouting.tree.card.height, diamond.y)
  y = diamond.y + DIAMOND_HEIGHT + ROW_GAP
  const forward = place('FORWARD')
  down(diamond.id, 'hook:FORWARD', diamond.y + DIAMOND_HEIGHT, forward.top)
  const forwardExit = y + APPROACH
  y += BETWEEN_HOOKS
  const arriving = place('INPUT')
  flow(plan, diamond.id, 'hook:INPUT', [
    { x: diamond.x, y: diamond.y + DIAMOND_HEIGHT / 2 },
    { x: Math.min(channelLeft, diamond.x - 8), y: diamond.y + DIAMOND_HEIGHT / 2 },
    { x: Math.min(channelLeft, diamond.x - 8), y: arriving.top - APPROACH },
    { x: RAIL, y: arriving.top - APPROACH },
    { x: RAIL, y: arriving.top },
  ])
  const local = addLocal(plan, y + ROW_GAP)
  down('hook:INPUT', local.id, arriving.top + arriving.tree.card.height, local.y)
  const small = addSmallDiamond(plan, { x: RAIL, y: local.y + PILL_HEIGHT + ROW_GAP / 2 + SMALL_DIAMOND / 2 })
  down(local.id, small.id, local.y + PILL_HEIGHT, small.y)
  y = small.y + SMALL_DIAMOND + ROW_GAP / 2
  const output = place('OUTPUT')
  down(small.id, 'hook:OUTPUT', small.y + SMALL_DIAMOND, output.top)
  y += BETWEEN_HOOKS - APPROACH
  const postrouting = place('POSTROUTING')
  down('hook:OUTPUT', 'hook:POSTROUTING', output.top + output.tree.card.height, postrouting.top)
  flow(plan, 'hook:FORWARD', 'hook:POSTROUTING', [
    { x: RAIL, y: forward.top + forward.tree.card.height },
    { x: RAIL, y: forwardExit },
    { x: channelRight, y: forwardExit },
    { x: channelRight, y: postrouting.top - APPROACH },
    { x: RAIL, y: postrouting.top - APPROACH },
    { x: RAIL, y: postrouting.top },
  ])
  y += ROW_GAP
  placePills(plan, input.interfaces, 'out', { x: RAIL, y }, 'hook:POSTROUTING', postrouting.top + postrouting.tree.card.height)
  placeUncalled(input, plan, y + PILL_HEIGHT + ROW_GAP, width)
}

function flow(plan: Plan, from: string, to: string, points: readonly Point[]): void {
  plan.edges.push({ id: edgeId(from, to), from, to, kind: 'flow', points })
}

function add(plan: Plan, tree: Tree, x: number, y: number): void {
  for (const node of tree.nodes) plan.nodes.push({ ...node, x: node.x + x, y: node.y + y })
  for (const edge of tree.edges) plan.edges.push({ ...edge, points: edge.points.map((point) => ({ x: point.x + x, y: point.y + y })) })
}

function addDiamond(plan: Plan, y: number): LaidNode & { kind: 'routing' } {
  const node = {
    kind: 'routing',
    id: 'routing:input',
    which: 'input',
    x: RAIL - DIAMOND_WIDTH / 2,
    y,
    width: DIAMOND_WIDTH,
    height: DIAMOND_HEIGHT,
  } as const
  plan.nodes.push(node)
  return node
}

function addSmallDiamond(plan: Plan, centre: Point): LaidNode & { kind: 'routing' } {
  const node = {
    kind: 'routing',
    id: 'routing:output',
    which: 'output',
    x: centre.x - SMALL_DIAMOND / 2,
    y: centre.y - SMALL_DIAMOND / 2,
    width: SMALL_DIAMOND,
    height: SMALL_DIAMOND,
  } as const
  plan.nodes.push(node)
  return node
}

function addLocal(plan: Plan, y: number): LaidNode & { kind: 'local' } {
  const node = { kind: 'local', id: 'local', x: RAIL - 34, y, width: 132, height: PILL_HEIGHT } as const
  plan.nodes.push(node)
  return node
}

export function pillWidth(name: string): number {
  return Math.ceil(Math.min(name.length, 15) * 7.4 + 54)
}

/** A row of pills whose first stands on the spine; every one is joined to its hook. `at.x` is the spine, `border` the hook's edge. */
function placePills(plan: Plan, interfaces: readonly string[], which: 'in' | 'out', at: Point, hook: string, border: number): void {
  let x = at.x - pillWidth(interfaces[0] ?? '') / 2
  for (const name of interfaces) {
    const width = pillWidth(name)
    const id = `${which}:${name}`
    plan.nodes.push({ kind: 'pill', id, which, interface: name, x, y: at.y, width, height: PILL_HEIGHT })
    const centre = x + width / 2
    const bend = which === 'in' ? at.y + PILL_HEIGHT + PILL_BEND : at.y - PILL_BEND
    if (which === 'in')
      flow(plan, id, hook, [
        { x: centre, y: at.y + PILL_HEIGHT },
        { x: centre, y: bend },
        { x: at.x, y: bend },
        { x: at.x, y: border },
      ])
    else
      flow(plan, hook, id, [
        { x: at.x, y: border },
        { x: at.x, y: bend },
        { x: centre, y: bend },
        { x: centre, y: at.y },
      ])
    x += width + PILL_GAP
  }
}

/** User chains that no rule calls are part of the text and of the picture, too. */
function placeUncalled(input: LayoutInput, plan: Plan, y: number, width: number): void {
  const chains = input.rules.tables.flatMap((table) =>
    table.chains
      .filter((chain) => chain.policy === null && chain.callers.length === 0 && !isHook(chain.name))
      .map((chain) => ({ table: table.name, chain })),
  )
  if (chains.length === 0) return
  const lines = Math.ceil(chains.length / Math.max(1, Math.floor(width / 150)))
  plan.nodes.push({ kind: 'uncalled', id: 'uncalled', x: RAIL - 34, y, width, height: 34 + lines * 30, chains })
}

function isHook(name: string): name is Hook {
  return (HOOKS as readonly string[]).includes(name)
}

/** A stage is drawn when it always stands there, or (security) when its table is loaded. */
function stagesOf(hook: Hook, rules: RulesetView): readonly StageName[] {
  return PIPELINE[hook]
    .map((stage) => stage.name)
    .filter((name) => name !== 'security' || rules.tables.some((table) => table.name === 'security'))
}

function hookTree(input: LayoutInput, hook: Hook, column: number | null): Tree {
  const stages: LaidStage[] = []
  let y = CARD_HEADER
  let width = column ?? QUIET_CARD
  for (const stage of stagesOf(hook, input.rules)) {
    const table = input.rules.tables.find((candidate) => candidate.name === stage)
    const chain = table?.chains.find((candidate) => candidate.name === hook) ?? null
    const instance = baseInstance(hook, stage)
    let block: Block | null = null
    const top = y + STAGE_LINE
    if (table !== undefined && chain !== null && chain.rules.length > 0 && !input.closed.has(instance)) {
      block = blockOf(input, table.name, chain, instance, top)
      if (column === null) width = Math.max(width, cardWidth(block, input.conditions))
    }
    stages.push({ stage, y, chain, block })
    y = block === null ? top : top + block.height + BLOCK_GAP
  }
  const card = { kind: 'hook', id: `hook:${hook}`, hook, stages, x: 0, y: 0, width, height: y + CARD_FOOT } as const
  const tree: Tree & { width: number; height: number } = { card, nodes: [card], edges: [], width, height: card.height }
  const blocks = stages.flatMap((stage) => (stage.block === null ? [] : [stage.block]))
  const chains: LaidNode[] = []
  for (const block of blocks) collectChains(input, hook, card.id, block, [block.chain.name], chains)
  if (column === null) placeLanes(tree, chains)
  else placeBelow(tree, chains, column)
  return tree
}

function cardWidth(block: Block, conditions: number): number {
  return Math.min(WIDEST_CARD, Math.ceil((BLOCK_LEFT + rowsWidth(block.rows, conditions) + BLOCK_RIGHT) / 10) * 10)
}

function blockOf(input: LayoutInput, table: TableName, chain: ChainView, instance: string, top: number): Block {
  const unfolded = input.unfolded.has(instance)
  const rows = rowsOf(chain, input.keep.get(`${table}/${chain.name}`) ?? NOTHING_KEPT, unfolded)
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
    targetWidth: targetWidth(rows, input.column === null ? MOST_TARGET_CHARACTERS : MOST_TARGET_CHARACTERS_NARROW),
    unfolded,
  }
}

const NOTHING_KEPT: ReadonlySet<number> = new Set()
const knownRows = new WeakMap<ChainView, Map<string, readonly Row[]>>()

/** Rows of an unchanged chain are the same array, so that its card need not be drawn again. */
function rowsOf(chain: ChainView, keep: ReadonlySet<number>, unfolded: boolean): readonly Row[] {
  let known = knownRows.get(chain)
  if (known === undefined) {
    known = new Map()
    knownRows.set(chain, known)
  }
  const key = unfolded ? 'all' : [...keep].sort((a, b) => a - b).join()
  let rows = known.get(key)
  if (rows === undefined) {
    rows = chainRows(chain, keep, unfolded)
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
      width: cardWidth(called, input.conditions),
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
