import { useEffect, useMemo, useState } from 'react'
import type { Place } from '../../trace/event'
import type { PacketStory } from '../../trace/packet-story'
import type { RulePlace } from '../../worker/protocol-editing'
import { specOf } from '../rule-editing/packet-spec'
import { RuleField } from '../rule-editing/RuleField'
import { type FoundWords, wordsForPacket } from '../rule-editing/rule-words'
import { whyFailed } from '../texts/why-failed'
import '../rule-editing/rule-editing.css'
import { RULE_CHANGES } from '../rule-editing/words'
import { usePage } from '../store/page-store'
import type { ruleChanges } from '../texts/en/rule-changes'
import { useWords } from '../texts/use-texts'
import { Section } from './Section'

const TARGETS = ['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'LOG'] as const

/** What the rule says, what it does and where it goes: filled in, and everything of it can be changed before it is added. */
export default function MakeRuleForm({
  story,
  by,
  onDone,
}: {
  readonly story: PacketStory
  readonly by: Place
  readonly onDone: () => void
}) {
  const texts = useWords(RULE_CHANGES)
  const [target, setTarget] = useState<string>('ACCEPT')
  const places = useMemo(() => placesFor(by, texts), [by, texts])
  const [which, setWhich] = useState(0)
  const at = places[which]?.at ?? null
  const found = useRuleForPacket(story, at, target)
  if (at === null) return null
  return (
    <Section title={texts.makeTitle}>
      <p className="inspector-quiet">{texts.makeHint}</p>
      <RuleField at={at} words={found?.kind === 'words' ? found.words : ''} onDone={onDone}>
        <div className="make-rule__choices">
          <label className="rule-field__line">
            <span className="rule-field__label">{texts.doThen}</span>
            <select className="field terminal" value={target} onChange={(event) => setTarget(event.target.value)}>
              {TARGETS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label className="rule-field__line">
            <span className="rule-field__label">{texts.putWhere}</span>
            <select className="field" value={which} onChange={(event) => setWhich(Number(event.target.value))}>
              {places.map(({ label }, index) => (
                <option key={label} value={index}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </div>
        {found === null && <p className="inspector-quiet">{texts.working}</p>}
        {found?.kind === 'refused' && <p className="rule-field__said">{found.why}</p>}
      </RuleField>
    </Section>
  )
}

/** Where it would help: before what stopped the packet, or at the chain's very beginning. */
function placesFor(by: Place, texts: typeof ruleChanges): readonly { readonly label: string; readonly at: RulePlace }[] {
  const { table, chain, number } = by
  const name = `${table} ${chain}`
  const stopping = {
    label: by.kind === 'policy' ? texts.beforePolicy(name) : texts.beforeStopping(number, name),
    at: { table, chain, number },
  }
  return number === 1 ? [stopping] : [stopping, { label: texts.atBeginning(name), at: { table, chain, number: 1 } }]
}

function useRuleForPacket(story: PacketStory, at: RulePlace | null, target: string): FoundWords | null {
  const rules = usePage((page) => page.scenario.host.rules)
  const [answer, setAnswer] = useState<{ readonly of: string; readonly found: FoundWords } | null>(null)
  const packet = useMemo(() => specOf(story.packet), [story.packet])
  const { state } = story
  const asked = JSON.stringify([packet, at, target, state])
  useEffect(() => {
    if (at === null || rules === '') return
    let gone = false
    wordsForPacket(packet, { at, target, state }).then(
      (found) => !gone && setAnswer({ of: asked, found }),
      (failure: unknown) => !gone && setAnswer({ of: asked, found: { kind: 'refused', why: whyFailed(failure) } }),
    )
    return () => {
      gone = true
    }
  }, [rules, asked, packet, at, target, state])
  return answer?.of === asked ? answer.found : null
}
