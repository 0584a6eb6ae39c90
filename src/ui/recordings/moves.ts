import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../scenario/scenario'
import type { CounterMoves, MovedCounter } from '../../worker/protocol-recordings'
import { pageStore, usePage } from '../store/page'
import { currentSimulation } from '../store/simulate'

/** By how far counters moved between two readings: null where there is one reading only, or none has been compared yet. */
interface Moves {
  readonly of: Pick<Scenario, 'before' | 'host'> | null
  readonly moves: CounterMoves | null
  /** By rule key, and a policy's by `table/chain/policy`. */
  readonly byKey: ReadonlyMap<string, MovedCounter>
}

const NONE: Moves = { of: null, moves: null, byKey: new Map() }
const movesStore = createStore<Moves>(() => NONE)

/** The moves of the scenario on the page; asks for them where they are not known yet. */
export function useMoves(): CounterMoves | null {
  const before = usePage(({ scenario }) => scenario.before ?? '')
  const rules = usePage(({ scenario }) => scenario.host.rules)
  useEffect(() => {
    const { scenario } = pageStore.getState()
    const { of } = movesStore.getState()
    if (before === '') {
      movesStore.setState(NONE, true)
      return
    }
    if (of !== null && (of.before ?? '') === before && of.host.rules === rules) return
    currentSimulation()
      ?.ask('counterMoves', { scenario })
      .then(
        (moves) => movesStore.setState({ of: scenario, moves, byKey: new Map(moves.moved.map((one) => [keyOf(one), one])) }, true),
        // The worker fell: the page says so, and the next edit asks again.
        () => {},
      )
  }, [before, rules])
  return useStore(movesStore, ({ moves }) => moves)
}

function keyOf({ ruleKey, table, chain }: MovedCounter): string {
  return ruleKey ?? policyKey(table, chain)
}

/** How a policy's counter is found among the moves. */
export function policyKey(table: string, chain: string): string {
  return `${table}/${chain}/policy`
}

/** How a rule, or a policy by its place, moved; null where it did not. */
export function useMove(key: string): MovedCounter | null {
  return useStore(movesStore, ({ byKey }) => byKey.get(key) ?? null)
}

/** `+3`; a counter that was set back has moved nobody knows how far. */
export function deltaText(before: number, after: number, isReset: boolean): string {
  return isReset ? '↺' : after >= before ? `+${(after - before).toLocaleString('en')}` : String(after - before)
}

/** The table as a terminal would show it. */
export function movesText(): string {
  const { moves } = movesStore.getState()
  return (moves?.moved ?? [])
    .map(
      ({ table, chain, number, rule, before, after, reset }) =>
        `${deltaText(before.packets, after.packets, reset).padStart(9)} ${deltaText(before.bytes, after.bytes, reset).padStart(12)}  ${table} ${chain} ${number ?? 'policy'}  ${rule}`,
    )
    .join('\n')
}
