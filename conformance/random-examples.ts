import { allMatches, allTargets } from '../src/extensions'
import type { Extension } from '../src/extensions/extension'
import type { TableName } from '../src/model'
import type { Dice } from './dice'
import { exampleVariants } from './example-variants'
import { areModelled } from './modelled-rules'

/**
 * What looks at the hour, draws dice, or keeps something that all hosts of a machine share (IDLETIMER's labels); and what would take
 * the place of the recorder's own TRACE.
 */
const LEFT_OUT: readonly string[] = ['time', 'statistic', 'cpu', 'rateest', 'RATEEST', 'limit', 'hashlimit', 'IDLETIMER', 'LED', 'TRACE']

/** Sets that examples name, for `ipset restore`. */
export const EXAMPLE_SETS = 'create blocked hash:ip\nadd blocked 192.0.2.2\ncreate timed hash:ip timeout 600\n'

interface Place {
  readonly table: TableName
  readonly chain: string
}

/** How often another one is drawn where one may not stand. */
const DRAWS = 8

/**
 * The end of a rule as the extensions' own examples have it, so that every option of every extension meets random packets: a match or a
 * target, at times with one of its options said otherwise. Null where none is found that may stand in this place. `conditions` are the
 * rule's so far.
 */
export function randomExample(dice: Dice, kind: Extension['kind'], place: Place, conditions: string): string | null {
  const protocol = /(?:! )?-p \S+ ?/.exec(conditions)?.[0].trim() ?? ''
  for (let draws = 0; draws < DRAWS; draws++) {
    const example = dice.of(dice.of(EXAMPLES[kind])).replace(protocol === '' ? '' : `${protocol} `, '')
    // Without its match's name an example might be about one that the rule has already.
    if (/^-[mj] /.test(example) && mayStand(place, `${protocol} ${example}`)) return example
  }
  return null
}

/** For each extension what may be written. */
const EXAMPLES = { match: examplesOf(allMatches), target: examplesOf(allTargets) }

function examplesOf(extensions: readonly Extension[]): readonly (readonly string[])[] {
  const inverted = exampleVariants().filter(({ way }) => way === 'inverted')
  return extensions
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .map((extension) => [
      ...extension.examples.flatMap((example) => ('rejected' in example ? [] : [example.rule])),
      ...inverted.filter((one) => one.extension === extension).map(({ rule }) => rule),
    ])
    .map((rules) => rules.filter((rule) => !rule.includes('--random')))
    .filter((rules) => rules.length > 0)
}

const known = new Map<string, boolean>()

function mayStand({ table, chain }: Place, rule: string): boolean {
  const text = `*${table}\n-A ${chain} ${rule}\nCOMMIT\n`
  const found = known.get(text) ?? areModelled(text, EXAMPLE_SETS)
  known.set(text, found)
  return found
}
