import type { PacketId } from '../../trace/event'
import { actions, pageStore } from '../store/page-store'
import { timelineOf } from '../timeline/use-timeline'

/** After a change to the rules: when the new run is there, goes to the packet's new end, for that is what the change was about. */
export function showOutcome(packet: PacketId): void {
  const before = pageStore.getState().run
  const stop = pageStore.subscribe(({ run }) => {
    if (run === before || run === null) return
    stop()
    const track = timelineOf(run).trackById[packet]
    if (track !== undefined) actions.seek(track.last + 1)
  })
}
