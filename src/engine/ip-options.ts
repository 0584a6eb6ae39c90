import type { Ipv4 } from '../model'

/** Kinds of IP options (RFC 791, RFC 2113). */
const Kind = { END: 0, NOOP: 1, RECORD_ROUTE: 7, TIMESTAMP: 68, LOOSE_ROUTE: 131, STRICT_ROUTE: 137, ROUTER_ALERT: 148 } as const

/** What kinds of timestamps are wanted: the low half of the option's fourth byte. */
const Stamps = { ONLY: 0, WITH_ADDRESSES: 1, AT_ADDRESSES: 3 } as const

/** The IP header's length without options: what pointers into options count from. */
const HEADER = 20

/** What the host knows of a packet's options once it has read them (struct ip_options). Offsets are into the options; -1 for none. */
export interface ReadOptions {
  /** The bytes, a character each: reading fills in addresses and times. */
  readonly bytes: string
  readonly sourceRoute: number
  readonly strict: boolean
  readonly recordRoute: number
  readonly recordsAddress: boolean
  readonly timestamp: number
  readonly stampsAddress: boolean
  readonly stampsTime: boolean
  /** The next stop of the source route, once this host was one of its stops. */
  readonly nextStop: Ipv4 | null
}

/** Options of a packet that the host makes itself, before it is known by which address it leaves. */
export interface OwnOptions extends ReadOptions {
  /** The first stop of a source route back; null without one. */
  readonly firstStop: Ipv4 | null
}

/** What reading options asks of the host. */
export interface OptionReader {
  /** The address that the host would answer the packet from (fib_compute_spec_dst). */
  ownAddress(): Ipv4
  isUnicast(address: Ipv4): boolean
  /** Milliseconds since midnight UTC (inet_current_timestamp). */
  now(): number
}

/** Options without any. */
const NOTHING: ReadOptions = {
  bytes: '',
  sourceRoute: -1,
  strict: false,
  recordRoute: -1,
  recordsAddress: false,
  timestamp: -1,
  stampsAddress: false,
  stampsTime: false,
  nextStop: null,
}

/**
 * __ip_options_compile (net/ipv4/ip_options.c): reads a received packet's options, and writes the host's own address and time where
 * they ask for it. `wrongAt` is the byte of the IP header that a parameter problem points to, or null.
 */
export function readOptions(text: string, host: OptionReader): { readonly options: ReadOptions; readonly wrongAt: number | null } {
  const bytes = [...text].map((byte) => byte.charCodeAt(0))
  const found = { ...NOTHING } as { -readonly [key in keyof ReadOptions]: ReadOptions[key] }
  const byte = (at: number): number => bytes[at] ?? 0
  const problem = (): number | null => {
    for (let at = 0; at < bytes.length; ) {
      const kind = byte(at)
      if (kind === Kind.END) {
        bytes.fill(Kind.END, at)
        return null
      }
      if (kind === Kind.NOOP) {
        at++
        continue
      }
      const rest = bytes.length - at
      const length = byte(at + 1)
      if (rest < 2 || length < 2 || length > rest) return at
      const pointer = byte(at + 2)
      switch (kind) {
        case Kind.STRICT_ROUTE:
        case Kind.LOOSE_ROUTE:
          if (length < 3) return at + 1
          if (pointer < 4) return at + 2
          if (found.sourceRoute >= 0) return at
          found.sourceRoute = at
          found.strict = kind === Kind.STRICT_ROUTE
          break
        case Kind.RECORD_ROUTE:
          if (found.recordRoute >= 0) return at
          if (length < 3) return at + 1
          if (pointer < 4) return at + 2
          if (pointer <= length) {
            if (pointer + 3 > length) return at + 2
            putWord(bytes, at + pointer - 1, host.ownAddress())
            bytes[at + 2] = pointer + 4
            found.recordsAddress = true
          }
          found.recordRoute = at
          break
        case Kind.TIMESTAMP: {
          const wrong = readTimestamp(bytes, at, length, found, host)
          if (wrong !== null) return wrong
          break
        }
        case Kind.ROUTER_ALERT:
          if (length < 4) return at + 1
          break
      }
      at += length
    }
    return null
  }
  const at = problem()
  found.bytes = textOf(bytes)
  return { options: found, wrongAt: at === null ? null : at + HEADER }
}

