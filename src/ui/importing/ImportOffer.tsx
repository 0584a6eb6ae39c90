import { Suspense, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import type { ImportedKind } from '../../worker/protocol'
import { fetchedPart } from '../app/fetched-part'
import { pageStore, usePage } from '../store/page-store'
import { currentSimulation } from '../store/simulate'
import { keptText, openImport, withoutRules } from './pending-import'

const Offer = fetchedPart(() => import('./Offer'))

/** How long the text must rest before it is looked at, in milliseconds. */
const REST = 350
/** Longer texts are not looked at again and again while someone types. */
const LONGEST_LOOKED_AT = 2_000_000

/**
 * Below the tabs, where the rules text is something that can be read as rules only by importing it, or another reading of the rules that
 * stood there: says what, and offers that.
 */
export function ImportOffer({ shown }: { shown: boolean }) {
  const text = usePage((state) => state.scenario.host.rules)
  const isTroubled = usePage((state) => state.opened?.diagnostics.rules.some(({ severity }) => severity !== 'information') === true)
  const isCompared = usePage((state) => (state.scenario.before ?? '') !== '')
  const kept = useStore(keptText, (state) => state.text)
  const [found, setFound] = useState<Found | null>(null)
  const last = useLastScenario()

  useEffect(() => {
    if (text.trim() === '' || text.length > LONGEST_LOOKED_AT) return
    const earlier = last.current.host.rules
    const isReading = isReadAgain(text, earlier)
    if (!isTroubled && !isReading) return
    let gone = false
    const timer = setTimeout(() => {
      currentSimulation()
        ?.ask('import', { text, scenario: EMPTY_SCENARIO, earlier })
        .then(
          ({ kinds, plain, moves }) => !gone && setFound((plain && moves === null) || kinds.length === 0 ? null : { text, kinds, moves }),
          // Nobody asked for the offer: without an answer there is none.
          () => {},
        )
    }, REST)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [text, isTroubled, last])

  const isOffered = shown && found !== null && (isTroubled || (found.moves !== null && !isCompared)) && found.text === text && kept !== text
  return (
    <div aria-live="polite">
      {isOffered && (
        <Suspense fallback={null}>
          <Offer
            kinds={found.kinds}
            moves={found.moves}
            onTaken={() => openImport({ text, from: 'editor', base: withoutRules(pageStore.getState().scenario), instead: last.current })}
          />
        </Suspense>
      )}
    </div>
  )
}

interface Found {
  readonly text: string
  readonly kinds: readonly ImportedKind[]
  /** Counters that moved since the other reading of the same rules; null where there is none. */
  readonly moves: number | null
}

/** Whether a save shows a table twice, or is the earlier text but for its counters: more than one, which nobody types. */
function isReadAgain(text: string, earlier: string): boolean {
  const tables = text.match(/^\*\w+/gm) ?? []
  if (new Set(tables).size < tables.length) return true
  if (text === earlier || tables.length === 0) return false
  const [now, then] = [text, earlier].map((one) => one.replace(/^#.*\n/gm, '').split(COUNTERS))
  if (now === undefined || then === undefined || now.length !== then.length || now.some((part, index) => part !== then[index])) return false
  const [counted, before] = [text, earlier].map((one) => one.match(COUNTERS) ?? [])
  return (counted ?? []).filter((counter, index) => counter !== before?.[index]).length > 1
}

const COUNTERS = /\[\d+:\d+\]/g

/** What stood there before something else was pasted over its rules; an empty page where it began with that. */
function useLastScenario(): { readonly current: Scenario } {
  const last = useRef(EMPTY_SCENARIO)
  useEffect(
    () =>
      pageStore.subscribe(({ scenario }, before) => {
        if (scenario.host.rules === before.scenario.host.rules) return
        const isEmpty = before.scenario.host.rules.trim() === ''
        if (isEmpty || (before.opened?.rules.ruleCount ?? 0) > 0) last.current = before.scenario
      }),
    [],
  )
  return last
}
