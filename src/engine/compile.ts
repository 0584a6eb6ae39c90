import { headerTests } from '../extensions/header-tests'
import { meaningOf } from '../extensions/meaning'
import { findMatch, findTarget } from '../extensions/registry'
import type { TargetContext, TargetVerdict, Test } from '../extensions/semantics'
import { BASE_CHAINS, type HeaderMatch, type Hook, type Policy, type Rule, type Ruleset, type Table, type TableName } from '../model'
import type { Place } from '../trace/event'

/** What a rule does, as a number for the interpreter's switch. */
export const Action = { NONE: 0, ACCEPT: 1, DROP: 2, QUEUE: 3, RETURN: 4, JUMP: 5, GOTO: 6, ACT: 7, UNKNOWN: 8 } as const

/** Header conditions present and inverted, as bits of the `conditions` column. */
export const Condition = {
  SOURCE: 1,
  DESTINATION: 2,
  IN: 4,
  OUT: 8,
  PROTOCOL: 16,
  FRAGMENT: 32,
  NOT_SOURCE: 64,
  NOT_DESTINATION: 128,
  NOT_IN: 256,
  NOT_OUT: 512,
  NOT_PROTOCOL: 1024,
  NOT_FRAGMENT: 2048,
  IN_WILDCARD: 4096,
  OUT_WILDCARD: 8192,
} as const

/** A match that nobody can answer but the person. */
interface UnknownTest {
  readonly unknown: string
  readonly decided: 'yes' | 'no' | null
}

export type Step = Test | UnknownTest

/**
 * A table as typed columns, all chains' rules one after another (the kernel's blob, without its pointers). Entry i is a rule, or
 * the end of chain `chainOf[i]`: its policy, or the RETURN behind the last rule of a user chain.
 */
export interface CompiledTable {
  readonly name: TableName
  readonly chains: readonly CompiledChain[]
  /** Index of a hook's base chain, -1 where the table has none. */
  readonly entrance: Readonly<Record<Hook, number>>
  readonly conditions: Uint16Array
  readonly source: Int32Array
  readonly sourceMask: Int32Array
  readonly destination: Int32Array
  readonly destinationMask: Int32Array
  readonly protocol: Uint8Array
  readonly inInterface: readonly string[]
  readonly outInterface: readonly string[]
  /** Tests of the rule's matches, in order; null for none, undefined until the rule is first asked (stepsOf). */
  readonly steps: (readonly Step[] | null | undefined)[]
  readonly action: Uint8Array
  /** Chain index of a jump or goto. */
  readonly chainTo: Int32Array
  /** What a target that is an extension does; null where nobody knows, undefined until it is first met (actOf). */
  readonly act: (Act | null | undefined)[]
  /** Entry -> its chain's index; ends included. */
  readonly chainOf: Int32Array
  readonly rules: readonly (Rule | null)[]
  readonly decisions: Decisions
  readonly shared: Shared
  readonly packets: Float64Array
  readonly bytes: Float64Array
  /** Made when first needed: tracing is slower than counting, and most rulesets are never traced in full. */
  readonly places: (Place | undefined)[]
  readonly headerTests: (readonly Test[] | undefined)[]
}

type Act = (context: TargetContext) => TargetVerdict

/** What the person decided about rules that are not modelled, by Rule.key. */
type Decisions = { readonly [ruleKey: string]: 'yes' | 'no' }

interface CompiledChain {
  readonly name: string
  readonly policy: Policy | null
  /** First entry; `end` is the entry of its policy or RETURN. */
  readonly start: number
  readonly end: number
}

type Shared = NonNullable<Ruleset['shared']>
const NOTHING: Shared = {}

export type CompiledRuleset = { readonly [name in TableName]: CompiledTable | null }

/**
 * Compiles rules for the interpreter (traverse.ts). Rules' memories (limit, quota, ...) live in the result: compile once a run.
 * Extensions are compiled when a packet first meets them: most packets meet few rules of a large ruleset.
 */
export function compileRuleset(ruleset: Ruleset, decisions: Decisions): CompiledRuleset {
  const compiled: { [name in TableName]: CompiledTable | null } = { raw: null, mangle: null, nat: null, filter: null, security: null }
  for (const table of ruleset.tables) compiled[table.name] = compileTable(table, decisions, ruleset.shared ?? NOTHING)
  return compiled
}

