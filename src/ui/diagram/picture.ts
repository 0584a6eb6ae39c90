import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { TraceEvent } from '../../trace/event'
import { type PacketTrack, packetAt } from '../../trace/timeline'
import type { Opened, RulesetView, RunResult, UnknownView } from '../../worker/protocol'
import { pageStore } from '../store/page-store'
import type { PageState, Selection } from '../store/state'
import { timelineOf } from '../timeline/use-timeline'
import { callerOf, withCallers } from './instance'
import { type KeptArrangement, keepArrangement, readArrangement } from './kept-arrangement'
import type { Layout, LayoutInput } from './layout'
import { layoutDiagram } from './layout-diagram'
import {
  COLUMN_MARGIN,
  MOST_CONDITION_CHARACTERS,
  MOST_CONDITION_CHARACTERS_CUT,
  MOST_CONDITION_CHARACTERS_ROOMY,
  NARROW_PANE,
  ROOMY_PANE,
  TOO_SMALL,
} from './measures'
import { instanceTo, placesOfRules, type RulePlace, ruleOnLine } from './rule-index'
import { shareRules } from './share-rules'
import { chainsToSpread, mostThatFit } from './spread'
import { type Lit, litAfter, NOTHING_LIT, type Trail, trailOf } from './trail'
import { isNear, type Size } from './viewport'
import { type Moment, momentAt, NO_MOMENT, type Walk, walkOf } from './walk'

/** How the person has arranged the diagram; nothing of it is shared. */
export interface Arrangement {
  /** User chains opened and closed by hand, by instance: closing also holds against a packet that enters. */
  readonly opened: ReadonlySet<string>
  readonly shut: ReadonlySet<string>
  readonly unfolded: ReadonlySet<string>
  /** Base chains that were closed. */
  readonly closed: ReadonlySet<string>
  /** How far unfolded chains are scrolled, by instance. */
  readonly scrolled: ReadonlyMap<string, number>
  /** The width of the one column on a narrow pane; null where there is room. */
  readonly column: number | null
  /** Characters of conditions that a card grows for. */
  readonly conditions: number
  /** The pane, in pixels; null before it is known. */
  readonly pane: Size | null
}

/** All that is drawn, derived from the page and the arrangement. Leaves subscribe to their own small part of it. */
export interface Picture {
  readonly layout: Layout
  readonly walk: Walk | null
  readonly trail: Trail | null
  readonly moment: Moment
  readonly lit: Lit
  readonly selectedRule: string | null
  readonly selectedChain: string | null
  readonly unknowns: ReadonlyMap<string, UnknownView>
  /** The rule for which the kernel refuses the whole table. */
  readonly refusedRule: string | null
}

const NOTHING: ReadonlySet<string> = new Set()
const NO_RULES: RulesetView = { tables: [], ruleCount: 0 }

export const arrangementStore = createStore<Arrangement>(() => ({
  opened: NOTHING,
  shut: NOTHING,
  unfolded: NOTHING,
  closed: NOTHING,
  scrolled: new Map(),
  column: null,
  conditions: MOST_CONDITION_CHARACTERS,
  pane: null,
}))

const EMPTY: LayoutInput = {
  rules: NO_RULES,
  interfaces: ['eth0'],
  open: NOTHING,
  unfolded: NOTHING,
  closed: NOTHING,
  keep: new Map(),
  column: null,
  conditions: MOST_CONDITION_CHARACTERS,
}

export const pictureStore = createStore<Picture>(() => ({
  layout: layoutDiagram(EMPTY),
  walk: null,
  trail: null,
  moment: NO_MOMENT,
  lit: NOTHING_LIT,
  selectedRule: null,
  selectedChain: null,
  unknowns: new Map(),
  refusedRule: null,
}))

export function usePicture<T>(select: (picture: Picture) => T): T {
  return useStore(pictureStore, select)
}

