import { X } from 'lucide-react'
import { twinsOf } from '../diagram/rows'
import { useCounted } from '../store/counted'
import { actions, usePage } from '../store/page-store'
import { findRule } from '../store/rule-place'
import { conditionText } from '../texts/condition-text'
import { WholeOptions } from '../texts/Emphasis'
import { translated } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { useWorld } from '../timeline/use-timeline'
import { Decide } from './Unknowns'

/** The rule that is pointed at: what it says, what it asks, how often it matched. */
export function RuleCard({ ruleKey }: { readonly ruleKey: string }) {
  const texts = useTexts()
  const words = texts.inspector
  const view = usePage((page) => page.opened?.rules ?? null)
  const unknown = usePage((page) => page.opened?.unknowns.find((one) => one.ruleKey === ruleKey) ?? null)
  const world = useWorld()
  const counters = useCounted()
  const found = view === null ? null : findRule(view, ruleKey)
  const placeKey = found === null ? '' : `${found.table}/${found.chain.name}/${found.rule.number}`
  if (found === null) return null
  const { rule, chain, table } = found
  const twin = twinsOf(chain).get(rule.number)
  const counted = counters[placeKey] ?? { packets: 0, bytes: 0 }
  return (
    <article className="rule-card" aria-label={words.rule(rule.number, `${table} ${chain.name}`)}>
      <header>
        <h2>
          {words.rule(rule.number, '')}
          <span className="table-name" data-table={table}>
            {table} {chain.name}
          </span>
        </h2>
        <button
          type="button"
          className="button button--plain button--icon"
          aria-label={words.deselect}
          title={words.deselect}
          onClick={() => actions.select(null)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </header>
      <code className="rule-card__text">
        <WholeOptions text={`-A ${chain.name} ${rule.text}`} />
      </code>
      <dl className="facts">
        {rule.comment !== null && <Fact name={words.comment}>{rule.comment}</Fact>}
        {twin !== undefined && <Fact name={words.again}>{texts.diagram.sameAs(twin)}</Fact>}
        <Fact name={words.asks}>
          {rule.tests.length === 0
            ? words.everything
            : rule.tests
                .filter(({ subject }) => !subject.endsWith(' header'))
                .map((test) => conditionText(texts.facts, test))
                .join(', ')}
        </Fact>
        <Fact name={words.target}>{rule.target.kind === 'none' ? '–' : `${rule.target.name} ${rule.target.details}`.trimEnd()}</Fact>
        <Fact name={words.counted}>{words.counter(counted.packets, counted.bytes)}</Fact>
        {rule.counters.packets > 0 && <Fact name={words.loaded}>{words.counter(rule.counters.packets, rule.counters.bytes)}</Fact>}
      </dl>
      {unknown !== null && (
        <div className="undecided__one">
          <p>
            {unknown.name} {words.unknownReason} {translated(texts.facts.own, unknown.reason)}
          </p>
          <Decide ruleKey={ruleKey} packet={world.current} />
        </div>
      )}
    </article>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="facts__row">
      <dt>{name}</dt>
      <dd className="terminal">{children}</dd>
    </div>
  )
}
