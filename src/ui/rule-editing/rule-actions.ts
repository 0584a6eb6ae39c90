import type { PacketId } from '../../trace/event'
import { packetAt } from '../../trace/timeline'
import type { Opened } from '../../worker/protocol'
import type { RuleChange, RulePlace } from '../../worker/protocol-editing'
import { placesOfRules, ruleOnLine } from '../diagram/rule-index'
import { showOutcome } from '../inspector/show-outcome'
import { actions, pageStore } from '../store/page-store'
import { findRule } from '../store/rule-place'
import { readNow } from '../store/said-of-rules'
import { whyFailed } from '../texts/why-failed'
import { timelineOf } from '../timeline/use-timeline'
import { carryKeys } from './carry-keys'
import { carryPlace } from './carry-place'
import { changeRule, refusal } from './edit-rules'
import { tellEdit, tellRefusal } from './tell-edit'
import { RULE_CHANGES } from './words'

/** Where a rule stands once its change is made. */
export interface Landed {
  readonly key: string
  readonly table: string
  readonly chain: string
  readonly number: number
}

const words = () => RULE_CHANGES[pageStore.getState().language]

/** Moves a rule before rule `to.number` of a chain; answers where it stands now, null where it did not move. */
export function moveRule(ruleKey: string, to: RulePlace): Promise<Landed | null> {
  const from = placeOf(ruleKey)
  if (from === null) return Promise.resolve(null)
  return perform({ kind: 'move', ruleKey, to }, (landed) => {
    const number = landed?.number ?? to.number
    const [before, after] = [`${from.table} ${from.chain}`, `${to.table} ${to.chain}`]
    return before === after ? words().moved(from.number, number, after) : words().movedChain(from.number, before, number, after)
  })
}

/** Something of the rules, and the reading of the text in which it was seen. */
export interface Seen<T> {
  readonly what: T
  readonly in: Opened
}

/** Moves a rule that was dragged. While it was held the text may have changed: it lands where the line was last drawn, or nowhere. */
export function dropRule(ruleKey: Seen<string>, to: Seen<RulePlace>): Promise<Landed | null> {
  const now = readNow(pageStore.getState())
  const key = now === null ? null : ruleKey.in === now ? ruleKey.what : carryKeys(ruleKey.in.rules, now.rules)(ruleKey.what)
  const place = now === null ? null : carryPlace(to.what, to.in.rules, now.rules)
  if (key !== null && place !== null) return moveRule(key, place)
  tellRefusal(refusal({ kind: 'refused', why: key === null ? 'no such rule' : 'place is gone', words: [] }))
  return Promise.resolve(null)
}

/** One place up or down in its own chain; at its ends it says so. */
export function nudgeRule(ruleKey: string, by: 1 | -1): Promise<Landed | null> {
  const { opened } = pageStore.getState()
  const found = opened === null ? null : findRule(opened.rules, ruleKey)
  if (found === null) return Promise.resolve(null)
  const { table, chain, rule } = found
  const name = `${table} ${chain.name}`
  if (by === -1 && rule.number === 1) tellRefusal(words().isFirst(name))
  else if (by === 1 && rule.number === chain.ruleCount) tellRefusal(words().isLast(name))
  else return moveRule(ruleKey, { table, chain: chain.name, number: by === 1 ? rule.number + 2 : rule.number - 1 })
  return Promise.resolve(null)
}

export function copyRule(ruleKey: string): Promise<Landed | null> {
  return performAt(ruleKey, 'copy', words().copied)
}

export function removeRule(ruleKey: string): Promise<Landed | null> {
  return performAt(ruleKey, 'remove', words().removed)
}

export function switchOffRule(ruleKey: string): Promise<Landed | null> {
  return performAt(ruleKey, 'switch off', words().switchedOff)
}

/** Makes a rule again of the comment on a line. */
export function switchOnRule(line: number): Promise<Landed | null> {
  return perform({ kind: 'switch on', line }, (landed) =>
    landed === null ? words().switchedOn(line, '') : words().switchedOn(landed.number, `${landed.table} ${landed.chain}`),
  )
}

