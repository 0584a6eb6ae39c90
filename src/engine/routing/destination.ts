import type { Ipv4, Route } from '../../model'
import type { RouteError } from './tables'

/** A packet's route in force (struct rtable): where it goes from here, and how it was addressed. */
export interface Destination {
  /** dst.input: what happens to the packet when it comes in by this route. */
  readonly input: 'deliver' | 'forward' | 'error'
  /** For `error`: why, which says whether an ICMP error is sent (ip_error). */
  readonly error: RouteError | 'host unreachable' | null
  /** The interface it leaves by; `lo` for the host itself. */
  readonly out: string
  readonly nextHop: Ipv4
  /** RTCF_LOCAL, RTCF_BROADCAST, RTCF_MULTICAST. */
  readonly local: boolean
  readonly broadcast: boolean
  readonly multicast: boolean
  readonly route: Route | null
  readonly table: string | null
  /** It goes back where it came from, over the network of its sender, who could send it straight to the next hop (IPSKB_DOREDIRECT). */
  readonly redirect: boolean
  /** The realms of the way back and of the way on (dst->tclassid), in the upper and lower 16 bits. */
  readonly realm: number
  /** The source address that a packet without one gets. */
  readonly source: Ipv4
}
