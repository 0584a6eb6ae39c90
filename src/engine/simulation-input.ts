import type { ConnectionEntry, IpSet, Network, Ruleset } from '../model'
import type { Sending } from '../scenario/scenario'

/** Everything a run depends on. The same input gives the same events, in every browser. */
export interface SimulationInput {
  readonly ruleset: Ruleset
  readonly network: Network
  readonly sets: readonly IpSet[]
  readonly seed: number
  readonly traffic: readonly Sending[]
  readonly decisions: { readonly [ruleKey: string]: 'yes' | 'no' }
  /** Connections that exist before the first packet. */
  readonly connections: readonly ConnectionEntry[]
}
