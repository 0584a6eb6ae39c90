import { createElement, Fragment } from 'react'

/** Text with `**what matters most**` set bold. Nothing else is read from it. */
export function Emphasis({ text }: { readonly text: string }) {
  // Odd parts stood between the stars. Children given one by one need no keys: their places never change.
  return createElement(
    Fragment,
    null,
    ...text.split('**').map((part, index) => createElement(index % 2 === 1 ? 'strong' : Fragment, null, <WholeOptions text={part} />)),
  )
}

/** The text with no line broken behind the hyphens of an option. */
export function WholeOptions({ text }: { readonly text: string }) {
  const words = text.split(/( )/).map((word) => (/^\(?-/.test(word) ? createElement('span', { className: 'whole-option' }, word) : word))
  return createElement(Fragment, null, ...words)
}

/** The same text for places without type: labels, live regions, copied text. */
export function plain(text: string): string {
  return text.replaceAll('**', '')
}
