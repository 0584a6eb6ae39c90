import { CircleAlert, TriangleAlert } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { Diagnostic } from '../../model'
import { fetchedPart } from '../app/fetched-part'
import { usePage } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { ownWords, translated } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { HintLine } from './HintLine'

const NONE: readonly Diagnostic[] = []

/** Sendings that could not be made are listed up to this many. */
const MOST_UNSENT = 5

const ProblemList = fetchedPart(() => import('./ProblemList'))

/** How many problems the text has, the first one in words, and the way to the next. */
export function Problems({ tab, onNext }: { tab: EditorTab; onNext: () => void }) {
  const { editor: texts, facts } = useTexts()
  const diagnostics = usePage((state) => state.opened?.diagnostics[tab] ?? NONE)
  const limits = usePage((state) => state.opened?.limits)
  const runLimits = usePage((state) => state.run?.limits)
  const unsent = usePage((state) => state.run?.diagnostics ?? NONE)
  const isReading = usePage((state) => state.worker.state === 'busy')
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning')
  const first = errors[0] ?? warnings[0]
  const [listed, setListed] = useState(false)
  // What is merely of no use has no line below the text: the way to its fixes lies over the text, whose size stays.
  const toggle = (
    <button
      type="button"
      className={first === undefined ? 'problems__all problems__all--over' : 'problems__all'}
      aria-expanded={listed}
      onClick={() => setListed(!listed)}
    >
      {listed ? texts.hideProblems : texts.showProblems(diagnostics.length)}
    </button>
  )
  return (
    <>
      {listed && (
        <Suspense fallback={null}>
          <ProblemList tab={tab} />
        </Suspense>
      )}
      {first === undefined && (diagnostics.length > 0 || listed) && toggle}
      <div className="problems" role="status">
        {first !== undefined && (
          <>
            <button type="button" className="problems__next" title={texts.nextProblem} onClick={onNext}>
              {errors.length > 0 ? <CircleAlert size={14} aria-hidden="true" /> : <TriangleAlert size={14} aria-hidden="true" />}
              {errors.length > 0 && <span>{texts.problems.error(errors.length)}</span>}
              {warnings.length > 0 && <span>{texts.problems.warning(warnings.length)}</span>}
            </button>
            <span className="problems__first">
              <span className="problems__line terminal">{first.span.line}</span>
              <span className="terminal">{ownWords(facts.own, first)}</span>
              <HintLine hint={first.hint} />
            </span>
            {toggle}
          </>
        )}
        {isReading && <span className="problems__reading">{texts.reading}</span>}
        {unsent.slice(0, MOST_UNSENT).map((diagnostic) => (
          <span key={`${diagnostic.span.line} ${diagnostic.message}`} className="problems__limit">
            {texts.sending(diagnostic.span.line)}: {ownWords(facts.own, diagnostic)}
          </span>
        ))}
        {runLimits?.map((limit) => (
          <span key={limit} className="problems__limit">
            {texts.limitReached(facts.limits[limit] ?? limit)}
          </span>
        ))}
        {limits?.map((limit) => (
          <span key={limit} className="problems__limit">
            {translated(facts.own, limit)}
          </span>
        ))}
      </div>
    </>
  )
}
