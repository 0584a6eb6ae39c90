import { byteLength } from './byte-length'
import { type OptionSite, Refusal } from './option'
import type { SetDirection } from './semantics'

/** A set and the packet's parts to look up in it: `blocked src,dst`. */
export type SetReference = { readonly set: string; readonly directions: readonly SetDirection[] }

const LONGEST_NAME = 31
const MOST_DIRECTIONS = 6

/** Reads `NAME src,dst` as libxt_set does: two words, of which the second is a list of src and dst. */
export function readSetReference(name: string, at: OptionSite): SetReference | Refusal {
  const second = at.secondWord
  if (second === null || second.startsWith('-') || second.startsWith('!'))
    return new Refusal(`--${at.option} requires two args.`, ['set and direction'])
  if (byteLength(name) > LONGEST_NAME) return new Refusal(`setname \`${name}' too long, max ${LONGEST_NAME} characters.`)
  if (at.hasSet !== null && !at.hasSet(name)) return new Refusal(`Set ${name} doesn't exist.`, ['set missing'])
  const directions: SetDirection[] = []
  const words = second.split(',')
  if (words.length > MOST_DIRECTIONS) return new Refusal(`Can't be more src/dst options than ${MOST_DIRECTIONS}.`)
  for (const word of words) {
    if (word.startsWith('src')) directions.push('src')
    else if (word.startsWith('dst')) directions.push('dst')
    else return new Refusal("You must spefify (the comma separated list of) 'src' or 'dst'.")
  }
  return { set: name, directions }
}

/** `blocked src,dst`. */
export function formatSetReference({ set, directions }: SetReference): string {
  return `${set} ${directions.join(',')}`
}
