import { Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { PacketStory } from '../../trace/packet-story'
import { fetchedPart } from '../app/fetched-part'
import { useTexts } from '../texts/use-texts'

const MakeRuleForm = fetchedPart(() => import('./MakeRuleForm'))

/** For a packet that a rule or policy stopped: a rule that would let it pass, or whatever else one wants of it. */
export function MakeRule({ story }: { readonly story: PacketStory }) {
  const texts = useTexts().ruleEditing
  const [openFor, setOpenFor] = useState<number | null>(null)
  const { fate } = story
  if (fate === null || (fate.kind !== 'dropped' && fate.kind !== 'rejected')) return null
  if (openFor !== story.packet.id)
    return (
      <button type="button" className="button make-rule" onClick={() => setOpenFor(story.packet.id)}>
        <Plus size={14} aria-hidden="true" />
        {texts.make}
      </button>
    )
  return (
    <Suspense fallback={null}>
      <MakeRuleForm story={story} by={fate.by} onDone={() => setOpenFor(null)} />
    </Suspense>
  )
}
