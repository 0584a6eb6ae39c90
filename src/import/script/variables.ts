/** What is known of a script's variables; null for one whose value only the shell knows. */
export type Variables = Map<string, string | null>

/** Text with its variables filled in, or the first thing in it that cannot be. */
export interface Expanded {
  readonly text: string
  readonly unknown: { readonly kind: 'variable' | 'command' | 'expression' | 'too long'; readonly text: string } | null
}

/** Values grow when they hold each other: a script of a few lines shall not fill the memory. */
const LONGEST = 100_000

/** `A=1`, `export A=1 B=2`, `local a="$1"`; null when the statement is no assignment alone. */
export function assignmentOf(text: string): readonly { readonly name: string; readonly value: string }[] | null {
  const rest = text.replace(/^(?:export|local|readonly|declare(?:\s+-\w+)*|typeset)\s+/, '')
  const keyword = rest !== text
  const assigned: { name: string; value: string }[] = []
  const word = /\s*([A-Za-z_]\w*)=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\$\([^()]*\)|`[^`]*`|\$(?!\()|[^\s"'\\$`])*)(?=\s|$)/y
  let at = 0
  while (at < rest.length) {
    word.lastIndex = at
    const found = word.exec(rest)
    if (found === null) {
      const bare = keyword ? /\s*[A-Za-z_]\w*(?=\s|$)/y : null
      if (bare === null) return null
      bare.lastIndex = at
      if (bare.exec(rest) === null) return rest.slice(at).trim() === '' ? assigned : null
      at = bare.lastIndex
      continue
    }
    assigned.push({ name: found[1] ?? '', value: found[2] ?? '' })
    at = word.lastIndex
  }
  return assigned.length === 0 && !keyword ? null : assigned
}

/** Fills in `$name`, `${name}`, `${name:-default}`; single quotes keep their text. */
export function expandWords(text: string, variables: Variables): Expanded {
  return expandPlain(withoutKnownCommands(text), variables)
}

/** What is the same on every machine: where a tool is does not matter, and numbers count as they do everywhere. */
function withoutKnownCommands(text: string): string {
  if (!/[`(]/.test(text)) return text
  return text
    .replace(/\$\(\s*(?:which|command\s+-v|type\s+-[pP])\s+([\w./-]+)(?:\s+2>\s*\/dev\/null)?\s*\)/g, '$1')
    .replace(/`\s*(?:which|command\s+-v)\s+([\w./-]+)(?:\s+2>\s*\/dev\/null)?\s*`/g, '$1')
    .replace(/\$\(\s*seq\s+(\d{1,6})(?:\s+(\d{1,6}))?\s*\)/g, (_, first: string, last?: string) =>
      range(last === undefined ? 1 : Number(first), Number(last ?? first)),
    )
}

/** More numbers than this are no list that anybody loops over. */
const MOST_NUMBERS = 1_000

/** `1 2 3`; what was written where it would be too many. */
export function range(first: number, last: number): string {
  const step = first <= last ? 1 : -1
  const count = Math.min(MOST_NUMBERS, Math.abs(last - first) + 1)
  return Array.from({ length: count }, (_, index) => first + step * index).join(' ')
}

function expandPlain(text: string, variables: Variables): Expanded {
  let out = ''
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (quote === "'") {
      if (letter === "'") quote = ''
      out += letter
    } else if (letter === '\\') {
      out += letter + (text[++at] ?? '')
    } else if (letter === '"' || (letter === "'" && quote === '')) {
      quote = quote === letter ? '' : letter
      out += letter
    } else if (letter === '`') return { text: out, unknown: { kind: 'command', text: '' } }
    else if (letter !== '$') out += letter
    else {
      const found = REFERENCE.exec(text.slice(at, at + 300))
      if (found === null) {
        if (text[at + 1] === '(') return { text: out, unknown: { kind: 'command', text: '' } }
        if (text[at + 1] === '{') return { text: out, unknown: { kind: 'expression', text: text.slice(at, at + 40) } }
        out += letter
        continue
      }
      const name = found[1] ?? found[2] ?? ''
      const value = variables.get(name) ?? (variables.has(name) ? null : found[3] === undefined ? undefined : unquoted(found[3]))
      if (value === null || value === undefined) return { text: out, unknown: { kind: 'variable', text: name } }
      out += quote === '"' ? value.replace(/["\\]/g, '\\$&') : value
      if (out.length > LONGEST) return { text: '', unknown: { kind: 'too long', text: '' } }
      at += found[0].length - 1
    }
  }
  return { text: out, unknown: null }
}

const REFERENCE = /^\$(?:(\w+|[@*#])|\{(\w+|[@*#])(?:\[[@*]\])?(?::?[-=]([^{}$`]*))?\})/

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2')
}
