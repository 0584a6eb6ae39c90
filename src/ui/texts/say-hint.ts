import type { Hint } from '../../model'
import type { Hints } from './en/hints'

/** A hint in words, on one line whatever the names in it hold. */
export function sayHint(hints: Hints, hint: Hint): string {
  if (hint[0] === 'elsewhere') {
    const [, chain, line, rest] = hint
    return hints.elsewhere(chain, line) + (rest === null ? '' : sayHint(hints, rest))
  }
  const [key, ...words] = hint
  // Each key takes its own words; looking it up by the hint's own key is what makes this call right.
  return (hints[key] as (...words: readonly (string | number)[]) => string)(...words).replaceAll('\n', ' ')
}
