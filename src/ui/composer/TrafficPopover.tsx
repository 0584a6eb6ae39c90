import { Suspense } from 'react'
import { fetchedPart } from '../app/fetched-part'
import { Popover } from '../app/Popover'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import './composer.css'

const TrafficForm = fetchedPart(() => import('./TrafficForm'))

/** The button of traffic that runs by itself: it tells whether some does, and opens the form. */
export function TrafficPopover() {
  const texts = useTexts()
  const running = usePage((state) => state.traffic.running)
  return (
    <Popover
      buttonClass="button"
      panelClass="traffic"
      label={texts.traffic.title}
      button={
        <>
          {running && <span className="traffic__live" aria-hidden="true" />}
          {texts.shell.traffic}
        </>
      }
    >
      <Suspense fallback={null}>
        <TrafficForm />
      </Suspense>
    </Popover>
  )
}
