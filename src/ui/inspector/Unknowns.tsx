import { CircleHelp } from 'lucide-react'
import type { PacketStory } from '../../trace/packet-story'
import { actions, usePage } from '../store/page-store'
import { ruleAt } from '../store/rule-place'
import { useTexts } from '../texts/use-texts'

/** What the verdict hangs on and nobody here knows: the person may decide it. */
export function Unknowns({ story }: { readonly story: PacketStory }) {
  const words = useTexts().inspector
  const view = usePage((page) => page.opened?.rules ?? null)
  const reasons = usePage((page) => page.opened?.unknowns ?? null)
  if (story.unknowns.length === 0 || view === null) return null
  return (
    <section className="undecided" aria-label={words.unknown}>
      {story.unknowns.map(({ place, name }) => {
        const rule = ruleAt(view, place)
        const known = reasons?.find(({ ruleKey }) => ruleKey === rule?.key)?.reason
        const reason = known === undefined || known === '' ? words.unknownName(name) : known
        return (
          <div className="undecided__one" key={`${place.table}/${place.chain}/${place.number}`}>
            <p>
              <CircleHelp size={14} aria-hidden="true" /> {words.unknownRule(place.number, `${place.table} ${place.chain}`, reason)}
            </p>
            {rule !== null && <Decide ruleKey={rule.key} />}
          </div>
        )
      })}
    </section>
  )
}

/** Yes or no in a rule's name. */
export function Decide({ ruleKey }: { readonly ruleKey: string }) {
  const words = useTexts().inspector
  const decided = usePage((page) => page.scenario.decisions[ruleKey] ?? null)
  return (
    <fieldset className="decide">
      <legend className="visually-hidden">{words.decide}</legend>
      <button
        type="button"
        className="button"
        aria-pressed={decided === 'yes'}
        onClick={() => actions.decide(ruleKey, decided === 'yes' ? null : 'yes')}
      >
        {words.yes}
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={decided === 'no'}
        onClick={() => actions.decide(ruleKey, decided === 'no' ? null : 'no')}
      >
        {words.no}
      </button>
    </fieldset>
  )
}
