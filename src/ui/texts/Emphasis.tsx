import { createElement, Fragment } from 'react'

/** Text with `**what matters most**` set bold. Nothing else is read from it. */
export function Emphasis({ text }: { readonly text: string }) {
  // Odd parts stood between the stars. Children given one by one need no keys: their places never change.
  return createElement(
    Fragment,
    null,
    ...text.split('**').map((part, index) => (index % 2 === 1 ? createElement('strong', null, part) : part)),
  )
}

/** The same text for places without type: labels, live regions, copied text. */
export function plain(text: string): string {
  return text.replaceAll('**', '')
}
