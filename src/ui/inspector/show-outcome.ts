import type { PacketId } from '../../trace/event'
import { findAgain } from '../../trace/find-again'
import { actions, pageStore } from '../store/page-store'
import { timelineOf } from '../timeline/use-timeline'

/**
 * After a change to the rules: when the new run is there, goes to the packet's new end, for that is what the change was about. Its
 * number may be another one by then. Whoever moves in time forgets what was pointed at, unless that is to be kept.
 */
export function showOutcome(packet: PacketId, pointedAt: 'forgotten' | 'kept' = 'forgotten'): void {
  const before = pageStore.getState().run
  const stop = pageStore.subscribe(({ run }) => {
    if (run === before || run === null) return
    stop()
    const track = findAgain(timelineOf(before), packet, timelineOf(run))
    const { selection } = pageStore.getState()
    if (track !== null) actions.seek(track.last + 1)
    if (pointedAt === 'kept') actions.select(selection)
  })
}
