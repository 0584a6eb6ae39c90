import { type ImportDraft, putLine } from './import-draft'
import type { Block } from './recognise'

const SET = /<ipset name="([^"]+)">/
const TYPE = /<type>([a-z:,]+)<\/type>/
const HEADER = /<header>(.*)/
const MEMBER = /<member><elem>([^<]*)<\/elem>(.*?)<\/member>/g
const OPTION = /<(\w+)(?:\/>|>([^<]*)<\/\1>)/g
/** What a set counts of itself stands in its header, too. */
const OF_ITSELF: ReadonlySet<string> = new Set(['memsize', 'references', 'numentries'])

/** Reads `ipset list -o xml` and `ipset save -o xml`, line by line as ipset prints them: the `create` and `add` lines that `ipset save` would print. */
export function readIpsetXml(block: Block, draft: ImportDraft): void {
  let name: string | null = null
  let type: string | null = null
  // A list of sets can only be filled when its members are there: it is written last.
  const lists: string[] = []
  const put = (line: number, text: string): void => {
    if (type === 'list:set') lists.push(text)
    else putLine(draft.sets, line, text)
  }
  for (const { text, number } of block.lines) {
    const begun = SET.exec(text)
    if (begun !== null) [name, type] = [begun[1] ?? '', null]
    type = TYPE.exec(text)?.[1] ?? type
    if (name === null || type === null) continue
    const header = HEADER.exec(text)?.[1]
    if (header !== undefined) put(number, `create ${name} ${type}${options(header)}`)
    for (const [, element, rest] of text.matchAll(MEMBER)) put(number, `add ${name} ${element}${options(rest ?? '')}`)
  }
  for (const line of lists) putLine(draft.sets, block.lines.at(-1)?.number ?? block.span.line, line)
}

/** ` timeout 300 counters`. */
function options(text: string): string {
  return [...text.matchAll(OPTION)]
    .flatMap(([, option = '', value]) => (OF_ITSELF.has(option) ? [] : [value === undefined ? ` ${option}` : ` ${option} ${value}`]))
    .join('')
}
