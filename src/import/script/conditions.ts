import { evaluate } from './arithmetic'
import type { Variables } from './parameters'
import { patternMatches } from './read-loop'
import { splitWords, unquote } from './shell-words'
import { expandWords } from './variables'

/** Whether a condition of a script holds: tests of words and numbers, and what is made of them by `!`, `&&` and `||`; null where only the machine knows. */
export function holds(condition: string, variables: Variables): boolean | null {
  const text = condition.trim()
  const parts = cutAt(text, ['&&', '||'])
  if (parts.length > 1) return combined(parts, (part) => holds(part, variables))
  if (text.startsWith('!') && /^!\s/.test(text)) return opposite(holds(text.slice(1), variables))
  if (text === 'true' || text === ':') return true
  if (text === 'false') return false
  const arithmetic = /^\(\(([^;]*)\)\)$/s.exec(text)?.[1]
  if (arithmetic !== undefined) {
    const expanded = expandWords(arithmetic, variables)
    const value = expanded.unknown === null ? evaluate(expanded.text, variables) : null
    return value === null ? null : value !== 0
  }
  const inside = /^\[{1,2}\s+(.*?)\s+\]{1,2}$/s.exec(text)?.[1] ?? /^test\s+(.*)$/s.exec(text)?.[1]
  return inside === undefined ? null : testOf(inside, variables, text.startsWith('[['))
}

function opposite(held: boolean | null): boolean | null {
  return held === null ? null : !held
}

/** `a && b || c`, from left to right as a shell reads it; what is unknown stays so, unless the other side decides. */
function combined(parts: readonly string[], ask: (part: string) => boolean | null): boolean | null {
  let held: boolean | null = ask(parts[0] ?? '')
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const isAnd = parts[at] === '&&' || parts[at] === '-a'
    if (held === !isAnd) continue
    const other = ask(parts[at + 1] ?? '')
    held = other === !isAnd ? other : held === null ? null : other
  }
  return held
}

/** The pieces between these words, and the words themselves, outside of quotes and brackets. */
function cutAt(text: string, words: readonly string[]): readonly string[] {
  const pieces: string[] = []
  let from = 0
  let quote = ''
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '\\' && quote !== "'") at++
    else if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if ('([{'.includes(letter)) depth++
    else if (')]}'.includes(letter)) depth--
    else if (depth === 0) {
      const word = words.find((one) => text.startsWith(one, at))
      if (word === undefined) continue
      pieces.push(text.slice(from, at).trim(), word.trim())
      at += word.length - 1
      from = at + 1
    }
  }
  return [...pieces, text.slice(from).trim()]
}

/** What stands between the brackets of a test. In `[[ ]]` words are not cut, and what stands behind `=` is a pattern. */
function testOf(text: string, variables: Variables, double: boolean): boolean | null {
  const parts = cutAt(text, double ? ['&&', '||'] : [' -a ', ' -o '])
  if (parts.length > 1) return combined(parts, (part) => testOf(part, variables, double))
  if (/^!\s/.test(text)) return opposite(testOf(text.slice(1).trim(), variables, double))
  const expanded = expandWords(double ? quotedVariables(text) : text, variables)
  if (expanded.unknown !== null) return null
  const written = splitWords(expanded.text)
  const [first, second, third] = written.map(unquote)
  if (written.length === 0) return false
  if (first === undefined || written.length === 1) return first !== ''
  if (written.length === 2) return first === '-z' ? second === '' : first === '-n' ? second !== '' : null
  if (written.length !== 3 || third === undefined || second === undefined) return null
  if (second === '=~') return null
  if (/^(?:=|==|!=)$/.test(second)) {
    const isPattern = double && /[*?[\\]/.test(third) && !/^["']/.test(written[2] ?? '')
    if (!double && /[*?[\\]/.test(third) && !/^["']/.test(written[2] ?? '')) return null
    return (isPattern ? patternMatches(third, first) : first === third) === (second !== '!=')
  }
  return compared(second, numberOf(first, variables, double), numberOf(third, variables, double))
}

/** `[[ $x == y ]]`: a variable is one word there, whatever it holds. */
function quotedVariables(text: string): string {
  return text.replace(/(^|\s)(\$\w+|\$\{[^{}]*\})(?=\s|$)/g, '$1"$2"')
}

function numberOf(word: string, variables: Variables, double: boolean): number | null {
  if (double) return evaluate(word, variables)
  return /^\s*[-+]?\d{1,15}\s*$/.test(word) ? Number(word) : null
}

function compared(operator: string, left: number | null, right: number | null): boolean | null {
  if (left === null || right === null) return null
  switch (operator) {
    case '-eq':
      return left === right
    case '-ne':
      return left !== right
    case '-lt':
      return left < right
    case '-le':
      return left <= right
    case '-gt':
      return left > right
    case '-ge':
      return left >= right
    default:
      return null
  }
}
