import type { Hook } from '../../model'
import type { Bounds, LaidNode, Layout, LayoutInput } from './layout'
import { add, addDiamond, addLocal, addSmallDiamond, flow, type Plan, placePills, placeUncalled } from './layout-plan'
import { hookTree, type Tree } from './layout-trees'
import { COLUMN_GAP, DIAMOND_HEIGHT, DIAMOND_WIDTH, PILL_DROP, PILL_HEIGHT, QUIET_CARD, RAIL, ROW_GAP, SMALL_DIAMOND } from './measures'

/** Lines run this far above the card that they enter, and below the one that they leave. */
const APPROACH = 13
const BETWEEN_HOOKS = 3 * APPROACH

/** Pure: the same input gives the same picture. */
export function layoutDiagram(input: LayoutInput): Layout {
  const plan: Plan = { nodes: [], edges: [] }
  if (input.column === null) placeWide(input, trees(input, null), plan)
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

type Trees = { readonly [K in Hook]: Tree }

function trees(input: LayoutInput, column: number | null): Trees {
  const tree = (hook: Hook) => hookTree(input, hook, column)
  return {
    PREROUTING: tree('PREROUTING'),
    INPUT: tree('INPUT'),
    FORWARD: tree('FORWARD'),
    OUTPUT: tree('OUTPUT'),
    POSTROUTING: tree('POSTROUTING'),
  }
}

/** The usual pane is a little wider than high. */
const USUAL_ASPECT = 1.15

/**
 * User chains beside PREROUTING push FORWARD either to the right or below them: whichever makes the picture fit a usual pane better.
 */
function forwardStandsBelow({ PREROUTING: before, INPUT: input, FORWARD: forward, OUTPUT: output, POSTROUTING: after }: Trees): boolean {
  if (before.width === before.card.width) return false
  const right = (middle: number) => middle + COLUMN_GAP + Math.max(forward.width, output.width + COLUMN_GAP + after.width)
  const bottom = (forwardTop: number) => Math.max(forwardTop + forward.height + BETWEEN_HOOKS + output.height, before.height + input.height)
  const beside = Math.max(right(Math.max(before.width, input.width)) / USUAL_ASPECT, bottom(0))
  const below = Math.max(right(Math.max(before.card.width, input.width)) / USUAL_ASPECT, bottom(before.height + ROW_GAP + DIAMOND_HEIGHT))
  return below < beside
}

function placeWide(input: LayoutInput, hooks: Trees, plan: Plan): void {
  const { PREROUTING: prerouting, INPUT: arriving, FORWARD: forward, OUTPUT: output, POSTROUTING: postrouting } = hooks
  const below = forwardStandsBelow(hooks)
  const top = PILL_HEIGHT + PILL_DROP
  placePills(plan, input.interfaces, 'in', { x: RAIL, y: 0 }, 'hook:PREROUTING', top)
  add(plan, prerouting, 0, top)
  const diamond = addDiamond(plan, top + prerouting.height + ROW_GAP)
  const inputTop = diamond.y + DIAMOND_HEIGHT + ROW_GAP
  add(plan, arriving, 0, inputTop)
  const local = addLocal(plan, inputTop + arriving.height + ROW_GAP)

  // A short FORWARD stands above INPUT's user chains; OUTPUT then goes below them, and what leaves FORWARD passes on their right.
  const above = !below && arriving.width > arriving.card.width && forward.height + 2 * APPROACH <= inputTop - top
  const middle = Math.max(below ? prerouting.card.width : prerouting.width, above ? arriving.card.width : arriving.width) + COLUMN_GAP
  const forwardTop = below ? diamond.y + DIAMOND_HEIGHT / 2 + APPROACH : top
  add(plan, forward, middle, forwardTop)
  const localMiddle = local.y + PILL_HEIGHT / 2
  const underForward = forwardTop + forward.height + BETWEEN_HOOKS
  const underInput = above ? inputTop + arriving.height + BETWEEN_HOOKS : 0
  const outputTop = Math.max(underForward, underInput, local.y + PILL_HEIGHT - output.height)
  add(plan, output, middle, outputTop)
  // Below FORWARD, so that only OUTPUT is beside it.
  const last = Math.max(middle + output.width, above ? arriving.width : 0) + COLUMN_GAP
  add(plan, postrouting, last, outputTop)
  const outTop = outputTop + postrouting.height + ROW_GAP
  placePills(plan, input.interfaces, 'out', { x: last + RAIL, y: outTop }, 'hook:POSTROUTING', outputTop + postrouting.card.height)

  const small = addSmallDiamond(plan, { x: middle - COLUMN_GAP / 2 - 10, y: localMiddle })
  const spine = middle + RAIL
  const exit = outputTop - 2 * APPROACH
  const forwardExit = above ? forwardTop + forward.height + APPROACH : exit
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
    { x: beforeForward, y: forwardTop - APPROACH },
    { x: spine, y: forwardTop - APPROACH },
    { x: spine, y: forwardTop },
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
    { x: spine, y: forwardTop + forward.card.height },
    { x: spine, y: forwardExit },
    { x: last + RAIL, y: forwardExit },
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
