import type { Observer } from '../engine/observer'
import { createRandom } from '../engine/random'
import type { SimulationInput } from '../engine/simulation-input'
import { type CounterReading, createSimulator } from '../engine/simulator'
import { createFlowMaker } from './flows'
import { createJourneys } from './journeys'
import type { TrafficFrame, TrafficMix } from './protocol'

/** A tick every so many milliseconds: a page draws sixty frames a second. */
const TICK = 16

/** The share of a tick that simulating may take, in milliseconds. Beyond it traffic falls behind its rate instead of blocking questions. */
const WORK_PER_TICK = 9

/** Virtual time that one slice of a tick covers, in microseconds; between slices the clock is looked at. */
const SLICE = 2_000

/** Wall time that a tick makes up for at most, in milliseconds: a throttled tab does not burst when it is shown again. */
const LONGEST_GAP = 100

/** Journeys told of in one frame: more dots than this in 16 ms are one stream to the eye. */
export const JOURNEYS_PER_FRAME = 60

/** Counters are compared in every frame up to this many; larger rulesets, and the connections, every COUNTERS_PAUSE milliseconds. */
const COUNTERS_EVERY_FRAME = 2_000
const COUNTERS_PAUSE = 200

export interface TrafficClock {
  /** Milliseconds of any monotone clock. */
  now(): number
  after(milliseconds: number, then: () => void): void
}

export interface Traffic {
  /** The page has drawn the last frame: the next one may be sent. */
  frameTaken(): void
  stop(): void
}

/**
 * Traffic that runs by itself: flows of the mix set out at its rate, in virtual time that keeps step with the clock. Frames are
 * sent only when the last one was taken, so that a busy page gets fewer and fuller ones and never a queue.
 */
export function startTraffic(
  input: SimulationInput,
  mix: TrafficMix,
  clock: TrafficClock,
  announce: (frame: TrafficFrame) => void,
): Traffic {
  const journeys = createJourneys(JOURNEYS_PER_FRAME)
  const observer: Observer = { detail: 'outline', saw: journeys.saw }
  let simulator = createSimulator({ ...input, traffic: [] }, observer)
  /** What earlier simulators of this traffic have counted, and how far their time went. */
  let base: readonly CounterReading[] = []
  let baseTime = 0
  const nextFlow = createFlowMaker(input.network, mix.flows, createRandom(input.seed))
  let stopped = false
  let taken = true
  let last = clock.now()
  let debt = 0
  // What flows were thought to cost, and what the host really saw of them: dropped handshakes are short.
  let thought = 0
  let baseSeen = 0
  let before: readonly CounterReading[] = []
  let countersAt = 0
  let connections = 0
  let connectionsAt = Number.NEGATIVE_INFINITY

  const simulate = (elapsed: number): void => {
    const deadline = clock.now() + WORK_PER_TICK
    let left = elapsed * 1_000
    while (left > 0) {
      const slice = Math.min(SLICE, left)
      left -= slice
      debt += (mix.packetsPerSecond * slice) / 1_000_000
      // A flow's packets come later, so the debt may go below zero.
      while (debt > 0) {
        const flow = nextFlow()
        if (flow === null) return
        simulator.schedule(flow.sending)
        thought += flow.packets
        debt -= flow.packets * costFactor(thought, baseSeen + simulator.packets)
      }
      simulator.advance(slice)
      if (simulator.limits.some((limit) => limit === 'eventsPerRun' || limit === 'packetsPerRun')) renew()
      if (clock.now() > deadline) {
        debt = Math.min(debt, 0)
        return
      }
    }
  }

  /** A run is bounded, traffic is not: the host goes on as a new one with the connections and the counts of the old. */
  const renew = (): void => {
    base = addReadings(base, simulator.counters())
    baseTime += simulator.now
    baseSeen += simulator.packets
    const connections = simulator.connections().map((entry) => ({ ...entry, expires: entry.expires - simulator.now }))
    simulator = createSimulator({ ...input, traffic: [], connections }, observer)
  }

  const tick = (): void => {
    if (stopped) return
    const now = clock.now()
    simulate(Math.min(LONGEST_GAP, now - last))
    last = now
    if (taken) {
      taken = false
      announce(frameOf(now))
    }
    clock.after(TICK, tick)
  }

  const frameOf = (now: number): TrafficFrame => {
    const due = before.length <= COUNTERS_EVERY_FRAME || now - countersAt >= COUNTERS_PAUSE
    let changed: TrafficFrame['counters'] = []
    if (due) {
      countersAt = now
      const readings = addReadings(base, simulator.counters())
      changed = changedCounters(before, readings)
      before = readings
    }
    if (now - connectionsAt >= COUNTERS_PAUSE) {
      connectionsAt = now
      connections = simulator.connections().length
    }
    return { at: baseTime + simulator.now, totals: journeys.totals(), counters: changed, journeys: journeys.take(), connections }
  }

  clock.after(0, tick)
  return {
    frameTaken: () => {
      taken = true
    },
    stop: () => {
      stopped = true
    },
  }
}

/** Packets that are counted in before the first flows have ended, so that the factor begins at one. */
const EARLY_PACKETS = 40

/** How much more or less the host sees of flows than was thought. */
function costFactor(thought: number, seen: number): number {
  return Math.max(0.1, Math.min(2, (seen + EARLY_PACKETS) / (thought + EARLY_PACKETS)))
}

function addReadings(base: readonly CounterReading[], readings: readonly CounterReading[]): readonly CounterReading[] {
  if (base.length === 0) return readings
  return readings.map((reading, index) => {
    const before = base[index]
    return before === undefined ? reading : { ...reading, packets: reading.packets + before.packets, bytes: reading.bytes + before.bytes }
  })
}

function changedCounters(before: readonly CounterReading[], now: readonly CounterReading[]): TrafficFrame['counters'] {
  const changed: TrafficFrame['counters'][number][] = []
  now.forEach((reading, index) => {
    if (reading.packets === (before[index]?.packets ?? 0)) return
    changed.push({ table: reading.table, chain: reading.chain, number: reading.rule ?? 0, packets: reading.packets, bytes: reading.bytes })
  })
  return changed
}