/** Remembers one answer: computed again only when an input is another object. */
function remembered<In extends readonly unknown[], Out>(compute: (...inputs: In) => Out): (...inputs: In) => Out {
  let last: { readonly inputs: In; readonly out: Out } | null = null
  return (...inputs) => {
    if (last?.inputs.every((input, index) => input === inputs[index])) return last.out
    const out = compute(...inputs)
    last = { inputs, out }
    return out
  }
}

/** The steps from the page to the picture, each remembered: a keystroke, a step or a click recomputes only what depends on it. */
function createPainter() {
  let shared: RulesetView | null = null
  const rulesOf = remembered((opened: Opened | null): RulesetView => {
    shared = opened === null ? (shared ?? NO_RULES) : shareRules(shared, opened.rules)
    return shared
  })
  const walk = remembered((events: readonly TraceEvent[] | null, track: PacketTrack | null): Walk | null =>
    events === null || track === null ? null : walkOf(events, track.id, track.first, track.last),
  )
  const interfaces = remembered(shownInterfaces)
  const places = remembered(placesOfRules)
  const selectedRule = remembered((selection: Selection | null, rules: Opened | null): string | null => {
    if (selection === null || rules === null) return null
    if (selection.kind === 'rule') return selection.ruleKey
    return selection.kind === 'line' ? ruleOnLine(rules.rules, selection.line) : null
  })
  const refused = remembered((opened: Opened | null): string | null =>
    opened?.refused?.by === 'kernel' ? ruleOnLine(opened.rules, opened.refused.problem.span.line) : null,
  )
  const keep = remembered(
    (
      walked: Walk | null,
      selected: string | null,
      refusedRule: string | null,
      breakpoints: readonly string[],
      known: ReadonlyMap<string, RulePlace>,
    ) => {
      const kept = new Map<string, Set<number>>()
      const add = (chain: string, number: number) => {
        const numbers = kept.get(chain)
        if (numbers === undefined) kept.set(chain, new Set([number]))
        else numbers.add(number)
      }
      for (const [chain, numbers] of walked?.matched ?? []) for (const number of numbers) add(chain, number)
      for (const key of [selected, refusedRule, ...breakpoints]) {
        if (key === null) continue
        const place = known.get(key)
        if (place !== undefined) add(`${place.table}/${place.chain}`, place.number)
      }
      return kept
    },
  )
  /** Conditions are read whole where the hooks do not become too small for it. */
  const conditionsOf = remembered(
    (rules: RulesetView, shown: readonly string[], pane: Size | null, column: number | null, conditions: number): number => {
      if (pane === null || column !== null || conditions !== MOST_CONDITION_CHARACTERS) return conditions
      const { core } = layoutDiagram({ ...EMPTY, rules, interfaces: shown, conditions })
      return pane.width / core.width >= TOO_SMALL ? conditions : MOST_CONDITION_CHARACTERS_CUT
    },
  )
  const spread = remembered(
    (rules: RulesetView, shown: readonly string[], pane: Size | null, column: number | null, conditions: number): readonly string[] => {
      if (pane === null || column !== null) return []
      const chains = chainsToSpread(rules)
      const fits = (count: number) =>
        isNear(layoutDiagram({ ...EMPTY, rules, interfaces: shown, open: new Set(chains.slice(0, count)), conditions }).bounds, pane)
      return chains.slice(0, mostThatFit(chains.length, fits))
    },
  )
  const open = remembered(
    (
      rules: RulesetView,
      spreadOut: readonly string[],
      walked: Walk | null,
      selected: RulePlace | null,
      refusedPlace: RulePlace | null,
      opened: ReadonlySet<string>,
      shut: ReadonlySet<string>,
    ): ReadonlySet<string> => {
      const instances = new Set<string>([...spreadOut, ...opened])
      for (const instance of walked?.entered ?? []) if (!shut.has(instance)) for (const part of withCallers(instance)) instances.add(part)
      for (const instance of shut) instances.delete(instance)
      for (const place of [selected, refusedPlace]) {
        const wanted = place === null ? null : instanceTo(rules, place.table, place.chain, instances)
        if (wanted !== null && callerOf(wanted) !== null) for (const part of withCallers(wanted)) instances.add(part)
      }
      return instances
    },
  )
  const layout = remembered(
    (
      rules: RulesetView,
      shown: readonly string[],
      instances: ReadonlySet<string>,
      unfolded: ReadonlySet<string>,
      closed: ReadonlySet<string>,
      kept: ReadonlyMap<string, ReadonlySet<number>>,
      column: number | null,
      conditions: number,
    ) => layoutDiagram({ rules, interfaces: shown, open: instances, unfolded, closed, keep: kept, column, conditions }),
  )
  const trail = remembered((placed: Layout, walked: Walk | null, scrolled: ReadonlyMap<string, number>) =>
    walked === null ? null : trailOf(placed, walked, scrolled),
  )
  const moment = remembered(momentAt)
  const lit = remembered((laid: Trail | null, done: number) => (laid === null ? NOTHING_LIT : litAfter(laid, done)))
  const unknowns = remembered((opened: Opened | null) => new Map((opened?.unknowns ?? []).map((unknown) => [unknown.ruleKey, unknown])))

  return (page: PageState, arrangement: Arrangement): Picture => {
    const rules = rulesOf(page.opened)
    const walked = walk(page.run?.events ?? null, page.run === null ? null : packetAt(timelineOf(page.run), page.cursor))
    const known = places(rules)
    const selected = selectedRule(page.selection, page.opened)
    const shown = interfaces(page.opened, page.run)
    const conditions = conditionsOf(rules, shown, arrangement.pane, arrangement.column, arrangement.conditions)
    const spreadOut = spread(rules, shown, arrangement.pane, arrangement.column, conditions)
    const refusedRule = refused(page.opened)
    const placeOf = (key: string | null) => (key === null ? null : (known.get(key) ?? null))
    const instances = open(rules, spreadOut, walked, placeOf(selected), placeOf(refusedRule), arrangement.opened, arrangement.shut)
    const kept = keep(walked, selected, refusedRule, page.breakpoints, known)
    const placed = layout(rules, shown, instances, arrangement.unfolded, arrangement.closed, kept, arrangement.column, conditions)
    const laid = trail(placed, walked, arrangement.scrolled)
    // Running traffic has the stage to itself: the lone packet steps back.
    const now = moment(page.traffic.running ? null : walked, page.cursor)
    return {
      layout: placed,
      walk: walked,
      trail: laid,
      moment: now,
      lit: lit(laid, now.step + 1),
      selectedRule: selected,
      selectedChain: page.selection?.kind === 'chain' ? `${page.selection.table}/${page.selection.chain}` : null,
      unknowns: unknowns(page.opened),
      refusedRule,
    }
  }
}