function readTimestamp(
  bytes: number[],
  at: number,
  length: number,
  found: { -readonly [key in keyof ReadOptions]: ReadOptions[key] },
  host: OptionReader,
): number | null {
  const pointer = bytes[at + 2] ?? 0
  const flags = bytes[at + 3] ?? 0
  const wanted = flags & 15
  if (found.timestamp >= 0) return at
  if (length < 4) return at + 1
  if (pointer < 5) return at + 2
  if (pointer <= length) {
    if (pointer + 3 > length) return at + 2
    const place = at + pointer - 1
    const stamp = (where: number, size: number): void => {
      putWord(bytes, where, host.now())
      found.stampsTime = true
      bytes[at + 2] = pointer + size
    }
    if (wanted === Stamps.ONLY) stamp(place, 4)
    else if (wanted === Stamps.WITH_ADDRESSES || wanted === Stamps.AT_ADDRESSES) {
      if (pointer + 7 > length) return at + 2
      if (wanted === Stamps.WITH_ADDRESSES) {
        putWord(bytes, place, host.ownAddress())
        found.stampsAddress = true
        stamp(place + 4, 8)
      } else if (!host.isUnicast(wordAt(bytes, place))) stamp(place + 4, 8)
    }
  } else if (wanted !== Stamps.AT_ADDRESSES) {
    // No room: hosts that could not stamp are counted, to fifteen.
    if (flags >>> 4 === 15) return at + 3
    bytes[at + 3] = flags + 16
  }
  found.timestamp = at
  return null
}

/** What the stops of a source route ask of routing. */
export interface StopRouting {
  /** Where a packet to this address would go from here; null where it would not go at all. */
  stop(address: Ipv4): 'local' | 'unicast' | null
}

/**
 * ip_options_rcv_srr: this host is a stop of the source route, so it goes on to the next one; stops that are this host, too, are done
 * with at once. The options with the next stop and the destination that the packet has now; null where there is no way on; `wrongAt` for
 * a list cut short.
 */
export function nextStop(
  options: ReadOptions,
  destination: Ipv4,
  routing: StopRouting,
): { readonly options: ReadOptions; readonly destination: Ipv4 } | { readonly wrongAt: number } | null {
  const { bytes, sourceRoute: at } = options
  const space = bytes.charCodeAt(at + 1)
  let to = destination
  for (let pointer = bytes.charCodeAt(at + 2); pointer <= space; pointer += 4) {
    if (pointer + 3 > space) return { wrongAt: at + 2 + HEADER }
    const address = wordIn(bytes, at + pointer - 1)
    const kind = routing.stop(address)
    if (kind === null) return null
    if (kind === 'unicast') return { options: { ...options, nextStop: address }, destination: to }
    to = address
  }
  return { options, destination: to }
}

/** What a forwarded packet's options ask of routing. */
export interface ForwardedThrough {
  /** The address by which this host is known where the packet goes (ip_rt_get_source). */
  sourceTowards(destination: Ipv4): Ipv4
}

/** ip_forward_options: the address by which the packet leaves takes the place of that by which it came. */
export function forwardOptions(
  options: ReadOptions,
  destination: Ipv4,
  through: ForwardedThrough,
): { readonly bytes: string; readonly destination: Ipv4 } {
  const bytes = [...options.bytes].map((byte) => byte.charCodeAt(0))
  let to = destination
  const { recordRoute, sourceRoute, timestamp } = options
  if (options.recordsAddress) putWord(bytes, recordRoute + (bytes[recordRoute + 2] ?? 0) - 5, through.sourceTowards(to))
  if (options.nextStop !== null) {
    const space = bytes[sourceRoute + 1] ?? 0
    for (let pointer = bytes[sourceRoute + 2] ?? 0; pointer + 3 <= space; pointer += 4) {
      if (wordAt(bytes, sourceRoute + pointer - 1) !== options.nextStop) continue
      to = options.nextStop
      putWord(bytes, sourceRoute + pointer - 1, through.sourceTowards(to))
      bytes[sourceRoute + 2] = pointer + 4
      break
    }
    // Only here: the address beside a timestamp stays that of the way in wherever there is no source route.
    if (options.stampsAddress) putWord(bytes, timestamp + (bytes[timestamp + 2] ?? 0) - 9, through.sourceTowards(to))
  }
  return { bytes: textOf(bytes), destination: to }
}

/**
 * __ip_options_echo: the options of an answer to a packet: its record of the route and its timestamps go on, and a source route is gone
 * back. Null where they cannot be answered.
 */
