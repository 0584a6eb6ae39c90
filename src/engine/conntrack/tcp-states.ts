import { TCP_STATES, TcpFlag, type TcpState } from '../../model'

/** What a segment is to the state machine: its flags in the order in which the kernel looks at them (get_conntrack_index). */
export const TCP_EVENTS = ['SYN', 'SYN/ACK', 'FIN', 'ACK', 'RST', 'none'] as const
export type TcpEvent = (typeof TCP_EVENTS)[number]

export const SYN = 0
export const SYN_ACK = 1
export const FIN = 2
export const ACK = 3
export const RST = 4
export const NO_FLAG = 5

/** One cell of the table. `ignored` lets the packet through without believing it; `invalid` makes it INVALID. */
export interface TcpTransition {
  readonly next: TcpState | 'ignored' | 'invalid'
  /** For people who learn: why the kernel does that here. */
  readonly why: string
}

type Row = Readonly<Record<TcpState, TcpTransition>>

const to = (next: TcpState, why: string): TcpTransition => ({ next, why })
const ignored = (why: string): TcpTransition => ({ next: 'ignored', why })
const invalid = (why: string): TcpTransition => ({ next: 'invalid', why })

const UNSEEN = invalid('a connection cannot begin with an answer')
const SYN_AGAIN = ignored(
  'a SYN in a connection that is open: conntrack may be out of step, so it passes, and what the other side answers decides',
)
const SYN_CLOSING = ignored(
  'a SYN in a connection that is closing: conntrack may be out of step, so it passes, and what the other side answers decides',
)
const CLIENT_SYN_ACK = invalid('only the side that was asked answers with SYN/ACK')
const SERVER_SYN = invalid('a SYN from the side that was asked does not belong into this connection')
const SYN_ACK_AGAIN = ignored(
  'a late or repeated SYN/ACK, perhaps the answer to a SYN that was ignored: it passes without changing anything',
)
const FIN_TOO_EARLY = invalid('a FIN cannot come before SYN and SYN/ACK')
const CLOSE_BEGINS = to('FIN_WAIT', 'a FIN: this side has nothing more to send, the close begins')
const SECOND_FIN = to('LAST_ACK', 'a FIN from the other side too (or the same once more): only the last ACK is missing')
const FIN_AGAIN = to('LAST_ACK', 'the FIN is sent again, the last ACK is still missing')
const FIN_IN_TIME_WAIT = to('TIME_WAIT', 'a late FIN: the connection stays closed and waits for stragglers')
const STAYS_CLOSED = to('CLOSE', 'the connection was reset: it stays closed')
const DATA_FLOWS = to('ESTABLISHED', 'an ACK in an open connection: data flows')
const FIN_ACKNOWLEDGED = to('CLOSE_WAIT', 'the FIN is acknowledged: the connection is half closed')
const HALF_CLOSED = to('CLOSE_WAIT', 'half closed: the other side may still send')
const LAST_ACK = to('TIME_WAIT', 'the last ACK: both sides have closed, the connection waits for stragglers')
const LAST_ACK_AGAIN = to('TIME_WAIT', 'the last ACK again: the connection still waits for stragglers')
const RESET = to('CLOSE', 'a RST ends the connection at once')
const NO_FLAGS = invalid('a segment without SYN, ACK, FIN or RST belongs to no connection')

const RST_ROW: Row = {
  NONE: invalid('a RST for a connection that nobody has seen'),
  SYN_SENT: to('CLOSE', 'a RST answers the SYN: nobody listens there, the connection is refused'),
  SYN_RECV: RESET,
  ESTABLISHED: RESET,
  FIN_WAIT: RESET,
  CLOSE_WAIT: RESET,
  LAST_ACK: RESET,
  TIME_WAIT: RESET,
  CLOSE: to('CLOSE', 'another RST: the connection stays closed'),
  SYN_SENT2: RESET,
}

const NO_FLAG_ROW: Row = {
  NONE: NO_FLAGS,
  SYN_SENT: NO_FLAGS,
  SYN_RECV: NO_FLAGS,
  ESTABLISHED: NO_FLAGS,
  FIN_WAIT: NO_FLAGS,
  CLOSE_WAIT: NO_FLAGS,
  LAST_ACK: NO_FLAGS,
  TIME_WAIT: NO_FLAGS,
  CLOSE: NO_FLAGS,
  SYN_SENT2: NO_FLAGS,
}

