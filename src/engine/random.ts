/** The scenario's seeded numbers, 0 to 2^32-1 (xorshift32 behind a mixing step): the only chance there is in the core. */
export function createRandom(seed: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ 0x5bd1e995) | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.imul(state, 0x2c1b3c6d) >>> 0
  }
}
