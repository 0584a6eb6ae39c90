import { changeTable } from './change-table'
import { hintOfMessage, spanOfOption, strayWordHint, unknownOptionHint, wordOfLetter } from './command-hints'
import { readLinkCommand } from './ip-link'
import { readRuleCommand } from './ip-rule'
import { readShownLine } from './shown-line'

/** What save files and networks rarely hold: mistakes, commands that change more than they append, rules of routing, the output of tools. */
export const RARE_PARTS = {
  changeTable,
  hintOfMessage,
  readLinkCommand,
  readRuleCommand,
  readShownLine,
  spanOfOption,
  strayWordHint,
  unknownOptionHint,
  wordOfLetter,
}

export type RareParts = typeof RARE_PARTS
