/** Virtual time in whole microseconds since the scenario began. No clock is ever read: time is an argument. */
export type Microseconds = number

/**
 * The date at virtual time 0, in seconds since 1970: Monday, January 5, 2026, 12:00 UTC. What asks for the date (`-m time`) asks for
 * this one; the kernel's time zone is UTC.
 */
export const SCENARIO_BEGINS = 1_767_614_400

export const MILLISECOND: Microseconds = 1_000
export const SECOND: Microseconds = 1_000_000
