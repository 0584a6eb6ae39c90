import type { Packet } from '../../model'
import { formatIpv4 } from '../../model'
import { packetLabel } from '../../trace/packet-label'
import { worldAt } from '../../trace/timeline'
import type { Journey } from '../../worker/protocol'
import { resolveColour } from '../design/colour'
import { pageStore, playhead, trafficStore } from '../store/page-store'
import { timelineOf } from '../timeline/use-timeline'
import type { Layout } from './layout'
import { pointAt, type SampledPath } from './path'
import { pictureStore } from './picture'
import { prefersReducedMotion } from './reduced-motion'
import { addJourneys, createStream, paintStream } from './stream'
import { journeyKey, journeyPath, travelledAt } from './trail'
import type { Viewport } from './viewport'
import type { Station } from './walk'

interface View {
  viewport(): Viewport
  onViewport(changed: () => void): () => void
}

interface Colours {
  readonly here: string
  readonly hereStrong: string
  readonly against: string
  readonly solid: string
  readonly inverse: string
  readonly paper: string
}

/** A step that was not played slides for so long, in milliseconds. */
const SLIDE = 240
/** Labels ride along while there are few enough to read. */
const MOST_LABELS = 14
/** Frames of traffic are expected this far apart when nothing better is known, in milliseconds. */
const USUAL_GAP = 100

