import type { Extension } from './extension'
import type { Option, OptionType } from './option'

/** How an argument of a type is written, for people: `number`, `address[/mask]`; '' for none. */
export function placeholderOf(type: OptionType): string {
  switch (type.kind) {
    case 'flag':
      return ''
    case 'integer':
      return type.min === 0 && type.max >= 0xffff ? 'number' : `${type.min}-${type.max}`
    case 'integer64':
      return 'number'
    case 'integers':
    case 'integers64':
      return 'number[:number]'
    case 'decimal':
      return `${type.min}-${type.max}`
    case 'text':
      return 'text'
    case 'tosMask':
    case 'markMask':
      return 'value[/mask]'
    case 'logLevel':
      return 'level'
    case 'host':
      return 'address'
    case 'hostMask':
      return 'address[/mask]'
    case 'prefixMask':
      return 'prefix length or mask'
    case 'protocol':
      return 'protocol'
    case 'port':
      return 'port'
    case 'portRange':
      return 'port[:port]'
    case 'mac':
      return 'xx:xx:xx:xx:xx:xx'
    case 'custom':
      return type.placeholder
  }
}

/** An option as it is written, with its argument. */
function written({ name, type }: Option): string {
  const placeholder = placeholderOf(type)
  return `--${name}${placeholder === '' ? '' : ` ${placeholder}`}`
}

/** More options than that are no longer listed in a line. */
const LISTED = 6
/** Nor are more than so many characters. */
const LONGEST = 150

// What a refusal means for people, where it does not say so itself. One line each.

export function hintForValue(option: Option): string {
  return `Write ${written(option)}: ${option.doc}`
}

export function hintForRepeat({ name }: Option): string {
  return `Say --${name} once in a rule; another rule can say it again.`
}

export function hintForInversion({ name }: Option): string {
  return `There is no opposite of --${name}: take the ! away.`
}

export function hintForMissing(option: Option): string {
  return `Add ${written(option)}: ${option.doc}`
}

export function hintForNeed(option: Option, other: Option): string {
  return `--${option.name} says more about --${other.name}: add ${written(other)}.`
}

export function hintForExclusion(option: Option, other: Option): string {
  return `Keep either --${option.name} or --${other.name}.`
}

export function hintForUse({ name, options }: Extension): string {
  if (options.length === 0) return `${name} has no options.`
  const listed: string[] = []
  for (const option of options.slice(0, LISTED)) {
    if (listed.join(', ').length + written(option).length > LONGEST) break
    listed.push(written(option))
  }
  return `${name} knows ${listed.join(', ')}${options.length > listed.length ? ' and more' : ''}.`
}
