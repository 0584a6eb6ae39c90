import type { HostText, Scenario, Sending } from '../scenario/scenario'

/** A built-in scenario: something puzzling, ready to run. The notes' first paragraph is the puzzle, the rest its solution. */
export interface Story {
  /** Stable: links to stories use it. */
  readonly id: string
  readonly scenario: Scenario
  /** Title and notes for readers of Chinese. */
  readonly chinese: { readonly title: string; readonly notes: string }
}

/** What a story is written as. */
interface StoryText {
  readonly id: string
  readonly title: string
  readonly notes: readonly string[]
  readonly chinese: { readonly title: string; readonly notes: readonly string[] }
  readonly host: Pick<HostText, 'name' | 'rules'> & Partial<HostText>
  readonly traffic: readonly Sending[]
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
    },
    chinese: { title: text.chinese.title, notes: text.chinese.notes.join('\n\n') },
  }
}
