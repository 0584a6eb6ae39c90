import type { Look, Story } from '../../stories'
import { isSame, scenarioAt, statesOf } from '../../stories/lesson'
import { findWaypoint, type Waypoint } from '../../trace/waypoint'
import { type Part, showPart } from '../app/phone-part'
import { openExport } from '../exporting/export-choice'
import { showPackets } from '../recordings/show'
import { actions, pageStore } from '../store/page-store'
import { ruleKeyAt } from '../store/rule-place'
import { refresh } from '../store/simulate'
import { timelineOf } from '../timeline/use-timeline'
import { scenarioOf } from './open-story'
import { setSeen } from './progress'

/**
 * Goes to a step of a story: the texts are what the steps before it left, and the page shows its moment. Texts that somebody has
 * changed themselves stay as they are. `told` hears whether the moment was there.
 */
export function goToStep(story: Story, index: number, told: (found: boolean) => void): void {
  const step = story.steps[index]
  if (step === undefined) return
  setSeen(story.id, index)
  const { scenario } = pageStore.getState()
  const own = isStorys(story)
  // What its button does is left to the person.
  const show = step.act === undefined ? () => told(lookAt(step)) : () => told(true)
  if (own) become(story, scenarioAt(story, index, 'before'), show)
  else if (step.scene !== undefined && scenario.host.name !== story.scenes[step.scene]?.host.name) told(false)
  // What was typed just now may not have run yet: the run before it would still have the moment.
  else refresh({ kind: 'keep' }, show)
}

/** Does what the step is about, and shows what came of it. */
export function actInStep(story: Story, index: number, told: (found: boolean) => void): void {
  const step = story.steps[index]
  if (step?.act === undefined) return
  const { scenario } = pageStore.getState()
  become(story, isStorys(story) ? scenarioAt(story, index, 'after') : step.act.change(scenario), () => told(lookAt(step)))
}

/** The story's own texts again, as the step has them. */
export function restoreStep(story: Story, index: number, told: (found: boolean) => void): void {
  const step = story.steps[index]
  if (step === undefined) return
  become(story, scenarioAt(story, index, step.act === undefined ? 'before' : 'after'), () => told(lookAt(step)))
}

/** Whether the texts on the page are such as the story makes them: whoever changed them keeps what they have. */
function isStorys(story: Story): boolean {
  const { scenario } = pageStore.getState()
  return statesOf(story).some((state) => isSame(state, scenario))
}

function become(story: Story, wanted: typeof story.scenario, then: () => void): void {
  const { scenario, language, shown, run } = pageStore.getState()
  if (isSame(scenario, wanted) && run !== null) {
    if (shown === 'recorded') showPackets('simulation', then)
    else then()
    return
  }
  const named = scenarioOf(story, language, wanted)
  if (named.host.name !== scenario.host.name) actions.replaceScenario(named, null)
  else actions.editScenario(() => named)
  refresh({ kind: 'end' }, then)
}

/** Shows what the step points at; answers whether the run has it. */
function lookAt({ at, look }: { readonly at?: Waypoint; readonly look?: Look }): boolean {
  actions.showTab({
    editor: look !== undefined && 'editor' in look ? look.editor : 'rules',
    log: look === undefined ? 'trace' : 'log' in look ? look.log : 'recorded' in look ? 'recorded' : 'trace',
  })
  const found = at === undefined || goTo(at)
  showPart(partOf(look))
  if (look !== undefined && 'recorded' in look) showPackets('recorded', () => actions.seek(Number.MAX_SAFE_INTEGER))
  if (look !== undefined && 'print' in look) openExport(look.print)
  return found
}

/** Where a phone shows it. */
function partOf(look: Look | undefined): Part {
  if (look === undefined) return 'diagram'
  return 'log' in look ? 'logs' : 'why' in look ? 'inspector' : 'diagram'
}

function goTo(waypoint: Waypoint): boolean {
  const { run, opened } = pageStore.getState()
  const cursor = run === null ? null : findWaypoint(timelineOf(run), waypoint)
  if (run === null || cursor === null) return false
  actions.seek(cursor)
  const event = run.events[cursor - 1]
  if (event?.kind === 'rule matched' || event?.kind === 'rule missed') {
    const ruleKey = opened === null ? null : ruleKeyAt(opened.rules, event.place)
    if (ruleKey !== null) actions.select({ kind: 'rule', ruleKey })
  }
  return true
}
