import { type ImportDraft, putLine } from './import-draft'
import type { Block } from './recognise'

/** Reads `ipset list`: each set becomes the `create` and `add` lines that `ipset save` would print. */
export function readIpsetList(block: Block, draft: ImportDraft): void {
  let set: { name: string; type: string | null; members: boolean } | null = null
  // A list of sets can only be filled when its members are there: it is written last.
  const lists: string[] = []
  const last = block.lines.at(-1)
  for (const line of block.lines) {
    const text = line.text.trim()
    const field = /^(Name|Type|Revision|Header|Size in memory|References|Number of entries|Members):\s*(.*)$/.exec(text)
    if (field !== null) {
      const [, name = '', value = ''] = field
      if (name === 'Name') set = { name: value, type: null, members: false }
      else if (set !== null && name === 'Type') set.type = value
      else if (set?.type != null && name === 'Header') {
        const create = `create ${set.name} ${set.type} ${value}`.trimEnd()
        if (set.type === 'list:set') lists.push(create)
        else putLine(draft.sets, line.number, create)
      } else if (set !== null && name === 'Members') set.members = true
      continue
    }
    if (set === null || !set.members) {
      draft.leaveOut(line, 'set line before a set')
      continue
    }
    const add = `add ${set.name} ${text}`
    if (set.type === 'list:set') lists.push(add)
    else putLine(draft.sets, line.number, add)
  }
  for (const line of lists) putLine(draft.sets, last?.number ?? block.span.line, line)
}
