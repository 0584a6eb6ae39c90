import { useState } from 'react'
import type { RulesetView } from '../../worker/protocol'
import { usePage } from '../store/page-store'
import { findRule } from '../store/rule-place'
import { useWords } from '../texts/use-texts'
import { type Landed, moveRule } from './rule-actions'
import { RULE_CHANGES } from './words'

/** Rules to move before that are offered; where there are more, the number is typed into the list. */
const MOST_PLACES = 2_000

/** To which chain, and before which of its rules. */
export function MoveField({ ruleKey, onDone }: { readonly ruleKey: string; readonly onDone: (landed: Landed | null) => void }) {
  const view = usePage((page) => page.opened?.rules ?? null)
  const found = view === null ? null : findRule(view, ruleKey)
  if (view === null || found === null) return null
  return <MoveForm view={view} table={found.table} chain={found.chain.name} number={found.rule.number} ruleKey={ruleKey} onDone={onDone} />
}

function MoveForm(props: {
  readonly view: RulesetView
  readonly table: string
  readonly chain: string
  readonly number: number
  readonly ruleKey: string
  readonly onDone: (landed: Landed | null) => void
}) {
  const texts = useWords(RULE_CHANGES)
  const { table, ruleKey, onDone } = props
  const chains = props.view.tables.find(({ name }) => name === table)?.chains ?? []
  const [chain, setChain] = useState(props.chain)
  const [number, setNumber] = useState(props.number)
  const { rules, ruleCount } = chains.find(({ name }) => name === chain) ?? { rules: [], ruleCount: 0 }
  return (
    <form
      className="rule-field"
      onSubmit={(event) => {
        event.preventDefault()
        void moveRule(ruleKey, { table, chain, number }).then((landed) => landed !== null && onDone(landed))
      }}
    >
      <label className="rule-field__line">
        <span className="rule-field__label">{texts.toChain}</span>
        <select
          className="field terminal"
          value={chain}
          onChange={(event) => {
            setChain(event.target.value)
            setNumber(1)
          }}
        >
          {chains.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="rule-field__line">
        <span className="rule-field__label">{texts.place}</span>
        <select className="field terminal" value={number} onChange={(event) => setNumber(Number(event.target.value))}>
          {rules.slice(0, MOST_PLACES).map((rule) => (
            <option key={rule.key} value={rule.number}>
              {texts.before(rule.number, rule.text)}
            </option>
          ))}
          <option value={ruleCount + 1}>{texts.atEnd}</option>
        </select>
      </label>
      <div className="rule-field__actions">
        <button type="button" className="button" onClick={() => onDone(null)}>
          {texts.cancel}
        </button>
        <button type="submit" className="button button--solid">
          {texts.moveThere}
        </button>
      </div>
    </form>
  )
}
