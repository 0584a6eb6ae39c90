import { useState } from 'react'
import type { AskedRule, PacketStory, UnaskedRule } from '../../trace/packet-story'
import type { RuleView } from '../../worker/protocol'
import { actions, usePage } from '../store/page-store'
import { ruleAt } from '../store/rule-place'
import { conditionText, look } from '../texts/condition-text'
import { WholeOptions } from '../texts/Emphasis'
import { type Texts, useTexts } from '../texts/use-texts'
import { Section } from './Section'

/** Rows shown before the middle is folded, and how many of them stay at each end. */
const MOST = 10
const HEAD = 3
const TAIL = 5

/** Why not the others: each rule of the chain that was asked and what it found, and what is known of those behind. */
export function AskedRules({ story }: { readonly story: PacketStory }) {
  const texts = useTexts()
  const words = texts.inspector
  const [unfolded, setUnfolded] = useState<string | null>(null)
  if (story.chain === null) return null
  const name = `${story.chain.table} ${story.chain.name}`
  const whole = unfolded === `${story.packet.id} ${name}` || story.asked.length <= MOST
  const head = whole ? story.asked : story.asked.slice(0, HEAD)
  const tail = whole ? [] : story.asked.slice(-TAIL)
  const between = story.asked.length - head.length - tail.length
  const behind = story.behind.filter(({ wouldMatch }) => wouldMatch === 'yes').slice(0, 3)
  const chain = (
    <span className="table-name asked__chain" data-table={story.chain.table}>
      {name}
    </span>
  )
  return (
    <Section title={words.whyNot} aside={chain}>
      <ol className="asked">
        {head.map((rule) => (
          <Asked key={rule.cursor} rule={rule} fate={story.fate?.kind ?? null} />
        ))}
        {between > 0 && (
          <li>
            <button type="button" className="asked__row asked__more" onClick={() => setUnfolded(`${story.packet.id} ${name}`)}>
              <span className="asked__number">…</span>
              <span>{words.more(between)}</span>
            </button>
          </li>
        )}
        {tail.map((rule) => (
          <Asked key={rule.cursor} rule={rule} fate={story.fate?.kind ?? null} />
        ))}
        {behind.map((rule) => (
          <Behind key={rule.place.number} rule={rule} />
        ))}
      </ol>
    </Section>
  )
}

const SIGNS = { yes: '✓', no: '✕', unknown: '?' } as const

function Asked({ rule, fate }: { readonly rule: AskedRule; readonly fate: string | null }) {
  const texts = useTexts()
  const words = texts.inspector
  const view = usePage((page) => page.opened?.rules ?? null)
  const found = view === null ? null : ruleAt(view, rule.place)
  const text = `${askedText(texts, rule, found)}${rule.answer === 'yes' ? leadsTo(found) : ''}`
  const against = rule.decided && (fate === 'dropped' || fate === 'rejected')
  return (
    <li>
      <button
        type="button"
        className="asked__row"
        data-answer={rule.answer}
        data-against={against}
        data-decided={rule.decided}
        aria-label={words.ruleRow(rule.place.number, text, words.answers[rule.answer])}
        onClick={() => actions.seek(rule.cursor)}
      >
        <span className="asked__number">{rule.place.number}</span>
        <span className="asked__text">
          <WholeOptions text={text} />
        </span>
        <span className="asked__sign" aria-hidden="true">
          {SIGNS[rule.answer]}
        </span>
      </button>
    </li>
  )
}

function Behind({ rule }: { readonly rule: UnaskedRule }) {
  const words = useTexts().inspector
  const view = usePage((page) => page.opened?.rules ?? null)
  const found = view === null ? null : ruleAt(view, rule.place)
  if (found === null) return null
  return (
    <li>
      <button
        type="button"
        className="asked__row"
        data-answer="behind"
        onClick={() => actions.select({ kind: 'rule', ruleKey: found.key })}
      >
        <span className="asked__number">{rule.place.number}</span>
        <span className="asked__text">
          {found.conditions === '' ? words.everything : found.conditions} {words.wouldMatch}
        </span>
        <span className="asked__sign" aria-hidden="true">
          –
        </span>
      </button>
    </li>
  )
}

/** Where a rule that matched sent the packet. */
function leadsTo(rule: RuleView | null): string {
  if (rule === null || rule.target.kind === 'none') return ''
  return rule.target.kind === 'jump'
    ? ` ↪ ${rule.target.name}`
    : rule.target.kind === 'goto'
      ? ` ⇥ ${rule.target.name}`
      : ` ${rule.target.name}`
}

function askedText(texts: Texts, rule: AskedRule, view: RuleView | null): string {
  const words = texts.inspector
  if (rule.condition !== null) {
    const wanted = conditionText(texts.facts, rule.condition)
    return rule.condition.is === '' ? wanted : `${wanted} · ${words.is(look(texts.facts.values, rule.condition.is))}`
  }
  // A recording tells that a rule matched, not what it found.
  if (rule.conditions.length === 0) return view === null || view.conditions === '' ? words.everything : view.conditions
  return rule.conditions.map((condition) => conditionText(texts.facts, condition)).join(' · ')
}
