import { memo } from 'react'
import { useTexts } from '../texts/use-texts'
import { deltaText, useMove } from './moves'

/** Beside a counter of the diagram: by how much it moved between two readings. */
export const MovedBy = memo(function MovedBy({ of }: { readonly of: string }) {
  const move = useMove(of)
  if (move === null) return null
  return <span className="moved-by">{deltaText(move.before.packets, move.after.packets, move.reset)}</span>
})

/** The same in words, for the accessible name of the row. */
export const MovedByWords = memo(function MovedByWords({ of }: { readonly of: string }) {
  const words = useTexts().recordings.moves
  const move = useMove(of)
  if (move === null) return null
  return <>, {move.reset ? words.reset : words.delta(deltaText(move.before.packets, move.after.packets, false))}</>
})
