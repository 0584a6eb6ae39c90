import type { Span } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'

/** One packet's way through a host as a real kernel told it: plain data. */
export interface RecordedWalk {
  /** What the log names it by (`831e9d23`), or its number among the walks of the text. */
  readonly id: string
  readonly recorder: 'kernel log' | 'xtables-monitor' | 'nft monitor'
  /** `ip` or `inet` for iptables-nft's and foreign rulesets. */
  readonly family: 'ip' | 'ip6' | 'inet' | 'other'
  /** The packet as it first was seen; null where the log does not show it. */
  readonly packet: PacketSpec | null
  readonly hops: readonly RecordedHop[]
  readonly span: Span
}

/** One line of a log: a rule that matched, a user chain's end, or a policy. */
export interface RecordedHop {
  /** As the log names it: `filter`, `fw4`. */
  readonly table: string
  readonly chain: string
  readonly kind: 'rule' | 'return' | 'policy'
  /** The rule's number from 1, as the kernel's TRACE counts; null where the log names it otherwise. */
  readonly number: number | null
  /** nftables' handle, which is no position. */
  readonly handle: number | null
  /** The rule's own text: `-i lan0 -p icmp -j TRACE` (what follows `-A CHAIN`), or nftables'. */
  readonly rule: string | null
  /** `ACCEPT`, `DROP`, `CONTINUE`, `RETURN`, `jump X`, `goto X`; null where the log does not tell. */
  readonly verdict: string | null
  /** Microseconds of the recorder's own clock; null where the line has no time. */
  readonly at: number | null
  /** The packet at this moment. */
  readonly headers: RecordedHeaders | null
  readonly span: Span
}

export interface RecordedHeaders {
  readonly in: string | null
  readonly out: string | null
  readonly mark: number
  /** The IP total length. */
  readonly length: number | null
  readonly packet: PacketSpec
}
