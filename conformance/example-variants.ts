import { allMatches, allTargets } from '../src/extensions'
import type { Example, Extension } from '../src/extensions/extension'
import type { Option } from '../src/extensions/option'

/** An example with one option of it said otherwise. */
export interface Variant {
  readonly extension: Extension
  readonly option: string
  readonly way: 'inverted' | 'again' | 'abbreviated' | 'aimed'
  readonly example: Example
  /** The rule in place of the example's. */
  readonly rule: string
}

/** Where some of an example's packets go to and some do not. */
const AIM = '198.51.100.2'

/**
 * For every option the opposite, the same again, and its name without the last letter, from the first accepted example with it: so
 * that for each there is something that iptables refuses, and something that it says otherwise than it was told. For every option of a
 * target also the same for some packets only.
 */
export function exampleVariants(): readonly Variant[] {
  return [...allMatches, ...allTargets].flatMap((extension) =>
    extension.options.flatMap((option) => {
      const example = extension.examples.find((one) => 'saved' in one && placeOf(option, wordsOf(one.rule)) !== null)
      if (example === undefined) return []
      const words = wordsOf(example.rule)
      const place = placeOf(option, words)
      if (place === null) return []
      const variant = (way: Variant['way'], rule: readonly string[]): Variant => ({
        extension,
        option: option.name,
        way,
        example,
        rule: rule.join(' '),
      })
      const { start, end } = place
      const name = words[start] ?? ''
      const negated = words[start - 1] === '!'
      return [
        variant(
          'inverted',
          negated ? [...words.slice(0, start - 1), ...words.slice(start)] : [...words.slice(0, start), '!', ...words.slice(start)],
        ),
        variant('again', [...words.slice(0, end), ...words.slice(start, end), ...words.slice(end)]),
        variant('abbreviated', [...words.slice(0, start), name.slice(0, -1), ...words.slice(start + 1)]),
        ...(extension.kind === 'target' ? [variant('aimed', ['-d', AIM, ...words])] : []),
      ]
    }),
  )
}

/** Words with their quotes. */
export function wordsOf(rule: string): readonly string[] {
  return rule.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? []
}

/** Where an option and its arguments stand. */
function placeOf({ name, aliases }: Option, words: readonly string[]): { readonly start: number; readonly end: number } | null {
  const start = words.findIndex((word) => [name, ...aliases].some((spelling) => word === `--${spelling}`))
  if (start < 0) return null
  const next = words.findIndex((word, index) => index > start && (/^-/.test(word) || word === '!'))
  return { start, end: next < 0 ? words.length : next }
}
