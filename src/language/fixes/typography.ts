import type { OffsetEdit } from '../editing/offset-edits'
import type { FixFamily, Offer } from './fix'

/** What text programs and web pages make of plain characters. The hidden ones have no width. */
const ODD =
  /[\u2018\u2019\u201a\u201b\u2032\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2010-\u2015\u2212\u00a0\u2000-\u200a\u202f\u3000\u200b-\u200d\u2060\ufeff\u2026]/

/** Plain quotes, dashes and blanks in the place of what blog posts and chats made of them. */
export const typography: FixFamily = {
  of: 'lines',
  name: 'typography',
  offers: ({ text, source, line, endLine }) => {
    const start = source.startOfLine(line)
    const end = source.startOfLine(endLine + 1)
    const here = plainEdits(text, start, end)
    if (here.length === 0) return []
    const everywhere = plainEdits(text, 0, text.length)
    const all: Offer = { title: 'plain everywhere', words: [], edits: everywhere }
    return everywhere.length > here.length
      ? [all, { title: 'plain', words: [], edits: here }]
      : [{ title: 'plain', words: [], edits: here }]
  },
}

/** One edit a run of odd characters. Lines that are comments stay as they are. */
function plainEdits(text: string, from: number, to: number): readonly OffsetEdit[] {
  const edits: OffsetEdit[] = []
  const odd = new RegExp(`${ODD.source}+`, 'g')
  odd.lastIndex = from
  for (let match = odd.exec(text); match !== null && match.index < to; match = odd.exec(text)) {
    const line = text.lastIndexOf('\n', match.index - 1) + 1
    if (/^\s*#/.test(text.slice(line, match.index))) continue
    const end = match.index + match[0].length
    edits.push({ start: match.index, end, text: plain(match[0], text, match.index, end) })
  }
  return edits
}

/** A long dash before a word was two, before a single letter one. */
function plain(odd: string, text: string, start: number, end: number): string {
  return [...odd]
    .map((character) => {
      if (/[\u2018\u2019\u201a\u201b\u2032]/.test(character)) return "'"
      if (/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/.test(character)) return '"'
      if (/[\u200b-\u200d\u2060\ufeff]/.test(character)) return ''
      if (character === '\u2026') return '...'
      if (!/[\u2010-\u2015\u2212]/.test(character)) return ' '
      const beginsWord = start === 0 || /[\s]/.test(text[start - 1] ?? ' ')
      if (!beginsWord || odd.length > 1 || text[end] === '-') return '-'
      return /^[A-Za-z](?![\w-])/.test(text.slice(end, end + 2)) ? '-' : /^[A-Za-z]/.test(text.slice(end)) ? '--' : '-'
    })
    .join('')
}
