import { change, type FixFamily, type Offer } from './fix'

/** The ! stands before the option since iptables 1.4.3: `-d ! x`, `-d !x` and `! -m state --state NEW` are how it was written before. */
export const negation: FixFamily = {
  of: 'command',
  name: 'negation',
  offers: ({ words }, { text }) => {
    const offers: Offer[] = []
    words.forEach((word, at) => {
      const option = words[at - 1]
      const next = words[at + 1]
      if (word.text === '!' && next !== undefined && (next.text === '-m' || next.text === '--match')) {
        const asked = words[at + 3]
        if (asked?.text.startsWith('--') === true)
          offers.push(
            change(`! ${next.text}`, `! ${asked.text}`, [
              { start: word.start, end: next.start, text: '' },
              { start: asked.start, end: asked.start, text: '! ' },
            ]),
          )
      } else if (option !== undefined && /^-/.test(option.text) && words[at - 2]?.text !== '!') {
        const value = word.text === '!' ? next : word
        if (value === undefined || value.text.startsWith('-') || !word.text.startsWith('!')) return
        const written = text.slice(value.start, value.end).replace(/^(["']?)!/, '$1')
        offers.push(
          change(text.slice(option.start, value.end), `! ${option.text} ${written}`, [
            { start: option.start, end: value.end, text: `! ${option.text} ${written}` },
          ]),
        )
      }
    })
    return offers
  },
}
