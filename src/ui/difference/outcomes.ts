import type { Scenario } from '../../scenario/scenario'
import type { Place } from '../../trace/event'
import { outcomesOf, type PacketOutcome } from '../../trace/outcome'
import type { Outcomes } from '../../worker/protocol-comparing'
import { chainIn, ruleAt } from '../store/rule-place'
import { currentSimulation } from '../store/simulate'
import type { PageState } from '../store/state'
import { lineDifference } from './line-difference'

const known = new WeakMap<Scenario, Promise<Outcomes>>()

/** What became of the packets of an earlier scenario; asked of the simulation once. */
export function earlierOutcomes(scenario: Scenario): Promise<Outcomes> {
  const asked = known.get(scenario)
  if (asked !== undefined) return asked
  const simulation = currentSimulation()
  if (simulation === null) return Promise.reject(new Error('no simulation'))
  const answer = simulation.ask('outcomes', { scenario })
  known.set(scenario, answer)
  // Asked again when it is wanted again: the simulation may be back by then.
  answer.catch(() => known.delete(scenario))
  return answer
}

/** The page's own run, as outcomes: the simulation's, whatever is shown. */
export function outcomesNow(page: Pick<PageState, 'run' | 'opened' | 'aside'>): readonly PacketOutcome[] {
  const { run, opened } = page.aside ?? page
  const view = opened?.rules
  const words = (place: Place): string => {
    if (view === undefined) return ''
    return place.kind === 'policy' ? (chainIn(view, place.table, place.chain)?.policy ?? '') : (ruleAt(view, place)?.text ?? '')
  }
  return run === null ? [] : outcomesOf(run.events, words)
}

/** Which sending of now is that of then: sendings that were put between others do not mix them up. */
export function alignSendings(before: Scenario, now: Scenario): (sending: number) => number | null {
  const same = new Map<number, number>()
  const told = ({ traffic }: Scenario) => traffic.map((sending) => JSON.stringify(sending))
  for (const step of lineDifference(told(before), told(now))) if (step.kind === 'same') same.set(step.before, step.now)
  return (sending) => same.get(sending) ?? null
}
