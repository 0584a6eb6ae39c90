import type { Extension } from '../extensions/extension'
import type { Option } from '../extensions/option'
import { ownerOf, placeholderOf } from '../extensions/refusal-hints'
import type { LanguageWords } from '../words/en'

/** What an extension is, with its options. */
export function describeExtension(words: LanguageWords, extension: Extension): string {
  const owner = ownerOf(extension)
  const lines = extension.options.map((option) => `${optionUsage(option)}: ${words.option(owner, option.name, option.doc)}`)
  const summary = words.extension(owner, extension.summary)
  return [summary, ...(lines.length === 0 ? [] : [lines.join('\n')]), ...placesOf(words, extension)].join('\n\n')
}

export function describeOption(words: LanguageWords, extension: Extension, option: Option): string {
  const aliases = option.aliases.length === 0 ? [] : [words.things.aliases(option.aliases.map((alias) => `--${alias}`))]
  const owner = ownerOf(extension)
  return [optionUsage(option), words.option(owner, option.name, option.doc), ...aliases, words.things.optionOf(owner)].join('\n\n')
}

function optionUsage(option: Option): string {
  const placeholder = placeholderOf(option.type)
  return `${option.invertible ? '[!] ' : ''}--${option.name}${placeholder === '' ? '' : ` ${placeholder}`}`
}

/** Where the kernel allows it. */
function placesOf({ things }: LanguageWords, { tables, hooks }: Extension): string[] {
  const places: string[] = []
  if (tables !== null) places.push(things.onlyInTables(tables))
  if (hooks !== null) places.push(things.onlyInHooks(hooks))
  return places
}
