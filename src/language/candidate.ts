import type { Completion } from '../worker/protocol'

/** Something that can be written at a place, with what it does. */
export type Candidate = Pick<Completion, 'label' | 'kind' | 'documentation'>

export function candidate(label: string, kind: Completion['kind'], documentation: string): Candidate {
  return { label, kind, documentation }
}

/** The words of a table of words, each with what it does. */
export function candidatesOf(words: { readonly [word: string]: string }, kind: Completion['kind']): readonly Candidate[] {
  return Object.entries(words).map(([word, documentation]) => candidate(word, kind, documentation))
}
