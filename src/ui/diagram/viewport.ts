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

interface Box extends Size {
  readonly x: number
  readonly y: number
}

/** Words are still read at this size; smaller than this the picture is cut instead, and follows the packet. */
const LEAST_READABLE = 0.78
/** User chains beside the hooks are worth making everything smaller, down to here. */
const WELL_READABLE = 0.72
/** What is unfolded without being asked for lies within so many panes each way: one drag of the diagram away. */
const PANES_AWAY = 1.75
const LARGEST = 1.15
/** As small as anything is ever drawn. */
export const SMALLEST = 0.2
const PADDING = 12

/** The whole picture in the pane; without the user chains, or only its beginning, where it would be too small to read. */
export function fitted(picture: { readonly bounds: Box; readonly core: Box }, pane: Size, column: boolean): Viewport {
  const whole = zoomFor(picture.bounds, pane)
  return framed(whole >= WELL_READABLE || column ? picture.bounds : picture.core, pane, column)
}

/** Whether all of a picture is near enough, words being readable. */
export function isNear(box: Size, pane: Size): boolean {
  return zoomFor(box, { width: pane.width * PANES_AWAY, height: pane.height * PANES_AWAY }) >= LEAST_READABLE
}

/** The size at which a box just fits. */
function zoomFor(box: Size, pane: Size): number {
  return Math.min((pane.width - 2 * PADDING) / box.width, (pane.height - 2 * PADDING) / box.height)
}

/** Everything, however small it becomes: what one asks for who wants to see all of it at once. */
export function overview({ bounds }: { readonly bounds: Box }, pane: Size): Viewport {
  return framed(bounds, pane, false, SMALLEST)
}

function framed(bounds: Box, pane: Size, column: boolean, least: number = LEAST_READABLE): Viewport {
  const across = (pane.width - 2 * PADDING) / bounds.width
  const down = (pane.height - 2 * PADDING) / bounds.height
  const zoom = column ? Math.min(across, LARGEST) : Math.max(least, Math.min(across, down, LARGEST))
  const place = (start: number, length: number, room: number) =>
    length * zoom <= room - PADDING ? (room - length * zoom) / 2 - start * zoom : PADDING - start * zoom
  return { zoom, x: place(bounds.x, bounds.width, pane.width), y: place(bounds.y, bounds.height, pane.height) }
}

/** As long as the packet is this far from the edges nothing moves; when it comes nearer, the view moves until it is well inside. */
const NEAR_EDGE = 10
const INSIDE = 110
/** A tag left of the packet and rules right of it should be seen, too. */
const ROOM_RIGHT = 220

/** The viewport moved as little as needed so that a point is well in sight; the same object when it is already. */
export function showing(viewport: Viewport, point: Point, pane: Size): Viewport {
  const dx = shift(point.x * viewport.zoom + viewport.x, pane.width, INSIDE, ROOM_RIGHT)
  const dy = shift(point.y * viewport.zoom + viewport.y, pane.height, INSIDE, INSIDE)
  return dx === 0 && dy === 0 ? viewport : { ...viewport, x: viewport.x + dx, y: viewport.y + dy }
}

function shift(at: number, length: number, before: number, after: number): number {
  if (at >= NEAR_EDGE && at <= length - NEAR_EDGE) return 0
  const low = Math.min(before, length / 3)
  return at < NEAR_EDGE ? low - at : length - Math.min(after, length / 2) - at
}
