/** A counter of a listing. Without `-x` large ones are cut to K, M, G or T (iptables/xshared.c, xtables_print_num). */
export interface ListedNumber {
  readonly value: number
  /** The listing cut it: the value is right to a thousandth or so. */
  readonly rounded: boolean
}

const UNITS: { readonly [unit: string]: number } = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** `1234`, `106K`, `51M`; null for anything else. */
export function readCounter(word: string): ListedNumber | null {
  const match = /^(\d{1,20})([KMGT]?)$/.exec(word)
  if (match === null) return null
  const unit = match[2] ?? ''
  const value = Number(match[1]) * (UNITS[unit] ?? 1)
  return Number.isSafeInteger(value) ? { value, rounded: unit !== '' } : { value: Number.MAX_SAFE_INTEGER, rounded: true }
}
