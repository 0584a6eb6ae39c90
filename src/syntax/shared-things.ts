import { type Extension, type KernelRefusal, Unshared } from '../extensions/extension'
import { findMatch, findTarget } from '../extensions/registry'
import type { Parameters, Rule, Ruleset } from '../model'
import type { TableStore } from './table-store'

/** The things that loaded rules share by a name: they belong to the network namespace, whatever table the rules are in. */
export class SharedThings {
  private readonly made = new Map<string, Parameters>()
  private readonly several = new Set<string>()

  /** A rule is loaded that names one. Why the kernel refuses it, or null. */
  join(extension: Extension, parameters: Parameters): KernelRefusal | null {
    const thing = thingOf(extension, parameters)
    if (thing === null) return null
    const made = this.made.get(thing)
    if (made === undefined) {
      this.made.set(thing, parameters)
      return null
    }
    const joined = extension.shares?.join(made, parameters) ?? made
    if (joined instanceof Unshared) return joined.refusal
    if (made !== parameters) this.several.add(thing)
    this.made.set(thing, joined)
    return null
  }

  /** Rules went away: so does what none of these names. */
  keep(stores: Iterable<TableStore>): void {
    const gone = new Set(this.made.keys())
    if (gone.size === 0) return
    for (const { chains } of stores)
      for (const { entries } of chains) for (const { rule } of entries) for (const thing of thingsOf(rule)) gone.delete(thing)
    for (const thing of gone) {
      this.made.delete(thing)
      this.several.delete(thing)
    }
  }

  /** What a ruleset says of them: nothing where no rule shares anything. */
  get shared(): Pick<Ruleset, 'shared'> {
    return this.several.size === 0 ? {} : { shared: Object.fromEntries([...this.made].filter(([thing]) => this.several.has(thing))) }
  }
}

function* thingsOf({ matches, target }: Pick<Rule, 'matches' | 'target'>): Iterable<string> {
  for (const use of target.kind === 'modelled' ? [...matches, target] : matches) {
    if (use.kind !== 'modelled') continue
    const extension = use === target ? findTarget(use.name) : findMatch(use.name)
    const thing = extension === null ? null : thingOf(extension, use.parameters)
    if (thing !== null) yield thing
  }
}

function thingOf({ name, shares }: Extension, parameters: Parameters): string | null {
  return shares === null ? null : `${name} ${shares.name(parameters)}`
}
