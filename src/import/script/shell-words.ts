/** Words as a shell cuts them, quotes still around them. */
export function splitWords(text: string): readonly string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? []
}

/** A word without its quotes. */
export function unquote(text: string): string {
  return text.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
  )
}

/** The index of the bracket that closes the one at `at`, quotes minded; -1 where none does. */
export function closingOf(text: string, at: number): number {
  const open = text[at] ?? ''
  const close = open === '(' ? ')' : open === '{' ? '}' : ']'
  let depth = 0
  let quote = ''
  for (let index = at; index < text.length; index++) {
    const letter = text[index] ?? ''
    if (letter === '\\' && quote !== "'") index++
    else if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === open) depth++
    else if (letter === close && --depth === 0) return index
  }
  return -1
}

/** More words than these are no list that anybody loops over. */
const MOST_WORDS = 1_000

/** `a{1,2}` is `a1 a2`, and `{08..10}` is `08 09 10`; quoted braces stay, and so do those that say too much. */
export function unbraced(word: string): readonly string[] {
  const open = /(?<!\$)\{(?=[^{}\s"']*(?:,|\.\.))/.exec(word)
  if (open === null || /["']/.test(word)) return [word]
  const end = closingOf(word, open.index)
  if (end < 0) return [word]
  const inside = word.slice(open.index + 1, end)
  const numbers = /^(-?\d{1,6})\.\.(-?\d{1,6})(?:\.\.(-?\d{1,6}))?$/.exec(inside)
  if (numbers === null && !inside.includes(',')) return [word]
  const middles = numbers === null ? inside.split(',') : stepped(numbers[1] ?? '', numbers[2] ?? '', Number(numbers[3] ?? 1))
  if (middles.length > MOST_WORDS) return [word]
  const ends = unbraced(word.slice(end + 1))
  const whole = middles.flatMap(unbraced)
  if (whole.length * ends.length > MOST_WORDS) return [word]
  return whole.flatMap((middle) => ends.map((rest) => word.slice(0, open.index) + middle + rest))
}

/** Numbers keep the zeros that either end begins with. */
function stepped(first: string, last: string, by: number): readonly string[] {
  const [from, to] = [Number(first), Number(last)]
  const step = Math.max(1, Math.abs(by)) * (from <= to ? 1 : -1)
  const width = [first, last].some((end) => /^-?0\d/.test(end)) ? Math.max(first.length, last.length) : 0
  const count = Math.floor(Math.abs(to - from) / Math.abs(step)) + 1
  return Array.from({ length: Math.min(count, MOST_WORDS + 1) }, (_, index) => String(from + step * index).padStart(width, '0'))
}

/** What stands between the brackets of a list: its words, and those with a key, `[key]=word`. */
export function elementsIn(text: string): {
  readonly words: readonly string[]
  readonly keyed: readonly (readonly [key: string, word: string])[]
} {
  const words: string[] = []
  const keyed: [string, string][] = []
  for (const word of splitWords(text).flatMap(unbraced)) {
    const pair = /^\[([^\]]+)\]=(.*)$/s.exec(word)
    if (pair === null) words.push(unquote(word))
    else keyed.push([unquote(pair[1] ?? ''), unquote(pair[2] ?? '')])
  }
  return { words, keyed }
}

/** The words that a loop runs over, its variables filled in. What variables hold without quotes is cut at the separators of IFS, too. */
export function fieldsOf(text: string, written: string, separators: string): readonly string[] {
  const words = splitWords(text)
  const marks = separators.replaceAll('\\n', '').replace(/\s/g, '')
  if (marks === '' || !/(?:^|[^"\w])\$/.test(written)) return words
  const cut = (word: string): readonly string[] => {
    let pieces: readonly string[] = [word]
    for (const mark of marks) pieces = pieces.flatMap((piece) => piece.split(mark))
    return pieces.filter((piece) => piece !== '')
  }
  return words.flatMap((word) => (/^["']/.test(word) ? [word] : cut(word)))
}
