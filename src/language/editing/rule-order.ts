import { Command } from '../../syntax/option-rules'
import type { RuleToken, Statement } from './statements'

/** A command as it has to be written so that rules end up in a wanted order. */
export type WrittenAs =
  | { readonly kind: 'append' }
  | { readonly kind: 'insert'; readonly number: number }
  | { readonly kind: 'numbered'; readonly number: number }

/** One command on a chain, in the order of the text; `statement` is null for one that is new. */
export interface ChainStep {
  readonly statement: Statement | null
  readonly made: readonly RuleToken[]
  readonly gone: readonly RuleToken[]
}

/**
 * How each command on one chain has to be written so that the chain's rules stand in the order of `order` after each of them, which
 * names all that the chain ever has. Null where one of them cannot be written so.
 */
export function writtenInOrder(steps: readonly ChainStep[], order: readonly RuleToken[]): readonly WrittenAs[] | null {
  const ranks = new Map(order.map((token, index) => [token, index]))
  /** Ranks of the rules that are there, ascending. */
  const live: number[] = []
  const written: WrittenAs[] = []
  for (const { statement, made, gone } of steps) {
    const command = statement?.command ?? Command.APPEND
    let form: WrittenAs = { kind: 'append' }
    for (const token of gone) {
      const rank = ranks.get(token)
      if (rank === undefined) return null
      const at = positionOf(live, rank)
      if ((command & (Command.REPLACE | Command.DELETE_NUM)) !== 0) form = { kind: 'numbered', number: at + 1 }
      live.splice(at, 1)
    }
    if (made.length > 0) {
      const own: number[] = []
      for (const token of made) {
        const rank = ranks.get(token)
        if (rank === undefined) return null
        own.push(rank)
      }
      const first = own[0] ?? 0
      const at = positionOf(live, first)
      // Several rules of one command stand together.
      if (own.some((rank, index) => rank !== first + index) && positionOf(live, own.at(-1) ?? 0) !== at) return null
      if (command !== Command.REPLACE) {
        const stays = command === Command.INSERT && statement?.number === at + 1
        form = at === live.length && !stays ? { kind: 'append' } : { kind: 'insert', number: at + 1 }
      }
      live.splice(at, 0, ...own)
    }
    written.push(form)
  }
  return written
}

/** The index at which a rank stands or would stand. */
function positionOf(live: readonly number[], rank: number): number {
  let low = 0
  let high = live.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((live[middle] ?? 0) < rank) low = middle + 1
    else high = middle
  }
  return low
}
