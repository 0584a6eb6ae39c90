import type { Hint, Parameters, Value } from '../model'
import type { Extension, HostKnowledge, Rejection, RulePlace } from './extension'
import { kernelRejection } from './extension'
import type { Option, OptionSite } from './option'
import { Refusal } from './option'
import { readValue } from './read-value'
import { hintForExclusion, hintForInversion, hintForMissing, hintForNeed, hintForRepeat, hintForUse, hintForValue } from './refusal-hints'

/**
 * One use of an extension while its options are being read, the way libxtables does it (xtoptions.c): options come one at a
 * time in command-line order, each is read and refused at once, and what needs the whole use is checked at the end.
 */
export interface Use {
  readonly extension: Extension
  /**
   * xtables_option_parse: takes one option; null means accepted. `argument` is '' for a flag. `secondWord` is the word after the
   * argument (null at the end of the line): an accepted option with `takesSecondWord` has consumed it. `spelling` is which of its names
   * was written, unabbreviated; its own unless said.
   */
  give(option: Option, inverted: boolean, argument: string, secondWord: string | null, spelling?: string): Rejection | null
  /** x6_fcheck and xtables_options_fcheck, iptables' last words. What the kernel says is checkUse's. */
  finish(): Finished
}

type Finished =
  | { readonly kind: 'parameters'; readonly parameters: Parameters }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }

/** The rule around a use, as far as the command line has been read: the caller's own, live. */
export interface EntrySoFar {
  readonly protocol: { readonly number: number; readonly inverted: boolean } | null
  readonly host?: HostKnowledge
  /** Takes what iptables says beside (a line on stderr) while it reads on. */
  warn?(line: string): void
  /** Extensions that it has complained of: a process does once. */
  readonly warned?: Set<string>
}

/** Starts reading a use. */
export function beginUse(extension: Extension, entry: EntrySoFar): Use {
  const reader = new UseReader(entry)
  reader.begin(extension)
  return reader
}

/**
 * What the kernel says when a rule that can be reached is loaded (xt_check_match, xt_check_target, the extension's checkentry);
 * null when it is content. In the kernel's order: table, hooks, protocol, then the extension itself.
 */
export function checkUse(extension: Extension, parameters: Parameters, place: RulePlace): Rejection | null {
  const { tables, hooks, protocols, name } = extension
  if (isLacking(extension, place.host))
    return kernelRejection({
      error: 'No chain/target/match by that name',
      hint: extension.kernelLacks ? ['no kernel has', name] : ['kernel lacks', name],
    })
  if (tables !== null && !tables.includes(place.table))
    return kernelRejection({ hint: ['only in tables', name, tables.join(', '), place.table] })
  if (hooks !== null) {
    const foreign = place.hooks.find((hook) => !hooks.includes(hook))
    if (foreign !== undefined) return kernelRejection({ hint: ['only in hooks', name, hooks.join(', '), foreign] })
  }
  if (protocols !== null && (place.protocol === null || place.protocol.inverted || !protocols.includes(place.protocol.number)))
    return kernelRejection({ hint: ['needs protocol', name, extension.name === 'REJECT' ? 'tcp' : name] })
  return extension.check(parameters, place)
}

function isLacking(extension: Extension, host: HostKnowledge | undefined): boolean {
  return extension.kernelLacks || host?.lacks?.(extension.name) === true
}

/** Reads one use after another: a large file has many, and only what they say is made anew for each. */
export class UseReader implements Use {
  private of: Extension | null = null
  private given: { [option: string]: Value } = {}
  private readonly site: { -readonly [K in keyof OptionSite]: OptionSite[K] }

  constructor(private readonly entry: EntrySoFar) {
    this.site = {
      extension: '',
      option: '',
      spelling: '',
      inverted: false,
      protocol: null,
      protocolInverted: false,
      given: this.given,
      secondWord: null,
      hasSet: entry.host?.hasSet ?? null,
      warn: (line) => entry.warn?.(line),
    }
  }

  begin(extension: Extension): void {
    const { entry, site } = this
    if (isLacking(extension, entry.host) && entry.warned?.has(extension.name) !== true) {
      entry.warned?.add(extension.name)
      entry.warn?.(`Warning: Extension ${extension.name} revision 0 not supported, missing kernel module?`)
    }
    this.of = extension
    this.given = {}
    site.extension = extension.name
    site.given = this.given
  }

