import type { Microseconds } from '../../../model'
import type { SocketBuffer } from '../../skb'
import type { Connection, DirectionIndex } from '../connection'
import type { Expectation } from '../expectations'
import type { FtpCommand } from './ftp-command'

/** How long an expectation waits: the same in all helpers' policies. */
export const EXPECTATION_LIFETIME: Microseconds = 300_000_000

export type Helped = 'ACCEPT' | 'DROP'

/** What a helper may do while it reads a packet. */
export interface HelperHost {
  now(): Microseconds
  /** Registers what it heard of; false where another connection expects the same. */
  expect(expectation: Expectation, skb: SocketBuffer): boolean
  /** The kernel's log tells of a packet that a helper drops (nf_ct_helper_log). */
  log(skb: SocketBuffer, prefix: string): void
  /** What NAT adds for translated connections (nf_nat_ftp.c). */
  readonly nat: HelperNat | null
}

/** NAT's part of what helpers do. */
export interface HelperNat {
  /** Writes the address and port that the other side can reach into the line, and expects the connection there. */
  ftp(
    skb: SocketBuffer,
    connection: Connection,
    direction: DirectionIndex,
    command: FtpCommand,
    expectation: Expectation,
    host: HelperHost,
  ): Helped
  /** nf_nat_follow_master: the expected connection is translated as its master is. */
  follow(connection: Connection, expectation: Expectation, skb: SocketBuffer): void
}
