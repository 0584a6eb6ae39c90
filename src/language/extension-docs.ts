import type { Extension } from '../extensions/extension'
import type { Option } from '../extensions/option'
import { placeholderOf } from '../extensions/refusal-hints'

/** What an extension is, with its options. */
export function describeExtension(extension: Extension): string {
  const lines = extension.options.map((option) => `${optionUsage(option)}: ${option.doc}`)
  return [extension.summary, ...(lines.length === 0 ? [] : [lines.join('\n')]), ...placesOf(extension)].join('\n\n')
}

export function describeOption(extension: Extension, option: Option): string {
  const aliases = option.aliases.length === 0 ? [] : [`Also written ${option.aliases.map((alias) => `--${alias}`).join(', ')}.`]
  const owner = `Option of ${extension.kind === 'match' ? '-m' : '-j'} ${extension.name}.`
  return [optionUsage(option), option.doc, ...aliases, owner].join('\n\n')
}

function optionUsage(option: Option): string {
  const placeholder = placeholderOf(option.type)
  return `${option.invertible ? '[!] ' : ''}--${option.name}${placeholder === '' ? '' : ` ${placeholder}`}`
}

/** Where the kernel allows it. */
function placesOf({ tables, hooks }: Extension): string[] {
  const places: string[] = []
  if (tables !== null) places.push(`Only in ${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')}.`)
  if (hooks !== null) places.push(`Only where ${hooks.join(', ')} ${hooks.length === 1 ? 'leads' : 'lead'}.`)
  return places
}