/** Paints the packet at the cursor and the stream of running traffic. Draws only while something moves. Answers how to stop. */
export function startPacketPainter(canvas: HTMLCanvasElement, view: View): () => void {
  const context = canvas.getContext('2d')
  if (context === null) return () => {}
  let frame = 0
  let colours = readColours(canvas)
  let sprites = createSprites(colours, 4, 1)
  let size = { width: 0, height: 0, ratio: 1 }
  const stream = createStream()
  let lastFrameAt: number | null = null
  const lone = createLonePacket()
  const paths = createPathCache()

  const wake = () => {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }

  function paint(now: number): void {
    frame = 0
    if (context === null) return
    const { x, y, zoom } = view.viewport()
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
    context.clearRect(0, 0, size.width, size.height)
    const busy = stream.packets.length
    // Sprites are made at the very size at which they are copied: scaling each of them would cost more than all the rest.
    const reach = Math.max(3, Math.round(4.2 * Math.sqrt(zoom)))
    if (sprites.reach !== reach || sprites.ratio !== size.ratio) sprites = createSprites(colours, reach, size.ratio)
    const still = paintStream(stream, now, (px, py, packet, ended) => {
      const sx = px * zoom + x + packet.aside * 3.5 * zoom
      const sy = py * zoom + y + packet.aside * 2 * zoom
      if (sx < -20 || sy < -20 || sx > size.width + 20 || sy > size.height + 20) return
      const sprite = ended > 0 ? sprites.stopped : sprites.moving
      if (ended === 0) context.drawImage(sprite, Math.round(sx - reach), Math.round(sy - reach), reach * 2, reach * 2)
      else {
        const grown = reach * (1 + ended * 1.4)
        context.globalAlpha = 1 - ended
        context.drawImage(sprite, sx - grown, sy - grown, grown * 2, grown * 2)
        context.globalAlpha = 1
      }
      if (busy <= MOST_LABELS && ended === 0)
        paintLabel(context, colours, { label: packet.label, x: sx, y: sy, reach: 0, zoom, tag: 'beside', lone: false })
    })
    let sliding = false
    if (still === 0) {
      const at = lone.place(now)
      sliding = at?.sliding ?? false
      if (at !== null) paintLone(context, colours, at, { x, y, zoom })
    } else lone.forget()
    if (still > 0 || sliding || pageStore.getState().playback.playing) wake()
  }

  const resized = new ResizeObserver(() => {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    size = { width: canvas.clientWidth, height: canvas.clientHeight, ratio }
    canvas.width = Math.round(size.width * ratio)
    canvas.height = Math.round(size.height * ratio)
    wake()
  })
  resized.observe(canvas)
  const recolour = () => {
    colours = readColours(canvas)
    sprites = createSprites(colours, sprites.reach, sprites.ratio)
    wake()
  }
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', recolour)
  const themed = new MutationObserver(recolour)
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })

  const stops = [
    view.onViewport(wake),
    playhead.subscribe(wake),
    pictureStore.subscribe(wake),
    pageStore.subscribe((page, before) => {
      if (page.cursor !== before.cursor || page.run !== before.run || page.playback !== before.playback) wake()
    }),
    trafficStore.subscribe((traffic, before) => {
      if (traffic.frame === before.frame) return
      if (traffic.frame === null) {
        stream.packets.length = 0
        lastFrameAt = null
        wake()
        return
      }
      if (prefersReducedMotion()) return
      const now = performance.now()
      const gap = lastFrameAt === null ? USUAL_GAP : Math.min(1000, Math.max(16, now - lastFrameAt))
      lastFrameAt = now
      const { layout } = pictureStore.getState()
      addJourneys(stream, traffic.frame.journeys, (journey) => paths.of(layout, journey), now, gap)
      wake()
    }),
    () => resized.disconnect(),
    () => themed.disconnect(),
    () => scheme.removeEventListener('change', recolour),
    () => cancelAnimationFrame(frame),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Ways of journeys, sampled once a layout. */
function createPathCache() {
  let known = new Map<string, SampledPath>()
  let laid: Layout | null = null
  return {
    of(layout: Layout, journey: Journey): SampledPath {
      if (laid !== layout) {
        known = new Map()
        laid = layout
      }
      const key = journeyKey(journey)
      let path = known.get(key)
      if (path === undefined) {
        path = journeyPath(layout, journey)
        known.set(key, path)
      }
      return path
    },
  }
}

interface LonePlace {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly against: boolean
  readonly sliding: boolean
  /** Which side of the dot the tag stands on: beside it, or on the border of a pill, whose name stays free. */
  readonly tag: TagPlace
}

type TagPlace = 'beside' | 'either side' | 'above a pill' | 'below a pill'

function tagPlace(station: Station | null): TagPlace {
  if (station?.kind === 'local') return 'below a pill'
  if (station?.kind === 'wire') return station.which === 'in' ? 'above a pill' : 'below a pill'
  // The way to it is above, and nothing stands right of it.
  return station?.kind === 'routing' && station.which === 'output' ? 'either side' : 'beside'
}

/** The packet at the cursor: where the playhead says while playing, sliding there after a step. */
function createLonePacket() {
  let shown: { readonly path: SampledPath; readonly travelled: number } | null = null
  let slide: { readonly from: number; readonly to: number; readonly start: number } | null = null
  return {
    forget() {
      shown = null
      slide = null
    },
    place(now: number): LonePlace | null {
      const { trail, moment } = pictureStore.getState()
      const { run, cursor, playback } = pageStore.getState()
      if (trail === null || run === null || moment.packet === null || cursor === 0) return null
      const done = moment.step + 1
      const head = playhead.get()
      // While another packet's event is under way this one waits.
      const moves = playback.playing && head.cursor === cursor && run.events[cursor]?.packet === moment.packet
      const wanted = travelledAt(trail, done, moves ? head.fraction : 0)
      let travelled = wanted
      if (playback.playing || shown === null || shown.path !== trail.path || prefersReducedMotion()) slide = null
      else {
        if (slide === null ? shown.travelled !== wanted : slide.to !== wanted) slide = { from: shown.travelled, to: wanted, start: now }
        if (slide !== null) {
          const t = Math.min(1, (now - slide.start) / SLIDE)
          travelled = slide.from + (slide.to - slide.from) * (1 - (1 - t) ** 3)
          if (t === 1) slide = null
        }
      }
      if (prefersReducedMotion()) travelled = travelledAt(trail, done, 0)
      shown = { path: trail.path, travelled }
      const point = pointAt(trail.path, travelled)
      return { ...point, label: labelNow(cursor), against: moment.against, sliding: slide !== null, tag: tagPlace(moment.station) }
    },
  }
}

/** The packet at the cursor where it stands, on a picture that does not move. */
export function paintStandingPacket(context: CanvasRenderingContext2D, view: Viewport): void {
  const { trail, moment } = pictureStore.getState()
  const { run, cursor } = pageStore.getState()
  if (trail === null || run === null || moment.packet === null || cursor === 0) return
  const point = pointAt(trail.path, travelledAt(trail, moment.step + 1, 0))
  const at = { ...point, label: labelNow(cursor), against: moment.against, sliding: false, tag: tagPlace(moment.station) }
  paintLone(context, readColours(document.body), at, view)
}

/** The packet in a word, and where nat has sent it. */
function labelNow(cursor: number): string {
  const { run } = pageStore.getState()
  if (run === null) return ''
  const world = worldAt(timelineOf(run), cursor)
  const packet = world.current === null ? undefined : world.packets[world.current]
  return packet === undefined ? '' : packetLabel(packet.headers) + rewritten(packet.first, packet.headers)
}

/** What nat made of a packet's ends, shortly: ` → 10.0.0.2:80`, ` from 203.0.113.1`. */
function rewritten(first: Packet, now: Packet): string {
  const to = port(now, 'destinationPort')
  const parts: string[] = []
  if (first.destination !== now.destination || port(first, 'destinationPort') !== to)
    parts.push(` → ${formatIpv4(now.destination)}${to === null ? '' : `:${to}`}`)
  if (first.source !== now.source) parts.push(` ⇠ ${formatIpv4(now.source)}`)
  return parts.join('')
}

function port(packet: Packet, side: 'destinationPort'): number | null {
  return packet.transport.kind === 'tcp' || packet.transport.kind === 'udp' ? packet.transport[side] : null
}

function paintLone(context: CanvasRenderingContext2D, colours: Colours, at: LonePlace, { x, y, zoom }: Viewport): void {
  const sx = at.x * zoom + x
  const sy = at.y * zoom + y
  const reach = 7 * Math.sqrt(zoom)
  const colour = at.against ? colours.against : colours.here
  context.globalAlpha = 0.35
  context.fillStyle = colour
  context.beginPath()
  context.arc(sx, sy, reach * 1.9, 0, Math.PI * 2)
  context.fill()
  context.globalAlpha = 1
  context.beginPath()
  context.arc(sx, sy, reach, 0, Math.PI * 2)
  context.fill()
  context.lineWidth = 2.5
  context.strokeStyle = colours.solid
  context.stroke()
  if (at.against) {
    const arm = reach * 0.42
    context.strokeStyle = colours.inverse
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(sx - arm, sy - arm)
    context.lineTo(sx + arm, sy + arm)
    context.moveTo(sx + arm, sy - arm)
    context.lineTo(sx - arm, sy + arm)
    context.stroke()
  }
  paintLabel(context, colours, { label: at.label, x: sx, y: sy, reach, zoom, tag: at.tag, lone: true })
}

interface Tag {
  readonly label: string
  readonly x: number
  readonly y: number
  /** The dot's radius. */
  readonly reach: number
  readonly zoom: number
  readonly tag: TagPlace
  readonly lone: boolean
}

/** Between a tag and the pane's edge. */
const TAG_MARGIN = 4

/** How far a tag's middle is below its dot's. */
function lowered(tag: TagPlace, fits: boolean, height: number): number {
  switch (tag) {
    case 'beside':
      return fits ? 0 : -1.2 * height
    case 'either side':
      return 0
    case 'above a pill':
      return -0.55 * height
    case 'below a pill':
      return 0.55 * height
  }
}

/** A word left of a packet, as on a small tag. Where that side is too short it rises above the dot; by a pill the other side is free. */
function paintLabel(context: CanvasRenderingContext2D, colours: Colours, { label, x, y: at, reach, zoom, tag, lone }: Tag): void {
  if (label === '') return
  const size = Math.max(10, Math.min(14, (lone ? 12 : 10) * zoom))
  context.font = `600 ${size}px "Inter Variable", system-ui, sans-serif`
  context.textBaseline = 'middle'
  const width = context.measureText(label).width + size * 1.1
  const height = size * 1.75
  const gap = reach + size * 0.55
  const fits = TAG_MARGIN + width <= x - reach
  const left = fits || tag === 'beside' ? Math.max(TAG_MARGIN, x - gap - width) : x + gap
  const bottom = context.canvas.height / context.getTransform().d
  const y = Math.max(height / 2, Math.min(bottom - height / 2 - 1, at + lowered(tag, fits, height)))
  context.fillStyle = colours.solid
  context.beginPath()
  context.roundRect(left, y - height / 2, width, height, height / 2)
  context.fill()
  if (lone) {
    context.strokeStyle = colours.here
    context.lineWidth = 1.5
    context.stroke()
  }
  context.fillStyle = colours.inverse
  context.fillText(label, left + size * 0.55, y + size * 0.06)
}

function readColours(element: Element): Colours {
  const host = element.parentElement ?? element
  return {
    here: resolveColour(host, '--here'),
    hereStrong: resolveColour(host, '--here-strong'),
    against: resolveColour(host, '--against'),
    solid: resolveColour(host, '--solid'),
    inverse: resolveColour(host, '--text-inverse'),
    paper: resolveColour(host, '--paper'),
  }
}

interface Sprites {
  readonly reach: number
  readonly ratio: number
  readonly moving: HTMLCanvasElement
  readonly stopped: HTMLCanvasElement
}

/** Dots drawn once and copied: a stroke and a fill a packet would be the most expensive thing in a frame. */
function createSprites(colours: Colours, reach: number, ratio: number): Sprites {
  const dot = (fill: string, stroke: string) => {
    const sprite = document.createElement('canvas')
    sprite.width = Math.ceil(2 * reach * ratio)
    sprite.height = sprite.width
    const context = sprite.getContext('2d')
    if (context === null) return sprite
    context.scale(sprite.width / (2 * reach), sprite.height / (2 * reach))
    context.beginPath()
    context.arc(reach, reach, reach * 0.78, 0, Math.PI * 2)
    context.fillStyle = fill
    context.fill()
    context.lineWidth = reach * 0.3
    context.strokeStyle = stroke
    context.stroke()
    return sprite
  }
  return { reach, ratio, moving: dot(colours.here, colours.solid), stopped: dot(colours.against, colours.paper) }
}
