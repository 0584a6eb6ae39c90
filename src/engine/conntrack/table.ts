import type { ConnectionEntry, Hook, Microseconds, Tuple } from '../../model'
import type { TraceFact } from '../../trace/event'
import type { SocketBuffer } from '../skb'
import type { Connection } from './connection'

export type Verdict = 'ACCEPT' | 'DROP'

/** What the table needs of its host. `emit` is read at every call, so that tracing can be switched. */
export interface ConnectionTableDependencies {
  now(): Microseconds
  /** The next number of the seeded generator, 0 to 2^32-1. */
  random(): number
  emit: ((fact: TraceFact, skb: SocketBuffer) => void) | null
  /** Values by dotted name, as in Network.sysctl. */
  readonly sysctl: { readonly [name: string]: string }
}

/** Connection tracking of one host (nf_conntrack_core.c). The stages 'conntrack' and 'confirm' report their own 'stage entered' and 'stage skipped'. */
export interface ConnectionTable {
  /** nf_conntrack_in, at PREROUTING and OUTPUT: gives the packet its connection and its state in `skb.tracking`. */
  lookup(skb: SocketBuffer, hook: Hook): Verdict
  /** nf_conntrack_confirm, at the very end of INPUT and POSTROUTING: a new connection enters the table. */
  confirm(skb: SocketBuffer, hook: Hook): Verdict
  /** The packet died: a connection that it was to begin vanishes with it. Call it at every end of a packet's walk. */
  forget(skb: SocketBuffer): void
  /** nf_ct_attach: an answer that the host itself makes to `skb` shares its connection, as RELATED. */
  attach(answer: SocketBuffer, skb: SocketBuffer): void
  /** `CT --notrack`. No effect once the packet has a connection. */
  untrack(skb: SocketBuffer): void
  /** Changes the connection's mark (CONNMARK) and tells so. */
  setMark(skb: SocketBuffer, mark: number): void
  /** The confirmed, unexpired connections in order of creation. */
  entries(): ConnectionEntry[]
  /** Forgets connections whose time is over. Lookups ignore them anyway. */
  expire(now: Microseconds): void
  /** Connections that exist before the first packet. */
  restore(entries: readonly ConnectionEntry[]): void
  /** `conntrack -F`. */
  flush(): void
  /** nf_conntrack_tuple_taken: another confirmed connection has this tuple, in either direction. */
  taken(tuple: Tuple, except: Connection): boolean
  /** The confirmed connection with this tuple in either direction, or null. */
  find(tuple: Tuple): Connection | null
}
