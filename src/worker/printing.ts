import { createSimulator, type Simulator } from '../engine/simulator'
import type { Ruleset } from '../model'
import type { Prepared } from '../scenario/prepare'
import { printListed } from '../syntax/print-list'
import { printSave } from '../syntax/print-save'
import type { Listed } from './protocol'

/** The scenario's rules as iptables-save prints them; with counters, as they are after its traffic has run. */
export function savedRules({ input }: Prepared, counters: boolean): { readonly text: string } {
  if (!counters) return { text: printSave(input.ruleset, { counters: false }) }
  const simulator = createSimulator(input, null)
  simulator.run()
  return { text: printSave(counted(input.ruleset, simulator), { counters: true }) }
}

/** What `iptables -nvL` prints of each rule from its target on. */
export function listRules(ruleset: Ruleset): Listed {
  const chains: { [chain: string]: readonly string[] } = {}
  for (const table of ruleset.tables) for (const chain of table.chains) chains[`${table.name}/${chain.name}`] = chain.rules.map(printListed)
  return { chains }
}

/** The ruleset with what a run counted on top of what it was loaded with. */
function counted(ruleset: Ruleset, simulator: Simulator): Ruleset {
  const readings = new Map(
    simulator.counters().map((reading) => [`${reading.table}/${reading.chain}/${reading.rule ?? 'policy'}`, reading]),
  )
  const plus = (counters: { readonly packets: number; readonly bytes: number }, key: string) => {
    const reading = readings.get(key)
    return reading === undefined ? counters : { packets: counters.packets + reading.packets, bytes: counters.bytes + reading.bytes }
  }
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        counters: chain.policy === null ? chain.counters : plus(chain.counters, `${table.name}/${chain.name}/policy`),
        rules: chain.rules.map((rule, index) => ({ ...rule, counters: plus(rule.counters, `${table.name}/${chain.name}/${index + 1}`) })),
      })),
    })),
  }
}
