import { memo } from 'react'
import { HOOKS, type Hook } from '../../model'
import type { TraceEvent } from '../../trace/event'
import { useTrafficCounted } from '../store/counted'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { countUpTo } from './count-up-to'
import { shortCount } from './short-count'

type Entries = { readonly [K in Hook]: readonly number[] }

const NO_EVENTS: readonly TraceEvent[] = []
const known = new WeakMap<readonly TraceEvent[], Entries>()

/** The cursors at which packets have entered each hook, in order. */
function entriesOf(events: readonly TraceEvent[]): Entries {
  const before = known.get(events)
  if (before !== undefined) return before
  const entries = Object.fromEntries(HOOKS.map((hook) => [hook, [] as number[]])) as { [K in Hook]: number[] }
  events.forEach((event, index) => {
    if (event.kind === 'hook entered') entries[event.hook].push(index + 1)
  })
  known.set(events, entries)
  return entries
}

/** Packets that have come to a hook by the cursor. Traffic is told of rule by rule: there the run's own packets would mislead. */
export const HookCount = memo(function HookCount({ hook }: { readonly hook: Hook }) {
  const texts = useTexts().diagram
  const ofTraffic = useTrafficCounted()
  const count = usePage((page) => (ofTraffic ? 0 : countUpTo(entriesOf(page.run?.events ?? NO_EVENTS)[hook], page.cursor)))
  // The unit goes to a second line, which is not seen, where the hook's name leaves no room for it.
  return (
    <span className="hook-card__count">
      {count > 0 && (
        <>
          <span>{shortCount(count)}</span>
          <span>{texts.packetUnit(count)}</span>
        </>
      )}
    </span>
  )
})
