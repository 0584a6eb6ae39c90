import '../extensions/at-start'
import { wholly } from '../extensions/fetched-later'
import type { Parsed } from '../model'
import { isBlank, type Prepared, prepareBy, type Readers } from '../scenario/prepared'
import type { Scenario } from '../scenario/scenario'
import { readSave } from '../syntax/read-save'
import { formOf, unreadable } from '../syntax/rules-form'

/** What a scenario's texts mean. Whatever reads them is fetched when there is something to read: most scenarios have few kinds of text. */
export async function readScenario(scenario: Scenario): Promise<Prepared> {
  const { rules, sets, network, services, connections = '' } = scenario.host
  const form = formOf(rules)
  const [readRules, readSets, readConnections, inferNetwork] = await Promise.all([
    form === 'save' ? readSave : import('../syntax/read-commands').then(({ readCommands }) => readCommands),
    isBlank(sets) ? readNothing : import('../syntax/ipset').then(({ readSets }) => readSets),
    isBlank(connections) ? readNothing : import('../syntax/connections').then(({ readConnections }) => readConnections),
    isBlank(network) || isBlank(services) ? import('../analysis/infer-network').then(({ inferNetwork }) => inferNetwork) : inferNothing,
  ])
  const readers: Readers = {
    rules: (text, host) => unreadable(text, form) ?? readRules(text, host),
    sets: readSets,
    connections: readConnections,
    inferNetwork,
  }
  return wholly(() => prepareBy(readers, scenario), REST)
}

/** What the simulation does not start with. */
export const REST = {
  extensions: () => import('../extensions'),
  syntax: () => import('../syntax/whole'),
  engine: () => import('../engine/whole'),
}

const readNothing = (): Parsed<readonly never[]> => ({ value: [], diagnostics: [] })
const inferNothing = () => ({ networkText: '', servicesText: '' })
