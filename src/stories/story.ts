import type { HostText, Scenario, Sending } from '../scenario/scenario'
import type { Waypoint } from '../trace/waypoint'

/** A built-in scenario: something puzzling, ready to run, and the steps that lead through it. The notes' first paragraph is the puzzle, the rest its solution. */
export interface Story {
  /** Stable: links to stories use it. */
  readonly id: string
  /** What a reader opens: the first host. */
  readonly scenario: Scenario
  /** The hosts on the packets' way, the first of them in `scenario`: each is looked at by itself. */
  readonly scenes: readonly Scenario[]
  /** Where to look, without the solution. */
  readonly hint: string
  /** Title, notes and hint for readers of Chinese. */
  readonly chinese: { readonly title: string; readonly notes: string; readonly hint: string }
  /** What can be done in the story with one press: what its people did, over and over. */
  readonly acts: readonly StoryAct[]
  readonly steps: readonly StoryStep[]
}

/** Something that happens to the host. It is tried with whatever its texts are by now, so one without its place stays as it is. */
export interface StoryAct {
  readonly name: string
  readonly chineseName: string
  change(scenario: Scenario): Scenario
}

/** One thing to do, what is seen then, and why. */
export interface StoryStep {
  readonly en: StepWords
  readonly zh: StepWords
  /** The scene that it plays in, afresh; without it, the texts stay as the step before left them. */
  readonly scene?: number
  /** What is done in it, by its one button. */
  readonly act?: StoryAct
  /** The moment that it shows. */
  readonly at?: Waypoint
  readonly look?: Look
  readonly figure?: Figure
}

export interface StepWords {
  readonly do: string
  readonly see: string
  readonly why: string
}

/** Where else to look: another text, log or switch of the page, or what a tool would print. */
export type Look =
  | { readonly editor: 'rules' | 'network' | 'sets' }
  | { readonly log: 'connections' | 'log' | 'counters' | 'difference' | 'moves' | 'recorded' }
  | { readonly why: true }
  | { readonly recorded: true }
  | { readonly print: 'tcpdump' | 'kernel-trace' | 'list-numbers' | 'conntrack' }

/** Amounts beside each other, drawn as bars. Tests hold them to what the engine counts. */
export interface Figure {
  readonly caption: { readonly en: string; readonly zh: string }
  readonly bars: readonly { readonly label: { readonly en: string; readonly zh: string }; readonly value: number }[]
}

type SceneText = {
  readonly host: Pick<HostText, 'name' | 'rules'> & Partial<HostText>
  readonly traffic: readonly Sending[]
  /** What a real kernel did with such packets, and what its counters were before. */
  readonly recording?: string
  readonly before?: string
}

/** What a story is written as. */
type StoryText = SceneText & {
  readonly id: string
  readonly title: string
  readonly notes: readonly string[]
  readonly hint: string
  readonly chinese: { readonly title: string; readonly notes: readonly string[]; readonly hint: string }
  readonly acts?: readonly StoryAct[]
  readonly steps: readonly StoryStep[]
  /** The hosts behind the first one. */
  readonly further?: readonly SceneText[]
}

export function defineStory(text: StoryText): Story {
  const scene = ({ host, traffic, recording, before }: SceneText): Scenario => ({
    version: 1,
    title: text.title,
    notes: text.notes.join('\n\n'),
    seed: 1,
    host: { sets: '', network: '', services: '', ...host },
    traffic,
    decisions: {},
    ...(recording !== undefined && { recording }),
    ...(before !== undefined && { before }),
  })
  const scenario = scene(text)
  return {
    id: text.id,
    scenario,
    scenes: [scenario, ...(text.further ?? []).map(scene)],
    hint: text.hint,
    chinese: { ...text.chinese, notes: text.chinese.notes.join('\n\n') },
    acts: text.acts ?? [],
    steps: text.steps,
  }
}

/** An act that changes one of the host's texts. */
export function changing(
  section: 'rules' | 'network' | 'sets',
  name: string,
  chineseName: string,
  change: (text: string) => string,
): StoryAct {
  return {
    name,
    chineseName,
    change: (scenario) => ({ ...scenario, host: { ...scenario.host, [section]: change(scenario.host[section]) } }),
  }
}

/** An act that adds a line to one of the host's texts, at its end; once. */
export function adding(section: 'rules' | 'network' | 'sets', name: string, chineseName: string, lines: string): StoryAct {
  return changing(section, name, chineseName, (text) => (text.includes(lines) ? text : `${text}${lines}`))
}

/** An act after which those beyond the host, who were silent because no answer of theirs found its way, are heard. */
export function heard(act: StoryAct): StoryAct {
  return {
    ...act,
    change: (scenario) => ({ ...act.change(scenario), traffic: scenario.traffic.map(answered) }),
  }
}

function answered(sending: Sending): Sending {
  if (sending.kind !== 'exchange' || sending.exchange.peer !== 'silent') return sending
  const { peer: _, ...exchange } = sending.exchange
  return { ...sending, exchange }
}
