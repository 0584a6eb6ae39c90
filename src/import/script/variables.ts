import { evaluate } from './arithmetic'
import { parameterOf, type Variables } from './parameters'
import { closingOf } from './shell-words'
import { printed } from './substitutions'

/** Text with its variables filled in, or the first thing in it that cannot be. */
export interface Expanded {
  readonly text: string
  readonly unknown: { readonly kind: 'variable' | 'command' | 'expression' | 'too long'; readonly text: string } | null
}

/** Values grow when they hold each other: a script of a few lines shall not fill the memory. */
const LONGEST = 100_000

/** What is assigned to a variable or to an element of a list; `adds` for `+=`. */
export interface Assignment {
  readonly name: string
  readonly adds: boolean
  readonly value: string
}

/** `A=1`, `export A=1 B=2`, `local a="$1"`; null when the statement is no assignment alone. */
export function assignmentOf(text: string): readonly Assignment[] | null {
  const rest = text.replace(/^(?:export|local|readonly|declare(?:\s+-\w+)*|typeset)\s+/, '')
  const keyword = rest !== text
  const assigned: Assignment[] = []
  const word =
    /\s*([A-Za-z_]\w*(?:\[[^\]\s]+\])?)(\+?)=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\$\{[^{}]*\}|`[^`]*`|\$(?![({])|[^\s"'\\$`])*)(?=\s|$)/y
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
    assigned.push({ name: found[1] ?? '', adds: found[2] === '+', value: found[3] ?? '' })
    at = word.lastIndex
  }
  return assigned.length === 0 && !keyword ? null : assigned
}

/** Nothing is written to a file yet. */
const NO_FILES: ReadonlyMap<string, string> = new Map()
/** Commands may stand in each other. */
const DEEPEST = 10

/**
 * Fills in variables with all that a shell does to them, numbers that it works out, and what commands print that is the same on every machine;
 * single quotes keep their text. `files` are those that the script has written.
 */
export function expandWords(text: string, variables: Variables, files: ReadonlyMap<string, string> = NO_FILES, depth = 0): Expanded {
  let out = ''
  let quote = ''
  const fill = (inner: string): string | null => {
    const expanded = depth >= DEEPEST ? null : expandWords(inner, variables, files, depth + 1)
    return expanded === null || expanded.unknown !== null ? null : unquoted(expanded.text)
  }
  /** One text, where it stands: in quotes it stays one word. */
  const put = (value: string): void => {
    out += quote === '"' ? value.replace(/["\\]/g, '\\$&') : value
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (out.length > LONGEST) return { text: '', unknown: { kind: 'too long', text: '' } }
    if (quote === "'") {
      if (letter === "'") quote = ''
      out += letter
    } else if (letter === '\\') {
      out += letter + (text[++at] ?? '')
    } else if (letter === '"' || (letter === "'" && quote === '')) {
      quote = quote === letter ? '' : letter
      out += letter
    } else if (letter === '`') {
      const end = text.indexOf('`', at + 1)
      const said = end < 0 ? null : commandIn(text.slice(at + 1, end), variables, files, depth)
      if (said === null) return { text: out, unknown: { kind: 'command', text: '' } }
      put(said)
      at = end
    } else if (letter !== '$') out += letter
    else if (text.startsWith('$((', at)) {
      const end = closingOf(text, at + 1)
      const inner = end < 0 || text[end - 1] !== ')' ? null : expandWords(text.slice(at + 3, end - 1), variables, files, depth + 1)
      if (inner?.unknown?.kind === 'variable') return { text: out, unknown: inner.unknown }
      const value = inner === null || inner.unknown !== null || depth >= DEEPEST ? null : evaluate(unquoted(inner.text), variables)
      if (value === null) return { text: out, unknown: { kind: 'command', text: '' } }
      put(String(value))
      at = end
    } else if (text[at + 1] === '(') {
      const end = closingOf(text, at + 1)
      const said = end < 0 ? null : commandIn(text.slice(at + 2, end), variables, files, depth)
      if (said === null) return { text: out, unknown: { kind: 'command', text: '' } }
      put(said)
      at = end
    } else {
      const braced = text[at + 1] === '{'
      const end = braced ? closingOf(text, at + 1) : at + (/^\$(?:\w+|[@*#?])/.exec(text.slice(at, at + 300))?.[0].length ?? 0) - 1
      if (!braced && end < at) {
        out += letter
        continue
      }
      // `$10` is `$1` and a nought.
      const name = braced ? text.slice(at + 2, end) : (/^\d/.exec(text[at + 1] ?? '')?.[0] ?? text.slice(at + 1, end + 1))
      const value = end < 0 ? null : parameterOf(name, variables, fill)
      if (value === null || value.kind === 'expression')
        return { text: out, unknown: { kind: 'expression', text: text.slice(at, at + 40) } }
      if (value.kind === 'variable') return { text: out, unknown: { kind: 'variable', text: value.name } }
      if (value.kind === 'text') put(value.text)
      else if (quote === '"') out += value.words.map((word) => word.replace(/["\\]/g, '\\$&')).join('" "')
      else out += value.words.join(' ')
      at = braced ? end : at + name.length
      // Quotes around a list of nothing are no word.
      if (value.kind === 'list' && value.words.length === 0 && quote === '"' && out.endsWith('"') && text[at + 1] === '"') {
        out = out.slice(0, -1)
        quote = ''
        at++
      }
    }
  }
  return out.length > LONGEST ? { text: '', unknown: { kind: 'too long', text: '' } } : { text: out, unknown: null }
}

/** What a command prints, if it is the same on every machine. */
function commandIn(command: string, variables: Variables, files: ReadonlyMap<string, string>, depth: number): string | null {
  if (depth >= DEEPEST) return null
  const expanded = expandWords(command.trim(), variables, files, depth + 1)
  return expanded.unknown === null ? printed(expanded.text, files) : null
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2')
}
