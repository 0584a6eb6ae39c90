import type { Span } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import type { Opened, RulesetView } from '../../worker/protocol'
import type { Edited, RuleChange } from '../../worker/protocol-editing'
import { followed } from '../store/follow-rules'
import { actions, pageStore } from '../store/page-store'
import { POINTED, readNow, saidNow } from '../store/said-of-rules'
import { currentSimulation, whenRead } from '../store/simulate'
import { textsIn } from '../texts/use-texts'
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
  if (!('ruleKey' in change)) return editTexts((scenario) => askEditing('changeRule', { scenario, change }))
  // Of a rule as it is drawn, though the text may be further: by the time that it is asked about, it may have another key, or none.
  const pointed = saidNow(POINTED, { kind: 'rule', ruleKey: change.ruleKey })
  return editTexts((scenario, opened) => {
    const now = followed(pointed, opened)
    return askEditing('changeRule', { scenario, change: { ...change, ruleKey: now?.kind === 'rule' ? now.ruleKey : '' } })
  })
}

/** What a change would say, without making it: null where nothing speaks against it. */
export async function tryRule(change: RuleChange): Promise<string | null> {
  const edited = await askEditing('changeRule', { scenario: pageStore.getState().scenario, change })
  return edited.kind === 'refused' ? refusal(edited) : null
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
    if (edited.kind === 'refused') return { kind: 'refused', why: refusal(edited) }
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

/** The tool's own words stand on a line of their own before what they mean. */
export function refusal({ why, words }: Extract<Edited, { kind: 'refused' }>): string {
  if (why === 'refused by tool') return words.filter((part) => part !== '').join('\n')
  const { refused } = textsIn(pageStore.getState().language).editor
  return refused[why]?.(...words) ?? why
}
