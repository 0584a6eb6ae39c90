import type { Condition } from '../../trace/sentence'
import type { facts } from './en/facts'

type Facts = typeof facts

/**
 * The words for a key of the engine, or the key itself where there are none. A key with numbers is found by its form, in which `#`
 * stands for each of them, and they are put into the words in the same order.
 */
export function look(words: { readonly [key: string]: string }, key: string): string {
  const exact = words[key]
  if (exact !== undefined) return exact
  const numbers = key.match(/\d+/g) ?? []
  const form = numbers.length === 0 ? undefined : words[key.replaceAll(/\d+/g, '#')]
  return form === undefined ? key : form.replaceAll('#', () => numbers.shift() ?? '')
}

/** A condition as iptables would write it, shortened: `-o docker0`, `! -s 10.0.0.0/8`, `ctstate NEW`. */
export function conditionText(
  { subjects, values }: Pick<Facts, 'subjects' | 'values'>,
  condition: Pick<Condition, 'subject' | 'wants'>,
): string {
  const { subject, wants } = condition
  if (subject === '') return look(values, wants)
  const inverted = wants.startsWith('! ')
  const wanted = inverted ? wants.slice(2) : wants
  return `${inverted ? '! ' : ''}${look(subjects, subject)} ${look(values, wanted)}`.trimEnd()
}

/** A target's details without the option's own name where it says nothing new: `192.168.1.10:80` of `to-destination 192.168.1.10:80`. */
export function shortDetails(details: string): string {
  return details.replace(/^(?:--)?(?:to-destination|to-source|to-ports|reject-with|to) /, '')
}
