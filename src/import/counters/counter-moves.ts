import type { Scenario } from '../../scenario/scenario'
import type { CounterMoves } from '../../worker/protocol-recordings'

/** What the counters did between the listing that is kept as `before` and the rules as they are. */
export function counterMoves(_scenario: Scenario): CounterMoves {
  return { moved: [], still: 0, unpaired: [] }
}
