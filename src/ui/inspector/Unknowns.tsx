import { CircleHelp } from 'lucide-react'
import type { PacketId } from '../../trace/event'
import type { PacketStory } from '../../trace/packet-story'
import { actions, usePage } from '../store/page-store'
import { ruleAt } from '../store/rule-place'
import { translated } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { useTimeline } from '../timeline/use-timeline'
import { showOutcome } from './show-outcome'

/** What the verdict hangs on and nobody here knows: the person may decide it. */
export function Unknowns({ story }: { readonly story: PacketStory }) {
  const { inspector: words, facts } = useTexts()
  const view = usePage((page) => page.opened?.rules ?? null)
  const reasons = usePage((page) => page.opened?.unknowns ?? null)
  if ((story.unknowns.length === 0 && story.dependsOn === null) || view === null) return null
  return (
    <section className="undecided" aria-label={words.unknown}>
      {story.dependsOn !== null && <Dependence on={story.dependsOn} />}
      {story.unknowns.map(({ place, name }) => {
        const rule = ruleAt(view, place)
        const known = reasons?.find(({ ruleKey }) => ruleKey === rule?.key)?.reason
        const reason = known === undefined || known === '' ? words.unknownName(name) : translated(facts.own, known)
        return (
          <div className="undecided__one" key={`${place.table}/${place.chain}/${place.number}`}>
            <p>
              <CircleHelp size={14} aria-hidden="true" /> {words.unknownRule(place.number, `${place.table} ${place.chain}`, reason)}
            </p>
            {rule !== null && <Decide ruleKey={rule.key} packet={story.packet.id} />}
          </div>
        )
      })}
    </section>
  )
}

/** The packet is there, or fares so, because of another one whose verdict nobody knows for sure. */
function Dependence({ on }: { readonly on: PacketId }) {
  const words = useTexts().inspector
  const track = useTimeline().trackById[on]
  if (track === undefined) return null
  return (
    <div className="undecided__one">
      <p>
        <CircleHelp size={14} aria-hidden="true" /> {words.dependsOn(on, track.label)}
      </p>
      <div>
        <button type="button" className="button" onClick={() => actions.seek(track.last + 1)}>
          {words.goToPacket(on)}
        </button>
      </div>
    </div>
  )
}

/** Yes or no in a rule's name. */
export function Decide({ ruleKey, packet }: { readonly ruleKey: string; readonly packet: PacketId | null }) {
  const words = useTexts().inspector
  const decided = usePage((page) => page.scenario.decisions[ruleKey] ?? null)
  const decide = (answer: 'yes' | 'no'): void => {
    if (packet !== null) showOutcome(packet)
    actions.decide(ruleKey, decided === answer ? null : answer)
  }
  return (
    <fieldset className="decide">
      <legend className="visually-hidden">{words.decide}</legend>
      <button type="button" className="button" aria-pressed={decided === 'yes'} onClick={() => decide('yes')}>
        {words.yes}
      </button>
      <button type="button" className="button" aria-pressed={decided === 'no'} onClick={() => decide('no')}>
        {words.no}
      </button>
    </fieldset>
  )
}