/** The place of an entry: a rule, a policy or a user chain's end. */
export function placeOf(table: CompiledTable, entry: number): Place {
  const known = table.places[entry]
  if (known !== undefined) return known
  const chain = at(table.chains, table.chainOf[entry] as number)
  const kind = entry < chain.end ? 'rule' : chain.policy === null ? 'return' : 'policy'
  const place: Place = { table: table.name, chain: chain.name, kind, number: entry - chain.start + 1 }
  table.places[entry] = place
  return place
}

/** A rule's own conditions as tests, made when first needed. */
export function headerTestsOf(table: CompiledTable, entry: number): readonly Test[] {
  const known = table.headerTests[entry]
  if (known !== undefined) return known
  const rule = table.rules[entry]
  const tests = rule === null || rule === undefined ? [] : headerTests(rule.header)
  table.headerTests[entry] = tests
  return tests
}

/**
 * How TRACE names a matched rule (get_chainname_rulenum): a rule without any condition and with a bare verdict looks to the
 * kernel like a chain's end, and is called `policy` in a base chain and `return` in a user chain.
 */
export function tracedAs(table: CompiledTable, entry: number): 'return' | 'policy' | null {
  const action = table.action[entry] ?? 0
  if (action < Action.ACCEPT || action > Action.RETURN) return null
  const rule = table.rules[entry]
  if (rule === null || rule === undefined || rule.matches.length > 0 || !isUnconditional(rule.header)) return null
  return at(table.chains, table.chainOf[entry] as number).policy === null ? 'return' : 'policy'
}

function isUnconditional(header: HeaderMatch): boolean {
  const { source, destination } = header
  return (
    (source === null || (source.mask === 0 && source.address === 0 && !source.inverted)) &&
    (destination === null || (destination.mask === 0 && destination.address === 0 && !destination.inverted)) &&
    header.in === null &&
    header.out === null &&
    header.protocol === null &&
    header.fragment === null
  )
}

function compileTable(table: Table, decisions: Decisions, shared: Shared): CompiledTable {
  let size = 0
  const chains: CompiledChain[] = []
  const chainIndex = new Map<string, number>()
  for (const chain of table.chains) {
    chainIndex.set(chain.name, chains.length)
    chains.push({ name: chain.name, policy: chain.policy, start: size, end: size + chain.rules.length })
    size += chain.rules.length + 1
  }
  const entrance: Record<Hook, number> = { PREROUTING: -1, INPUT: -1, FORWARD: -1, OUTPUT: -1, POSTROUTING: -1 }
  for (const hook of BASE_CHAINS[table.name]) entrance[hook] = chainIndex.get(hook) ?? -1
  const conditions = new Uint16Array(size)
  const source = new Int32Array(size)
  const sourceMask = new Int32Array(size)
  const destination = new Int32Array(size)
  const destinationMask = new Int32Array(size)
  const protocol = new Uint8Array(size)
  const inInterface = new Array<string>(size).fill('')
  const outInterface = new Array<string>(size).fill('')
  const steps = new Array<readonly Step[] | null | undefined>(size).fill(null)
  const action = new Uint8Array(size)
  const chainTo = new Int32Array(size).fill(-1)
  const act = new Array<Act | null | undefined>(size).fill(null)
  const chainOf = new Int32Array(size)
  const rules = new Array<Rule | null>(size).fill(null)
  let entry = 0
  for (const [index, chain] of table.chains.entries()) {
    for (const rule of chain.rules) {
      const { header, target } = rule
      rules[entry] = rule
      chainOf[entry] = index
      let bits = 0
      if (header.source !== null) {
        bits |= Condition.SOURCE | (header.source.inverted ? Condition.NOT_SOURCE : 0)
        source[entry] = header.source.address
        sourceMask[entry] = header.source.mask
      }
      if (header.destination !== null) {
        bits |= Condition.DESTINATION | (header.destination.inverted ? Condition.NOT_DESTINATION : 0)
        destination[entry] = header.destination.address
        destinationMask[entry] = header.destination.mask
      }
      if (header.in !== null) {
        bits |= Condition.IN | (header.in.inverted ? Condition.NOT_IN : 0) | (header.in.wildcard ? Condition.IN_WILDCARD : 0)
        inInterface[entry] = header.in.name
      }
      if (header.out !== null) {
        bits |= Condition.OUT | (header.out.inverted ? Condition.NOT_OUT : 0) | (header.out.wildcard ? Condition.OUT_WILDCARD : 0)
        outInterface[entry] = header.out.name
      }
      if (header.protocol !== null) {
        bits |= Condition.PROTOCOL | (header.protocol.inverted ? Condition.NOT_PROTOCOL : 0)
        protocol[entry] = header.protocol.number
      }
      if (header.fragment !== null) bits |= Condition.FRAGMENT | (header.fragment.inverted ? Condition.NOT_FRAGMENT : 0)
      conditions[entry] = bits
      const undecided = target.kind === 'opaque' || target.kind === 'modelled'
      if (rule.matches.length > 0 || undecided) steps[entry] = undefined
      switch (target.kind) {
        case 'none':
          action[entry] = Action.NONE
          break
        case 'verdict':
          action[entry] = Action[target.verdict]
          break
        case 'jump':
        case 'goto': {
          const to = chainIndex.get(target.chain)
          action[entry] = to === undefined ? Action.UNKNOWN : target.kind === 'jump' ? Action.JUMP : Action.GOTO
          chainTo[entry] = to ?? -1
          break
        }
        case 'modelled':
          action[entry] = Action.ACT
          act[entry] = undefined
          break
        case 'opaque':
          action[entry] = Action.UNKNOWN
          break
      }
      entry++
    }
    chainOf[entry] = index
    entry++
  }
  return {
    name: table.name,
    chains,
    entrance,
    conditions,
    source,
    sourceMask,
    destination,
    destinationMask,
    protocol,
    inInterface,
    outInterface,
    steps,
    action,
    chainTo,
    act,
    chainOf,
    rules,
    decisions,
    shared,
    packets: new Float64Array(size),
    bytes: new Float64Array(size),
    places: [],
    headerTests: [],
  }
}

