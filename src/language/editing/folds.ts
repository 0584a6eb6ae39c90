/** Lines that belong together, from 1, both ends included. */
export interface Fold {
  readonly from: number
  readonly to: number
}

/** Fewer lines of one chain than these are no block to fold. */
const LEAST_OF_CHAIN = 3

/** Tables of a save file, runs of comments, rules of one chain one after another, and commands that go on over several lines. */
export function folds(text: string): readonly Fold[] {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const isComment = (line: string) => /^\s*#/.test(line)
  return [
    ...tables(lines),
    ...chains(lines),
    ...runs(lines, isComment, 0),
    ...runs(lines, (line) => line.endsWith('\\') && !isComment(line), 1),
  ]
    .filter(({ from, to }) => to > from)
    .toSorted((one, other) => one.from - other.from || other.to - one.to)
}

/** From each * line to its COMMIT, or to the next table. */
function tables(lines: readonly string[]): readonly Fold[] {
  const found: Fold[] = []
  let from: number | null = null
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('*')) {
      if (from !== null) found.push({ from, to: index })
      from = index + 1
    } else if (line === 'COMMIT' && from !== null) {
      found.push({ from, to: index + 1 })
      from = null
    }
  }
  return from === null ? found : [...found, { from, to: lines.length }]
}

/** Rules of one chain, with comments and continuations between them. */
function chains(lines: readonly string[]): readonly Fold[] {
  const found: (Fold & { readonly chain: string; readonly count: number })[] = []
  let ended = true
  for (const [index, line] of lines.entries()) {
    const chain = chainOf(line)
    const last = found.at(-1)
    if (chain === null) {
      if (line === '' || /^(\*|COMMIT|:)/.test(line)) ended = true
    } else if (last !== undefined && last.chain === chain && !ended) {
      found[found.length - 1] = { ...last, to: index + 1, count: last.count + 1 }
    } else {
      found.push({ from: index + 1, to: index + 1, chain, count: 1 })
      ended = false
    }
  }
  return found.filter(({ count }) => count >= LEAST_OF_CHAIN).map(({ from, to }) => ({ from, to }))
}

/** Runs of lines of a kind, and so many lines behind each. */
function runs(lines: readonly string[], isKind: (line: string) => boolean, behind: number): readonly Fold[] {
  const found: Fold[] = []
  let from: number | null = null
  for (const [index, line] of lines.entries()) {
    if (isKind(line)) from ??= index + 1
    else if (from !== null) {
      found.push({ from, to: index + behind })
      from = null
    }
  }
  return from === null ? found : [...found, { from, to: lines.length }]
}

/** Table and chain that a rule's line adds to. */
function chainOf(line: string): string | null {
  const match = /(?:^|\s)(?:-[AI]|--append|--insert)[ \t]+(\S+)/.exec(line)
  if (match?.[1] === undefined || /^\s*#/.test(line)) return null
  return `${/-t\s+(\S+)/.exec(line.slice(0, match.index))?.[1] ?? ''} ${match[1]}`
}
