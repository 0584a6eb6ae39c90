/** Virtual time in whole microseconds since the scenario began. No clock is ever read: time is an argument. */
export type Microseconds = number

export const MILLISECOND: Microseconds = 1_000
export const SECOND: Microseconds = 1_000_000
