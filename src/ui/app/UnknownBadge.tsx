import type { UnknownView } from '../../worker/protocol'
import { Choices } from '../composer/Choices'
import { actions, usePage } from '../store/page-store'
import { translated } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { Popover } from './Popover'

const NONE: readonly UnknownView[] = []

/** How many rules ask something that is not modelled, and what the person says they answer. */
export function UnknownBadge() {
  const { shell: texts, facts } = useTexts()
  const unknowns = usePage((state) => state.opened?.unknowns ?? NONE)
  // The person's own answers, at once: what the simulation has read of them comes a moment later.
  const decisions = usePage((state) => state.scenario.decisions)
  const open = unknowns.filter((unknown) => decisions[unknown.ruleKey] === undefined).length
  return (
    <Popover
      buttonClass="button button--plain"
      panelClass="unknowns"
      label={texts.unknownsTitle}
      button={<span className="badge badge--unknown">{texts.unknowns(open === 0 ? unknowns.length : open)}</span>}
    >
      <h2 className="overline">{texts.unknownsTitle}</h2>
      <p>{texts.unknownsHint}</p>
      <ul>
        {unknowns.map((unknown) => (
          <li key={`${unknown.ruleKey} ${unknown.what} ${unknown.name}`} className="unknowns__item">
            <button
              type="button"
              className="unknowns__rule terminal"
              onClick={() => actions.select({ kind: 'rule', ruleKey: unknown.ruleKey })}
            >
              {unknown.ruleKey} · {unknown.name}
            </button>
            <span className="unknowns__reason">{translated(facts.own, unknown.reason)}</span>
            <Choices
              label={texts.ruleAnswers(unknown.ruleKey)}
              value={decisions[unknown.ruleKey] ?? 'open'}
              options={[
                { value: 'yes', label: texts.decideYes },
                { value: 'no', label: texts.decideNo },
                { value: 'open', label: texts.decideOpen },
              ]}
              onChange={(answer) => actions.decide(unknown.ruleKey, answer === 'open' ? null : answer)}
            />
          </li>
        ))}
      </ul>
    </Popover>
  )
}
