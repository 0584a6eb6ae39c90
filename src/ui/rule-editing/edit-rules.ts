import type { Span } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import type { Opened, RulesetView } from '../../worker/protocol'
import type { Edited, RuleChange, RulePlace } from '../../worker/protocol-editing'
import { followed } from '../store/follow-rules'
import { actions, pageStore } from '../store/page-store'
import { POINTED, readNow, saidNow } from '../store/said-of-rules'
import { currentSimulation, whenRead } from '../store/simulate'
import { sayHint } from '../texts/say-hint'
import { loadHints } from '../texts/use-hints'
import { textsIn } from '../texts/use-texts'
import { carryPlace } from './carry-place'
import { applyEdits } from './text-edits'

/** What came of an edit that was asked for. */
export type EditOutcome =
  | { readonly kind: 'done'; readonly before: Scenario; readonly opened: RulesetView; readonly select: Span | null }
  /** It is so already. */
  | { readonly kind: 'same' }
  /** Why not, in words. */
  | { readonly kind: 'refused'; readonly why: string }

/** How often an edit is worked out again because the text has changed meanwhile. */
const ATTEMPTS = 4

/** One rule's change, worked out by the simulation against the text as it stands, and made in one step of Undo. */
export function changeRule(change: RuleChange): Promise<EditOutcome> {
  // Of a rule and a place as they are drawn, though the text may be further: by the time that it is asked about, they may be elsewhere, or gone.
  const drawn = readNow(pageStore.getState())
  const pointed = 'ruleKey' in change ? saidNow(POINTED, { kind: 'rule', ruleKey: change.ruleKey }) : null
  return editTexts((scenario, opened) => {
    const placed = drawn === null ? change : withPlace(change, (place) => carryPlace(place, drawn.rules, opened.rules))
    if (placed === null) return Promise.resolve({ kind: 'refused', why: 'place is gone', words: [] })
    const now = pointed === null ? null : followed(pointed, opened)
    const ruleKey = now?.kind === 'rule' ? now.ruleKey : ''
    return askEditing('changeRule', { scenario, change: 'ruleKey' in placed ? { ...placed, ruleKey } : placed })
  })
}

/** The change with its place carried to where that is now; null where it is gone. */
function withPlace(change: RuleChange, carry: (place: RulePlace) => RulePlace | null): RuleChange | null {
  if (change.kind !== 'move' && change.kind !== 'insert') return change
  const place = carry(change.kind === 'move' ? change.to : change.at)
  if (place === null) return null
  return change.kind === 'move' ? { ...change, to: place } : { ...change, at: place }
}

/** What a change would say, without making it: null where nothing speaks against it. */
export async function tryRule(change: RuleChange): Promise<string | null> {
  const edited = await askEditing('changeRule', { scenario: pageStore.getState().scenario, change })
  return edited.kind === 'refused' ? toldRefusal(edited) : null
}

/** An edit that is worked out against the texts as they stand and as they have been read, made in one step of Undo in all of them. */
export async function editTexts(work: (scenario: Scenario, opened: Opened) => Promise<Edited>): Promise<EditOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await whenRead()
    const { scenario } = pageStore.getState()
    const opened = readNow(pageStore.getState())
    if (opened === null) break
    const edited = await work(scenario, opened)
    if (pageStore.getState().scenario !== scenario) continue
    if (edited.kind === 'refused') return { kind: 'refused', why: await toldRefusal(edited) }
    const after = withEdits(scenario, edited.edits)
    if (after.host.rules === scenario.host.rules && after.host.sets === scenario.host.sets) return { kind: 'same' }
    const { rules } = await askEditing('open', { scenario: after })
    if (pageStore.getState().scenario !== scenario) continue
    actions.stopTraffic()
    actions.editScenario(() => after)
    await whenRead()
    return { kind: 'done', before: scenario, opened: rules, select: edited.select }
  }
  return { kind: 'refused', why: textsIn(pageStore.getState().language).ruleEditing.busy }
}

/** A question to the simulation. */
export const askEditing: NonNullable<ReturnType<typeof currentSimulation>>['ask'] = (request, question) => {
  const simulation = currentSimulation()
  return simulation === null ? Promise.reject(new Error('no simulation')) : simulation.ask(request, question)
}

function withEdits(scenario: Scenario, edits: Extract<Edited, { kind: 'edited' }>['edits']): Scenario {
  const { host } = scenario
  return { ...scenario, host: { ...host, rules: applyEdits(host.rules, edits.rules ?? []), sets: applyEdits(host.sets, edits.sets ?? []) } }
}

type RefusedEdit = Extract<Edited, { kind: 'refused' }>

/** The tool's own words stand on a line of their own before what they mean. */
export async function toldRefusal(edited: RefusedEdit): Promise<string> {
  const { hint = null } = edited
  if (hint === null) return refusal(edited)
  const hints = await loadHints(pageStore.getState().language)
  return `${refusal(edited)}\n${sayHint(hints, hint)}`
}

export function refusal({ why, words }: RefusedEdit): string {
  if (why === 'refused by tool') return words.join('\n')
  const { refused } = textsIn(pageStore.getState().language).editor
  return refused[why]?.(...words) ?? why
}
