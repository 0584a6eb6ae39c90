import type { TraceEvent } from '../trace/event'

/**
 * Who watches a run. The engine owns its state and tells what happened, in true order; nothing that an observer does can change
 * a run. Without one the engine makes no events at all and runs at full speed.
 */
export interface Observer {
  /**
   * `everything` also tells of rules that did not match and of every comparison; `outline` leaves both out
   * (no `rule missed`, empty `comparisons`), for traffic that is only watched streaming by.
   */
  readonly detail: 'everything' | 'outline'
  saw(event: TraceEvent): void
}

/** An observer that keeps the whole event log. */
export function recorder(detail: Observer['detail'] = 'everything'): Observer & { readonly events: TraceEvent[] } {
  const events: TraceEvent[] = []
  return { detail, events, saw: (event) => void events.push(event) }
}
