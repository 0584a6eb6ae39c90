/**
 * A counter as `iptables -v` prints it without -x: up to 99999 as it is, then in K, M, G and T, rounded as xtables does
 * (iptables/xshared.c, xtables_print_num: thousands, not 1024).
 */
export function listCount(count: number): string {
  if (count <= 99_999) return String(count)
  // 64 bits overflow.
  if (count >= 2 ** 64) return '0K'
  let value = Math.floor((count + 500) / 1_000)
  for (const unit of ['K', 'M', 'G']) {
    if (value <= 9_999) return `${value}${unit}`
    value = Math.floor((value + 500) / 1_000)
  }
  return `${value}T`
}

/** A counter to the last packet; the largest of 64 bits is rounded up in a number. */
export function exactCount(count: number): string {
  return count < 1e16 ? String(count) : count < 2 ** 64 ? String(BigInt(count)) : '18446744073709551615'
}