export function echoOptions(asked: ReadOptions, source: Ipv4, isUnicast: (address: Ipv4) => boolean): OwnOptions | null {
  const own = { ...NOTHING, firstStop: null } as { -readonly [key in keyof OwnOptions]: OwnOptions[key] }
  const bytes: number[] = []
  if (asked.recordRoute >= 0) {
    const option = optionAt(asked.bytes, asked.recordRoute)
    own.recordRoute = bytes.length
    const length = option[1] ?? 0
    const pointer = option[2] ?? 0
    if (asked.recordsAddress && pointer <= length) {
      if (pointer + 3 > length) return null
      option[2] = pointer + 4
      own.recordsAddress = true
    }
    bytes.push(...option)
  }
  if (asked.timestamp >= 0) {
    const option = optionAt(asked.bytes, asked.timestamp)
    const length = option[1] ?? 0
    let pointer = option[2] ?? 0
    own.timestamp = bytes.length
    if (pointer <= length) {
      if (asked.stampsAddress) {
        if (pointer + 3 > length) return null
        own.stampsAddress = true
        pointer += 4
      }
      if (asked.stampsTime) {
        if (pointer + 3 > length) return null
        if (((option[3] ?? 0) & 15) !== Stamps.AT_ADDRESSES) {
          own.stampsTime = true
          pointer += 4
        } else if (pointer + 7 <= length && !isUnicast(wordAt(option, pointer - 1))) {
          own.stampsTime = true
          pointer += 8
        }
      }
      option[2] = pointer
    }
    bytes.push(...option)
  }
  if (asked.sourceRoute >= 0) {
    const route = optionAt(asked.bytes, asked.sourceRoute)
    const length = route[1] ?? 0
    const pointer = Math.min(route[2] ?? 0, length + 1) - 4
    const back: Ipv4[] = []
    for (let at = pointer; at > 3; at -= 4) back.push(wordAt(route, at - 1))
    const [first, ...stops] = back
    if (first !== undefined) {
      // The last place is the destination's, filled in when the packet leaves. RFC 1812: where the way began at the sender itself, that is its place.
      if (back.at(-1) !== source) stops.push(0)
      if (stops.length > 0) {
        own.sourceRoute = bytes.length
        own.strict = asked.strict
        own.firstStop = first
        bytes.push(route[0] ?? 0, 3 + 4 * stops.length, 4)
        for (const address of stops) pushWord(bytes, address)
      }
    }
  }
  while (bytes.length % 4 !== 0) bytes.push(Kind.END)
  own.bytes = textOf(bytes)
  return own
}

/** ip_options_build: the bytes of a packet's own options, its destination, its address and the time filled in. */
export function buildOptions(own: OwnOptions, destination: Ipv4, source: Ipv4, now: number): string {
  const bytes = [...own.bytes].map((byte) => byte.charCodeAt(0))
  const { sourceRoute, recordRoute, timestamp } = own
  if (sourceRoute >= 0) putWord(bytes, sourceRoute + (bytes[sourceRoute + 1] ?? 0) - 4, destination)
  if (own.recordsAddress) putWord(bytes, recordRoute + (bytes[recordRoute + 2] ?? 0) - 5, source)
  if (own.stampsAddress) putWord(bytes, timestamp + (bytes[timestamp + 2] ?? 0) - 9, source)
  if (own.stampsTime) putWord(bytes, timestamp + (bytes[timestamp + 2] ?? 0) - 5, now)
  return textOf(bytes)
}

/** ip_options_fragment: fragments but the first carry only options that say they want to be copied. */
export function optionsOfFragment(text: string): string {
  const bytes = [...text].map((byte) => byte.charCodeAt(0))
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] ?? 0
    if (kind === Kind.END) break
    if (kind === Kind.NOOP) {
      at++
      continue
    }
    const length = bytes[at + 1] ?? 0
    if (length < 2 || length > bytes.length - at) break
    if ((kind & 0x80) === 0) bytes.fill(Kind.NOOP, at, at + length)
    at += length
  }
  return textOf(bytes)
}

function optionAt(bytes: string, at: number): number[] {
  const length = bytes.charCodeAt(at + 1)
  return [...bytes.slice(at, at + length)].map((byte) => byte.charCodeAt(0))
}

function wordAt(bytes: readonly number[], at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
}

function wordIn(bytes: string, at: number): number {
  return wordAt(
    [0, 1, 2, 3].map((i) => bytes.charCodeAt(at + i)),
    0,
  )
}

function putWord(bytes: number[], at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = (value >>> (24 - 8 * i)) & 255
}

function pushWord(bytes: number[], value: number): void {
  putWord(bytes, bytes.length, value)
}

function textOf(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes)
}
