import type { NatRange } from '../../extensions/semantics'
import type { Hook } from '../../model'
import type { Place } from '../../trace/event'
import type { Verdict } from '../conntrack/table'
import type { SocketBuffer } from '../skb'

/** Address translation of one host (nf_nat_core.c). It reports its own 'stage entered' and 'stage skipped'. */
export interface Nat {
  /**
   * The nat stage of a hook (nf_nat_inet_fn). `askTable` runs the nat table's chain and gives its verdict; it is called only
   * for the first packet of a connection. Null when the nat table was never loaded: then nothing at all is translated.
   */
  natStage(skb: SocketBuffer, hook: Hook, askTable: (() => Verdict) | null): Verdict
  /** nf_nat_setup_info: what SNAT, DNAT, MASQUERADE, REDIRECT and NETMAP do. `place` is the rule's. */
  bind(skb: SocketBuffer, hook: Hook, range: NatRange, place: Place | null): Verdict
  /** Whether the nat OUTPUT stage makes the host look for its route again (nf_nat_ipv4_local_fn). */
  needsReroute(skb: SocketBuffer): boolean
}
