import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import type { ImportedKind } from '../../worker/protocol'
import { pageStore, usePage } from '../store/page-store'
import { currentSimulation } from '../store/simulate'
import { useTexts } from '../texts/use-texts'
import { keptText, openImport, withoutRules } from './pending-import'

/** How long the text must rest before it is looked at, in milliseconds. */
const REST = 350
/** Longer texts are not looked at again and again while someone types. */
const LONGEST_LOOKED_AT = 2_000_000

/** Below the tabs, where the rules text is something that can be read as rules only by importing it: says what, and offers that. */
export function ImportOffer({ shown }: { shown: boolean }) {
  const texts = useTexts().importing
  const text = usePage((state) => state.scenario.host.rules)
  const isTroubled = usePage((state) => state.opened?.diagnostics.rules.some(({ severity }) => severity !== 'information') === true)
  const kept = useStore(keptText, (state) => state.text)
  const [found, setFound] = useState<{ readonly text: string; readonly kinds: readonly ImportedKind[] } | null>(null)
  const last = useLastScenario()

  useEffect(() => {
    if (!isTroubled || text.trim() === '' || text.length > LONGEST_LOOKED_AT) return
    let gone = false
    const timer = setTimeout(() => {
      currentSimulation()
        ?.ask('import', { text, scenario: EMPTY_SCENARIO })
        .then(
          ({ kinds, plain }) => !gone && setFound(plain || kinds.length === 0 ? null : { text, kinds }),
          // Nobody asked for the offer: without an answer there is none.
          () => {},
        )
    }, REST)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [text, isTroubled])

  const isOffered = shown && found !== null && isTroubled && found.text === text && kept !== text
  return (
    <div aria-live="polite">
      {isOffered && (
        <div className="editor__inferred">
          <span>{texts.looksLike(names(found.kinds, texts))}</span>
          <button
            type="button"
            className="button button--small"
            onClick={() => openImport({ text, from: 'editor', base: withoutRules(pageStore.getState().scenario), instead: last.current })}
          >
            {texts.offer}
          </button>
        </div>
      )}
    </div>
  )
}

function names(kinds: readonly ImportedKind[], texts: ReturnType<typeof useTexts>['importing']): string {
  return texts.list(kinds.map((kind) => texts.kinds[kind]))
}

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
