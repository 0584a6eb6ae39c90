import { type CSSProperties, memo, type ReactNode, useEffect, useRef, useState } from 'react'
import { placeKey } from '../../trace/world'
import type { RuleView } from '../../worker/protocol'
import { CutName } from '../design/CutName'
import { MovedBy, MovedByWords } from '../recordings/MovedBy'
import { policyKey } from '../recordings/moves'
import { actions, usePage } from '../store/page-store'
import { translated } from '../texts/translated'
import { useTexts } from '../texts/use-texts'
import { Counter, CounterWords } from './Counter'
import { useAnyCounted } from './counter-store'
import { calledInstance } from './instance'
import type { Block } from './layout'
import { RULE_LINE } from './measures'
import { arrange, pictureStore, usePicture } from './picture'
import { RowMenu } from './RowMenu'
import { matchesEverything, type Row, rowOfRule, rowsBetween, twinsOf } from './rows'
import { rowKey } from './walk'

/** Beyond the edges of a scrolled box so much is kept ready. */
const OVERSCAN = 200

/** The rows of a chain in their box; a long unfolded chain scrolls and holds only what is seen. */
export const ChainRows = memo(function ChainRows({ block, back }: { readonly block: Block; readonly back: string | null }) {
  const scrolls = block.contentHeight > block.height
  const [top, setTop] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  useFollowedRow(block, box, scrolls)
  const [first, end] = scrolls ? rowsBetween(block.rows, top - OVERSCAN, top + block.height + OVERSCAN) : [0, block.rows.length]
  return (
    <div
      ref={box}
      data-of={`${block.table}/${block.chain.name}`}
      className={scrolls ? 'chain-rows chain-rows--scrolls nowheel nodrag nopan' : 'chain-rows'}
      style={
        { height: block.height, '--target-width': `${block.targetWidth}px`, '--number-width': `${block.numberWidth}px` } as CSSProperties
      }
      onScroll={
        scrolls
          ? (event) => {
              setTop(event.currentTarget.scrollTop)
              arrange.scroll(block.instance, event.currentTarget.scrollTop)
            }
          : undefined
      }
    >
      <ol className="chain-rows__list" style={{ height: block.contentHeight }}>
        {block.rows.slice(first, end).map((row) => (
          <li key={rowId(row)} className="chain-rows__item" style={{ top: row.y, height: row.height }}>
            <RowContent row={row} block={block} back={back} />
          </li>
        ))}
      </ol>
    </div>
  )
})

function rowId(row: Row): string {
  return row.kind === 'rule' ? row.rule.key : row.kind === 'fold' ? `fold ${row.from}` : 'end'
}

function RowContent({ row, block, back }: { readonly row: Row; readonly block: Block; readonly back: string | null }): ReactNode {
  switch (row.kind) {
    case 'rule':
      return <RuleRow rule={row.rule} dead={row.dead} commentBeside={row.commentBeside} block={block} />
    case 'fold':
      return <FoldRow from={row.from} to={row.to} counted={row.counted} block={block} />
    case 'end':
      return (
        <>
          <EndRow block={block} back={back} />
          <EndMenu block={block} />
        </>
      )
  }
}

function EndMenu({ block }: { readonly block: Block }) {
  const texts = useTexts().ruleEditing
  return <RowMenu label={texts.openChainMenu(`${block.table} ${block.chain.name}`)} />
}

/** Keeps the row that the packet is at, or that was selected, in sight of a scrolled box. */
function useFollowedRow(block: Block, box: { readonly current: HTMLDivElement | null }, scrolls: boolean): void {
  useEffect(() => {
    if (!scrolls) return
    const reveal = (number: number) => {
      const row = rowOfRule(block.rows, number)
      const element = box.current
      if (row === null || element === null) return
      const margin = 3 * RULE_LINE
      if (row.y < element.scrollTop + margin) element.scrollTop = row.y - margin
      else if (row.y + row.height > element.scrollTop + element.clientHeight - margin)
        element.scrollTop = row.y + row.height + margin - element.clientHeight
    }
    const numberHere = (here: string | null) =>
      here?.startsWith(`row:${block.instance}#`) ? Number(here.slice(here.indexOf('#') + 1)) : null
    const selectedNumber = (key: string | null) => block.chain.rules.find((rule) => rule.key === key)?.number ?? null
    const { moment, selectedRule } = pictureStore.getState()
    const start = numberHere(moment.here) ?? selectedNumber(selectedRule)
    if (start !== null) reveal(start)
    return pictureStore.subscribe((picture, before) => {
      if (picture.moment.here !== before.moment.here) {
        const number = numberHere(picture.moment.here)
        if (number !== null) reveal(number)
      }
      if (picture.selectedRule !== before.selectedRule) {
        const number = selectedNumber(picture.selectedRule)
        if (number !== null) reveal(number)
      }
    })
  }, [block, box, scrolls])
}

