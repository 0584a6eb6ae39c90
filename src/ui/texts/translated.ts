import type { Diagnostic } from '../../model'
import type { Words } from './en/facts'

interface Form {
  readonly sentence: RegExp
  readonly words: string
}

/** The keys with a `*`, as what they match. */
const forms = new WeakMap<Words, readonly Form[]>()

/**
 * What Five Chains itself says in English, in the page's language. A key is the English sentence; `*` in it stands for whatever else
 * stands there, and is put into the words in the same order. What has no words is shown as it is.
 */
export function translated(words: Words, message: string): string {
  const exact = words[message]
  if (exact !== undefined) return exact
  for (const { sentence, words: form } of formsOf(words)) {
    const found = sentence.exec(message)?.slice(1)
    if (found !== undefined) return form.replaceAll('*', () => translated(words, found.shift() ?? ''))
  }
  return message
}

function formsOf(words: Words): readonly Form[] {
  const known = forms.get(words)
  if (known !== undefined) return known
  const made = Object.entries(words)
    .filter(([key]) => key.includes('*'))
    .map(([key, form]) => ({ sentence: new RegExp(`^${key.split('*').map(quoted).join('(.*?)')}$`, 's'), words: form }))
  forms.set(words, made)
  return made
}

function quoted(text: string): string {
  return text.replace(/[.?+^$()[\]{}|\\]/g, '\\$&')
}

/** A message as its speaker says it: a tool in its own words, Five Chains in the page's language. */
export function ownWords(words: Words, { speaker, message }: Diagnostic): string {
  return speaker === 'fivechains' ? translated(words, message) : message
}
