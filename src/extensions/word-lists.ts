import { Refusal } from './option'

/**
 * `NEW,EST` as a list of choices, the way conntrack and addrtype read it: any case, and a beginning is enough (strncasecmp with the
 * length of the word: the first choice that begins so). The choices come back in the order of `choices`.
 */
export function readWordList<W extends string>(
  argument: string,
  choices: readonly W[],
  bad: (rest: string) => string,
  empty?: string,
): readonly W[] | Refusal {
  const found = new Set<W>()
  for (let from = 0; ; ) {
    const comma = argument.indexOf(',', from)
    const word = (comma < 0 ? argument.slice(from) : argument.slice(from, comma)).toUpperCase()
    if (word === '' && comma < 0 && empty !== undefined) return new Refusal(empty)
    const choice = word === '' ? undefined : choices.find((candidate) => candidate.startsWith(word))
    if (choice === undefined) return new Refusal(bad(argument.slice(from)), ['some of', choices.join(', ')])
    found.add(choice)
    if (comma < 0) break
    from = comma + 1
  }
  return choices.filter((choice) => found.has(choice))
}
