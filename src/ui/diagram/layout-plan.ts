import { HOOKS, type Hook } from '../../model'
import { edgeId, type LaidEdge, type LaidNode, type LayoutInput } from './layout'
import { DIAMOND_HEIGHT, DIAMOND_WIDTH, PILL_BEND, PILL_GAP, PILL_HEIGHT, RAIL, SMALL_DIAMOND } from './measures'
import type { Point } from './path'

/** A picture in the making: what stands around the hooks is put into it by these functions. */
export interface Plan {
  readonly nodes: LaidNode[]
  readonly edges: LaidEdge[]
}

export function flow(plan: Plan, from: string, to: string, points: readonly Point[]): void {
  plan.edges.push({ id: edgeId(from, to), from, to, kind: 'flow', points })
}

export function add(plan: Plan, tree: Plan, x: number, y: number): void {
  for (const node of tree.nodes) plan.nodes.push({ ...node, x: node.x + x, y: node.y + y })
  for (const edge of tree.edges) plan.edges.push({ ...edge, points: edge.points.map((point) => ({ x: point.x + x, y: point.y + y })) })
}

export function addDiamond(plan: Plan, y: number): LaidNode & { kind: 'routing' } {
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

export function addSmallDiamond(plan: Plan, centre: Point): LaidNode & { kind: 'routing' } {
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

export function addLocal(plan: Plan, y: number): LaidNode & { kind: 'local' } {
  const node = { kind: 'local', id: 'local', x: RAIL - 34, y, width: 150, height: PILL_HEIGHT } as const
  plan.nodes.push(node)
  return node
}

function pillWidth(name: string): number {
  return Math.ceil(Math.min(name.length, 15) * 7.2 + 54)
}

/**
 * A row of pills, every one joined to its hook; the first straight. `at.x` is the spine, `border` the hook's edge. Those on the way in
 * begin left of the hook, whose tags need the room anyway; those on the way out, at its edge, because another line passes left of it.
 */
export function placePills(plan: Plan, interfaces: readonly string[], which: 'in' | 'out', at: Point, hook: string, border: number): void {
  let x = which === 'in' ? at.x - pillWidth(interfaces[0] ?? '') / 2 : at.x - RAIL
  for (const [index, name] of interfaces.entries()) {
    const width = pillWidth(name)
    const id = `${which}:${name}`
    plan.nodes.push({ kind: 'pill', id, which, interface: name, x, y: at.y, width, height: PILL_HEIGHT })
    const centre = index === 0 ? at.x : x + width / 2
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
export function placeUncalled(input: LayoutInput, plan: Plan, y: number, width: number): void {
  const chains = input.rules.tables.flatMap((table) =>
    table.chains
      .filter((chain) => chain.policy === null && chain.callers.length === 0 && !isHook(chain.name))
      .map((chain) => ({ table: table.name, chain })),
  )
  if (chains.length === 0) return
  const lines = linesOfChips(
    chains.map((entry) => entry.chain.name),
    width - 2 * CHIP_MARGIN,
  )
  plan.nodes.push({ kind: 'uncalled', id: 'uncalled', x: RAIL - 34, y, width, height: 34 + lines * 30, chains })
}

function isHook(name: string): name is Hook {
  return (HOOKS as readonly string[]).includes(name)
}

const CHIP_MARGIN = 13
const CHIP_GAP = 6
const WIDEST_CHIP = 180

/** How many lines the names take as chips beside each other; a little more than they really need. */
function linesOfChips(names: readonly string[], width: number): number {
  let lines = 1
  let x = 0
  for (const name of names) {
    const chip = Math.min(WIDEST_CHIP, name.length * 6.8 + 36)
    if (x > 0 && x + chip > width) {
      lines++
      x = 0
    }
    x += chip + CHIP_GAP
  }
  return lines
}
