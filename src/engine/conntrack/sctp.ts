import type { Microseconds } from '../../model'
import { type Connection, type DirectionIndex, ORIGINAL, REPLY, SctpTracking } from './connection'
import { sctpChecksum } from './crc32c'
import type { Outcome } from './outcome'
import { Chunk, CLOSED, ESTABLISHED, INVALID, NONE, nextSctpState } from './sctp-states'
import type { ConntrackSettings } from './settings'

const HEADER = 12
/** The T flag of ABORT and SHUTDOWN COMPLETE: the sender knew no tag of its own and shows the other side's. */
const REFLECTED = 1
/** Behind a chunk's header, what INIT and INIT ACK begin with (struct sctp_inithdr). */
const INIT_SIZE = 16

interface SctpChunk {
  readonly type: number
  readonly flags: number
  /** INIT's and INIT ACK's tag; null where the chunk is too short for it. */
  readonly initTag: number | null
}

/** SCTP connection tracking (nf_conntrack_sctp_packet). After each packet `why` says what it did to its association, for people. */
export class SctpTracker {
  why = ''

  constructor(private readonly settings: ConntrackSettings) {}

  /** `checked`: the packet came in by a wire, and its checksum is looked at. */
  packet(connection: Connection, bytes: string, direction: DirectionIndex, now: Microseconds, checked: boolean): Outcome {
    if (bytes.length < HEADER) return this.refuse('the SCTP header is cut short')
    if (checked && bytes.slice(8, 12) !== sctpChecksum(bytes)) return this.refuse('the SCTP checksum (CRC32c) is wrong')
    const chunks = readChunks(bytes)
    if (chunks === null) return this.refuse('SCTP chunks that may not stand together')
    const tag = longAt(bytes, 4)
    const has = (type: number): boolean => chunks.some((chunk) => chunk.type === type)

    if (!connection.confirmed) {
      if (has(Chunk.ABORT) || has(Chunk.SHUTDOWN_COMPLETE) || has(Chunk.COOKIE_ACK))
        return this.refuse('an SCTP chunk that cannot begin an association')
      connection.sctp = begin(chunks, tag)
    }
    const tracking = connection.sctp
    if (tracking === null) return this.refuse('an SCTP chunk that cannot begin an association')

    const { tags } = tracking
    const other: DirectionIndex = direction === ORIGINAL ? REPLY : ORIGINAL
    if (!chunks.some(({ type }) => CHECKED_THEMSELVES.has(type)) && tag !== tags[direction]) return this.refuse(WRONG_TAG)

    let old = NONE
    let next = NONE
    let unrefreshed = false
    for (const { type, flags, initTag } of chunks) {
      switch (type) {
        case Chunk.INIT:
          if (tag !== 0) return this.refuse(WRONG_TAG)
          break
        case Chunk.ABORT:
        case Chunk.SHUTDOWN_COMPLETE:
          if (tag !== tags[(flags & REFLECTED) === 0 ? direction : other]) return this.refuse(WRONG_TAG)
          break
        case Chunk.COOKIE_ECHO:
          if (tag !== tags[direction]) return this.refuse(WRONG_TAG)
          break
        case Chunk.COOKIE_ACK:
          tracking.initiated[0] = false
          tracking.initiated[1] = false
          break
        case Chunk.HEARTBEAT:
          if (tags[direction] === 0) tags[direction] = tag
          else if (tag !== tags[direction]) {
            if (has(Chunk.DATA) || unrefreshed) return this.refuse(WRONG_TAG)
            // Perhaps the association was begun anew on another path: its answer will tell.
            tracking.strangeHeartbeat = direction
            unrefreshed = true
            continue
          } else tracking.strangeHeartbeat = null
          break
        case Chunk.HEARTBEAT_ACK:
          if (tags[direction] === 0) tags[direction] = tag
          else if (tag !== tags[direction]) {
            if (has(Chunk.DATA) || unrefreshed) return this.refuse(WRONG_TAG)
            if (tracking.strangeHeartbeat !== other) return this.refuse(WRONG_TAG)
            tracking.strangeHeartbeat = null
            tags[direction] = tag
            tags[other] = 0
          } else tracking.strangeHeartbeat = null
          break
      }

      old = tracking.stateNumber
      next = nextSctpState(direction, old, type)
      if (next === INVALID) return this.refuse('an SCTP chunk that does not fit where the association stands')

      if (type === Chunk.INIT) {
        if (initTag === null) return this.refuse(SHORT)
        if (tracking.initiated[direction] && tracking.initiated[other]) tracking.initiated[other] = false
        tracking.initiated[direction] = true
        tags[other] = initTag
        // An INIT sent again does not keep the entry alive, so that its port can be used again.
        if (next === CLOSED && old === CLOSED && connection.confirmed) unrefreshed = true
      } else if (type === Chunk.INIT_ACK) {
        if (initTag === null) return this.refuse(SHORT)
        const known = tags[other]
        if (!tracking.initiated[other] && known !== 0 && known !== initTag) return this.refuse(WRONG_TAG)
        if (tracking.initiated[direction] && tracking.initiated[other] && known !== initTag) return this.refuse(WRONG_TAG)
        tags[other] = initTag
      }
      tracking.stateNumber = next
      if (old !== next && next === ESTABLISHED) connection.assured = true
    }

    this.why = connection.confirmed ? 'a chunk of the SCTP association' : 'an SCTP chunk that begins an association'
    if (unrefreshed) return 'accept'
    connection.refresh(now + (this.settings.sctp[next] ?? 0))
    return 'refreshed'
  }

