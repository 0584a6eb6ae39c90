/** Characters that a terminal obeys or that a web page put there, and that say nothing. */

const ESCAPE = '\u001b'
const BELL = '\u0007'

/** CSI sequences (colours, cursor), OSC sequences (titles, links), and two-character escapes (ECMA-48). */
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[()][0-9A-Za-z]|[=>78cDEHM])|\\^\\[\\[[\\d;?]*[A-Za-z]`,
  'g',
)
/** What is left of colours where the escape itself was lost on the way. */
const LOST_COLOURS = /\[(?:\d{1,3}(?:;\d{1,3})*m|m(?![A-Za-z0-9]))/g
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const ENTITIES: { readonly [name: string]: string } = {
  gt: '>',
  lt: '<',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
  '#34': '"',
}
const ENTITY = /&(gt|lt|amp|quot|nbsp|#39|#x27|#34);/g

/** The text without them; `visible` where something went that anybody could see. */
export function plainCharacters(text: string): { readonly text: string; readonly visible: boolean; readonly isAscii: boolean } {
  let plain = text
  if (plain.includes(ESCAPE) || plain.includes('^[[')) plain = plain.replace(SEQUENCES, '').replaceAll(BELL, '')
  if (plain.includes('[0m') || plain.includes('[39m')) plain = plain.replace(LOST_COLOURS, '')
  if (plain.includes('&') && ENTITY.test(plain)) plain = plain.replace(ENTITY, (_, name: string) => ENTITIES[name] ?? '')
  const visible = plain !== text
  const isAscii = !BEYOND_ASCII.test(plain)
  return { text: isAscii ? plain : plain.replace(INVISIBLE, '').replace(BLANKS, ' '), visible, isAscii }
}

const BEYOND_ASCII = /[\u0080-\uffff]/

const CURLY = /[\u2013\u2014\u201c-\u201f\u2018-\u201b\u2212]/

/**
 * Dashes and quotation marks as a blog sets them, back as they were typed: a long dash before a word was two, before a letter one.
 * What stands between straight quotes is left alone.
 */
export function straightened(line: string): string {
  if (!CURLY.test(line)) return line
  const dashes = line
    .replace(/(^|\s)[\u2013\u2014\u2212]+(?=[A-Za-z](?:\s|$))/g, '$1-')
    .replace(/(^|\s)[\u2013\u2014\u2212]-?(?=[a-z]{2})/g, '$1--')
  if (/["']/.test(dashes)) return dashes
  return dashes.replace(/[\u201c-\u201f]/g, '"').replace(/(^|[\s=])[\u2018-\u201b]([^\u2018-\u201b]*)[\u2018-\u201b]/g, "$1'$2'")
}