/**
 * The kernel's TCP state machine (nf_conntrack_proto_tcp.c, tcp_conntracks): what a segment of a direction does to a
 * connection in a state. Conntrack sits between the two hosts and sees segments that may still be lost, so it guesses the state of the sender.
 */
export const TCP_TRANSITIONS: Readonly<Record<'original' | 'reply', Readonly<Record<TcpEvent, Row>>>> = {
  original: {
    SYN: {
      NONE: to('SYN_SENT', 'a SYN asks for a new connection'),
      SYN_SENT: to('SYN_SENT', 'the SYN is sent again: nobody has answered yet'),
      SYN_RECV: SYN_AGAIN,
      ESTABLISHED: SYN_AGAIN,
      FIN_WAIT: SYN_CLOSING,
      CLOSE_WAIT: SYN_CLOSING,
      LAST_ACK: SYN_CLOSING,
      TIME_WAIT: to('SYN_SENT', 'the closed connection is opened anew (RFC 1122 allows that from TIME_WAIT)'),
      CLOSE: to('SYN_SENT', 'the connection that was reset is opened anew'),
      SYN_SENT2: to('SYN_SENT2', 'the SYN is sent again while both sides open at once'),
    },
    'SYN/ACK': {
      NONE: invalid('a SYN/ACK whose SYN was never seen'),
      SYN_SENT: CLIENT_SYN_ACK,
      SYN_RECV: to('SYN_RECV', 'the SYN/ACK of a simultaneous open, sent again'),
      ESTABLISHED: CLIENT_SYN_ACK,
      FIN_WAIT: CLIENT_SYN_ACK,
      CLOSE_WAIT: CLIENT_SYN_ACK,
      LAST_ACK: CLIENT_SYN_ACK,
      TIME_WAIT: CLIENT_SYN_ACK,
      CLOSE: CLIENT_SYN_ACK,
      SYN_SENT2: to('SYN_RECV', 'both sides opened at once: this SYN/ACK accepts the other SYN'),
    },
    FIN: {
      NONE: invalid('a FIN for a connection that nobody has seen'),
      SYN_SENT: FIN_TOO_EARLY,
      SYN_RECV: CLOSE_BEGINS,
      ESTABLISHED: CLOSE_BEGINS,
      FIN_WAIT: SECOND_FIN,
      CLOSE_WAIT: SECOND_FIN,
      LAST_ACK: FIN_AGAIN,
      TIME_WAIT: FIN_IN_TIME_WAIT,
      CLOSE: STAYS_CLOSED,
      SYN_SENT2: FIN_TOO_EARLY,
    },
    ACK: {
      NONE: to(
        'ESTABLISHED',
        'an ACK without a SYN before: conntrack takes it for a connection that was open already (nf_conntrack_tcp_loose)',
      ),
      SYN_SENT: invalid('an ACK although the SYN was never answered'),
      SYN_RECV: to('ESTABLISHED', 'the ACK that completes the handshake'),
      ESTABLISHED: DATA_FLOWS,
      FIN_WAIT: FIN_ACKNOWLEDGED,
      CLOSE_WAIT: HALF_CLOSED,
      LAST_ACK,
      TIME_WAIT: LAST_ACK_AGAIN,
      CLOSE: STAYS_CLOSED,
      SYN_SENT2: invalid('an ACK although neither SYN was answered'),
    },
    RST: RST_ROW,
    none: NO_FLAG_ROW,
  },
  reply: {
    SYN: {
      NONE: UNSEEN,
      SYN_SENT: to('SYN_SENT2', 'a SYN from the other side too: both open at once'),
      SYN_RECV: SERVER_SYN,
      ESTABLISHED: SERVER_SYN,
      FIN_WAIT: SERVER_SYN,
      CLOSE_WAIT: SERVER_SYN,
      LAST_ACK: SERVER_SYN,
      TIME_WAIT: to('SYN_SENT', 'the closed connection is opened anew, this time by the other side'),
      CLOSE: SERVER_SYN,
      SYN_SENT2: to('SYN_SENT2', 'the SYN of the other side is sent again: both open at once'),
    },
    'SYN/ACK': {
      NONE: UNSEEN,
      SYN_SENT: to('SYN_RECV', 'the SYN/ACK: the other side accepts the connection'),
      SYN_RECV: SYN_ACK_AGAIN,
      ESTABLISHED: SYN_ACK_AGAIN,
      FIN_WAIT: SYN_ACK_AGAIN,
      CLOSE_WAIT: SYN_ACK_AGAIN,
      LAST_ACK: SYN_ACK_AGAIN,
      TIME_WAIT: SYN_ACK_AGAIN,
      CLOSE: SYN_ACK_AGAIN,
      SYN_SENT2: to('SYN_RECV', 'both sides opened at once: this SYN/ACK accepts the first SYN'),
    },
    FIN: {
      NONE: UNSEEN,
      SYN_SENT: FIN_TOO_EARLY,
      SYN_RECV: CLOSE_BEGINS,
      ESTABLISHED: CLOSE_BEGINS,
      FIN_WAIT: SECOND_FIN,
      CLOSE_WAIT: SECOND_FIN,
      LAST_ACK: FIN_AGAIN,
      TIME_WAIT: FIN_IN_TIME_WAIT,
      CLOSE: STAYS_CLOSED,
      SYN_SENT2: FIN_TOO_EARLY,
    },
    ACK: {
      NONE: UNSEEN,
      SYN_SENT: ignored(
        'an ACK where SYN/ACK was expected: perhaps the other side still holds an older connection, so it passes without changing anything',
      ),
      SYN_RECV: to('SYN_RECV', 'an ACK from the side that was asked: the handshake still waits for the other one'),
      ESTABLISHED: DATA_FLOWS,
      FIN_WAIT: FIN_ACKNOWLEDGED,
      CLOSE_WAIT: HALF_CLOSED,
      LAST_ACK,
      TIME_WAIT: LAST_ACK_AGAIN,
      CLOSE: STAYS_CLOSED,
      SYN_SENT2: ignored('an ACK while both sides open at once: it passes without changing anything'),
    },
    RST: RST_ROW,
    none: NO_FLAG_ROW,
  },
}

