export interface Point {
  readonly x: number
  readonly y: number
}

/** A way over the diagram, sampled once at even steps: where a packet is after some distance costs two array reads. */
export interface SampledPath {
  readonly xs: Float32Array
  readonly ys: Float32Array
  /** Distance between neighbouring samples, pixels at zoom 1. */
  readonly step: number
  readonly length: number
}

const STEP = 4

/** Whether three points lie on one line, so that the middle one is no corner. */
function straight(a: Point, b: Point, c: Point): boolean {
  return Math.abs((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)) < 1e-6
}

/** Corners cut into small quadratic curves: the same shape as `pathData` draws, as plain points. */
export function roundCorners(points: readonly Point[], radius: number): readonly Point[] {
  const rounded: Point[] = []
  forCorners(points, radius, {
    line: (to) => rounded.push(to),
    curve: (from, corner, to) => {
      rounded.push(from)
      for (let i = 1; i <= 6; i++) {
        const t = i / 6
        const u = 1 - t
        rounded.push({ x: u * u * from.x + 2 * u * t * corner.x + t * t * to.x, y: u * u * from.y + 2 * u * t * corner.y + t * t * to.y })
      }
    },
  })
  return rounded
}

/** The `d` of an SVG path along the points with rounded corners. */
export function pathData(points: readonly Point[], radius: number): string {
  const parts: string[] = []
  const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
  forCorners(points, radius, {
    line: (to) => parts.push(`${parts.length === 0 ? 'M' : 'L'}${at(to)}`),
    curve: (from, corner, to) => parts.push(`L${at(from)}`, `Q${at(corner)} ${at(to)}`),
  })
  return parts.join('')
}

interface Pen {
  line(to: Point): void
  curve(from: Point, corner: Point, to: Point): void
}

function forCorners(points: readonly Point[], radius: number, pen: Pen): void {
  points.forEach((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (before === undefined || after === undefined || straight(before, point, after)) {
      pen.line(point)
      return
    }
    const reach = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2)
    if (reach < 0.5) pen.line(point)
    else pen.curve(towards(point, before, reach), point, towards(point, after, reach))
  })
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to)
  return length === 0 ? from : { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length }
}

/** Length of a line through the points. */
export function lineLength(points: readonly Point[]): number {
  let length = 0
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1] as Point, points[i] as Point)
  return length
}

/** The points as even samples; a single point stays where it is. */
export function samplePath(points: readonly Point[]): SampledPath {
  const length = lineLength(points)
  const count = Math.max(1, Math.ceil(length / STEP))
  const step = length / count
  const xs = new Float32Array(count + 1)
  const ys = new Float32Array(count + 1)
  const first = points[0] ?? { x: 0, y: 0 }
  const last = points.at(-1) ?? first
  let segment = 1
  let passed = 0
  for (let i = 0; i < count; i++) {
    const wanted = i * step
    while (segment < points.length - 1 && passed + distance(points[segment - 1] as Point, points[segment] as Point) < wanted) {
      passed += distance(points[segment - 1] as Point, points[segment] as Point)
      segment++
    }
    const from = points[segment - 1] ?? first
    const point = towards(from, points[segment] ?? last, wanted - passed)
    xs[i] = point.x
    ys[i] = point.y
  }
  xs[count] = last.x
  ys[count] = last.y
  return { xs, ys, step, length }
}

/** Where one is after `travelled` pixels; before the beginning and after the end one stands there. */
export function pointAt(path: SampledPath, travelled: number): Point {
  const last = path.xs.length - 1
  if (path.step === 0 || travelled <= 0) return { x: path.xs[0] ?? 0, y: path.ys[0] ?? 0 }
  const index = travelled / path.step
  if (index >= last) return { x: path.xs[last] ?? 0, y: path.ys[last] ?? 0 }
  const low = Math.floor(index)
  const part = index - low
  const x = path.xs[low] ?? 0
  const y = path.ys[low] ?? 0
  return { x: x + ((path.xs[low + 1] ?? x) - x) * part, y: y + ((path.ys[low + 1] ?? y) - y) * part }
}
