import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import { pageStore } from './page'

/** For each scenario that was on the page, the one that it was made of by editing: a story, a link, a file, what was kept. */
const origins = new WeakMap<Scenario, Scenario>()

/** Another scenario takes the page: what is edited from now on is compared with it. */
export function opensAnew(scenario: Scenario): void {
  origins.set(scenario, scenario)
}

/** A scenario that was kept: what it was made of is known. */
export function madeOf(scenario: Scenario, opened: Scenario): void {
  origins.set(scenario, opened)
}

/** The scenario as it was opened, before anything in it was edited. Undo finds its way back to the right one. */
export function openedAs(scenario: Scenario): Scenario {
  return origins.get(scenario) ?? scenario
}

pageStore.subscribe(({ scenario }, before) => {
  if (scenario === before.scenario || origins.has(scenario)) return
  // The first scenario of all is put in the place of the empty page.
  origins.set(scenario, before.scenario === EMPTY_SCENARIO ? scenario : openedAs(before.scenario))
})
