/**
 * The words of one command, and the offsets between which each stands in the text: what iptables gets as argv, less its own name.
 * A large file reads a hundred thousand of them into the same arrays, so `count` tells how many are meant; what lies behind is old.
 */
export class Words {
  readonly text: string[] = []
  readonly start: number[] = []
  readonly end: number[] = []
  count = 0

  add(text: string, start: number, end: number): void {
    const at = this.count++
    this.text[at] = text
    this.start[at] = start
    this.end[at] = end
  }

  clear(): void {
    this.count = 0
  }

  /** The word of an index, or null behind the last one. */
  at(index: number): string | null {
    return index >= 0 && index < this.count ? (this.text[index] ?? null) : null
  }

  /** The words without the first few. */
  from(first: number): Words {
    if (first === 0) return this
    const words = new Words()
    for (let index = first; index < this.count; index++) words.add(this.text[index] ?? '', this.start[index] ?? 0, this.end[index] ?? 0)
    return words
  }
}
