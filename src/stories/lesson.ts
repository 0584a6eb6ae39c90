import type { Scenario } from '../scenario/scenario'
import type { Story } from './story'

/** The scenario that a step begins with, or is left with once its act is done. */
export function scenarioAt(story: Story, step: number, when: 'before' | 'after'): Scenario {
  let scenario = story.scenario
  for (const [index, { scene, act }] of story.steps.entries()) {
    if (index > step) break
    if (scene !== undefined) scenario = story.scenes[scene] ?? scenario
    if (act !== undefined && (index < step || when === 'after')) scenario = act.change(scenario)
  }
  return scenario
}

/** Every scenario that the story itself brings about: nobody's own work is in them. */
export function statesOf(story: Story): readonly Scenario[] {
  return [...story.scenes, ...story.steps.map((_, index) => scenarioAt(story, index, 'after'))]
}

/** Whether two scenarios have the same host and traffic, whatever they are called. */
export function isSame(one: Scenario, other: Scenario): boolean {
  return contentOf(one) === contentOf(other)
}

function contentOf({ host, traffic, recording, before }: Scenario): string {
  const { name, rules, sets, network, services, connections = '' } = host
  return JSON.stringify([name, rules, sets, network, services, connections, traffic, recording ?? '', before ?? ''])
}
