import type { Hint, Hook, Parameters, TableName } from '../model'
import type { Option, OptionDeclaration, ParametersOf, Refusal } from './option'
import type { CompileMatch, CompileTarget, Test } from './semantics'

/**
 * Everything there is to know about one match or target, in one file: how it is written, how it is printed, where it may
 * stand, what it means, and examples that are documentation, test and conformance case at once.
 */
export interface Extension {
  readonly kind: 'match' | 'target'
  /** As after `-m` or `-j`. */
  readonly name: string
  /** As iptables-save names it: `-j NOTRACK` is saved as `-j CT --notrack`. Mostly `name`. */
  readonly savedName: string
  /** One sentence for hovers and completion. */
  readonly summary: string
  readonly options: readonly Option[]
  /** Those of them that must be given, or that ask for others or against others. */
  readonly related: readonly Option[]
  /** By every name and alias, without dashes: getopt's exact look-up. */
  readonly optionsByName: ReadonlyMap<string, Option>
  /** Where the kernel's checkentry allows it; null for everywhere. */
  readonly tables: readonly TableName[] | null
  readonly hooks: readonly Hook[] | null
  /** The rule's `-p` must be one of these, uninverted (`-m tcp` needs `-p tcp`); null for any. */
  readonly protocols: readonly number[] | null
  /** Gone from the kernel: iptables warns when it meets the name, and the rule cannot be loaded. */
  readonly kernelLacks: boolean
  /** iptables' own x6_fcheck, before the options' required/excludes/needs are checked. Null when content; `warn` says a line beside. */
  finalCheck(given: Parameters, warn: (line: string) => void): Refusal | null
  /** What the kernel's checkentry says beyond tables, hooks and protocols; see checkUse in parse-use.ts. */
  check(parameters: Parameters, place: RulePlace): Rejection | null
  /** What a use with these parameters wakes in the kernel by being loaded; null for nothing. */
  wakes(parameters: Parameters): Wakes | null
  /** What rules share by a name; null where each has its own. */
  readonly shares: Sharing<Parameters> | null
  /** The words after `-m name`/`-j NAME` in iptables-save, a leading space before each option; '' for none. */
  save(parameters: Parameters): string
  /** What `iptables -nvL` appends to the line, with its leading space; '' for nothing. */
  list(parameters: Parameters, place: ListPlace): string
  readonly meaning: Meaning
  readonly examples: readonly Example[]
}

type Meaning =
  | { readonly kind: 'match'; readonly compile: CompileMatch<Parameters>; readonly unmodelled: UnmodelledPart }
  | { readonly kind: 'target'; readonly compile: CompileTarget<Parameters>; readonly unmodelled: UnmodelledPart }
  /** Parsed and printed, but not modelled: answers unknown, for this reason. */
  | { readonly kind: 'unmodelled'; readonly reason: string }

/** Why a use with these parameters answers unknown although the extension is modelled (`CT --zone`); null when it does not. */
type UnmodelledPart = (parameters: Parameters) => string | null

/** The rest of the rule, as far as listings look at it. */
interface ListPlace {
  readonly protocol: number | null
  /** Without `-n`: ports, types and flags by their names. */
  readonly names?: boolean
}

/** What is known of the host that loads the rules, beside the rules. What is absent nobody knows, and it is taken to be there. */
export interface HostKnowledge {
  /** Whether it has this ipset (`Set foo doesn't exist.`). */
  readonly hasSet?: (name: string) => boolean
  /** Whether it has this accounting object of nfacct. */
  readonly hasAccounting?: (name: string) => boolean
  /** Whether it has a control group of this path. */
  readonly hasGroup?: (path: string) => boolean
  /** Whether a RATEEST rule has made this estimator. */
  readonly hasEstimator?: (name: string) => boolean
  /** Whether its kernel has no module for this match or target: iptables warns when it meets the name, and the rule cannot be loaded. */
  readonly lacks?: (extension: string) => boolean
}

