import { X } from 'lucide-react'
import { useEffect } from 'react'
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
  useEffect(() => {
    if (notice.severity !== 'information') return
    const timer = setTimeout(() => actions.dismissNotice(notice.id), INFORMATION_STAYS)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <div className={`floating notice notice--${notice.severity}`}>
      <span className="notice__text">
        {notice.text}
        {notice.offer === 'difference' && (
          <button type="button" className="button button--small notice__offer" onClick={() => showDifference('change')}>
            {ruleEditing.seeDifference}
          </button>
        )}
      </span>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={texts.dismiss}
        onClick={() => actions.dismissNotice(notice.id)}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  )
}
