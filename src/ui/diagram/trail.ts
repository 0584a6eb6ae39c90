import type { Journey, JourneyStop } from '../../worker/protocol'
import { callerOf } from './instance'
import { blockOfInstance, edgeId, type LaidEdge, type LaidNode, type Layout, rowY } from './layout'
import { CARD_HEADER, CORNER, RAIL, STAGE_LINE } from './measures'
import { lineLength, type Point, roundCorners, type SampledPath, samplePath } from './path'
import type { Station, Walk } from './walk'

/** A walk laid over the picture: where the packet is after each step, and which lines it has lit by then. */
export interface Trail {
  readonly path: SampledPath
  /** Pixels travelled when step i has happened. */
  readonly travelled: readonly number[]
  /** What step i passed on its way: edges by id, and how far down a card's rail it came (`until`, from the card's top). */
  readonly passed: readonly (readonly Passed[])[]
}

export type Passed =
  | { readonly kind: 'edge'; readonly id: string }
  | { readonly kind: 'rail'; readonly node: string; readonly until: number }

/** How far a block is scrolled, by instance. */
export type Scrolled = ReadonlyMap<string, number>

const NOT_SCROLLED: Scrolled = new Map()

/** Where a station is, and on which node. A row whose chain is closed stands for its caller's row, at last for its stage. */
export interface Spot {
  readonly node: LaidNode
  readonly at: Point
}

export function spotOf(layout: Layout, station: Station, scrolled: Scrolled = NOT_SCROLLED): Spot | null {
  switch (station.kind) {
    case 'wire': {
      const { which } = station
      const pill =
        layout.byId.get(`${which}:${station.interface}`) ?? layout.nodes.find((node) => node.kind === 'pill' && node.which === which)
      return borderOf(layout, pill, which === 'in' ? 'top' : 'bottom')
    }
    case 'local':
      return borderOf(layout, layout.byId.get('local'), 'bottom')
    case 'routing':
      return centreOf(layout.byId.get(`routing:${station.which}`))
    case 'stage': {
      const node = layout.byId.get(`hook:${station.hook}`)
      if (node?.kind !== 'hook') return null
      const stage = node.stages.find((candidate) => candidate.stage === station.stage)
      return { node, at: { x: node.x + RAIL, y: node.y + (stage === undefined ? CARD_HEADER : stage.y + STAGE_LINE / 2) } }
    }
    case 'row':
      return spotOfRow(layout, station.instance, station.number, scrolled)
  }
}

function spotOfRow(layout: Layout, instance: string, number: number, scrolled: Scrolled): Spot | null {
  const caller = callerOf(instance)
  const [hook, stage] = instance.split('/')
  const node = layout.byId.get(caller === null ? `hook:${hook}` : `chain:${instance}`)
  const block = node === undefined ? null : blockOfInstance(node, instance)
  if (node !== undefined && block !== null) {
    const y = number === 0 ? CARD_HEADER / 2 : rowY(block, number, scrolled.get(instance) ?? 0)
    return { node, at: { x: node.x + RAIL, y: node.y + y } }
  }
  if (caller !== null) return spotOfRow(layout, caller, Number(instance.slice(caller.length + 1)), scrolled)
  const card = layout.byId.get(`hook:${hook}`)
  if (card?.kind !== 'hook') return null
  const line = card.stages.find((candidate) => candidate.stage === stage)
  return line === undefined ? null : { node: card, at: { x: card.x + RAIL, y: card.y + line.y + STAGE_LINE / 2 } }
}

/** Packets stand so far beyond a pill's border, whose name stays free. */
export const BEYOND_PILL = 3

/** Beyond the far border of a pill, straight through from its line: where a packet comes from or goes to. */
function borderOf(layout: Layout, node: LaidNode | undefined, border: 'top' | 'bottom'): Spot | null {
  if (node === undefined) return null
  const line =
    border === 'top'
      ? layout.edges.find(({ from }) => from === node.id)?.points[0]
      : layout.edges.find(({ to }) => to === node.id)?.points.at(-1)
  const y = border === 'top' ? node.y - BEYOND_PILL : node.y + node.height + BEYOND_PILL
  return { node, at: { x: line?.x ?? node.x + node.width / 2, y } }
}

