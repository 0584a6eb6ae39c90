import type { HostKnowledge } from '../extensions/extension'
import type { Change } from './command-result'
import { GradualCheck, type LoadProblem } from './load-check'
import { restore } from './rule-entries'
import { SharedThings } from './shared-things'
import type { TableStore } from './table-store'

/** Hands one command's change after the other to the kernel, as a script does; what it refuses is taken back at once. */
export class KernelLoad {
  private readonly checks = new Map<TableStore, GradualCheck>()

  readonly things = new SharedThings()

  constructor(readonly host: HostKnowledge = {}) {}

  /** What the kernel has against the change, which then has not been made; null where nothing. */
  load(store: TableStore, change: Change): LoadProblem | null {
    const problem = this.check(store, change)
    if (problem !== null || change.kind === 'rules' || change.kind === 'harmless') this.things.keep(this.checks.keys())
    return problem
  }

  private check(store: TableStore, change: Change): LoadProblem | null {
    const check = this.checkOf(store)
    switch (change.kind) {
      case 'nothing':
        return null
      case 'harmless':
        check.forget()
        return null
      case 'appended': {
        const { entries } = change.chain
        const from = entries.length - change.count
        for (let at = from; at < entries.length; at++) {
          const entry = entries[at]
          const problem = entry === undefined ? null : check.appended(change.chain, entry)
          if (problem === null) continue
          entries.length = from
          check.forget()
          return problem
        }
        return null
      }
      case 'rules': {
        const problem = check.changed()
        if (problem === null) return null
        restore(change.chain, change.before)
        check.forget()
        return problem
      }
    }
  }

  private checkOf(store: TableStore): GradualCheck {
    const known = this.checks.get(store)
    if (known !== undefined) return known
    const made = new GradualCheck(store, this)
    this.checks.set(store, made)
    return made
  }
}

/** How many rules more there are after a change that was made. */
export function rulesMore(change: Change): number {
  if (change.kind === 'appended') return change.count
  return change.kind === 'rules' ? change.chain.entries.length - change.before.length : 0
}
