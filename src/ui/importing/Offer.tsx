import type { ImportedKind } from '../../worker/protocol'
import { useTexts, useWords } from '../texts/use-texts'
import { IMPORTING } from './words'

/** What was found in the rules text, and the way to import it. `moves` counts counters that moved since another reading; null without one. */
export default function Offer({
  kinds,
  moves,
  onTaken,
}: {
  readonly kinds: readonly ImportedKind[]
  readonly moves: number | null
  readonly onTaken: () => void
}) {
  const words = useWords(IMPORTING)
  const { importing: compared } = useTexts().recordings
  return (
    <div className="editor__inferred">
      <span>{moves === null ? words.looksLike(words.list(kinds.map((kind) => words.kinds[kind]))) : compared.moves(moves)}</span>
      <button type="button" className="button button--small" onClick={onTaken}>
        {moves === null ? words.offer : compared.offer}
      </button>
    </div>
  )
}
