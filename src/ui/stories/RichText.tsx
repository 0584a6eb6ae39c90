import { createElement, Fragment, type ReactNode } from 'react'
import { Emphasis } from '../texts/Emphasis'

/** A sentence with `**what matters**` in bold and what is typed between backticks as code. Nothing else is read from it. */
export function RichText({ text }: { readonly text: string }) {
  const parts: ReactNode[] = []
  // Odd parts stood between backticks.
  for (const [index, part] of text.split('`').entries())
    parts.push(index % 2 === 1 ? createElement('code', { key: index }, part) : createElement(Emphasis, { key: index, text: part }))
  return createElement(Fragment, null, parts)
}
