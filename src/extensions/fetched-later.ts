/**
 * What is not there at the beginning. The page's simulation starts with what most rulesets name (`at-start.ts`); the rest (`index.ts`)
 * is fetched when a text names some of it. Everybody else imports `index.ts`, and nothing is ever absent.
 */
let absence: 'is a bug' | 'is noted' | 'was met' = 'is a bug'

/** Says that something has been asked for that is still to be fetched. */
export function absent(name: string): void {
  if (absence === 'is a bug') throw new Error(`${name} is not there: import src/extensions/index.ts, or read by readWhole`)
  absence = 'was met'
}

/**
 * Reading is synchronous and asks for extensions by name. Where one was not there yet, `fetchRest` brings every one, and it is read
 * again: so nobody has to guess what a text will name.
 */
export async function readWhole<T>(read: () => T, fetchRest: () => Promise<unknown>): Promise<T> {
  absence = 'is noted'
  let value: T
  let isWhole: boolean
  try {
    value = read()
  } finally {
    isWhole = absence === 'is noted'
    absence = 'is a bug'
  }
  if (isWhole) return value
  await fetchRest()
  return read()
}
