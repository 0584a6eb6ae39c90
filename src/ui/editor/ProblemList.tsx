import { useEffect, useRef, useState } from 'react'
import type { Diagnostic } from '../../model'
import type { QuickFix } from '../../worker/protocol-editing'
import { askEditing } from '../rule-editing/edit-rules'
import { applyEdits } from '../rule-editing/text-edits'
import { actions, pageStore, usePage } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { ownWords } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { HintLine } from './HintLine'

/** Problems that are listed; the rest comes up as these are mended. */
const MOST_LISTED = 20

const NONE: readonly Diagnostic[] = []

/** Each problem of a text with the way to its line and a button for each thing that can be done about it. */
export default function ProblemList({ tab }: { readonly tab: EditorTab }) {
  const { editor: texts, facts } = useTexts()
  const all = usePage((page) => page.opened?.diagnostics[tab] ?? NONE)
  const listed = all.slice(0, MOST_LISTED)
  const fixes = useFixes(tab, all)
  const section = useRef<HTMLElement>(null)
  const apply = (fix: QuickFix) => {
    actions.editText('rules', applyEdits(pageStore.getState().scenario.host.rules, fix.edits))
    // The button goes with what it has mended.
    section.current?.focus()
  }
  return (
    <section ref={section} className="problem-list" aria-label={texts.problemList} tabIndex={-1}>
      {listed.length === 0 ? (
        <p className="problem-list__none">{texts.noProblems}</p>
      ) : (
        <ol className="problem-list__rows">
          {listed.map((problem, index) => (
            <li key={`${problem.span.line} ${problem.span.column} ${problem.message}`}>
              <button
                type="button"
                className="problem-list__go terminal"
                onClick={() => actions.select({ kind: 'line', line: problem.span.line })}
              >
                {texts.line(problem.span.line)}
              </button>
              <span className="terminal">{ownWords(facts.own, problem)}</span>
              <HintLine hint={problem.hint} />
              {(fixes[index] ?? []).length > 0 && (
                <span className="problem-list__fixes">
                  {fixes[index]?.map((fix) => {
                    const title = texts.fixes[fix.title]?.(...fix.words) ?? fix.title
                    return (
                      <button key={title} type="button" className="button" onClick={() => apply(fix)}>
                        {title}
                      </button>
                    )
                  })}
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
      {all.length > MOST_LISTED && <p className="problem-list__none">{texts.moreProblems(all.length - MOST_LISTED)}</p>}
    </section>
  )
}

interface KnownFixes {
  readonly problems: readonly Diagnostic[]
  readonly rules: string
  readonly fixes: readonly (readonly QuickFix[])[]
}

/** What can be done about each listed problem, as it comes; nothing while the text is further than what was asked about. */
function useFixes(tab: EditorTab, problems: readonly Diagnostic[]): KnownFixes['fixes'] {
  const [known, setKnown] = useState<KnownFixes | null>(null)
  const rules = usePage((page) => page.scenario.host.rules)
  useEffect(() => {
    if (tab !== 'rules') return
    let gone = false
    const ask = async () => {
      const { scenario } = pageStore.getState()
      const fixes: (readonly QuickFix[])[] = []
      for (const { span } of problems.slice(0, MOST_LISTED)) {
        const found = await askEditing('fixes', { scenario, span })
        if (gone) return
        fixes.push(found)
        setKnown({ problems, rules: scenario.host.rules, fixes: [...fixes] })
      }
    }
    // A lost worker is told of elsewhere; it reads the text again, which asks again.
    ask().catch(() => {})
    return () => {
      gone = true
    }
  }, [tab, problems])
  return known?.problems === problems && known.rules === rules ? known.fixes : []
}
