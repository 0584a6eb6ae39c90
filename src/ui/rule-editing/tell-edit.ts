import type { Scenario } from '../../scenario/scenario'
import { compareOutcomes } from '../../trace/compare-outcomes'
import { summaryOf } from '../difference/difference-words'
import { alignSendings, earlierOutcomes, outcomesNow } from '../difference/outcomes'
import { DIFFERENCE } from '../difference/words'
import { actions, pageStore } from '../store/page-store'
import type { Notice } from '../store/state'
import { RULE_CHANGES } from './words'

/** The newest message about an edit: the one before goes when another comes. */
let told: number | null = null

function tell(notice: Omit<Notice, 'id' | 'diagnostics'>): void {
  if (told !== null) actions.dismissNotice(told)
  actions.notify({ ...notice, diagnostics: [] })
  told = pageStore.getState().notices.at(-1)?.id ?? null
}

/** The simulation's run, whatever is shown. */
function simulated() {
  const page = pageStore.getState()
  return (page.aside ?? page).run
}

/** Says why an edit was not made. */
export function tellRefusal(why: string): void {
  tell({ severity: 'warning', text: why })
}

/** Whoever sees the difference already needs no way to it. */
function offer(): Pick<Notice, 'offer'> {
  return pageStore.getState().tab.log === 'difference' ? {} : { offer: 'difference' }
}

/** Says what was done at once, and what it changed for the packets as soon as they have been sent again. */
export function tellEdit(text: string, before: Scenario): void {
  tell({ severity: 'information', text, ...offer() })
  const mine = told
  const { scenario } = pageStore.getState()
  const run = simulated()
  if (scenario.traffic.length === 0) return
  const stop = pageStore.subscribe((state) => {
    if (state.scenario !== scenario) stop()
    else if (simulated() !== null && simulated() !== run) {
      stop()
      void earlierOutcomes(before).then(
        ({ packets }) => {
          const { language, scenario: now, notices } = pageStore.getState()
          // Another edit has been made, or the message was read and put away.
          if (now !== scenario || told !== mine || !notices.some(({ id }) => id === mine)) return
          const compared = compareOutcomes(packets, outcomesNow(pageStore.getState()), alignSendings(before, scenario))
          const summary = summaryOf(DIFFERENCE[language], compared)
          tell({ severity: 'information', text: RULE_CHANGES[language].andThen(text, summary), ...offer() })
        },
        // Nobody asked: without an answer the difference view tells why.
        () => {},
      )
    }
  })
}
