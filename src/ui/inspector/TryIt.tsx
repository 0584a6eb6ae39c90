import { Lightbulb } from 'lucide-react'
import { useMemo } from 'react'
import type { PacketStory } from '../../trace/packet-story'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { showOutcome } from './show-outcome'
import { suggestion } from './try-it'

/** One thing to try, where it can be proved to make a difference. Undo takes it back. */
export function TryIt({ story }: { readonly story: PacketStory }) {
  const words = useTexts().inspector
  const view = usePage((page) => page.opened?.rules ?? null)
  const text = usePage((page) => page.scenario.host.rules)
  const found = useMemo(() => (view === null ? null : suggestion(story, view, text)), [story, view, text])
  if (found === null) return null
  return (
    <section className="try-it" aria-label={words.tryIt}>
      <p>
        <Lightbulb size={14} aria-hidden="true" /> {words.moveWhy(found.rule)}
      </p>
      <button
        type="button"
        className="button"
        onClick={() => {
          showOutcome(story.packet.id)
          actions.editText('rules', found.text)
        }}
      >
        {words.moveRule(found.rule, found.before)}
      </button>
    </section>
  )
}
