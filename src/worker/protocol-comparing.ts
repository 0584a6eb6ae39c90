import type { Scenario } from '../scenario/scenario'
import type { PacketOutcome } from '../trace/outcome'

/** What the page asks to compare an earlier state of the scenario with the one that it shows. */
export interface ComparingRequests {
  /** What becomes of each packet of a scenario that is not on the page: its run is made and forgotten. Same seed, same packets. */
  outcomes: { ask: { scenario: Scenario }; answer: Outcomes }
}

export interface Outcomes {
  readonly packets: readonly PacketOutcome[]
  /** Bounds that were reached: the outcomes are complete up to there. */
  readonly limits: readonly string[]
}
