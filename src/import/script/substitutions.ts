import { evaluate } from './arithmetic'
import { splitWords, unquote } from './shell-words'

/** More numbers than this are no list that anybody loops over. */
const MOST_NUMBERS = 1_000

/**
 * What a command prints that is the same on every machine: where a tool is does not matter, numbers count as they do everywhere, and words that
 * are echoed stay what they are. Null for every other command. Its variables are filled in already.
 */
export function printed(command: string, files: ReadonlyMap<string, string>): string | null {
  const [first = '', ...filters] = pipeline(command.replace(/\s*2>\s*(?:\/dev\/null|&1)/g, ''))
  let text = source(first, files)
  for (const filter of filters) text = text === null ? null : filtered(text, filter)
  return text?.replace(/\n+$/, '') ?? null
}

/** Cut at pipes outside of quotes. */
function pipeline(command: string): readonly string[] {
  const pieces = command.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^|"'\\])+/gs) ?? []
  return pieces.map((piece) => piece.trim())
}

function source(command: string, files: ReadonlyMap<string, string>): string | null {
  const file = /^(?:cat\s+|<\s*)(["']?)([^\s"'|<>]+)\1$/.exec(command)?.[2]
  if (file !== undefined) return files.get(file) ?? null
  if (/[;&<>`]|\$\(/.test(command.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, ''))) return null
  const [program = '', ...rest] = splitWords(command).map(unquote)
  switch (program.replace(/^.*\//, '')) {
    case 'which':
      return rest.length === 1 ? (rest[0] ?? null) : null
    case 'command':
    case 'type':
      return rest.length === 2 && /^-[vpP]$/.test(rest[0] ?? '') ? (rest[1] ?? null) : null
    case 'seq':
      return sequence(rest.filter((word) => word !== '-w'))
    case 'expr': {
      const value = evaluate(rest.join(' '), { get: () => null, set: () => undefined })
      return value === null ? null : String(value)
    }
    case 'echo': {
      const escapes = rest[0] === '-e' || rest[0] === '-ne'
      const words = (/^-\w+$/.test(rest[0] ?? '') ? rest.slice(1) : rest).join(' ')
      return escapes ? words.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : words
    }
    case 'printf':
      return formatted(rest)
    default:
      return null
  }
}

function sequence(words: readonly string[]): string | null {
  if (words.length < 1 || words.length > 3 || !words.every((word) => /^-?\d{1,6}$/.test(word))) return null
  const numbers = words.map(Number)
  const last = numbers.at(-1) ?? 0
  const first = numbers.length === 1 ? 1 : (numbers[0] ?? 1)
  const step = numbers.length === 3 ? (numbers[1] ?? 1) : 1
  const count = step === 0 ? 0 : Math.floor((last - first) / step) + 1
  return count > MOST_NUMBERS ? null : Array.from({ length: Math.max(0, count) }, (_, index) => first + step * index).join('\n')
}

/** `printf FORMAT WORDS`: the format is used again while there are words. */
function formatted([format = '', ...words]: readonly string[]): string | null {
  const plain = format.replaceAll('\\n', '\n').replaceAll('\\t', '\t')
  const rest = [...words]
  let out = ''
  do {
    let known = true
    out += plain.replace(/%(0?)(\d*)([sdxX%i])|%/g, (found, zero: string | undefined, width: string, kind: string | undefined) => {
      if (kind === '%') return '%'
      if (kind === undefined) known = false
      const word = rest.shift() ?? ''
      const number = kind === 's' ? 0 : evaluate(word, { get: () => null, set: () => undefined })
      if (number === null) known = false
      const text =
        kind === 's'
          ? word
          : kind === 'x'
            ? (number ?? 0).toString(16)
            : kind === 'X'
              ? (number ?? 0).toString(16).toUpperCase()
              : String(number)
      return found === '%' ? found : text.padStart(Number(width), zero === '0' ? '0' : ' ')
    })
    if (!known || (words.length > 0 && !/%/.test(plain))) return known && words.length === 0 ? out : null
  } while (rest.length > 0)
  return out
}

function filtered(text: string, command: string): string | null {
  const [program = '', ...words] = splitWords(command).map(unquote)
  const lines = (change: (line: string) => string): string => text.replace(/\n$/, '').split('\n').map(change).join('\n')
  if (program === 'tr' && words.length === 2) {
    const [from = '', to = ''] = words.map((word) => word.replaceAll('\\n', '\n').replaceAll('\\t', '\t'))
    if (/[[\]]|.-./.test(from + to) || from.startsWith('-') || to === '') return null
    return [...text].map((letter) => (from.includes(letter) ? (to[Math.min(from.indexOf(letter), to.length - 1)] ?? '') : letter)).join('')
  }
  const cut = /^-d\s?(.) -f\s?(\d+)(-?)(\d*)$/.exec(words.join(' '))
  if (program === 'cut' && cut !== null) {
    const [, delimiter = ' ', first = '1', dash, last] = cut
    const end = dash === '' ? Number(first) : last === '' ? undefined : Number(last)
    return lines((line) =>
      line.includes(delimiter)
        ? line
            .split(delimiter)
            .slice(Number(first) - 1, end)
            .join(delimiter)
        : line,
    )
  }
  const replaced = /^s([/,|#])([^\\.*[\]^$]+)\1([^\\&]*)\1(g?)$/.exec(words[0] ?? '')
  if (program === 'sed' && words.length === 1 && replaced !== null) {
    const [, , from = '', to = '', all] = replaced
    if (from.includes(replaced[1] ?? '') || to.includes(replaced[1] ?? '')) return null
    return lines((line) => (all === 'g' ? line.replaceAll(from, () => to) : line.replace(from, () => to)))
  }
  return null
}