/** A rule's tests beyond its header, compiled when first asked for. */
export function stepsOf(table: CompiledTable, entry: number): readonly Step[] | null {
  const known = table.steps[entry]
  if (known !== undefined) return known
  const rule = table.rules[entry]
  if (rule === null || rule === undefined) return null
  const decided = table.decisions[rule.key] ?? null
  const steps: Step[] = []
  for (const use of rule.matches) for (const step of compileMatch(use, decided, table.shared)) steps.push(step)
  // A person who says no to a target that nobody knows says that the rule is not to count.
  if (decided === 'no' && isUnknownTarget(rule)) steps.push({ unknown: targetName(rule), decided })
  const compiled = steps.length === 0 ? null : steps
  table.steps[entry] = compiled
  return compiled
}

/** What a rule's target does, compiled when first met; null where it is not modelled. */
export function actOf(table: CompiledTable, entry: number): Act | null {
  const known = table.act[entry]
  if (known !== undefined) return known
  const target = table.rules[entry]?.target
  const extension = target?.kind === 'modelled' ? findTarget(target.name) : null
  const meaning = target?.kind === 'modelled' && extension !== null ? meaningOf(extension, target.parameters) : null
  const act = meaning?.kind === 'target' ? meaning.act : null
  table.act[entry] = act
  return act
}

function isUnknownTarget(rule: Rule): boolean {
  if (rule.target.kind === 'opaque') return true
  if (rule.target.kind !== 'modelled') return false
  const extension = findTarget(rule.target.name)
  return extension === null || meaningOf(extension, rule.target.parameters).kind !== 'target'
}

function compileMatch(use: Rule['matches'][number], decided: 'yes' | 'no' | null, shared: Shared): readonly Step[] {
  if (use.kind === 'opaque') return [{ unknown: use.name, decided }]
  const extension = findMatch(use.name)
  const thing = extension?.shares?.name(use.parameters)
  const meaning = extension === null ? null : meaningOf(extension, use.parameters, shared[`${use.name} ${thing}`])
  return meaning?.kind === 'match' ? meaning.tests : [{ unknown: use.name, decided }]
}

/** The target's name as the user wrote it. */
export function targetName(rule: Rule): string {
  const { target } = rule
  switch (target.kind) {
    case 'none':
      return ''
    case 'verdict':
      return target.verdict
    case 'jump':
    case 'goto':
      return target.chain
    case 'modelled':
    case 'opaque':
      return target.name
  }
}

/** An element that is known to be there. */
export function at<T>(list: { readonly [index: number]: T }, index: number): T {
  return list[index] as T
}
