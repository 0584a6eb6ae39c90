import type { KnownHost } from '../language/known-host'
import type { Prepared } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'

/** A scenario's host as completion and hovers look at it: texts as they are shown, inferred ones, too. */
export function knownHost(prepared: Prepared, { host }: Scenario): KnownHost {
  const { networkText, servicesText, rules, sets, network, inferred } = prepared
  return {
    texts: { rules: host.rules, sets: host.sets, network: networkText, services: servicesText, connections: host.connections ?? '' },
    ruleset: rules.value,
    sets,
    network,
    inferred,
  }
}
