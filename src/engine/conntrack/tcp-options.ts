import { WindowFlag } from './connection'

const END = 0
const NO_OPERATION = 1
const WINDOW_SCALE = 3
const SACK_PERMITTED = 4
const SACK = 5
/** RFC 7323 section 2.3. */
const HIGHEST_SCALE = 14

/** What a SYN says about windows: its scale, and WINDOW_SCALE and SACK_PERMITTED flags (tcp_options). */
export function windowOptions(options: string): { readonly scale: number; readonly flags: number } {
  let scale = 0
  let flags = 0
  forEachOption(options, (kind, at, size) => {
    if (kind === SACK_PERMITTED && size === 2) flags |= WindowFlag.SACK_PERMITTED
    else if (kind === WINDOW_SCALE && size === 3) {
      scale = Math.min(options.charCodeAt(at + 2), HIGHEST_SCALE)
      flags |= WindowFlag.WINDOW_SCALE
    }
    return true
  })
  return { scale, flags }
}

/** The highest right edge among the selective acknowledgements and `acknowledgement` itself (tcp_sack). Numbers are int32. */
export function highestSack(options: string, acknowledgement: number): number {
  let highest = acknowledgement
  forEachOption(options, (kind, at, size) => {
    if (kind !== SACK || size < 10 || (size - 2) % 8 !== 0) return true
    for (let edge = at + 6; edge < at + size; edge += 8) {
      const right =
        (options.charCodeAt(edge) << 24) |
        (options.charCodeAt(edge + 1) << 16) |
        (options.charCodeAt(edge + 2) << 8) |
        options.charCodeAt(edge + 3)
      if (((highest - right) | 0) < 0) highest = right
    }
    return false
  })
  return highest
}

/** Calls with each option's kind, place and size, until one returns false or the options make no sense any more. */
function forEachOption(options: string, take: (kind: number, at: number, size: number) => boolean): void {
  let at = 0
  while (at < options.length) {
    const kind = options.charCodeAt(at)
    if (kind === END) return
    if (kind === NO_OPERATION) {
      at++
      continue
    }
    if (at + 1 >= options.length) return
    const size = options.charCodeAt(at + 1)
    if (size < 2 || at + size > options.length) return
    if (!take(kind, at, size)) return
    at += size
  }
}