/** State numbers, as in TCP_STATES. */
export const NONE = 0
export const SYN_SENT = 1
export const SYN_RECV = 2
export const ESTABLISHED = 3
export const FIN_WAIT = 4
export const CLOSE_WAIT = 5
export const LAST_ACK_STATE = 6
export const TIME_WAIT = 7
export const CLOSE = 8
export const SYN_SENT2 = 9
/** What `nextState` gives beside state numbers. */
export const INVALID = 10
export const IGNORED = 11

const DIRECTIONS = ['original', 'reply'] as const

/** The table again as numbers, for the packets: direction, event and state count up in that order. */
const NEXT = new Uint8Array(2 * TCP_EVENTS.length * TCP_STATES.length)
const WHY: string[] = []
for (const direction of DIRECTIONS) {
  for (const event of TCP_EVENTS) {
    for (const state of TCP_STATES) {
      const { next, why } = TCP_TRANSITIONS[direction][event][state]
      NEXT[WHY.length] = next === 'invalid' ? INVALID : next === 'ignored' ? IGNORED : TCP_STATES.indexOf(next)
      WHY.push(why)
    }
  }
}

/** The state that follows, or INVALID or IGNORED. */
export function nextState(direction: 0 | 1, event: number, state: number): number {
  return NEXT[(direction * 6 + event) * 10 + state] ?? INVALID
}

/** The reason of that cell. */
export function whyNext(direction: 0 | 1, event: number, state: number): string {
  return WHY[(direction * 6 + event) * 10 + state] ?? ''
}

/** Which event a flag byte is. */
export function eventOf(flags: number): number {
  if ((flags & TcpFlag.RST) !== 0) return RST
  if ((flags & TcpFlag.SYN) !== 0) return (flags & TcpFlag.ACK) !== 0 ? SYN_ACK : SYN
  if ((flags & TcpFlag.FIN) !== 0) return FIN
  if ((flags & TcpFlag.ACK) !== 0) return ACK
  return NO_FLAG
}

const { FIN: F, SYN: S, RST: R, ACK: A, URG: U } = TcpFlag
const VALID_COMBINATIONS: readonly number[] = [S, S | U, S | A, R, R | A, F | A, F | A | U, A, A | U]
const VALID_FLAGS = new Uint8Array(256)
for (let flags = 0; flags < 256; flags++) VALID_FLAGS[flags] = VALID_COMBINATIONS.includes(flags & (F | S | R | A | U)) ? 1 : 0

/** Whether a flag byte makes sense at all (tcp_valid_flags); PSH, ECE and CWR always do. */
export function validFlags(flags: number): boolean {
  return VALID_FLAGS[flags & 255] === 1
}
