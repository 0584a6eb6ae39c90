import { Send, Share2 } from 'lucide-react'
import { Suspense } from 'react'
import { TrafficPopover } from '../composer/TrafficPopover'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { fetchedPart } from './fetched-part'
import { HeaderTools } from './HeaderTools'
import { Logo } from './Logo'

/** What opens over the page is not needed for the first picture. */
const UnknownBadge = fetchedPart(async () => ({ default: (await import('./UnknownBadge')).UnknownBadge }))
const HeaderMenu = fetchedPart(async () => ({ default: (await import('./HeaderMenu')).HeaderMenu }))

/** Name, story and what can be done with the page as a whole; on a phone all but the most wanted is in a menu. */
export function Header({ phone }: { phone: boolean }) {
  const words = useTexts().shell
  const title = usePage((state) => state.scenario.title)
  const hasUnknowns = usePage((state) => (state.opened?.unknowns.length ?? 0) > 0)
  return (
    <header className="header">
      <h1 className="header__name">
        <Logo />
        <span>Five Chains</span>
      </h1>
      <nav className="header__story">
        <button type="button" className="header__link" onClick={() => actions.openDialog('stories')}>
          {words.stories}
        </button>
        <span aria-hidden="true"> / </span>
        <span className="header__title">{title === '' ? words.untitled : title}</span>
      </nav>
      <div className="header__tools">
        {hasUnknowns && (
          <Suspense fallback={null}>
            <UnknownBadge />
          </Suspense>
        )}
        <button
          type="button"
          className={phone ? 'button button--icon' : 'button'}
          aria-label={words.send}
          onClick={() => actions.openDialog('compose')}
        >
          {phone ? <Send size={16} aria-hidden="true" /> : words.send}
        </button>
        {!phone && <TrafficPopover />}
        <button
          type="button"
          className={phone ? 'button button--solid button--icon' : 'button button--solid'}
          aria-label={words.share}
          onClick={() => actions.openDialog('share')}
        >
          {phone ? <Share2 size={16} aria-hidden="true" /> : words.share}
        </button>
        {phone ? (
          <Suspense fallback={null}>
            <HeaderMenu />
          </Suspense>
        ) : (
          <HeaderTools />
        )}
      </div>
    </header>
  )
}
