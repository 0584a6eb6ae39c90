/** A rule that is a comment now. */
export interface SwitchedOff {
  readonly line: number
  /** Its words behind the chain's name. */
  readonly rule: string
}

/** Comments of a rules text that hold a rule of a chain: what may be switched on again. The simulation has the last word on each. */
export function switchedOff(text: string, table: string, chain: string): readonly SwitchedOff[] {
  const found: SwitchedOff[] = []
  let inTable: string | null = null
  text.split('\n').forEach((content, index) => {
    const heading = /^\*(\S+)/.exec(content)
    if (heading !== null) inTable = heading[1] ?? null
    if (/^COMMIT\b/.test(content)) inTable = null
    const comment = /^\s*#+\s*(.*\S)/.exec(content)?.[1]
    if (comment === undefined) return
    const rule = /^(.*?)(?:-A|--append|-I|--insert|-R|--replace)\s+("[^"]+"|\S+)\s+(?:\d+\s+)?(-.*)$/.exec(comment)
    if (rule === null || rule[2]?.replace(/"/g, '') !== chain) return
    const ofTable = /(?:-t|--table)[ =]+(\S+)/.exec(comment)?.[1] ?? inTable ?? 'filter'
    if (ofTable === table) found.push({ line: index + 1, rule: rule[3] ?? '' })
  })
  return found
}
