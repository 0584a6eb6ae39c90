import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../scenario/scenario'
import { type ComparedPacket, compareOutcomes } from '../../trace/compare-outcomes'
import type { Place } from '../../trace/event'
import { outcomesOf, type PacketOutcome } from '../../trace/outcome'
import type { Outcomes } from '../../worker/protocol-comparing'
import { historyStore, pageStore, usePage } from '../store/page-store'
import { chainIn, ruleAt } from '../store/rule-place'
import { currentSimulation } from '../store/simulate'
import type { EditorTab, PageState } from '../store/state'
import { earlierScenario, earlierStore, isSameScenario, SECTIONS } from './earlier'
import { lineDifference } from './line-difference'
import { type TextDifference, textDifference } from './text-difference'

/** What differs between an earlier state and the page as it is. */
export interface Difference {
  readonly texts: readonly { readonly section: EditorTab; readonly difference: TextDifference }[]
  readonly sendings: { readonly added: number; readonly removed: number }
  readonly decisions: boolean
  readonly packets: PacketsDifference
}

export type PacketsDifference =
  | { readonly state: 'known'; readonly packets: readonly ComparedPacket[] }
  /** The earlier run is under way, or the page's own. */
  | { readonly state: 'awaited' }
  | { readonly state: 'failed'; readonly why: string }

/** What was on the screen last: what a copy of it holds. */
export const shownDifference = createStore<{ readonly difference: Difference | null }>(() => ({ difference: null }))

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

/** The page's own run, as outcomes. */
export function outcomesNow({ run, opened }: Pick<PageState, 'run' | 'opened'>): readonly PacketOutcome[] {
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

/** Follows the page: null where nothing differs. */
export function useDifference(): Difference | null {
  const scenario = usePage((page) => page.scenario)
  const since = useStore(earlierStore)
  const past = useStore(historyStore, (history) => history.past)
  const earlier = earlierScenario(scenario, since, past)
  const same = useMemo(() => isSameScenario(earlier, scenario), [earlier, scenario])
  const packets = usePacketsDifference(earlier, same)
  const difference = useMemo((): Difference | null => {
    if (same) return null
    const sendings = lineDifference(
      earlier.traffic.map((sending) => JSON.stringify(sending)),
      scenario.traffic.map((sending) => JSON.stringify(sending)),
    )
    return {
      texts: SECTIONS.flatMap((section) => {
        const difference = textDifference(earlier.host[section] ?? '', scenario.host[section] ?? '')
        return difference === null ? [] : [{ section, difference }]
      }),
      sendings: {
        added: sendings.filter(({ kind }) => kind === 'added').length,
        removed: sendings.filter(({ kind }) => kind === 'removed').length,
      },
      decisions: JSON.stringify(earlier.decisions) !== JSON.stringify(scenario.decisions),
      packets,
    }
  }, [earlier, scenario, same, packets])
  useEffect(() => shownDifference.setState({ difference }), [difference])
  return difference
}

function usePacketsDifference(earlier: Scenario, same: boolean): PacketsDifference {
  const run = usePage((page) => page.run)
  const [answer, setAnswer] = useState<{ readonly of: Scenario; readonly got: Outcomes | string } | null>(null)
  useEffect(() => {
    if (same) return
    let gone = false
    earlierOutcomes(earlier).then(
      (got) => !gone && setAnswer({ of: earlier, got }),
      (failure: unknown) => !gone && setAnswer({ of: earlier, got: failure instanceof Error ? failure.message : String(failure) }),
    )
    return () => {
      gone = true
    }
  }, [earlier, same])
  return useMemo((): PacketsDifference => {
    if (run === null || answer === null || answer.of !== earlier) return { state: 'awaited' }
    if (typeof answer.got === 'string') return { state: 'failed', why: answer.got }
    const page = pageStore.getState()
    return { state: 'known', packets: compareOutcomes(answer.got.packets, outcomesNow(page), alignSendings(earlier, page.scenario)) }
  }, [run, answer, earlier])
}
