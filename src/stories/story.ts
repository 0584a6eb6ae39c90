import type { HostText, Scenario, Sending } from '../scenario/scenario'

/** A built-in scenario: something puzzling, ready to run. The notes' first paragraph is the puzzle, the rest its solution. */
export interface Story {
  /** Stable: links to stories use it. */
  readonly id: string
  readonly scenario: Scenario
  /** Where to look, without the solution. */
  readonly hint: string
  /** Title, notes and hint for readers of Chinese. */
  readonly chinese: { readonly title: string; readonly notes: string; readonly hint: string }
  /** What can be done in the story with one press: what its people did, over and over. */
  readonly acts: readonly StoryAct[]
}

/** Something that happens to the rules. It is tried with whatever the rules are by now, so a text without its place stays as it is. */
export interface StoryAct {
  readonly name: string
  readonly chineseName: string
  change(rules: string): string
}

/** What a story is written as. */
interface StoryText {
  readonly id: string
  readonly title: string
  readonly notes: readonly string[]
  readonly hint: string
  readonly chinese: { readonly title: string; readonly notes: readonly string[]; readonly hint: string }
  readonly host: Pick<HostText, 'name' | 'rules'> & Partial<HostText>
  readonly traffic: readonly Sending[]
  readonly acts?: readonly StoryAct[]
  /** What a real kernel did with such packets, and what its counters were before. */
  readonly recording?: string
  readonly before?: string
}

export function defineStory(text: StoryText): Story {
  return {
    id: text.id,
    scenario: {
      version: 1,
      title: text.title,
      notes: text.notes.join('\n\n'),
      seed: 1,
      host: { sets: '', network: '', services: '', ...text.host },
      traffic: text.traffic,
      decisions: {},
      ...(text.recording !== undefined && { recording: text.recording }),
      ...(text.before !== undefined && { before: text.before }),
    },
    hint: text.hint,
    chinese: { ...text.chinese, notes: text.chinese.notes.join('\n\n') },
    acts: text.acts ?? [],
  }
}
