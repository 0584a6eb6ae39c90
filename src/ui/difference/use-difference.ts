import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../scenario/scenario'
import { type ComparedPacket, compareOutcomes } from '../../trace/compare-outcomes'
import type { Outcomes } from '../../worker/protocol-comparing'
import { historyStore, pageStore, usePage } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { whyFailed } from '../texts/why-failed'
import { earlierScenario, earlierStore, isSameScenario, SECTIONS } from './earlier'
import { lineDifference } from './line-difference'
import { alignSendings, earlierOutcomes, outcomesNow } from './outcomes'
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
  useEffect(() => {
    shownDifference.setState({ difference })
  }, [difference])
  return difference
}

function usePacketsDifference(earlier: Scenario, same: boolean): PacketsDifference {
  const run = usePage((page) => (page.aside ?? page).run)
  const [answer, setAnswer] = useState<{ readonly of: Scenario; readonly got: Outcomes | string } | null>(null)
  useEffect(() => {
    if (same) return
    let gone = false
    earlierOutcomes(earlier).then(
      (got) => !gone && setAnswer({ of: earlier, got }),
      (failure: unknown) => !gone && setAnswer({ of: earlier, got: whyFailed(failure) }),
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
