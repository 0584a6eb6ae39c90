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
export const LEAST_READABLE = 0.62
const LARGEST = 1.15
const PADDING = 22

/** The whole picture in the pane, or its beginning where it would be too small to read. */
export function fitted(bounds: Box, pane: Size, column: boolean): Viewport {
  const across = (pane.width - 2 * PADDING) / bounds.width
  const down = (pane.height - 2 * PADDING) / bounds.height
  const zoom = column ? Math.min(across, LARGEST) : Math.max(LEAST_READABLE, Math.min(across, down, LARGEST))
  const place = (start: number, length: number, room: number) =>
    length * zoom <= room - PADDING ? (room - length * zoom) / 2 - start * zoom : PADDING - start * zoom
  return { zoom, x: place(bounds.x, bounds.width, pane.width), y: place(bounds.y, bounds.height, pane.height) }
}

/** The viewport moved as little as needed so that a point is well in sight; the same object when it is already. */
export function showing(viewport: Viewport, point: Point, pane: Size): Viewport {
  const x = point.x * viewport.zoom + viewport.x
  const y = point.y * viewport.zoom + viewport.y
  const marginX = Math.min(140, pane.width / 4)
  const marginY = Math.min(90, pane.height / 4)
  const move = (at: number, length: number, margin: number) => (at < margin ? margin - at : at > length - margin ? length - margin - at : 0)
  const dx = move(x, pane.width - Math.min(180, pane.width / 4), marginX)
  const dy = move(y, pane.height, marginY)
  return dx === 0 && dy === 0 ? viewport : { ...viewport, x: viewport.x + dx, y: viewport.y + dy }
}
