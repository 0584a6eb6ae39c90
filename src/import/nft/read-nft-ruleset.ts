import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'

/** Reads `nft list ruleset`. */
export function readNftRuleset(block: Block, draft: ImportDraft): void {
  for (const line of block.lines.slice(0, 1)) draft.leaveOut(line, 'foreign nft table')
}
