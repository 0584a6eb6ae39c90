import type { Diagnostic } from '../model'
import { rare } from './rare'
import { MAX_DIAGNOSTICS } from './rules-reading'

/** Diagnostics in the order they were found, up to a bound; what is beyond it is counted and said. */
export class DiagnosticList {
  readonly all: Diagnostic[] = []
  private beyond = 0

  add(diagnostic: Diagnostic): void {
    if (this.all.length < MAX_DIAGNOSTICS) this.all.push(explained(diagnostic))
    else this.beyond++
  }

  /** The bound as a sentence, or null when it was not reached. */
  limit(): string | null {
    return this.beyond === 0 ? null : `Only the first ${MAX_DIAGNOSTICS} messages are shown; there are ${this.beyond} more.`
  }
}

function explained(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.severity !== 'error') return diagnostic
  const hint = diagnostic.hint ?? rare().hintOfMessage(diagnostic.message)
  return hint === diagnostic.hint ? diagnostic : { ...diagnostic, hint }
}
