import { type FixFamily, type Offer, replaceWord } from './fix'

/** Options whose argument is free text, and how much of it is kept: the tools cut a prefix without a word. */
const BOUNDS: { readonly [option: string]: number } = { '--log-prefix': 29, '--nflog-prefix': 63, '--ulog-prefix': 32, '--comment': 255 }

/** A text of several words needs quotes, and has its bound. */
export const textArguments: FixFamily = {
  of: 'command',
  name: 'text-arguments',
  offers: ({ words }, { text, form }) => {
    const offers: Offer[] = []
    words.forEach((option, at) => {
      const bound = BOUNDS[option.text]
      const first = words[at + 1]
      if (bound === undefined || first === undefined) return
      let last = at + 1
      while (words[last + 1] !== undefined && !/^(-|!$)/.test(words[last + 1]?.text ?? '')) last++
      const end = words[last]?.end ?? first.end
      const raw = text.slice(first.start, end)
      // A save file knows double quotes alone.
      const single = form === 'save' && raw.startsWith("'")
      if (last > at + 1) {
        const inside = raw.replaceAll(/["']/g, '').replaceAll(/\s+/g, ' ')
        offers.push({ title: 'quote', words: [`"${inside}"`], edits: [{ start: first.start, end, text: `"${inside.slice(0, bound)}"` }] })
      } else if (single && raw.length > 2) {
        const inside = raw.replace(/^'|'$/g, '')
        offers.push({ title: 'quote', words: [`"${inside}"`], edits: [{ start: first.start, end, text: `"${inside}"` }] })
      } else if (first.text.length > bound) {
        const cut = first.text.slice(0, bound)
        offers.push({ title: 'shorten', words: [`"${cut}"`], edits: [replaceWord(first, `"${cut}"`)], matterOfTaste: true })
      }
    })
    return offers
  },
}
