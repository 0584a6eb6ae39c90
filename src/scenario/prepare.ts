import { inferNetwork } from '../analysis/infer-network'
import { readConnections } from '../syntax/connections'
import { readSets } from '../syntax/ipset'
import { readRules } from '../syntax/read-rules'
import { type Prepared, prepareBy } from './prepared'
import type { Scenario } from './scenario'

export type { Prepared } from './prepared'

/** Reads all texts of a scenario at once, by every reader that there is. Never fails. */
export function prepareScenario(scenario: Scenario): Prepared {
  const rules = (text: string, host: Parameters<typeof readRules>[2]) => readRules(text, null, host)
  return prepareBy({ rules, sets: readSets, connections: readConnections, inferNetwork }, scenario)
}
