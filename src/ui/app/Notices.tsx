import { X } from 'lucide-react'
import { type FocusEvent, useEffect, useRef } from 'react'
import { showDifference } from '../difference/earlier'
import { actions, usePage } from '../store/page-store'
import type { Notice } from '../store/state'
import { useTexts } from '../texts/use-texts'

/** Good news goes away by itself after this many milliseconds; errors stay until they are dismissed. */
const INFORMATION_STAYS = 7_000

/** Messages to the person, said aloud by screen readers: errors at once, the rest when there is a pause. */
export function Notices() {
  const texts = useTexts().shell
  const notices = usePage((state) => state.notices)
  return (
    <section className="notices" aria-label={texts.messages}>
      <div role="alert">
        {notices
          .filter((notice) => notice.severity === 'error')
          .map((notice) => (
            <Toast key={notice.id} notice={notice} />
          ))}
      </div>
      <div role="status">
        {notices
          .filter((notice) => notice.severity !== 'error')
          .map((notice) => (
            <Toast key={notice.id} notice={notice} />
          ))}
      </div>
    </section>
  )
}

function Toast({ notice }: { notice: Notice }) {
  const { shell: texts, ruleEditing } = useTexts()
  const box = useRef<HTMLDivElement>(null)
  const cameFrom = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (notice.severity !== 'information') return
    const timer = setInterval(() => {
      // Nobody loses what is being read or used.
      if (box.current?.matches(':hover, :focus-within') !== true) actions.dismissNotice(notice.id)
    }, INFORMATION_STAYS)
    return () => clearInterval(timer)
  }, [notice])
  const remember = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof HTMLElement && box.current?.contains(relatedTarget) === false) cameFrom.current = relatedTarget
  }
  const dismiss = () => {
    actions.dismissNotice(notice.id)
    if (cameFrom.current?.isConnected === true) cameFrom.current.focus({ preventScroll: true })
  }
  return (
    <div ref={box} className={`floating notice notice--${notice.severity}`}>
      <span className="notice__text">
        {notice.text}
        {notice.offer === 'difference' && (
          <button type="button" className="button button--small notice__offer" onFocus={remember} onClick={() => showDifference('change')}>
            {ruleEditing.seeDifference}
          </button>
        )}
      </span>
      <button type="button" className="button button--plain button--icon" aria-label={texts.dismiss} onFocus={remember} onClick={dismiss}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  )
}
