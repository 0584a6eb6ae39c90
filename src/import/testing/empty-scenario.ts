import type { HostText, Scenario } from '../../scenario/scenario'

/** A scenario that says nothing, or only what is given. */
export function emptyScenario(host: Partial<HostText> = {}): Scenario {
  return {
    version: 1,
    title: '',
    notes: '',
    seed: 1,
    host: { name: 'host', rules: '', sets: '', network: '', services: '', ...host },
    traffic: [],
    decisions: {},
  }
}
