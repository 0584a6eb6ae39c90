import type { Scenario } from '../../scenario/scenario'
import { catalogue, type Story, storyOf } from '../../stories'
import type { Simulation } from '../../worker/client'
import { autosave, readKept } from '../store/autosave'
import { knowStories } from '../store/fresh-start'
import { actions, pageStore } from '../store/page-store'
import { connect, momentOf, refresh } from '../store/simulate'
import type { PageState } from '../store/state'
import { followTraffic, takeFrame } from '../store/traffic-frames'
import { loadTexts, textsIn } from '../texts/use-texts'

/** Wires the page to its simulation and puts the first scenario on it: a link's, else what was here last, else the first story. */
export async function begin(simulation: Simulation): Promise<void> {
  const words = () => textsIn(pageStore.getState().language).shell
  connect(simulation, (failure) => actions.notify({ severity: 'error', text: words().restarted(failure.message), diagnostics: [] }))
  simulation.onFrame(takeFrame)
  followTraffic()
  simulation.onRestart(() => {
    const { traffic } = pageStore.getState()
    if (traffic.running) pageStore.setState({ traffic: { ...traffic, running: false } })
  })
  const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
  await loadTexts(language)
  pageStore.setState({ language })
  followAppearance()
  const cannotKeep = () => actions.notify({ severity: 'warning', text: words().notSaved, diagnostics: [] })

  // Most likely wanted soon, and there by the time the database has answered.
  const firstStory = Promise.all([catalogue[0].load(), import('../stories/open-story')])
  pageStore.subscribe(({ scenario }, before) => {
    if (scenario.title !== before.scenario.title) void knowStory(scenario)
  })
  const kept = await readKept().catch(() => {
    cannotKeep()
    return null
  })
  if (kept !== null) {
    const { speed, ...window } = kept.window
    if (window.language !== undefined) await loadTexts(window.language)
    const { restoreEarlier } = await import('../difference/restore-earlier')
    restoreEarlier(kept.scenario)
    pageStore.setState({ ...window, scenario: kept.scenario, ...(speed !== undefined && { playback: { playing: false, speed } }) })
  }
  if (!(await openLink(kept === null))) {
    if (kept !== null) refresh(momentOf(kept))
    else await openFirstStory(firstStory)
  }
  autosave(cannotKeep)
  void import('../difference/keep-earlier').then(({ keepEarlier }) => keepEarlier())
  addEventListener('hashchange', () => void openLink(false))
}

/** Opens the address's link, if it has one. A broken one is told and changes nothing; answers whether something was opened. */
async function openLink(isFirstVisit: boolean): Promise<boolean> {
  const fragment = location.hash
  if (fragment.length < 2) return false
  const { decodeLink } = await import('../../scenario/url')
  const decoded = decodeLink(fragment)
  // The address is cleared: a reload must bring back what was typed since, not the link.
  history.replaceState(null, '', location.pathname + location.search)
  if (!decoded.ok) {
    actions.notify({ severity: 'error', text: textsIn(pageStore.getState().language).shell.brokenLink(decoded.message), diagnostics: [] })
    return false
  }
  if (isFirstVisit) {
    pageStore.setState({ scenario: decoded.scenario })
    refresh(momentOf(decoded.view))
  } else {
    actions.replaceScenario(decoded.scenario, decoded.view.cursor)
    refresh(momentOf(decoded.view))
  }
  return true
}

/** The story on the page, by which its own texts are told from a person's. */
async function knowStory(scenario: Scenario): Promise<void> {
  const story = await storyOf(scenario)
  if (story !== null) knowStories((await import('../../stories/lesson')).statesOf(story))
}

/** Already alive: the first story runs by itself. */
async function openFirstStory(loading: Promise<[Story, typeof import('../stories/open-story')]>): Promise<void> {
  const [story, { scenarioOf, showScenario }] = await loading
  pageStore.setState({ scenario: scenarioOf(story, pageStore.getState().language) })
  showScenario()
}

/** A story that is on the page is told in the language that was chosen; what was changed in its rules and packets stays. */
async function retell({ language, scenario }: PageState): Promise<void> {
  const [story, { scenarioOf }] = await Promise.all([storyOf(scenario), import('../stories/open-story')])
  const now = pageStore.getState()
  if (story === null || now.scenario.notes !== scenario.notes) return
  const { title, notes } = scenarioOf(story, language)
  if (title !== now.scenario.title || notes !== now.scenario.notes) pageStore.setState({ scenario: { ...now.scenario, title, notes } })
}

/** Theme and language of the document follow the page's. */
function followAppearance(): void {
  const apply = (state: PageState) => {
    const root = document.documentElement
    if (state.theme === 'system') delete root.dataset.theme
    else root.dataset.theme = state.theme
    root.lang = state.language === 'zh' ? 'zh-CN' : 'en'
  }
  apply(pageStore.getState())
  pageStore.subscribe((state, before) => {
    if (state.theme !== before.theme || state.language !== before.language) apply(state)
    if (state.language !== before.language) void retell(state)
  })
}
