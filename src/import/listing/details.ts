/** How one match or target is read back from what it prints: the inverse of its `list`. */
export interface ListReader {
  /** As in `-m NAME` or `-j NAME`. */
  readonly name: string
  /** Sticky: tried where the text stands. Groups are handed to `words`. */
  readonly pattern: RegExp
  /** The words, or null when the text looked alike but is something else. */
  words(found: RegExpExecArray, rule: RuleSoFar): string | null
}

/** What a reader may ask about the rest of the rule. */
export interface RuleSoFar {
  readonly protocol: string
}

/** `!` before an option, where the listing shows one. */
export function not(sign: string | undefined): string {
  return sign?.trim() === '!' || sign === '! ' ? ' !' : ''
}

/** A word for iptables-restore: in double quotes when it holds blanks or quotes (xtables_save_string). */
export function quoted(text: string): string {
  return /^[\w./:,@%+=-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}
