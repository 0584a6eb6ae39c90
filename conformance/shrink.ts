import type { Case } from './case'

/**
 * The smallest case that is found to disagree still: parts are left out, larger ones first, for as long as `disagrees` says so.
 * `asks` bounds how often that is asked.
 */
export async function shrink(one: Case, disagrees: (smaller: Case) => Promise<boolean>, asks = 150): Promise<Case> {
  let best = one
  let left = asks
  const tryOut = async (smaller: Case): Promise<boolean> => {
    if (left-- <= 0 || !(await disagrees(smaller))) return false
    best = smaller
    return true
  }
  for (let before = ''; before !== JSON.stringify(best) && left > 0; ) {
    before = JSON.stringify(best)
    await leaveOut(best.packets, (packets) => tryOut({ ...best, packets }))
    await leaveOut(best.iptables.split('\n'), (lines) => tryOut({ ...best, iptables: lines.join('\n') }), isRule)
    if (best.ipset) await leaveOut(best.ipset.split('\n'), (lines) => tryOut({ ...best, ipset: lines.join('\n') }))
    await leaveOut(best.rules ?? [], (rules) => tryOut({ ...best, rules }))
    await leaveOut(best.routes ?? [], (routes) => tryOut({ ...best, routes }))
    await leaveOut(best.listen ?? [], (listen) => tryOut({ ...best, listen }))
    await leaveOut(Object.entries(best.sysctl ?? {}), (entries) => tryOut({ ...best, sysctl: Object.fromEntries(entries) }))
  }
  return best
}

function isRule(line: string): boolean {
  return line.startsWith('-A')
}

/** Leaves out runs of parts: halves first, then quarters, down to single ones. */
export async function leaveOut<T>(
  parts: readonly T[],
  accept: (fewer: readonly T[]) => Promise<boolean>,
  removable: (part: T) => boolean = () => true,
): Promise<void> {
  let present = parts
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < present.length; ) {
      const fewer = present.filter((part, i) => i < start || i >= start + size || !removable(part))
      if (fewer.length < present.length && (await accept(fewer))) present = fewer
      else start += size
    }
  }
}
