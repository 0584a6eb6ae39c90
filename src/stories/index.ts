import type { Scenario } from '../scenario/scenario'

/** The built-in scenarios, in the order in which they are offered. */
export interface Story {
  readonly id: string
  readonly scenario: Scenario
}

export const stories: readonly Story[] = []
