import { useMemo } from 'react'
import { type PacketStory, packetStory } from '../../trace/packet-story'
import type { RuleLookup } from '../../trace/sentence'
import { usePage } from '../store/page-store'
import { ruleAt } from '../store/rule-place'
import { useCurrentPacket, useTimeline } from '../timeline/use-timeline'

const NO_RULES: RuleLookup = () => null

/** The rules of the ruleset on the page, by their place. */
export function useRules(): RuleLookup {
  const view = usePage((page) => page.opened?.rules ?? null)
  return useMemo(() => (view === null ? NO_RULES : (place) => (place.kind === 'rule' ? ruleAt(view, place) : null)), [view])
}

/** The story of the packet at the cursor; null where there is none yet. */
export function useStory(): PacketStory | null {
  const timeline = useTimeline()
  const track = useCurrentPacket()
  const cursor = usePage((page) => page.cursor)
  const rules = useRules()
  return useMemo(() => (track === null ? null : packetStory(timeline, track, cursor, rules)), [timeline, track, cursor, rules])
}
