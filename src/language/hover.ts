import type { Hover } from '../worker/protocol'
import { plainWords } from './complete'
import { hoverNetwork, hoverServices } from './hover-network'
import { hoverRules } from './hover-rules'
import { hoverSets } from './hover-sets'
import type { KnownHost, PlaceInTexts } from './known-host'
import { describeAddress } from './known-things'
import { type LineWord, lineContext } from './line-context'

/** What the word at a place of one of a host's texts means, with what is known of what it names. Null where there is nothing to say. */
export function hover(host: KnownHost, { section, line, column }: PlaceInTexts): Hover | null {
  if (section === 'rules') {
    const context = lineContext(host.texts.rules, line, column)
    const word = context?.words[context.at]
    return context === null || word === undefined ? null : said(word, hoverRules(host, context, word, column))
  }
  const words = plainWords(host.texts[section], line, column)
  if (words?.word === undefined) return null
  const { before, word } = words
  switch (section) {
    case 'sets':
      return said(word, hoverSets(host, before, word.text))
    case 'network':
      return said(word, hoverNetwork(host, before, word.text))
    case 'services':
      return said(word, hoverServices(host, before, word.text))
    case 'connections':
      return said(word, hoverConnections(host, word.text))
  }
}

function said({ line, column, endColumn }: LineWord, text: string | null): Hover | null {
  return text === null ? null : { span: { line, column, endLine: line, endColumn }, text }
}

/** A line of conntrack -L: the first src, dst, sport and dport are what the beginner sent, the second what is expected back. */
function hoverConnections(host: KnownHost, word: string): string | null {
  const [name = '', value = ''] = word.split('=')
  if (name === 'src' || name === 'dst') return describeAddress(host, value)
  const { connectionWords } = host.words.network
  return Object.hasOwn(connectionWords, word) ? connectionWords[word as keyof typeof connectionWords] : null
}