  get extension(): Extension {
    if (this.of === null) throw new Error('no use has been begun')
    return this.of
  }

  give(option: Option, inverted: boolean, argument: string, secondWord: string | null, spelling = option.name): Rejection | null {
    const { given, site } = this
    const before = given[option.name]
    if (before !== undefined && option.repeat === 'once')
      return this.refuse(option, onceMessage(this.extension, option), hintForRepeat(option))
    if (inverted && !option.invertible && !option.ignoresInversion)
      return this.refuse(option, inversionMessage(this.extension, option), hintForInversion(option))
    site.option = option.name
    site.spelling = spelling
    site.inverted = inverted
    site.protocol = this.entry.protocol?.number ?? null
    site.protocolInverted = this.entry.protocol?.inverted ?? false
    site.secondWord = secondWord
    const read = readValue(option.type, argument, site)
    if (read instanceof Refusal) {
      const { message, status, hint } = read
      return { by: 'iptables', message, status, option: option.name, hint: hint ?? hintForValue(this.extension, option) }
    }
    const value: Value = option.invertible ? { inverted, value: read } : read
    if (option.repeat === 'all') given[option.name] = before === undefined ? [value] : [...(before as readonly Value[]), value]
    else given[option.name] = value
    return null
  }

  finish(): Finished {
    const { extension, given } = this
    const refusal = extension.finalCheck(given, this.site.warn)
    if (refusal !== null) {
      const { message, status } = refusal
      const option = optionMeant(message, extension, given)
      const hint = refusal.hint ?? hintForWhole(extension, option, given)
      return { kind: 'rejected', rejection: { by: 'iptables', message, status, option: option?.name ?? null, hint } }
    }
    for (const option of extension.related) {
      const rejection = this.checkAgainstOthers(option)
      if (rejection !== null) return { kind: 'rejected', rejection }
    }
    return { kind: 'parameters', parameters: given }
  }

  /** xtables_options_fcheck for one option. */
  private checkAgainstOthers(option: Option): Rejection | null {
    const { extension, given } = this
    if (given[option.name] === undefined)
      return option.required
        ? this.refuse(option, `${extension.name}: option "--${option.name}" must be specified`, hintForMissing(extension, option))
        : null
    for (const name of option.needs) {
      const other = extension.optionsByName.get(name)
      if (other !== undefined && given[name] === undefined)
        return this.refuse(option, `${extension.name}: option "--${option.name}" also requires "--${name}".`, hintForNeed(option, other))
    }
    for (const name of option.excludes) {
      const other = extension.optionsByName.get(name)
      if (other !== undefined && other !== option && given[name] !== undefined)
        return this.refuse(
          option,
          `${extension.name}: option "--${option.name}" cannot be used together with "--${name}".`,
          hintForExclusion(option, other),
        )
    }
    return null
  }

  private refuse(option: Option, message: string, hint: Hint | null): Rejection {
    return { by: 'iptables', message, status: 2, option: option.name, hint }
  }
}

/** The option that a refusal of the whole use is about: the first of those it names that was given, or the only one that it asks for. */
function optionMeant(message: string, { optionsByName }: Extension, given: Parameters): Option | undefined {
  const named = [...message.matchAll(/--([a-z-]+[a-z])/g)].flatMap(([, name = '']) => optionsByName.get(name) ?? [])
  return named.find(({ name }) => given[name] !== undefined) ?? (named.length === 1 && !message.includes('One of') ? named[0] : undefined)
}

function hintForWhole(extension: Extension, option: Option | undefined, given: Parameters): Hint {
  if (option === undefined) return hintForUse(extension)
  return given[option.name] === undefined ? hintForMissing(extension, option) : hintForValue(extension, option)
}

function onceMessage(extension: Extension, option: Option): string {
  return option.repeatRefusal ?? `${extension.name}: option "--${option.name}" can only be used once.`
}

function inversionMessage(extension: Extension, option: Option): string {
  return option.inversionRefusal ?? `${extension.name}: option "--${option.name}" cannot be inverted.`
}