  private refuse(why: string): Outcome {
    this.why = why
    return 'invalid'
  }
}

const WRONG_TAG = 'the SCTP verification tag is not the one of the association'
const SHORT = 'an SCTP chunk is cut short'

/** Chunks whose tags have rules of their own (RFC 9260 section 8.5.1). */
const CHECKED_THEMSELVES: ReadonlySet<number> = new Set([
  Chunk.INIT,
  Chunk.SHUTDOWN_COMPLETE,
  Chunk.COOKIE_ECHO,
  Chunk.ABORT,
  Chunk.SHUTDOWN_ACK,
  Chunk.HEARTBEAT,
  Chunk.HEARTBEAT_ACK,
])

/** sctp_new: the tags that the association's packets will carry, or null where its first packet cannot be one. */
function begin(chunks: readonly SctpChunk[], tag: number): SctpTracking | null {
  const tracking = new SctpTracking()
  for (const { type, initTag } of chunks) {
    const next = nextSctpState(ORIGINAL, NONE, type)
    if (next === NONE || next === INVALID) return null
    if (type === Chunk.INIT) {
      if (tag !== 0 || initTag === null) return null
      tracking.tags[REPLY] = initTag
    } else if (type === Chunk.HEARTBEAT) tracking.tags[ORIGINAL] = tag
    else tracking.tags[REPLY] = tag
  }
  return tracking
}

/** do_basic_checks: the chunks, or null where there are none or they may not stand together. */
function readChunks(bytes: string): readonly SctpChunk[] | null {
  const chunks: SctpChunk[] = []
  let alone = false
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const type = bytes.charCodeAt(at)
    const length = (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)
    if (type === Chunk.INIT || type === Chunk.INIT_ACK || type === Chunk.SHUTDOWN_COMPLETE) alone = true
    const first = type === Chunk.COOKIE_ACK || type === Chunk.COOKIE_ECHO || alone
    if (length === 0 || (first && chunks.length > 0)) return null
    chunks.push({ type, flags: bytes.charCodeAt(at + 1), initTag: at + 4 + INIT_SIZE <= bytes.length ? longAt(bytes, at + 4) : null })
    at += (length + 3) & ~3
  }
  return chunks.length === 0 ? null : chunks
}

function longAt(bytes: string, at: number): number {
  return (
    ((bytes.charCodeAt(at) << 24) | (bytes.charCodeAt(at + 1) << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0
  )
}