/** How a row looks at the cursor. */
type RowState = 'ahead' | 'missed' | 'matched' | 'unknown' | 'here' | 'against'

function useRowState(instance: string, number: number): RowState {
  return usePicture(({ moment }) => {
    const key = rowKey(instance, number)
    if (moment.here === `row:${key}` && (moment.rows[key] !== 'missed' || !moment.against)) return moment.against ? 'against' : 'here'
    return moment.rows[key] ?? 'ahead'
  })
}

const RuleRow = memo(function RuleRow({
  rule,
  dead,
  commentBeside,
  block,
}: {
  readonly rule: RuleView
  readonly dead: boolean
  readonly commentBeside: boolean
  readonly block: Block
}) {
  const { diagram: texts, ruleEditing: words, facts } = useTexts()
  const state = useRowState(block.instance, rule.number)
  const selected = usePicture((picture) => picture.selectedRule === rule.key)
  const unknown = usePicture((picture) => picture.unknowns.get(rule.key) ?? null)
  const refused = usePicture((picture) => picture.refusedRule === rule.key)
  const refusal = usePage((page) => (refused ? (page.opened?.refused?.problem.message ?? null) : null))
  const refusedWords = refusal === null ? null : texts.refusedHere(refusal)
  const breakpoint = usePage((page) => page.breakpoints.includes(rule.key))
  const key = placeKey({ table: block.table, chain: block.chain.name, kind: 'rule', number: rule.number })
  const everything = matchesEverything(rule)
  const conditions = everything ? texts.everything : rule.conditions === '' ? rule.text : rule.conditions
  const calls = rule.target.kind === 'jump' || rule.target.kind === 'goto'
  const target = rule.target.kind === 'none' ? texts.counting : rule.target.name
  const unknownWords =
    unknown === null ? null : unknown.decided === null ? texts.unknown(unknown.name) : texts.unknownDecided(unknown.name, unknown.decided)
  const twin = twinsOf(block.chain).get(rule.number)
  const twinWords = twin === undefined ? null : texts.sameAs(twin)
  const title = [
    rule.text,
    dead ? texts.neverReachedWhy : '',
    refusedWords ?? '',
    twinWords ?? '',
    unknownWords ?? '',
    translated(facts.own, unknown?.reason ?? ''),
  ]
    .filter((part) => part !== '')
    .join('\n')
  return (
    <>
      <button
        type="button"
        className="chain-rule"
        tabIndex={-1}
        data-stop="rule"
        data-rule={rule.key}
        data-first={rule.number}
        data-last={rule.number}
        data-calls={calls ? calledInstance(block.instance, rule.number) : undefined}
        data-state={state}
        data-dead={dead || undefined}
        data-refused={refused || undefined}
        aria-pressed={selected}
        aria-current={state === 'here' || state === 'against' ? 'step' : undefined}
        title={title}
        onClick={() => actions.select({ kind: 'rule', ruleKey: rule.key })}
        onDoubleClick={() => actions.toggleBreakpoint(rule.key)}
      >
        <span className="visually-hidden">
          {texts.ruleName(
            block.table,
            block.chain.name,
            rule.number,
            conditions,
            [target, rule.target.details].filter((part) => part !== '').join(' '),
          )}
          <CounterWords placeKey={key} loaded={rule.counters.packets} />
          <MovedByWords of={rule.key} />
          {[
            dead ? texts.neverReached : null,
            rule.comment === null ? null : texts.comment(rule.comment),
            refusedWords,
            twinWords,
            unknownWords,
            breakpoint ? texts.breakpoint : null,
          ].map((part) => (part === null ? '' : `, ${part}`))}
        </span>
        <span className="chain-rule__line" aria-hidden="true">
          <span className="chain-rule__number" data-breakpoint={breakpoint || undefined}>
            {rule.number}
          </span>
          <span className="chain-rule__conditions" data-everything={everything || undefined}>
            {conditions}
            {commentBeside && <span className="chain-rule__comment chain-rule__comment--beside">{rule.comment}</span>}
          </span>
          {unknown !== null && (
            <span className="badge badge--unknown chain-rule__unknown">
              ?{unknown.decided === null ? '' : unknown.decided === 'yes' ? '✓' : '✕'}
            </span>
          )}
          <span
            className="chain-rule__target"
            data-kind={rule.target.kind}
            data-target={rule.target.kind === 'verdict' ? rule.target.name : undefined}
          >
            {calls ? <CutName name={target} /> : target}
          </span>
          <MovedBy of={rule.key} />
          <Counter placeKey={key} loaded={rule.counters.packets} />
        </span>
        {!commentBeside && (rule.target.details !== '' || (rule.comment !== null && rule.comment !== '')) && (
          <span className="chain-rule__second" aria-hidden="true">
            {rule.target.details !== '' && <span className="chain-rule__details">{rule.target.details}</span>}
            {rule.comment !== null && rule.comment !== '' && <span className="chain-rule__comment">{rule.comment}</span>}
          </span>
        )}
      </button>
      <RowMenu label={words.openMenu(rule.number, `${block.table} ${block.chain.name}`)} />
      {calls && (
        <CallToggle instance={calledInstance(block.instance, rule.number)} chain={rule.target.name} goes={rule.target.kind === 'goto'} />
      )}
    </>
  )
})

