import { type Ipv4, MILLISECOND, type Microseconds, SECOND } from '../model'

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

/** net.ipv4.route.redirect_load, redirect_number and redirect_silence. */
const REDIRECT_LOAD = 20 * MILLISECOND
const REDIRECT_NUMBER = 9
const REDIRECT_SILENCE = REDIRECT_LOAD << (REDIRECT_NUMBER + 1)

/** How often the host sends redirects to a peer that does not heed them: ever more seldom, and in the end not at all (ip_rt_send_redirect). */
export class RedirectLimits {
  private readonly peers = new Map<Ipv4, { sent: number; last: Microseconds }>()

  maySend(peer: Ipv4, now: Microseconds): boolean {
    const known = this.peers.get(peer) ?? { sent: 0, last: now }
    this.peers.set(peer, known)
    if (now - known.last > REDIRECT_SILENCE) known.sent = 0
    if (known.sent >= REDIRECT_NUMBER) {
      known.last = now
      return false
    }
    if (known.sent > 0 && now - known.last <= REDIRECT_LOAD << known.sent) return false
    known.sent++
    known.last = now
    return true
  }
}
