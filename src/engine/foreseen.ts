import type { Tuple } from '../model'

/**
 * What is known beforehand of numbers that a kernel draws: a recorded case's later packets answer what its host drew. Null where
 * nothing is known; then the number is drawn from the seed.
 */
export interface Foreseen {
  /** The first sequence number of a service's side of the connection that the packet under way begins. */
  initialSequence(): number | null
  /** The source port that a new connection gets from `size` ports beginning with `first`; `tuple` is its original as translated so far. */
  sourcePort(tuple: Tuple, first: number, size: number): number | null
}