function centreOf(node: LaidNode | undefined): Spot | null {
  return node === undefined ? null : { node, at: { x: node.x + node.width / 2, y: node.y + node.height / 2 } }
}

interface Way {
  readonly points: Point[]
  readonly passed: Passed[]
}

/** The way from one spot to another: along rails and lines, through whatever lies between. */
export function wayBetween(layout: Layout, from: Spot, to: Spot): Way {
  const way: Way = { points: [from.at], passed: [] }
  const outward = callers(layout, from.node)
  const inward = callers(layout, to.node)
  let shared = 0
  while (shared < outward.length && shared < inward.length && outward[shared]?.id === inward[shared]?.id) shared++
  // Back through the calling rules, until both are in one card or this one is in its hook's.
  for (let i = outward.length - 1; i >= Math.max(1, shared); i--) goBack(layout, way, outward[i])
  if (shared === 0) {
    const left = outward[0]
    const entered = inward[0]
    if (left !== undefined && entered !== undefined) goAlong(layout, way, left, entered)
  }
  for (let i = Math.max(1, shared); i < inward.length; i++) goInto(layout, way, inward[i])
  way.points.push(to.at)
  if (to.node.kind === 'hook' || to.node.kind === 'chain') way.passed.push({ kind: 'rail', node: to.node.id, until: to.at.y - to.node.y })
  return way
}

/** A card and those that called it, the hook's first. */
function callers(layout: Layout, node: LaidNode): readonly LaidNode[] {
  const chain: LaidNode[] = [node]
  for (let at: LaidNode | undefined = node; at?.kind === 'chain'; ) {
    at = layout.byId.get(at.parent)
    if (at !== undefined) chain.unshift(at)
  }
  return chain
}

function jumpEdge(
  layout: Layout,
  node: LaidNode | undefined,
): { readonly node: LaidNode & { kind: 'chain' }; readonly edge: LaidEdge; readonly caller: Point } | null {
  if (node?.kind !== 'chain') return null
  const edge = layout.edgeById.get(edgeId(node.parent, node.id))
  const parent = layout.byId.get(node.parent)
  const start = edge?.points[0]
  if (edge === undefined || parent === undefined || start === undefined) return null
  return { node, edge, caller: { x: parent.x + RAIL, y: start.y } }
}

function goInto(layout: Layout, way: Way, node: LaidNode | undefined): void {
  const jump = jumpEdge(layout, node)
  if (jump === null) return
  way.points.push(jump.caller, ...jump.edge.points, { x: jump.node.x + RAIL, y: jump.node.y + CARD_HEADER / 2 })
  way.passed.push({ kind: 'edge', id: jump.edge.id })
}

function goBack(layout: Layout, way: Way, node: LaidNode | undefined): void {
  const jump = jumpEdge(layout, node)
  if (jump === null) return
  way.points.push({ x: jump.node.x + RAIL, y: jump.node.y + CARD_HEADER / 2 }, ...[...jump.edge.points].reverse(), jump.caller)
}

function goAlong(layout: Layout, way: Way, from: LaidNode, to: LaidNode): void {
  if (from.id === to.id) return
  for (const edge of flowBetween(layout, from.id, to.id)) {
    const left = layout.byId.get(edge.from)
    if (left?.kind === 'hook') way.passed.push({ kind: 'rail', node: left.id, until: left.height })
    way.points.push(...edge.points)
    way.passed.push({ kind: 'edge', id: edge.id })
  }
}

