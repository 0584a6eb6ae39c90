import type { Sentence } from '../../trace/sentence'
import type { Texts } from './use-texts'

/** A sentence in words, with `**` around what matters most. */
export function say(texts: Texts, sentence: Sentence): string {
  // Each key has its own sentence type; looking it up by the sentence's own key is what makes this call right.
  const speak = texts.sentences[sentence.key] as (sentence: Sentence) => string
  return speak(sentence)
}
