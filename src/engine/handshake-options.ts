import type { Tcp } from '../model'

/** Options that begin a connection, as tcp_parse_options and SYNPROXY read and write them; null for one that is not there. */
export interface HandshakeOptions {
  readonly mss: number | null
  readonly windowScale: number | null
  readonly timestamp: { readonly value: number; readonly echo: number } | null
  readonly selective: boolean
  readonly congestion: boolean
}

const Kind = { END: 0, NOOP: 1, MSS: 2, WINDOW_SCALE: 3, SACK_PERMITTED: 4, TIMESTAMP: 8 } as const
const LENGTHS: { readonly [kind: number]: number } = { 2: 4, 3: 3, 4: 2, 8: 10 }
/** TCP_MAX_WSCALE (RFC 7323). */
const MOST_SCALE = 14

/** Where options of these kinds begin, behind each other, as far as they can be read. */
function* walk(options: string): Generator<number> {
  for (let at = 0; at < options.length; ) {
    const kind = options.charCodeAt(at)
    if (kind === Kind.END) return
    if (kind === Kind.NOOP) {
      at++
      continue
    }
    const length = options.charCodeAt(at + 1)
    if (!(length >= 2) || length > options.length - at) return
    if (LENGTHS[kind] === length) yield at
    at += length
  }
}

/** tcp_parse_options of a SYN, and synproxy_parse_options (net/netfilter/nf_synproxy_core.c). */
export function readHandshakeOptions({ options }: Tcp): HandshakeOptions {
  let read: HandshakeOptions = { mss: null, windowScale: null, timestamp: null, selective: false, congestion: false }
  for (const at of walk(options)) {
    switch (options.charCodeAt(at)) {
      case Kind.MSS:
        read = { ...read, mss: options.charCodeAt(at + 2) * 256 + options.charCodeAt(at + 3) }
        break
      case Kind.WINDOW_SCALE:
        read = { ...read, windowScale: Math.min(options.charCodeAt(at + 2), MOST_SCALE) }
        break
      case Kind.TIMESTAMP:
        read = { ...read, timestamp: { value: wordAt(options, at + 2), echo: wordAt(options, at + 6) } }
        break
      case Kind.SACK_PERMITTED:
        read = { ...read, selective: true }
    }
  }
  return read
}

/** tcp_options_write and synproxy_build_options. */
export function writeHandshakeOptions({ mss, windowScale, timestamp, selective }: HandshakeOptions): string {
  const bytes: number[] = []
  if (mss !== null) bytes.push(Kind.MSS, 4, mss >>> 8, mss & 255)
  if (timestamp !== null) {
    bytes.push(...(selective ? [Kind.SACK_PERMITTED, 2] : [Kind.NOOP, Kind.NOOP]), Kind.TIMESTAMP, 10)
    for (const word of [timestamp.value, timestamp.echo]) bytes.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255)
  } else if (selective) bytes.push(Kind.NOOP, Kind.NOOP, Kind.SACK_PERMITTED, 2)
  if (windowScale !== null) bytes.push(Kind.NOOP, Kind.WINDOW_SCALE, 3, windowScale)
  return String.fromCharCode(...bytes)
}

/** synproxy_tstamp_adjust: the server counts its time from elsewhere than the proxy told the client. */
export function withMovedTimestamp(segment: Tcp, offset: number, toClient: boolean): Tcp {
  const { options } = segment
  for (const at of walk(options)) {
    if (options.charCodeAt(at) !== Kind.TIMESTAMP) continue
    const place = toClient ? at + 2 : at + 6
    const moved = (wordAt(options, place) + (toClient ? -offset : offset)) >>> 0
    const written = String.fromCharCode(moved >>> 24, (moved >>> 16) & 255, (moved >>> 8) & 255, moved & 255)
    return { ...segment, options: options.slice(0, place) + written + options.slice(place + 4) }
  }
  return segment
}

function wordAt(bytes: string, at: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum * 256 + bytes.charCodeAt(at + i), 0)
}
