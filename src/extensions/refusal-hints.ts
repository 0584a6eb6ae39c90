import type { Hint } from '../model'
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

/** Matches and targets are known apart by the option that names them: `-m tcp`, `-j SET`. */
export function ownerOf({ kind, name }: Extension): string {
  return `${kind === 'match' ? '-m' : '-j'} ${name}`
}

/** More options than that are no longer listed in a line. */
const LISTED = 6
/** Nor are more than so many characters. */
const LONGEST = 150

// What a refusal means for people, where it does not say so itself. One line each.

export function hintForValue(extension: Extension, option: Option): Hint {
  return ['write option', written(option), ownerOf(extension), option.name, option.doc]
}

export function hintForRepeat({ name }: Option): Hint {
  return ['repeat option', name]
}

export function hintForInversion({ name }: Option): Hint {
  return ['no opposite', name]
}

export function hintForMissing(extension: Extension, option: Option): Hint {
  return ['add option', written(option), ownerOf(extension), option.name, option.doc]
}

export function hintForNeed(option: Option, other: Option): Hint {
  return ['option says more', option.name, other.name, written(other)]
}

export function hintForExclusion(option: Option, other: Option): Hint {
  return ['either option', option.name, other.name]
}

export function hintForUse({ name, options }: Extension): Hint {
  if (options.length === 0) return ['no options', name]
  const listed: string[] = []
  for (const option of options.slice(0, LISTED)) {
    if (listed.join(', ').length + written(option).length > LONGEST) break
    listed.push(written(option))
  }
  return [options.length > listed.length ? 'options are more' : 'options are', name, listed.join(', ')]
}
