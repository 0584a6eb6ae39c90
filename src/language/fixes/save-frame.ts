import { TABLES } from '../../model'
import type { OffsetEdit } from '../editing/offset-edits'
import { change, type FixFamily, type Offer } from './fix'

/** What holds a save file together: table lines, COMMIT, line ends. */
export const saveFrame: FixFamily = {
  of: 'lines',
  name: 'save-frame',
  offers: ({ text, form, source, line, endLine, problems }) => {
    const offers: Offer[] = []
    if (text.includes('\r')) offers.push({ title: 'line ends', words: [], edits: lineEnds(text) })
    if (form !== 'save') return offers
    for (let at = line; at <= endLine; at++) {
      const start = source.startOfLine(at)
      const end = lineEndOf(text, start)
      const content = text.slice(start, end)
      const table = /^\s*\*\s*(\S+)\s*$/.exec(content)
      const known = TABLES.find((name) => name === table?.[1]?.toLowerCase())
      if (known !== undefined && content !== `*${known}`)
        offers.push(change(content.trim(), `*${known}`, [{ start, end, text: `*${known}` }]))
      if (/^\s*commit\b.*$/i.test(content) && content !== 'COMMIT') {
        const rest = content.replace(/^\s*commit\b\s*/i, '')
        const isComment = rest.startsWith('#') || rest === ''
        offers.push(change(content.trim(), 'COMMIT', [{ start, end, text: isComment && rest !== '' ? `${rest}\nCOMMIT` : 'COMMIT' }]))
      }
      if (content !== '' && content.trim() === '') offers.push({ title: 'leave out blanks', words: [], edits: [{ start, end, text: '' }] })
      if (/^\s+[#:]/.test(content))
        offers.push({ title: 'leave out blanks', words: [], edits: [{ start, end: start + content.search(/\S/), text: '' }] })
    }
    const isMissing = problems.some(({ message }) => /COMMIT expected|line \d+ failed|Bad argument `\*|no command specified/.test(message))
    const open = isMissing ? openTables(text) : []
    if (open.length > 0) offers.push({ title: 'commit', words: [], edits: open })
    return offers
  },
}

function lineEndOf(text: string, start: number): number {
  const newline = text.indexOf('\n', start)
  const end = newline < 0 ? text.length : newline
  return text[end - 1] === '\r' && end > start ? end - 1 : end
}

function lineEnds(text: string): readonly OffsetEdit[] {
  return [...text.matchAll(/\r\n?/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0] === '\r' ? '\n' : '\n',
  }))
}

/** A COMMIT before the next table, or at the end, for each table that has none. */
function openTables(text: string): readonly OffsetEdit[] {
  const edits: OffsetEdit[] = []
  let isOpen = false
  for (const match of text.matchAll(/^(?:\*\S+|\s*COMMIT\b.*)$/gm)) {
    const opens = match[0].startsWith('*')
    if (opens && isOpen) edits.push({ start: match.index, end: match.index, text: 'COMMIT\n' })
    isOpen = opens
  }
  if (isOpen) edits.push({ start: text.length, end: text.length, text: text.endsWith('\n') ? 'COMMIT\n' : '\nCOMMIT\n' })
  return edits
}