/** Where a use stands when it is checked. */
export interface RulePlace {
  readonly host?: HostKnowledge
  readonly table: TableName
  readonly chain: string
  /** The base chains from which the rule can be reached; the kernel checks hooks only against these. */
  readonly hooks: readonly Hook[]
  readonly protocol: { readonly number: number; readonly inverted: boolean } | null
  /** The rule's matches: a few targets ask for one (TCPMSS for a tcp match on SYN). Absent where nobody knows them. */
  readonly matches?: readonly { readonly kind: 'modelled' | 'opaque'; readonly name: string; readonly parameters?: Parameters }[]
}

/**
 * What a rule switches on in the kernel by being loaded, reached or not (its checkentry calls nf_ct_netns_get, or
 * nf_defrag_ipv4_enable alone). Until a rule does, no connection is tracked and no fragment is put together.
 */
export type Wakes = 'conntrack' | 'defragmentation'

/**
 * A thing of the kernel that rules of all tables share by a name (a table of hashlimit, a list of recent, an estimator): the first that is loaded
 * makes it, and it stays as long as one of them does.
 */
export interface Sharing<P> {
  name(use: P): string
  /** What the thing is made of once another joins, or why the kernel refuses that one. */
  join(made: P, use: P): P | Unshared
}

/** The thing of that name is of another kind. */
export class Unshared {
  constructor(readonly refusal: KernelRefusal) {}
}

/** A no, in the words of who says it. */
export interface Rejection {
  readonly by: 'iptables' | 'kernel'
  /** The tool's text after `iptables v1.8.9 (legacy): `; for the kernel strerror's text (`Invalid argument`). */
  readonly message: string
  /** Exit status of the iptables command: 2 for a parameter problem, 1 for the kernel's refusal, ... */
  readonly status: number
  /** The option that is wrong, for the position of the marker; null for the whole use. */
  readonly option: string | null
  /** One line for people. */
  readonly hint: Hint | null
}

/** A rule as after `-A CHAIN`, and what becomes of it. `=` is saved as it is written. The table is filter, the chain FORWARD, unless said. */
export type Example =
  | { readonly rule: string; readonly table?: TableName; readonly chain?: string; readonly saved: string | '=' }
  | {
      readonly rule: string
      readonly table?: TableName
      readonly chain?: string
      readonly rejected: string
      readonly by: 'iptables' | 'kernel'
    }

type Declarations = { readonly [name: string]: OptionDeclaration }

interface Definition<O extends Declarations> {
  readonly name: string
  readonly savedName?: string
  readonly summary: string
  readonly options: O
  readonly tables?: readonly TableName[]
  readonly hooks?: readonly Hook[]
  readonly protocols?: readonly number[]
  /** No kernel that iptables 1.8.9 meets today has it: iptables warns, the kernel refuses. */
  readonly kernelLacks?: true
  /** x6_fcheck: what iptables itself refuses when the command line ends. */
  finalCheck?(given: Partial<ParametersOf<O>>, warn: (line: string) => void): Refusal | null
  /** checkentry: the kernel's errno as strerror's text, and a line for people. */
  checkentry?(parameters: ParametersOf<O>, place: RulePlace): KernelRefusal | null
  /** What being loaded wakes in the kernel, if anything. */
  readonly wakes?: Wakes | ((parameters: ParametersOf<O>) => Wakes | null)
  readonly shares?: Sharing<ParametersOf<O>>
  save(parameters: ParametersOf<O>): string
  list(parameters: ParametersOf<O>, place: ListPlace): string
  /** Why these parameters answer unknown, or null. */
  unmodelledPart?(parameters: ParametersOf<O>): string | null
  readonly examples: readonly Example[]
}

/** The kernel's no. */
export interface KernelRefusal {
  /** strerror's text: `Invalid argument` unless said. */
  readonly error?: string
  readonly option?: string
  readonly hint: Hint | null
}

