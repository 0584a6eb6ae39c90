import type { Ipv4, Microseconds, Tuple } from '../../model'
import type { Connection, DirectionIndex } from './connection'

/** A connection that a helper heard of before it began (struct nf_conntrack_expect). Its source port is anyone. */
export interface Expectation {
  readonly master: Connection
  readonly protocol: number
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly destinationPort: number
  readonly expires: Microseconds
  /** With a translated master: the direction of the master that the connection will run in, and the port that is meant behind the NAT. */
  readonly follows: { readonly direction: DirectionIndex; readonly port: number } | null
}

/** The expectations of one host (nf_conntrack_expect.c). Helpers of today expect one connection of each master at a time. */
export class Expectations {
  private waiting: Expectation[] = []

  /** nf_ct_expect_related: false where another connection expects the same already. A master's earlier expectation gives way. */
  add(expectation: Expectation, now: Microseconds): boolean {
    this.waiting = this.waiting.filter(({ expires }) => expires > now)
    const { master } = expectation
    if (this.waiting.some((other) => other.master !== master && sameTarget(other, expectation))) return false
    this.waiting = this.waiting.filter((other) => other.master !== master)
    this.waiting.push(expectation)
    return true
  }

  /** nf_ct_find_expectation: who expected this new flow; it is expected once only. */
  take(tuple: Tuple, zone: number, now: Microseconds): Expectation | null {
    if (this.waiting.length === 0) return null
    const found = this.waiting.find(
      (one) =>
        one.protocol === tuple.protocol &&
        one.source === tuple.source &&
        one.destination === tuple.destination &&
        one.destinationPort === tuple.destinationPort &&
        one.master.zone === zone &&
        one.expires > now,
    )
    if (found === undefined || !found.master.confirmed || found.master.dying) return null
    this.waiting = this.waiting.filter((other) => other !== found)
    return found
  }

  /** nf_ct_remove_expectations: nobody comes after a master that is gone. */
  forget(master: Connection): void {
    if (this.waiting.length > 0) this.waiting = this.waiting.filter((other) => other.master !== master)
  }
}

/** expect_clash. */
function sameTarget(one: Expectation, other: Expectation): boolean {
  return (
    one.protocol === other.protocol &&
    one.source === other.source &&
    one.destination === other.destination &&
    one.destinationPort === other.destinationPort &&
    one.master.zone === other.master.zone
  )
}
