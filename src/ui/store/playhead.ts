/**
 * Where the show stands between two events, for motion at every frame: `cursor` is PageState.cursor, `fraction` (0 to 1) how
 * much of the next event's time has passed. Not React state: whoever draws subscribes and paints.
 */
export interface Playhead {
  readonly cursor: number
  readonly fraction: number
}

let now: Playhead = { cursor: 0, fraction: 0 }
const listeners = new Set<(playhead: Playhead) => void>()

export const playhead = {
  get: (): Playhead => now,
  set(next: Playhead): void {
    if (next.cursor === now.cursor && next.fraction === now.fraction) return
    now = next
    for (const listener of listeners) listener(next)
  },
  subscribe(listener: (playhead: Playhead) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
