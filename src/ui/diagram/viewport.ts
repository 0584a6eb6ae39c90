import type { Point } from './path'

/** React Flow's own: screen = flow * zoom + (x, y). */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly x: number
  readonly y: number
}

/** Words are still read at this size; smaller than this the picture is cut instead, and follows the packet. */
const LEAST_READABLE = 0.82
/** User chains beside the hooks are worth making everything smaller, down to here. */
const WORTH_SMALLER = 0.75
/** What is unfolded without being asked for lies within so many panes each way: one drag of the diagram away. */
const PANES_AWAY = 1.75
const LARGEST = 1.15
/** Larger words are not worth cutting off user chains for. */
const ENOUGH = 0.9
/** As small as anything is ever drawn. */
export const SMALLEST = 0.2
const PADDING = 12
/** The name at the pane's foot stays free. */
const FOOT = 8

/** The whole picture in the pane; without the user chains, or only its beginning, where it would be too small to read. */
export function fitted(picture: { readonly bounds: Box; readonly core: Box }, pane: Size, column: boolean): Viewport {
  if (column || zoomFor(picture.bounds, pane) >= WORTH_SMALLER) return framed(picture.bounds, pane, column, WORTH_SMALLER)
  // User chains go on to the right: as much of them as there is room for, even if words become a little smaller for it.
  const view = framed(picture.core, pane, column, LEAST_READABLE, Math.max(ENOUGH, zoomFor(picture.bounds, pane)))
  return { ...view, x: PADDING - picture.core.x * view.zoom }
}

/** Whether all of a picture is near enough, words being readable. */
export function isNear(box: Size, pane: Size): boolean {
  return zoomFor(box, { width: pane.width * PANES_AWAY, height: pane.height * PANES_AWAY }) >= LEAST_READABLE
}

/** The size at which a box just fits. */
function zoomFor(box: Size, pane: Size): number {
  return Math.min((pane.width - 2 * PADDING) / box.width, (pane.height - 2 * PADDING - FOOT) / box.height)
}

/** Everything, however small it becomes: what one asks for who wants to see all of it at once. */
export function overview({ bounds }: { readonly bounds: Box }, pane: Size): Viewport {
  return framed(bounds, pane, false, SMALLEST)
}

function framed(bounds: Box, pane: Size, column: boolean, least: number = LEAST_READABLE, most: number = LARGEST): Viewport {
  const across = (pane.width - 2 * PADDING) / bounds.width
  const down = (pane.height - 2 * PADDING - FOOT) / bounds.height
  // In one column the gutters are as wide as what stands in them: tags on the left, lines on the right.
  const zoom = column ? Math.min(across, 1) : Math.max(least, Math.min(across, down, most))
  const place = (start: number, length: number, room: number) =>
    length * zoom <= room - PADDING ? (room - length * zoom) / 2 - start * zoom : PADDING - start * zoom
  return { zoom, x: place(bounds.x, bounds.width, pane.width), y: place(bounds.y, bounds.height, pane.height - FOOT) }
}

/** From the pane's edges, before and after: as long as the packet keeps this far nothing moves. Its tag is left of it, what it meets right of it. */
const NEAR_EDGE = { across: [24, 170], down: [24, 24] } as const
/** When it comes nearer, the view moves until it is this far inside. */
const INSIDE = { across: [110, 260], down: [110, 110] } as const

/**
 * The viewport moved as little as needed so that a point is well in sight, but never past the picture's end; the same object when
 * nothing is to be moved.
 */
export function showing(viewport: Viewport, point: Point, pane: Size, picture: Box): Viewport {
  const { x, y, zoom } = viewport
  const dx = shift(point.x * zoom + x, pane.width, NEAR_EDGE.across, INSIDE.across)
  const dy = shift(point.y * zoom + y, pane.height, NEAR_EDGE.down, INSIDE.down)
  const next = {
    zoom,
    x: within(x, dx, picture.x * zoom, picture.width * zoom, pane.width),
    y: within(y, dy, picture.y * zoom, picture.height * zoom, pane.height - FOOT),
  }
  return next.x === x && next.y === y ? viewport : next
}

/** What has the focus keeps this far from the edges of the pane; at its top, or on a phone at its foot, are the buttons of the diagram. */
const AROUND_FOCUS = { across: [24, 24], down: [56, 56] } as const

/**
 * The viewport moved as little as needed so that a box is in sight, of a larger one its beginning, but never past the picture's end; the
 * same object when nothing is to be moved.
 */
export function showingBox(viewport: Viewport, box: Box, pane: Size, picture: Box): Viewport {
  const { x, y, zoom } = viewport
  const dx = shiftOfBox(box.x * zoom + x, box.width * zoom, pane.width, AROUND_FOCUS.across)
  const dy = shiftOfBox(box.y * zoom + y, box.height * zoom, pane.height - FOOT, AROUND_FOCUS.down)
  const next = {
    zoom,
    x: within(x, dx, picture.x * zoom, picture.width * zoom, pane.width),
    y: within(y, dy, picture.y * zoom, picture.height * zoom, pane.height - FOOT),
  }
  return next.x === x && next.y === y ? viewport : next
}

function shiftOfBox(start: number, length: number, room: number, around: Edges): number {
  // Where there is no room for both margins, both give way alike.
  const share = Math.max(0, Math.min(1, (room - length) / (around[0] + around[1])))
  const [first, last] = [around[0] * share, room - around[1] * share - length]
  if (start < first || last < first) return first - start
  return start > last ? last - start : 0
}

type Edges = readonly [before: number, after: number]

function shift(at: number, length: number, near: Edges, inside: Edges): number {
  if (at < near[0]) return Math.min(inside[0], length / 3) - at
  const last = length - Math.min(near[1], length / 3)
  return at > last ? length - Math.min(inside[1], length / 2) - at : 0
}

/** The offset moved so that nothing beyond the picture's ends is shown while there is more of it to be seen; all of it where it fits. */
function within(offset: number, by: number, start: number, length: number, room: number): number {
  if (by === 0) return offset
  const first = PADDING - start
  const last = room - PADDING - start - length
  return first <= last ? Math.max(first, Math.min(last, offset)) : Math.max(last, Math.min(first, offset + by))
}