/** Opens and closes the chain that a rule jumps to. */
function CallToggle({ instance, chain, goes }: { readonly instance: string; readonly chain: string; readonly goes: boolean }) {
  const texts = useTexts().diagram
  const open = usePicture((picture) => picture.layout.byId.has(`chain:${instance}`))
  return (
    <button
      type="button"
      className="chain-rule__toggle"
      tabIndex={-1}
      aria-expanded={open}
      aria-label={open ? texts.closeChain(chain) : texts.openChain(chain)}
      title={open ? texts.closeChain(chain) : texts.openChain(chain)}
      onClick={() => arrange.showChain(instance, !open)}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={goes ? 'M2 3v6M5 3l4 3-4 3' : 'M4 2.5 8 6l-4 3.5'} />
      </svg>
    </button>
  )
}

/** The folded middle. While the packet is in there, it shows the rule that is being asked. */
const FoldRow = memo(function FoldRow({
  from,
  to,
  counted,
  block,
}: {
  readonly from: number
  readonly to: number
  readonly counted: boolean
  readonly block: Block
}) {
  const texts = useTexts().diagram
  const at = usePicture(({ moment }) => {
    if (moment.station?.kind !== 'row' || moment.station.instance !== block.instance) return null
    return moment.station.number >= from && moment.station.number <= to ? moment.station.number : null
  })
  const rule = at === null ? undefined : block.chain.rules[at - 1]
  const ticked = useAnyCounted(`${block.table}/${block.chain.name}`, from, to)
  const words = texts.folded(to - from + 1, counted || ticked)
  return (
    <button
      type="button"
      className="chain-fold"
      tabIndex={-1}
      data-stop="fold"
      data-first={from}
      data-last={to}
      data-state={at === null ? 'ahead' : 'here'}
      aria-label={`${words}. ${texts.unfold(from, to)}`}
      title={texts.unfold(from, to)}
      onClick={() => arrange.unfold(block.instance, true)}
    >
      <span className="chain-rule__number">{at ?? '⋯'}</span>
      <span className="chain-rule__conditions">
        {rule === undefined ? words : matchesEverything(rule) ? texts.everything : rule.conditions}
      </span>
      {rule !== undefined && <span className="chain-fold__rest">{words}</span>}
    </button>
  )
})

const EndRow = memo(function EndRow({ block, back }: { readonly block: Block; readonly back: string | null }) {
  const texts = useTexts().diagram
  const { chain, table } = block
  const state = useRowState(block.instance, chain.ruleCount + 1)
  const here = usePicture(({ moment }) =>
    moment.here === `row:${rowKey(block.instance, chain.ruleCount + 1)}` ? (moment.against ? 'against' : 'here') : null,
  )
  if (chain.policy === null)
    return (
      <button
        type="button"
        className="chain-end chain-end--back"
        tabIndex={-1}
        data-stop="end"
        data-first={chain.ruleCount + 1}
        data-last={0}
        data-state={here ?? state}
        onClick={() => actions.select({ kind: 'chain', table, chain: chain.name })}
      >
        {back ?? texts.policyUntold}
      </button>
    )
  const key = placeKey({ table, chain: chain.name, kind: 'policy', number: chain.ruleCount + 1 })
  return (
    <button
      type="button"
      className="chain-end chain-end--policy"
      tabIndex={-1}
      data-stop="policy"
      data-first={chain.ruleCount + 1}
      data-last={0}
      data-state={here ?? state}
      aria-current={here === null ? undefined : 'step'}
      onClick={() => actions.select({ kind: 'chain', table, chain: chain.name })}
    >
      <span className="visually-hidden">
        {texts.policyName(table, chain.name, chain.policy)}
        <CounterWords placeKey={key} loaded={chain.counters.packets} />
        <MovedByWords of={policyKey(table, chain.name)} />
      </span>
      <span aria-hidden="true">{texts.policy}</span>
      <span className="chain-rule__target" data-target={chain.policy} aria-hidden="true">
        {chain.policy}
      </span>
      <MovedBy of={policyKey(table, chain.name)} />
      <Counter placeKey={key} loaded={chain.counters.packets} />
    </button>
  )
})
