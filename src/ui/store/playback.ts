import type { TraceEvent } from '../../trace/event'
import { pageStore } from './page'
import { playhead } from './playhead'
import { ruleKeyAt } from './rule-place'

/** How long an event is shown at speed 1, in milliseconds: what decides is given time, what merely passes is not. */
export function eventDuration(event: TraceEvent): number {
  switch (event.kind) {
    case 'packet appeared':
      return 420
    case 'hook entered':
    case 'routed':
      return 380
    case 'stage entered':
      return 170
    case 'stage skipped':
      return 150
    case 'chain entered':
    case 'chain returned':
      return 140
    case 'rule missed':
      return 80
    case 'rule matched':
    case 'rule unknown':
      return 300
    case 'policy applied':
      return 200
    case 'verdict fell':
    case 'packet changed':
    case 'nat bound':
      return 300
    case 'packet ended':
      return 700
    default:
      return 90
  }
}

/** The last frame's wall-clock time, or null while nothing plays. A gap longer than this many milliseconds (a hidden tab) counts as this. */
const LONGEST_FRAME = 100
let lastFrame: number | null = null
let frame = 0

/** Plays from the cursor, or from the beginning when it stands at the end. */
export function startPlayback(): void {
  const { run, cursor } = pageStore.getState()
  if (run === null || run.events.length === 0) return
  if (cursor >= run.events.length) pageStore.setState({ cursor: 0 })
  pageStore.setState({ playback: { ...pageStore.getState().playback, playing: true }, selection: null })
  cancelAnimationFrame(frame)
  lastFrame = null
  frame = requestAnimationFrame(advance)
}

export function stopPlayback(): void {
  cancelAnimationFrame(frame)
  lastFrame = null
  const { playback, cursor } = pageStore.getState()
  if (playback.playing) pageStore.setState({ playback: { ...playback, playing: false } })
  playhead.set({ cursor, fraction: 0 })
}

function advance(time: number): void {
  const { run, cursor, playback, breakpoints, opened } = pageStore.getState()
  if (!playback.playing) return
  if (run === null) {
    stopPlayback()
    return
  }
  let budget = lastFrame === null ? 0 : Math.min(time - lastFrame, LONGEST_FRAME) * playback.speed
  lastFrame = time
  let position = cursor
  let fraction = playhead.get().cursor === cursor ? playhead.get().fraction : 0
  while (position < run.events.length) {
    const event = run.events[position]
    if (event === undefined) break
    const left = (1 - fraction) * eventDuration(event)
    if (budget < left) {
      fraction += budget / eventDuration(event)
      break
    }
    budget -= left
    fraction = 0
    position += 1
    if (breakpoints.length > 0 && opened !== null && 'place' in event && event.place !== null) {
      const key = ruleKeyAt(opened.rules, event.place)
      if (key !== null && breakpoints.includes(key)) {
        pageStore.setState({ cursor: position })
        stopPlayback()
        return
      }
    }
  }
  if (position !== cursor) pageStore.setState({ cursor: position })
  if (position >= run.events.length) {
    stopPlayback()
    return
  }
  playhead.set({ cursor: position, fraction })
  frame = requestAnimationFrame(advance)
}
