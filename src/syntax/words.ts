/** The words of one command, and the offsets between which each stands in the text: what iptables gets as argv, less its own name. */
export interface Words {
  readonly text: string[]
  readonly start: number[]
  readonly end: number[]
}

export function noWords(): Words {
  return { text: [], start: [], end: [] }
}

export function addWord(words: Words, text: string, start: number, end: number): void {
  words.text.push(text)
  words.start.push(start)
  words.end.push(end)
}

/** Forgets the words but keeps their arrays: a large file would otherwise allocate three of them a line. */
export function clearWords(words: Words): void {
  words.text.length = 0
  words.start.length = 0
  words.end.length = 0
}
