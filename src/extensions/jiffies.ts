import type { Microseconds } from '../model'

/** The kernel's clock ticks a second (CONFIG_HZ of common distributions): what limit and recent count in. */
export const HZ = 250

const TICK: Microseconds = 1_000_000 / HZ

/** The tick a virtual time falls in. */
export function jiffies(time: Microseconds): number {
  return Math.floor(time / TICK)
}
