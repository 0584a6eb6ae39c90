import { ArrowRight, Ban, CircleAlert } from 'lucide-react'
import { HintLine } from '../editor/HintLine'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'

/** Says over the diagram that nothing of the text would be loaded, by whose word, and what that means for the packets here. */
export function Refused() {
  const texts = useTexts().diagram
  const refused = usePage((page) => page.opened?.refused ?? null)
  const { by, problem } = refused ?? { by: 'kernel', problem: null }
  return (
    <div className="diagram__refused" role="status" data-by={by}>
      {problem !== null && (
        <div className={by === 'kernel' ? 'refused' : 'floating refused'} data-by={by}>
          {by === 'kernel' ? <Ban size={16} aria-hidden="true" /> : <CircleAlert size={14} aria-hidden="true" />}
          <p>
            <strong>{by === 'kernel' ? texts.refusedWhole : texts.refusedLine(problem.span.line)}</strong>{' '}
            {by === 'kernel' && <span className="terminal">{problem.message}</span>} {by === 'kernel' && <HintLine hint={problem.hint} />}{' '}
            {by === 'kernel' ? texts.refusedNothingWalks : texts.refusedRestWalks}
          </p>
          <ToRefusedLine />
        </div>
      )}
    </div>
  )
}

/** Goes to the line in the editor for which nothing would be loaded. */
export function ToRefusedLine() {
  const texts = useTexts().diagram
  const line = usePage((page) => page.opened?.refused?.problem.span.line ?? null)
  if (line === null) return null
  return (
    <button
      type="button"
      className="button button--small refused__show"
      onClick={() => {
        actions.showTab({ editor: 'rules' })
        actions.select({ kind: 'line', line })
      }}
    >
      {texts.refusedShow(line)}
      <ArrowRight size={12} aria-hidden="true" />
    </button>
  )
}
