import { findMatch, findTarget } from '../src/extensions'
import { meaningOf } from '../src/extensions/meaning'
import { readSets } from '../src/syntax/ipset'
import { readRules } from '../src/syntax/read-rules'

/** Whether these rules load where there are these sets, and the engine knows what every part of them does. */
export function areModelled(text: string, sets: string): boolean {
  const names = new Set(readSets(sets).value.map(({ name }) => name))
  const { outcome } = readRules(text, 'save', { hasSet: (name) => names.has(name) })
  return (
    outcome.status === 0 &&
    outcome.ruleset.tables.every(({ chains }) =>
      chains.every(({ rules }) =>
        rules.every(({ matches, target }) => {
          const uses = matches.map((use) => ({ use, extension: findMatch(use.name) }))
          const acting = target.kind === 'modelled' ? findTarget(target.name) : null
          return (
            target.kind !== 'opaque' &&
            uses.every(
              ({ use, extension }) =>
                use.kind === 'modelled' && extension !== null && meaningOf(extension, use.parameters).kind !== 'unmodelled',
            ) &&
            (target.kind !== 'modelled' || (acting !== null && meaningOf(acting, target.parameters).kind !== 'unmodelled'))
          )
        }),
      ),
    )
  )
}