/** Pills beside each other at most; the packets' own interfaces come first. */
const MOST_PILLS = 4

function shownInterfaces(opened: Opened | null, run: RunResult | null): readonly string[] {
  const known = (opened?.network.network.interfaces ?? []).filter((one) => one.up && !one.loopback).map((one) => one.name)
  const used = new Set<string>()
  for (const event of run?.events ?? []) {
    if (event.kind === 'packet appeared' && event.origin.kind === 'wire') used.add(event.origin.interface)
    else if (event.kind === 'packet ended' && event.fate.kind === 'transmitted') used.add(event.fate.interface)
    else if (event.kind === 'packet ended' && event.fate.kind === 'untold' && event.fate.out !== null) used.add(event.fate.out)
    else if (event.kind === 'hook entered' && event.hook === 'PREROUTING' && event.in === 'lo') used.add('lo')
  }
  const wanted = [...known.filter((name) => used.has(name)), ...[...used].filter((name) => !known.includes(name))]
  const others = known.filter((name) => !used.has(name)).slice(0, Math.max(0, MOST_PILLS - wanted.length))
  const shown = [
    ...known.filter((name) => wanted.includes(name) || others.includes(name)),
    ...wanted.filter((name) => !known.includes(name)),
  ].slice(0, MOST_PILLS)
  return shown.length === 0 ? EMPTY.interfaces : shown
}

