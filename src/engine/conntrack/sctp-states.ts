import type { DirectionIndex } from './connection'

/** Chunk types that conntrack looks at (RFC 9260 section 3.2). */
export const Chunk = {
  DATA: 0,
  INIT: 1,
  INIT_ACK: 2,
  HEARTBEAT: 4,
  HEARTBEAT_ACK: 5,
  ABORT: 6,
  SHUTDOWN: 7,
  SHUTDOWN_ACK: 8,
  ERROR: 9,
  COOKIE_ECHO: 10,
  COOKIE_ACK: 11,
  SHUTDOWN_COMPLETE: 14,
} as const

/** State numbers: indices into SCTP_STATES. */
export const NONE = 0
export const CLOSED = 1
export const ESTABLISHED = 4
/** No state: the packet does not belong. */
export const INVALID = -1

/**
 * What a chunk makes of an association's state (sctp_conntracks, nf_conntrack_proto_sctp.c): for each direction and chunk type the new
 * state of NONE, CLOSED, COOKIE_WAIT, COOKIE_ECHOED, ESTABLISHED, SHUTDOWN_SENT, SHUTDOWN_RECD, SHUTDOWN_ACK_SENT and HEARTBEAT_SENT.
 * Letters: n, c, w, e, E, s, r, a, h in that order, `.` for no change, `!` for a packet that does not belong.
 */
const TRANSITIONS: readonly [ReadonlyMap<number, string>, ReadonlyMap<number, string>] = [
  new Map([
    [Chunk.INIT, 'c....cc.w'],
    [Chunk.INIT_ACK, 'c.......c'],
    [Chunk.ABORT, 'ccccccccc'],
    [Chunk.SHUTDOWN, 'c...s...c'],
    [Chunk.SHUTDOWN_ACK, 'a....aa.a'],
    [Chunk.ERROR, 'c.......c'],
    [Chunk.COOKIE_ECHO, 'c.e.....c'],
    [Chunk.COOKIE_ACK, 'c..E....c'],
    [Chunk.SHUTDOWN_COMPLETE, 'c......cc'],
    [Chunk.HEARTBEAT, 'h........'],
    [Chunk.HEARTBEAT_ACK, 'c........'],
  ]),
  new Map([
    [Chunk.INIT, '!.......!'],
    [Chunk.INIT_ACK, '!w......!'],
    [Chunk.ABORT, '!ccccccc!'],
    [Chunk.SHUTDOWN, '!...r...!'],
    [Chunk.SHUTDOWN_ACK, '!....aa.!'],
    [Chunk.ERROR, '!..c....!'],
    [Chunk.COOKIE_ECHO, '!.e.....!'],
    [Chunk.COOKIE_ACK, '!..E....!'],
    [Chunk.SHUTDOWN_COMPLETE, '!......c!'],
    [Chunk.HEARTBEAT, '!........'],
    [Chunk.HEARTBEAT_ACK, '!.......E'],
  ]),
]

const LETTERS = 'ncweEsrah'

/** The state after a chunk, or INVALID. Chunks like DATA change nothing. */
export function nextSctpState(direction: DirectionIndex, state: number, chunk: number): number {
  const letter = TRANSITIONS[direction].get(chunk)?.charAt(state) ?? '.'
  return letter === '.' ? state : LETTERS.indexOf(letter)
}
