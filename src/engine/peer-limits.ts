import { type Ipv4, type Microseconds, SECOND } from '../model'

/** ip_rt_error_cost and ip_rt_error_burst: one message a second to each peer, five saved up. */
const COST = SECOND
const BURST = 5 * SECOND

/** How often the host tells a peer that there is no route (ip_error's token bucket in net/ipv4/route.c). */
export class PeerLimits {
  private readonly peers = new Map<Ipv4, { tokens: Microseconds; last: Microseconds }>()

  mayTell(peer: Ipv4, now: Microseconds): boolean {
    const known = this.peers.get(peer) ?? { tokens: BURST, last: now }
    known.tokens = Math.min(BURST, known.tokens + now - known.last)
    known.last = now
    this.peers.set(peer, known)
    if (known.tokens < COST) return false
    known.tokens -= COST
    return true
  }
}