/** Keeps the picture what the page and the arrangement say. Answers how to stop. */
export function followPicture(): () => void {
  const paint = createPainter()
  const update = () => pictureStore.setState(paint(pageStore.getState(), arrangementStore.getState()))
  const stopKeeping = followArrangement()
  update()
  const stopPage = pageStore.subscribe((page, before) => {
    if (
      page.opened !== before.opened ||
      page.run !== before.run ||
      page.cursor !== before.cursor ||
      page.selection !== before.selection ||
      page.breakpoints !== before.breakpoints ||
      page.traffic.running !== before.traffic.running
    )
      update()
  })
  const stopArrangement = arrangementStore.subscribe(update)
  return () => {
    stopPage()
    stopArrangement()
    stopKeeping()
  }
}

/** What was unfolded and folded by hand is remembered as long as the chains are the same ones; another scenario begins afresh. */
function followArrangement(): () => void {
  const asIf = (kept: KeptArrangement | null) => ({
    opened: new Set(kept?.opened),
    shut: new Set(kept?.shut),
    closed: new Set(kept?.closed),
  })
  const begin = (opened: Opened | null) => {
    if (opened !== null) arrangementStore.setState(asIf(readArrangement(opened.rules)))
  }
  begin(pageStore.getState().opened)
  let replaced = pageStore.getState().opened === null
  const stopPage = pageStore.subscribe((page, before) => {
    // A run is gone without another in its place only where the whole scenario was replaced.
    if (page.run === null && before.run !== null) replaced = true
    if (!replaced || page.opened === before.opened) return
    replaced = false
    begin(page.opened)
  })
  const stopArrangement = arrangementStore.subscribe(({ opened, shut, closed }, before) => {
    const rules = pageStore.getState().opened?.rules
    if (rules === undefined || (opened === before.opened && shut === before.shut && closed === before.closed)) return
    keepArrangement(rules, { opened: [...opened], shut: [...shut], closed: [...closed] })
  })
  return () => {
    stopPage()
    stopArrangement()
  }
}

function toggled(set: ReadonlySet<string>, item: string, present: boolean): ReadonlySet<string> {
  if (set.has(item) === present) return set
  const next = new Set(set)
  if (present) next.add(item)
  else next.delete(item)
  return next
}

/** What a person does to the arrangement. */
export const arrange = {
  showChain(instance: string, show: boolean): void {
    const { opened, shut } = arrangementStore.getState()
    arrangementStore.setState({ opened: toggled(opened, instance, show), shut: toggled(shut, instance, !show) })
  },
  unfold(instance: string, unfold: boolean): void {
    const { unfolded, scrolled } = arrangementStore.getState()
    const offsets = new Map(scrolled)
    offsets.delete(instance)
    arrangementStore.setState({ unfolded: toggled(unfolded, instance, unfold), scrolled: offsets })
  },
  showBaseChain(instance: string, show: boolean): void {
    arrangementStore.setState({ closed: toggled(arrangementStore.getState().closed, instance, !show) })
  },
  scroll(instance: string, top: number): void {
    arrangementStore.setState({ scrolled: new Map(arrangementStore.getState().scrolled).set(instance, top) })
  },
  /** How much room there is. */
  room({ width, height }: Size): void {
    const column = width < NARROW_PANE ? Math.max(280, width - COLUMN_MARGIN) : null
    const conditions = width < ROOMY_PANE ? MOST_CONDITION_CHARACTERS : MOST_CONDITION_CHARACTERS_ROOMY
    const now = arrangementStore.getState()
    if (now.pane?.width !== width || now.pane.height !== height) arrangementStore.setState({ column, conditions, pane: { width, height } })
  },
}
