import type { Extension } from './extension'
import { mark } from './matches/mark'

/** Every match, by name. A file in matches/ that is missing here fails a test. */
export const allMatches: readonly Extension[] = [mark]

/** Every target, by name. */
export const allTargets: readonly Extension[] = []

const matchesByName = new Map(allMatches.map((extension) => [extension.name, extension]))
const targetsByName = new Map(allTargets.map((extension) => [extension.name, extension]))

/** The match that `-m name` (or `-p name`) loads, or null. */
export function findMatch(name: string): Extension | null {
  return matchesByName.get(name) ?? null
}

/** The target that `-j NAME` loads, or null. */
export function findTarget(name: string): Extension | null {
  return targetsByName.get(name) ?? null
}
