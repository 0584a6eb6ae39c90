/** Bob Jenkins' lookup3 as the kernel has it (include/linux/jhash.h): NAT, cluster and HMARK spread connections with it. */

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** jhash2 of an IPv4 address in its 16-byte nf_inet_addr: four words, the last three of them zero. Both arguments and the result in network byte order's words. */
export function hashAddress(word: number, initial: number): number {
  let a = (0xdeadbeef + (4 << 2) + initial) | 0
  let b = a
  let c = a
  a = (a + word) | 0
  // __jhash_mix
  a = (a - c) ^ rotate(c, 4)
  c = (c + b) | 0
  b = (b - a) ^ rotate(a, 6)
  a = (a + c) | 0
  c = (c - b) ^ rotate(b, 8)
  b = (b + a) | 0
  a = (a - c) ^ rotate(c, 16)
  c = (c + b) | 0
  b = (b - a) ^ rotate(a, 19)
  a = (a + c) | 0
  c = (c - b) ^ rotate(b, 4)
  b = (b + a) | 0
  // __jhash_final, after adding the fourth word, which is zero
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  return c >>> 0
}

/** An address as the word that a little-endian machine reads from its network byte order. */
export function swapBytes(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0
}

/** reciprocal_scale: maps a hash evenly onto 0 to `range` - 1. */
export function scale(hash: number, range: number): number {
  if (range < 2 ** 21) return Math.floor((hash * range) / 2 ** 32)
  // The product does not fit the 53 bits of a number: by halves.
  const low = (hash & 0xffff) * range
  const high = (hash >>> 16) * range
  return Math.floor((high + Math.floor(low / 2 ** 16)) / 2 ** 16)
}

/** jhash_1word. */
export function hashWord(word: number, initial: number): number {
  return finalMix(word, 0, 0, 4 + initial)
}

/** jhash_3words. */
export function hashThreeWords(first: number, second: number, third: number, initial: number): number {
  return finalMix(first, second, third, 12 + initial)
}

/** __jhash_nwords. */
function finalMix(first: number, second: number, third: number, initial: number): number {
  const start = (0xdeadbeef + initial) | 0
  let a = (first + start) | 0
  let b = (second + start) | 0
  let c = (third + start) | 0
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  return c >>> 0
}
