import { compareText, type TextDifference } from './compare-text'
import { MutatedTexts } from './mutated-texts'
import { randomTextCase } from './random-texts'
import { shrinkText } from './shrink-text'
import { readSpecimens } from './specimens'
import { type TextCase, textOf } from './text-case'
import { Tools } from './tools'

export interface RulesFuzzOrder {
  readonly seed: number
  readonly cases: number
  /** Files and folders of rules to write the texts like, with changes; none for texts out of nothing. */
  readonly like: readonly string[]
}

/** Askers at work beside each other. */
const ASKERS = 2

/** A kind of mismatch: what differs, less all that is special about one case. */
interface Kind {
  count: number
  readonly example: TextCase
  readonly differences: readonly TextDifference[]
}

/**
 * Asks this machine's iptables and iptables-restore about random texts, and compares with the reader: status, stderr, the rules afterwards in
 * every printed form, and where refusals are marked. Prints each kind of mismatch once, shrunk. The number of cases that differ.
 */
export async function fuzzRules({ seed, cases, like }: RulesFuzzOrder): Promise<number> {
  const mutated = like.length > 0 ? new MutatedTexts(readSpecimens(like)) : null
  const began = Date.now()
  const kinds = new Map<string, Kind>()
  let next = seed
  let asked = 0
  let endless = 0
  let refused = 0
  let differing = 0
  const work = async (): Promise<void> => {
    const tools = new Tools()
    const differences = async (one: TextCase): Promise<readonly TextDifference[]> => {
      const answer = await tools.ask(one)
      return typeof answer === 'string' ? [] : compareText(one, answer)
    }
    try {
      while (next < seed + cases) {
        const seedNow = next++
        const one = mutated === null ? randomTextCase(seedNow) : mutated.of(seedNow)
        const answer = await tools.ask(one)
        asked++
        if (asked % 50 === 0) process.stdout.write(`\r${asked}/${cases} asked, ${differing} differ `)
        if (typeof answer === 'string') {
          endless++
          continue
        }
        if (answer.steps.some(({ status }) => status !== 0)) refused++
        const found = compareText(one, answer)
        const [first] = found
        if (first === undefined) continue
        differing++
        const kind = kindOf(first)
        const known = kinds.get(kind)
        if (known !== undefined) {
          known.count++
          continue
        }
        kinds.set(kind, { count: 1, example: one, differences: found })
        const example = await shrinkText(one, async (smaller) => (await differences(smaller)).some((other) => kindOf(other) === kind))
        kinds.set(kind, { count: kinds.get(kind)?.count ?? 1, example, differences: await differences(example) })
      }
    } finally {
      await tools.close()
    }
  }
  await Promise.all(Array.from({ length: ASKERS }, work))
  process.stdout.write('\r')
  for (const { count, example, differences } of [...kinds.values()].sort((one, other) => other.count - one.count)) {
    process.stdout.write(`\n${example.name}${count > 1 ? ` and ${count - 1} more` : ''}\n${textOf(example).replace(/^/gm, '    ')}\n`)
    for (const { what, tools, reader } of differences) process.stdout.write(`  ${what}\n    tools  ${tools}\n    reader ${reader}\n`)
  }
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(
    `\n${asked} texts, seeds ${seed} to ${seed + cases - 1}, in ${seconds} s: ${refused} with something refused, ${differing} differ` +
      `${endless > 0 ? `; ${endless} came to no end` : ''}\n`,
  )
  return differing
}

function kindOf({ what, tools, reader }: TextDifference): string {
  return [what, tools, reader].map((text) => text.replace(/[`'"][^`'"]*['"]/g, '""').replace(/\d+/g, '0')).join('\n')
}