/** The lines from one node to another, fewest first; empty when none lead there (a packet that loops back over lo). */
function flowBetween(layout: Layout, from: string, to: string): readonly LaidEdge[] {
  const direct = layout.edgeById.get(edgeId(from, to))
  if (direct !== undefined) return [direct]
  const queue: (readonly LaidEdge[])[] = [[]]
  const seen = new Set([from])
  for (let ways = queue.shift(); ways !== undefined; ways = queue.shift()) {
    const at = ways.at(-1)?.to ?? from
    for (const edge of layout.edges) {
      if (edge.kind !== 'flow' || edge.from !== at || seen.has(edge.to)) continue
      const longer = [...ways, edge]
      if (edge.to === to) return longer
      seen.add(edge.to)
      queue.push(longer)
    }
  }
  return []
}

/** Lays a walk over the picture. */
export function trailOf(layout: Layout, walk: Walk, scrolled: Scrolled = NOT_SCROLLED): Trail {
  const points: Point[] = []
  const travelled: number[] = []
  const passed: (readonly Passed[])[] = []
  let length = 0
  let before: Spot | null = null
  for (const step of walk.steps) {
    const spot = spotOf(layout, step.station, scrolled)
    if (spot === null || (before !== null && spot.at.x === before.at.x && spot.at.y === before.at.y && spot.node.id === before.node.id)) {
      travelled.push(length)
      passed.push([])
      continue
    }
    if (before === null) {
      points.push(spot.at)
      passed.push([])
    } else {
      const way = wayBetween(layout, before, spot)
      const rounded = roundCorners(way.points, CORNER)
      length += lineLength(rounded)
      points.push(...rounded.slice(1))
      passed.push(way.passed)
    }
    travelled.push(length)
    before = spot
  }
  return { path: samplePath(points), travelled, passed }
}

/** How far a packet is when `done` steps have happened and `fraction` of the next one's time. */
export function travelledAt(trail: Trail, done: number, fraction: number): number {
  const from = done === 0 ? 0 : (trail.travelled[done - 1] ?? trail.path.length)
  const to = trail.travelled[done] ?? from
  return from + (to - from) * easeInOut(Math.max(0, Math.min(1, fraction)))
}

function easeInOut(t: number): number {
  return t < 0.5 ? 2 * t * t : 1 - (-2 * t + 2) ** 2 / 2
}

/** What is lit when `done` steps have happened. */
export interface Lit {
  readonly edges: ReadonlySet<string>
  /** By node: how far down its rail. */
  readonly rails: { readonly [node: string]: number }
}

export const NOTHING_LIT: Lit = { edges: new Set(), rails: {} }

export function litAfter(trail: Trail, done: number): Lit {
  const edges = new Set<string>()
  const rails: { [node: string]: number } = {}
  for (let i = 0; i < done; i++)
    for (const part of trail.passed[i] ?? []) {
      if (part.kind === 'edge') edges.add(part.id)
      else rails[part.node] = Math.max(rails[part.node] ?? 0, part.until)
    }
  return { edges, rails }
}

function stationOfStop(stop: JourneyStop): Station {
  switch (stop.kind) {
    case 'wire in':
      return { kind: 'wire', which: 'in', interface: stop.interface }
    case 'wire out':
      return { kind: 'wire', which: 'out', interface: stop.interface }
    case 'local':
    case 'routing':
    case 'stage':
      return stop
  }
}

/** The way of a packet that is only watched streaming by. */
export function journeyPath(layout: Layout, journey: Pick<Journey, 'stops'>): SampledPath {
  const points: Point[] = []
  let before: Spot | null = null
  for (const stop of journey.stops) {
    const spot = spotOf(layout, stationOfStop(stop))
    if (spot === null) continue
    if (before === null) points.push(spot.at)
    else points.push(...wayBetween(layout, before, spot).points.slice(1))
    before = spot
  }
  return samplePath(roundCorners(points, CORNER))
}

/** Journeys over the same stops take the same way. */
export function journeyKey(journey: Pick<Journey, 'stops'>): string {
  let key = ''
  for (const stop of journey.stops)
    key +=
      stop.kind === 'stage'
        ? `${stop.hook}/${stop.stage};`
        : stop.kind === 'routing'
          ? `${stop.which};`
          : stop.kind === 'local'
            ? 'local;'
            : `${stop.kind} ${stop.interface};`
  return key
}
