import type { Extension } from './extension'
import { absent } from './fetched-later'
import { KNOWN_MATCHES, KNOWN_TARGETS } from './known-names'

const matches = new Map<string, Extension>()
const targets = new Map<string, Extension>()

/** Makes extensions known by their names. */
export function register(extensions: readonly Extension[]): void {
  for (const extension of extensions) (extension.kind === 'match' ? matches : targets).set(extension.name, extension)
}

/** The match that `-m name` (or `-p name`) loads, or null. */
export function findMatch(name: string): Extension | null {
  const extension = matches.get(name) ?? null
  if (extension === null && KNOWN_MATCHES.has(name)) absent('extensions', name)
  return extension
}

/** The target that `-j NAME` loads, or null. */
export function findTarget(name: string): Extension | null {
  const extension = targets.get(name) ?? null
  if (extension === null && KNOWN_TARGETS.has(name)) absent('extensions', name)
  return extension
}
