/** Sequence numbers go round: `a` is after `b` where it is less than half of all of them away. */
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0

export const later = (a: number, b: number): number => (after(b, a) ? b : a)

export const sooner = (a: number, b: number): number => (after(b, a) ? a : b)

/** From one number to before another. */
export type Block = readonly [start: number, end: number]

/** tcp_sack_extend. */
export function touches([start, end]: Block, [from, to]: Block): boolean {
  return !after(from, end) && !after(start, to)
}

export function joined([start, end]: Block, [from, to]: Block): Block {
  return [sooner(start, from), later(end, to)]
}
