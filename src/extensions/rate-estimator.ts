import type { Microseconds } from '../model'
import type { HostFacts } from './semantics'

/**
 * A rate estimator (net/core/gen_estimator.c): counts what passes, and every interval moves its average towards what the interval
 * brought. Its clock starts with the scenario, when the rules are loaded.
 */
interface Estimator {
  /** Log2 of the interval in quarters of a second. */
  readonly interval: number
  readonly ewmaLog: number
  nextTick: Microseconds
  bytes: number
  packets: number
  lastBytes: number
  lastPackets: number
  /** Averages a second, times 256. */
  averageBytes: number
  averagePackets: number
}

const QUARTER: Microseconds = 250_000

// Rules name estimators: one table a host.
const estimators = new WeakMap<HostFacts, Map<string, Estimator>>()

/** What a RATEEST rule saw. `interval` is log2 of the interval in quarters of a second. */
export function countForRate(
  host: HostFacts,
  name: string,
  by: { readonly interval: number; readonly ewmaLog: number },
  now: Microseconds,
  bytes: number,
): void {
  const table = estimators.get(host) ?? new Map<string, Estimator>()
  estimators.set(host, table)
  let estimator = table.get(name)
  if (estimator === undefined) {
    estimator = {
      ...by,
      nextTick: QUARTER * 2 ** by.interval,
      bytes: 0,
      packets: 0,
      lastBytes: 0,
      lastPackets: 0,
      averageBytes: 0,
      averagePackets: 0,
    }
    table.set(name, estimator)
  }
  catchUp(estimator, now)
  estimator.bytes += bytes
  estimator.packets++
}

/** The estimated rate a second; 0 while nothing was counted. */
export function rateOf(host: HostFacts, name: string, now: Microseconds, what: 'bytes' | 'packets'): number {
  const estimator = estimators.get(host)?.get(name)
  if (estimator === undefined) return 0
  catchUp(estimator, now)
  return Math.floor((what === 'bytes' ? estimator.averageBytes : estimator.averagePackets) / 256)
}

/** est_timer, for every interval that ended by now. */
function catchUp(estimator: Estimator, now: Microseconds): void {
  const { interval, ewmaLog } = estimator
  while (estimator.nextTick <= now) {
    if (estimator.bytes === estimator.lastBytes && estimator.averageBytes < 2 ** ewmaLog && estimator.averagePackets < 2 ** ewmaLog) {
      // Nothing changes any more until something comes.
      const period = QUARTER * 2 ** interval
      estimator.nextTick += Math.ceil((now - estimator.nextTick + 1) / period) * period
      return
    }
    const perSecond = 2 ** (10 - interval)
    const shift = (value: number) => Math.floor(value / 2 ** ewmaLog)
    estimator.averageBytes += shift((estimator.bytes - estimator.lastBytes) * perSecond) - shift(estimator.averageBytes)
    estimator.averagePackets += shift((estimator.packets - estimator.lastPackets) * perSecond) - shift(estimator.averagePackets)
    estimator.lastBytes = estimator.bytes
    estimator.lastPackets = estimator.packets
    estimator.nextTick += QUARTER * 2 ** interval
  }
}
