import { evaluate } from './arithmetic'
import { patternMatches } from './read-loop'

/** What is known of a script's variables, elements of lists as `name[key]`; null for one whose value only the shell knows. */
export type Variables = Map<string, string | null>

/** What `${...}` or `$x` is: one text, or the words of a list; or the variable that nobody knows, or an expression that is not understood. */
export type Parameter =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly words: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'expression' }

/** The elements of a list by their keys, in order. */
export function elementsOf(variables: Variables, name: string): readonly (readonly [key: string, value: string])[] {
  const elements: [string, string][] = []
  for (const [key, value] of variables) if (key.startsWith(`${name}[`)) elements.push([key.slice(name.length + 1, -1), value ?? ''])
  return elements
}

/** Makes a variable a list. */
export function putList(variables: Variables, name: string, words: readonly string[]): void {
  for (const [key] of elementsOf(variables, name)) variables.delete(`${name}[${key}]`)
  for (const [index, word] of words.entries()) variables.set(`${name}[${index}]`, word)
  variables.set(name, words[0] ?? '')
}

const FORM = /^(!|#)?([A-Za-z_]\w*|\d+|[@*#?])(?:\[((?:[^\][]|\[[^\]]*\])*)\])?(.*)$/s

/** The parameter between the braces, or a bare name. `fill` fills in what stands in its words. */
export function parameterOf(inside: string, variables: Variables, fill: (text: string) => string | null): Parameter {
  const found = FORM.exec(inside)
  if (found === null) return { kind: 'expression' }
  const [, sign, name = '', index, operation = ''] = found
  if (name === '@' || name === '*' || index === '@' || index === '*') {
    const list = listOf(name, variables)
    if (list === null) return defaulted(operation, fill) ?? { kind: 'variable', name }
    if (sign === '#') return text(String(list.length))
    if (sign === '!') return { kind: 'list', words: elementsOf(variables, name).map(([key]) => key) }
    const words = operation === '' ? list : changedAll(list, operation, fill)
    if (words === null) return { kind: 'expression' }
    return index === '*' || name === '*' ? text(words.join(' ')) : { kind: 'list', words }
  }
  const value = scalarOf(name, index, variables, fill)
  if (sign === '#') return value === null || value === undefined ? { kind: 'variable', name } : text(String(value.length))
  if (sign === '!') {
    if (value === null || value === undefined || operation !== '' || !/^[A-Za-z_]\w*$/.test(value)) return { kind: 'expression' }
    const meant = variables.get(value)
    return meant === null || meant === undefined ? { kind: 'variable', name: value } : text(meant)
  }
  const assigning = /^:?=/.test(operation)
  if (/^:?[-=+?]/.test(operation)) {
    if (value === null) return { kind: 'variable', name }
    const missing = value === undefined || (value === '' && operation.startsWith(':'))
    const sense = operation.replace(/^:/, '')[0]
    if (sense === '+') return missing ? text('') : filled(operation, fill)
    if (!missing) return text(value)
    const other = sense === '?' ? ({ kind: 'variable', name } as const) : filled(operation, fill)
    if (assigning && other.kind === 'text') variables.set(name, other.text)
    return other
  }
  if (value === null || value === undefined) return { kind: 'variable', name }
  const changed = operation === '' ? value : changedBy(value, operation, fill, variables)
  return changed === null ? { kind: 'expression' } : text(changed)
}

function text(value: string): Parameter {
  return { kind: 'text', text: value }
}

function filled(operation: string, fill: (text: string) => string | null): Parameter {
  const value = fill(operation.replace(/^:?[-=+]/, ''))
  return value === null ? { kind: 'expression' } : text(value)
}

function defaulted(operation: string, fill: (text: string) => string | null): Parameter | null {
  return /^:?-/.test(operation) ? filled(operation, fill) : null
}

/** Null where the machine alone knows, undefined where nothing was assigned. */
function scalarOf(
  name: string,
  index: string | undefined,
  variables: Variables,
  fill: (text: string) => string | null,
): string | null | undefined {
  // There are no more words than a function was called with.
  if (index === undefined) return /^[1-9]\d*$/.test(name) && !variables.has(name) && variables.has('@') ? '' : variables.get(name)
  const key = fill(index)
  if (key === null) return null
  const exact = variables.get(`${name}[${key}]`)
  if (exact !== undefined) return exact
  const number = evaluate(key, variables)
  const elements = elementsOf(variables, name)
  if (number === null || elements.length === 0) return variables.has(name) ? null : undefined
  return variables.get(`${name}[${number < 0 ? elements.length + number : number}]`)
}

/** The words of a list, or of what `$1`, `$2` hold. A person who says what a list is says one text. */
function listOf(name: string, variables: Variables): readonly string[] | null {
  if (name === '@' || name === '*') {
    if (!variables.has('@')) return null
    return [...variables].flatMap(([key, value]) => (/^[1-9]\d*$/.test(key) ? [value ?? ''] : []))
  }
  const elements = elementsOf(variables, name)
  if (elements.length > 0) return elements.map(([, value]) => value)
  const value = variables.get(name)
  return value === null || value === undefined ? null : value.split(/\s+/).filter((word) => word !== '')
}

function changedAll(words: readonly string[], operation: string, fill: (text: string) => string | null): readonly string[] | null {
  const slice = /^:\s*(\d+)(?::(\d+))?$/.exec(operation)
  if (slice !== null) {
    const from = Number(slice[1])
    return words.slice(from, slice[2] === undefined ? undefined : from + Number(slice[2]))
  }
  const changed = words.map((word) => changedBy(word, operation, fill, new Map()))
  return changed.some((word) => word === null) ? null : changed.map((word) => word ?? '')
}

/** `${x%pattern}`, `${x//a/b}`, `${x^^}`, `${x:1:2}`; null for what is not understood. */
function changedBy(value: string, operation: string, fill: (text: string) => string | null, variables: Variables): string | null {
  const cut = /^(##|#|%%|%)(.*)$/s.exec(operation)
  if (cut !== null) {
    const pattern = fill(cut[2] ?? '')
    return pattern === null || isCostly(value, pattern) ? null : withoutEnd(value, cut[1] ?? '', pattern)
  }
  const replaced = /^\/([/#%]?)((?:\\.|[^/\\])*)(?:\/(.*))?$/s.exec(operation)
  if (replaced !== null) {
    const [pattern, by] = [fill(replaced[2] ?? ''), fill(replaced[3] ?? '')]
    return pattern === null || by === null ? null : withReplaced(value, replaced[1] ?? '', pattern, by)
  }
  switch (operation) {
    case '^^':
      return value.toUpperCase()
    case ',,':
      return value.toLowerCase()
    case '^':
      return value.slice(0, 1).toUpperCase() + value.slice(1)
    case ',':
      return value.slice(0, 1).toLowerCase() + value.slice(1)
  }
  const slice = /^:([^:]+)(?::([^:]+))?$/.exec(operation)
  if (slice === null) return null
  const from = evaluate(fill(slice[1] ?? '') ?? '?', variables)
  const length = slice[2] === undefined ? value.length : evaluate(fill(slice[2]) ?? '?', variables)
  if (from === null || length === null) return null
  const begin = from < 0 ? value.length + from : from
  return value.slice(begin, length < 0 ? value.length + length : begin + length)
}

/** The shortest (`%`, `#`) or the longest (`%%`, `##`) end or beginning that fits is cut off. */
function withoutEnd(value: string, operator: string, pattern: string): string {
  const isEnd = operator.startsWith('%')
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length)
  for (const length of operator.length === 2 ? lengths.toReversed() : lengths) {
    const piece = isEnd ? value.slice(value.length - length) : value.slice(0, length)
    if (patternMatches(pattern, piece)) return isEnd ? value.slice(0, value.length - length) : value.slice(length)
  }
  return value
}

/** Each place and length of a value is tried: what is longer than any name or list of ports, or has more stars, is nobody's. */
const LONGEST_SEARCHED = 500
const MOST_STARS = 3

function isCostly(value: string, pattern: string): boolean {
  return value.length > LONGEST_SEARCHED || pattern.split('*').length - 1 > MOST_STARS
}

function withReplaced(value: string, where: string, pattern: string, by: string): string | null {
  if (!/[*?[\\]/.test(pattern)) {
    if (where === '/') return pattern === '' ? value : value.replaceAll(pattern, () => by)
    if (where === '') return value.replace(pattern, () => by)
  }
  if (isCostly(value, pattern)) return null
  let out = ''
  for (let at = 0; at <= value.length; ) {
    const end = where === '#' && at > 0 ? -1 : longestMatch(value, at, pattern, where === '%')
    if (end <= at) out += value[at++] ?? ''
    else {
      out += by
      at = end
      if (where !== '/') return out + value.slice(at)
    }
  }
  return out
}

function longestMatch(value: string, at: number, pattern: string, toTheEnd: boolean): number {
  for (let end = value.length; end > at; end--) {
    if (patternMatches(pattern, value.slice(at, end))) return end
    if (toTheEnd) return -1
  }
  return -1
}