interface MatchMeaning<O extends Declarations> {
  /** `shared`: what the thing is made of that it shares with others. */
  compile(parameters: ParametersOf<O>, shared: ParametersOf<O>): readonly Test[]
}
interface TargetMeaning<O extends Declarations> {
  compile: CompileTarget<ParametersOf<O>>
}
interface NoMeaning {
  /** Why it answers unknown. */
  readonly unmodelled: string
}

/** A match, typed by its own option table. */
export function defineMatch<const O extends Declarations>(definition: Definition<O> & (MatchMeaning<O> | NoMeaning)): Extension {
  return define('match', definition)
}

/** A target, typed by its own option table. */
export function defineTarget<const O extends Declarations>(definition: Definition<O> & (TargetMeaning<O> | NoMeaning)): Extension {
  return define('target', definition)
}

// The one place where an extension's own parameter type is forgotten: parse-use.ts only ever hands a file what it read by
// that file's option table.
function define<O extends Declarations>(
  kind: 'match' | 'target',
  definition: Definition<O> & (MatchMeaning<O> | TargetMeaning<O> | NoMeaning),
): Extension {
  const options = Object.entries(definition.options).map(([name, declared]) => optionOf(name, declared))
  const { finalCheck, checkentry, unmodelledPart, wakes } = definition
  const partly = (parameters: Parameters) => unmodelledPart?.(parameters as ParametersOf<O>) ?? null
  return {
    kind,
    name: definition.name,
    savedName: definition.savedName ?? definition.name,
    summary: definition.summary,
    options,
    related: options.filter(({ required, needs, excludes }) => required || needs.length > 0 || excludes.length > 0),
    optionsByName: new Map(options.flatMap((option) => [option.name, ...option.aliases].map((name) => [name, option] as const))),
    tables: definition.tables ?? null,
    hooks: definition.hooks ?? null,
    protocols: definition.protocols ?? null,
    kernelLacks: definition.kernelLacks ?? false,
    finalCheck: finalCheck === undefined ? content : (given, warn) => finalCheck(given as Partial<ParametersOf<O>>, warn),
    check:
      checkentry === undefined
        ? content
        : (parameters, place) => {
            const refusal = checkentry(parameters as ParametersOf<O>, place)
            return refusal === null ? null : kernelRejection(refusal)
          },
    shares: (definition.shares ?? null) as unknown as Sharing<Parameters> | null,
    wakes: (parameters) => (typeof wakes === 'function' ? wakes(parameters as ParametersOf<O>) : (wakes ?? null)),
    save: (parameters) => definition.save(parameters as ParametersOf<O>),
    list: (parameters, place) => definition.list(parameters as ParametersOf<O>, place),
    meaning:
      'unmodelled' in definition
        ? { kind: 'unmodelled', reason: definition.unmodelled }
        : ({ kind, compile: definition.compile, unmodelled: partly } as unknown as Meaning),
    examples: definition.examples,
  }
}

/** Most have nothing to say. */
const content = (): null => null

function optionOf(name: string, declared: OptionDeclaration): Option {
  return {
    name,
    aliases: declared.aliases ?? [],
    type: declared.type,
    invertible: declared.invertible ?? false,
    required: declared.required ?? false,
    excludes: declared.excludes ?? [],
    needs: declared.needs ?? [],
    repeatable: declared.repeat !== undefined,
    repeat: declared.repeat ?? 'once',
    takesSecondWord: declared.takesSecondWord ?? false,
    repeatRefusal: declared.repeatRefusal ?? null,
    inversionRefusal: declared.inversionRefusal ?? null,
    ignoresInversion: declared.ignoresInversion ?? false,
    doc: declared.doc,
  }
}

/** A kernel refusal as a Rejection: exit status 1, strerror's text. */
export function kernelRejection(refusal: KernelRefusal): Rejection {
  return { by: 'kernel', message: refusal.error ?? 'Invalid argument', status: 1, option: refusal.option ?? null, hint: refusal.hint }
}
