/** A `while read` loop: where its lines come from, and into which variables each is cut. */
export interface ReadLoop {
  /** The command in front of the pipe; null where the loop is fed behind its `done`. */
  readonly source: string | null
  readonly names: readonly string[]
  /** Characters that cut a line into words; null for blanks. */
  readonly separators: string | null
}

const LOOP = /^(?:(.*\S)\s*\|\s*)?while\s+(?:IFS=(\S*)\s+)?read\s+((?:-\w+\s+)*)(\w+(?:\s+\w+)*)$/s

/** The loop that a statement begins; null where it is none that reads lines. */
export function readLoopOf(text: string): ReadLoop | null {
  const found = LOOP.exec(text)
  if (found === null) return null
  const [, source = null, separators, switches = '', names = ''] = found
  // Another descriptor, a number of characters or an array are read otherwise.
  if (/-\w*[undaipt]/.test(switches)) return null
  return { source, names: names.split(/\s+/), separators: separators === undefined ? null : separatorsOf(separators) }
}

/** `IFS=,`, `IFS=':'`, `IFS=$'\t'`; nothing for a line as it is. */
function separatorsOf(text: string): string {
  const plain = text.replace(/^\$?(["'])(.*)\1$/, '$2')
  return plain.replaceAll('\\t', '\t').replaceAll('\\n', '\n')
}

/** What each variable becomes of a line: the last one takes what is left. */
export function valuesOf(line: string, { names, separators }: ReadLoop): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const cuts = separators === null ? ' \t' : separators
  const blanks = [...cuts].every((letter) => letter === ' ' || letter === '\t')
  let rest = separators === '' ? line : blanks ? line.trim() : line
  for (const [index, name] of names.entries()) {
    if (index === names.length - 1 || cuts === '') {
      values.set(name, rest)
      rest = ''
      continue
    }
    let end = 0
    while (end < rest.length && !cuts.includes(rest[end] ?? '')) end++
    values.set(name, rest.slice(0, end))
    end++
    if (blanks) while (cuts.includes(rest[end] ?? 'x')) end++
    rest = rest.slice(end)
  }
  return values
}

/** A shell's pattern as an expression: `*`, `?`, `[...]`, and what a backslash or quotes keep as it is. */
export function patternMatches(pattern: string, value: string): boolean {
  let expression = ''
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] ?? ''
    const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (letter === '\\') expression += literal(pattern[++at] ?? '')
    else if (letter === '"' || letter === "'") {
      const end = pattern.indexOf(letter, at + 1)
      if (end < 0) return false
      expression += literal(pattern.slice(at + 1, end))
      at = end
    } else if (letter === '*') expression += '[^]*'
    else if (letter === '?') expression += '[^]'
    else if (letter === '[') {
      const end = pattern.indexOf(']', at + 2)
      if (end < 0) return false
      expression += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`
      at = end
    } else expression += literal(letter)
  }
  try {
    return new RegExp(`^(?:${expression})$`).test(value)
  } catch {
    return false
  }
}
