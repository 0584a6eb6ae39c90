import type { ConnectionEntry, Hook, Microseconds, Tuple } from '../../model'
import type { TraceFact } from '../../trace/event'
import type { Foreseen } from '../foreseen'
import type { SocketBuffer } from '../skb'
import type { Connection, DirectionIndex, Zone } from './connection'
import type { HelperNat } from './helpers/helper'

export type Verdict = 'ACCEPT' | 'DROP'

/** What the table needs of its host. `emit` is read at every call, so that tracing can be switched. */
export interface ConnectionTableDependencies {
  now(): Microseconds
  /** The next number of the seeded generator, 0 to 2^32-1. */
  random(): number
  readonly foreseen?: Foreseen | null
  emit: ((fact: TraceFact, skb: SocketBuffer) => void) | null
  /** Values by dotted name, as in Network.sysctl. */
  readonly sysctl: { readonly [name: string]: string }
  /** A rule needs connections' counts: the kernel switches nf_conntrack_acct on when it loads one of connbytes. */
  readonly accounting?: boolean
  /** Writes a line about a packet to the kernel's log. */
  log?(skb: SocketBuffer, prefix: string): void
}

/** Connection tracking of one host (nf_conntrack_core.c). The stages 'conntrack' and 'confirm' report their own 'stage entered' and 'stage skipped'. */
export interface ConnectionTable {
  /** nf_conntrack_in, at PREROUTING and OUTPUT: gives the packet its connection and its state in `skb.tracking`. */
  lookup(skb: SocketBuffer, hook: Hook): Verdict
  /** nf_conntrack_confirm, at the very end of INPUT and POSTROUTING: a new connection enters the table. */
  confirm(skb: SocketBuffer, hook: Hook): Verdict
  /** The packet died: a connection that it was to begin vanishes with it. Call it at every end of a packet's walk. */
  forget(skb: SocketBuffer): void
  /**
   * nf_ct_attach: an ICMP error that the host itself sends about `skb`, or REJECT's RST, shares its connection, as RELATED.
   * A RST by REJECT closes the connection, too. Not for the local TCP stack's answers and echo replies: those are looked up.
   */
  attach(answer: SocketBuffer, skb: SocketBuffer): void
  /** `CT --notrack`. No effect once the packet has a connection. */
  untrack(skb: SocketBuffer): void
  /** Changes the connection's mark (CONNMARK) and tells so. */
  setMark(skb: SocketBuffer, mark: number): void
  /** The confirmed, unexpired connections in order of creation. */
  entries(): ConnectionEntry[]
  /** Forgets connections whose time is over, as that packet's events. Lookups do so themselves. */
  expire(now: Microseconds, skb: SocketBuffer | null): void
  /** Connections that exist before the first packet. */
  restore(entries: readonly ConnectionEntry[]): void
  /** `conntrack -F`. */
  flush(skb: SocketBuffer | null): void
  /** nf_conntrack_tuple_taken: another flow's confirmed connection has this tuple, in either direction. */
  taken(tuple: Tuple, except: Connection): boolean
  /** The confirmed connection with this tuple, and which of its directions it is, or null. */
  find(tuple: Tuple, zone: Zone): { readonly connection: Connection; readonly direction: DirectionIndex } | null
  /** nf_ct_kill: NAT takes a closed connection's place, or the connection cannot go on. */
  kill(connection: Connection, why: 'closed' | 'clash', skb: SocketBuffer): void
  /** Called with every connection that is gone for good (nf_nat_cleanup_conntrack). */
  onGone: ((connection: Connection) => void) | null
  /** Called with every connection that `restore` brought back. */
  onRestored: ((connection: Connection) => void) | null
  /** NAT's part of what helpers do; null without NAT. */
  helperNat: HelperNat | null
  /** Why the last confirmation said DROP: the connection was too late, or its helper could not read the payload. */
  readonly droppedFor: 'clash' | 'helper'
}
