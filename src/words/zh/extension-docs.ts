import type { ExtensionDoc } from '../extension-doc'
import { matchDocs } from './match-docs'
import { targetDocs } from './target-docs'

/** Chinese words of every match and target, by the option that names it: `-m tcp`, `-j DNAT`. */
export const extensionDocs: { readonly [owner: string]: ExtensionDoc } = { ...matchDocs, ...targetDocs }

/** What an option does; in English where there is no Chinese. */
export function optionDoc(owner: string | number, option: string | number, english: string | number): string {
  return extensionDocs[owner]?.options[option] ?? String(english)
}
