import type { Scenario } from './scenario'

/** One host, nothing written, nothing sent. */
export const EMPTY_SCENARIO: Scenario = {
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules: '', sets: '', network: '', services: '' },
  traffic: [],
  decisions: {},
}
