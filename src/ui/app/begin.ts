import type { Scenario } from '../../scenario/scenario'
import { catalogue, type Story, storyOf } from '../../stories'
import type { Simulation } from '../../worker/client'
import { autosave, readKept } from '../store/autosave'
import { fetched, fetchedOrTold, NotFetched, onNotFetched, tellNotFetched } from '../store/fetched'
import { knowStories } from '../store/fresh-start'
import { actions, pageStore } from '../store/page-store'
import { connect, momentOf, refresh } from '../store/simulate'
import type { PageState } from '../store/state'
import { followTraffic, takeFrame } from '../store/traffic-frames'
import { translated } from '../texts/translated'
import { textsIn } from '../texts/use-texts'

/** Wires the page to its simulation and puts the first scenario on it: a link's, else what was here last, else the first story. */
export async function begin(simulation: Simulation): Promise<void> {
  const words = () => textsIn(pageStore.getState().language).shell
  onNotFetched(() => actions.notify({ severity: 'error', text: words().notFetched, diagnostics: [] }))
  connect(simulation, (failure) => actions.notify({ severity: 'error', text: words().restarted(own(failure.message)), diagnostics: [] }))
  simulation.onNotFetched(tellNotFetched)
  simulation.onFrame(takeFrame)
  followTraffic()
  simulation.onRestart(() => {
    const { traffic } = pageStore.getState()
    if (traffic.running) pageStore.setState({ traffic: { ...traffic, running: false } })
  })
  const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
  await actions.setLanguage(language)
  followAppearance()
  const cannotKeep = () => actions.notify({ severity: 'warning', text: words().notSaved, diagnostics: [] })

  // Most likely wanted soon, and there by the time the database has answered.
  const firstStory = fetched(() => Promise.all([catalogue[0].load(), import('../stories/open-story')]))
  firstStory.catch(() => {})
  pageStore.subscribe(({ scenario }, before) => {
    if (scenario.title !== before.scenario.title) void knowStory(scenario)
  })
  let isSafe = true
  const kept = await readKept().catch((failure: unknown) => {
    // What is there cannot be read now: it must not be written over.
    isSafe = !(failure instanceof NotFetched)
    if (!isSafe) tellNotFetched()
    cannotKeep()
    return null
  })
  if (kept !== null) {
    const { speed, ...window } = kept.window
    const { language: _, ...arranged } = window
    if (window.language !== undefined) await actions.setLanguage(window.language)
    const earlier = await fetchedOrTold(() => import('../difference/restore-earlier'))
    earlier?.restoreEarlier(kept.scenario)
    pageStore.setState({ ...arranged, scenario: kept.scenario, ...(speed !== undefined && { playback: { playing: false, speed } }) })
  }
  if (!(await openLink(kept === null))) {
    if (kept !== null) refresh(momentOf(kept))
    else await openFirstStory(firstStory)
  }
  if (isSafe) autosave(cannotKeep)
  void fetchedOrTold(() => import('../difference/keep-earlier')).then((piece) => piece?.keepEarlier())
  addEventListener('hashchange', () => void openLink(false))
}

/** Opens the address's link, if it has one. A broken one is told and changes nothing; answers whether something was opened. */
async function openLink(isFirstVisit: boolean): Promise<boolean> {
  const fragment = location.hash
  if (fragment.length < 2) return false
  const url = await fetchedOrTold(() => import('../../scenario/url'))
  // The link stays in the address: a reload tries again.
  if (url === null) return false
  const decoded = url.decodeLink(fragment)
  // The address is cleared: a reload must bring back what was typed since, not the link.
  history.replaceState(null, '', location.pathname + location.search)
  if (!decoded.ok) {
    actions.notify({
      severity: 'error',
      text: textsIn(pageStore.getState().language).shell.brokenLink(own(decoded.message)),
      diagnostics: [],
    })
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
  const known = await fetchedOrTold(async () => {
    const story = await storyOf(scenario)
    return story === null ? [] : (await import('../../stories/lesson')).statesOf(story)
  })
  if (known !== null && known.length > 0) knowStories(known)
}

/** Already alive: the first story runs by itself. */
async function openFirstStory(loading: Promise<[Story, typeof import('../stories/open-story')]>): Promise<void> {
  const loaded = await fetchedOrTold(() => loading)
  if (loaded === null) {
    refresh()
    return
  }
  const [story, { scenarioOf, showScenario }] = loaded
  pageStore.setState({ scenario: scenarioOf(story, pageStore.getState().language) })
  showScenario()
}

/** A story that is on the page is told in the language that was chosen; what was changed in its rules and packets stays. */
async function retell({ language, scenario }: PageState): Promise<void> {
  const loaded = await fetchedOrTold(() => Promise.all([storyOf(scenario), import('../stories/open-story')]))
  if (loaded === null) return
  const [story, { scenarioOf }] = loaded
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

/** What Five Chains says of itself, in the page's language. */
function own(message: string): string {
  return translated(textsIn(pageStore.getState().language).facts.own, message)
}
