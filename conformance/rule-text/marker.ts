import type { Diagnostic } from '../../src/model'
import { hints } from '../../src/ui/texts/en/hints'
import { sayHint } from '../../src/ui/texts/say-hint'

/**
 * What is wrong with how a refusal is told; null for nothing. It must name who refuses, mark whole words of the text, one of those that the
 * message quotes if it quotes any, and say in one line what it means.
 */
export function markerFault({ speaker, message, hint, span }: Diagnostic, text: string): string | null {
  if (!['iptables', 'iptables-restore', 'kernel'].includes(speaker)) return speaker === 'fivechains' ? null : `${speaker} refuses`
  if (message === '') return 'no message'
  const told = hint === null ? '' : sayHint(hints, hint)
  if (told === '' || told.includes('\n') || told.length > 200) return 'no line for people'
  const lines = text.split('\n')
  const last = lines[span.endLine - 1]
  const first = lines[span.line - 1]
  if (first === undefined || last === undefined || span.column < 1 || span.endColumn > last.length + 1) return 'the mark stands nowhere'
  const marked = [...lines.slice(span.line - 1, span.endLine - 1), last.slice(0, span.endColumn - 1)].join('\n').slice(span.column - 1)
  if (marked === '' && span.column <= first.length) return 'nothing is marked'
  const said = quotedWords(message).filter((word) => first.includes(word))
  // A shell's backslashes are no part of the word, and protocols are told in small letters.
  const plain = `${marked}\n${marked.replace(/\\(.)/g, '$1')}`.toLowerCase()
  return said.length > 0 && !said.some((word) => plain.includes(word.toLowerCase()))
    ? `none of ${said.join(' ')} is marked, but ${marked}`
    : null
}

/** Words that messages quote whatever the text says: a table, a direction. */
const OF_MESSAGES = /^(nat|src|dst)$/

/**
 * The words of the text that a message quotes in any of iptables' ways. Options are left out: most messages name them in full where the text
 * may have another of their names, and some name those that are missing.
 */
function quotedWords(message: string): readonly string[] {
  const quoted = [...message.matchAll(/[`'"]([^`'"]+)['"]/g)].map(([, word]) => word ?? '')
  const unknown = /^unknown option /.test(message)
  return quoted.filter((word) => !/^[,; ]/.test(word) && !OF_MESSAGES.test(word) && (unknown || !word.startsWith('-')))
}
