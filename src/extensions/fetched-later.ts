/**
 * What is not there at the beginning. The page's simulation starts with what most scenarios need; the rest is fetched when it is asked
 * for: matches and targets (`extensions/index.ts`) by a text that names some of them, what rarer texts say (`syntax/whole.ts`) by such a
 * text, parts of the engine (`engine/whole.ts`) by a packet that meets one. Everybody else imports all of it, and nothing is ever absent.
 */
export type Rest = 'extensions' | 'syntax' | 'engine'

/** Something has been asked for that is still to be fetched. */
class Absent extends Error {
  constructor(
    readonly rest: Rest,
    name: string,
  ) {
    super(`${name} is not there: import what brings it, or work by wholly`)
  }
}

/** Ends what is being worked out: it needs what is still to be fetched. */
export function absent(rest: Rest, name: string): never {
  throw new Absent(rest, name)
}

/** A place for the parts that a rest brings. Who asks before ends what is being worked out. */
export function placeFor<Parts>(rest: Rest): { readonly bring: (parts: Parts) => void; readonly get: () => Parts } {
  let brought: Parts | null = null
  return {
    bring(parts) {
      brought = parts
    },
    get: () => brought ?? absent(rest, `what is rare in ${rest}`),
  }
}

/**
 * Reading and running are synchronous, and the same again when they are begun again. Where something was not there yet, its rest is
 * fetched, and all is begun again: so nobody has to guess what a text will name or a packet will meet.
 */
export async function wholly<T>(work: () => T, fetchRest: Readonly<Record<Rest, () => Promise<unknown>>>): Promise<T> {
  const fetched = new Set<Rest>()
  for (;;) {
    try {
      return work()
    } catch (thrown) {
      if (!(thrown instanceof Absent) || fetched.has(thrown.rest)) throw thrown
      await fetchRest[thrown.rest]()
      fetched.add(thrown.rest)
    }
  }
}