/** `rule` is its words behind `-A CHAIN`. */
export function insertRule(rule: string, at: RulePlace): Promise<Landed | null> {
  return perform({ kind: 'insert', rule, at }, (landed) => words().added(landed?.number ?? at.number, `${at.table} ${at.chain}`))
}

/** Other words behind `-A CHAIN`. */
export function rewriteRule(ruleKey: string, rule: string): Promise<Landed | null> {
  const at = placeOf(ruleKey)
  if (at === null) return Promise.resolve(null)
  return perform({ kind: 'rewrite', ruleKey, rule }, () => words().rewritten(at.number, `${at.table} ${at.chain}`))
}

/** Where a rule stands on the page. */
function placeOf(ruleKey: string) {
  const { opened } = pageStore.getState()
  return opened === null ? null : (placesOfRules(opened.rules).get(ruleKey) ?? null)
}

function performAt(
  ruleKey: string,
  kind: 'copy' | 'remove' | 'switch off',
  said: (rule: number, chain: string) => string,
): Promise<Landed | null> {
  const at = placeOf(ruleKey)
  if (at === null) return Promise.resolve(null)
  return perform({ kind, ruleKey }, () => said(at.number, `${at.table} ${at.chain}`))
}

/** While recorded packets are shown the diagram may hold chains that the text does not have, or has otherwise. */
function isOfText(change: RuleChange): boolean {
  const { aside, opened } = pageStore.getState()
  if (aside === null) return true
  const rules = (view: typeof opened, chain: string) =>
    view?.rules.tables
      .flatMap(({ name, chains }) => chains.map((one) => ({ name: `${name}/${one.name}`, rules: one.rules })))
      .find(({ name }) => name === chain)
      ?.rules.map(({ text }) => text)
      .join('\n') ?? ''
  const chains = [
    ...('ruleKey' in change ? [change.ruleKey.slice(0, change.ruleKey.lastIndexOf('/'))] : []),
    ...(change.kind === 'move' ? [`${change.to.table}/${change.to.chain}`] : []),
    ...(change.kind === 'insert' ? [`${change.at.table}/${change.at.chain}`] : []),
  ]
  return chains.every((chain) => rules(opened, chain) === rules(aside.opened, chain))
}

/** The packet whose end one looks at: it is looked at again when it has been sent again. */
function endedPacket(): PacketId | null {
  const { run, cursor } = pageStore.getState()
  const track = run === null ? null : packetAt(timelineOf(run), cursor)
  return track !== null && track.fate !== null && cursor > track.last ? track.id : null
}

/** Changes of rules wait for each other: each is worked out against what the one before has left. */
let last: Promise<unknown> = Promise.resolve()

function perform(change: RuleChange, said: (landed: Landed | null) => string): Promise<Landed | null> {
  const turn = last.then(() => performNow(change, said))
  last = turn.catch(() => {})
  return turn
}

async function performNow(change: RuleChange, said: (landed: Landed | null) => string): Promise<Landed | null> {
  if (!isOfText(change)) {
    tellRefusal(words().notOfText)
    return null
  }
  const watched = endedPacket()
  const outcome = await changeRule(change).catch((failure: unknown) => ({
    kind: 'refused' as const,
    why: whyFailed(failure),
  }))
  if (outcome.kind !== 'done') {
    tellRefusal(outcome.kind === 'same' ? words().isThere : outcome.why)
    return null
  }
  const key = outcome.select === null ? null : ruleOnLine(outcome.opened, outcome.select.line)
  const place = key === null ? undefined : placesOfRules(outcome.opened).get(key)
  const landed = key === null || place === undefined ? null : { key, ...place }
  actions.select(
    landed !== null ? { kind: 'rule', ruleKey: landed.key } : outcome.select === null ? null : { kind: 'line', line: outcome.select.line },
  )
  if (watched !== null) showOutcome(watched, 'kept')
  tellEdit(said(landed), outcome.before)
  return landed
}
