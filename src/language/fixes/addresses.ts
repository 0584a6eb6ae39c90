import { optionOf } from '../editing/written-commands'
import { change, type FixFamily, type Offer, replaceWord } from './fix'

/** Addresses as other tools take them: `any`, `10.0.0.*`, `10.0.0.1-10.0.0.9`. */
export const addresses: FixFamily = {
  of: 'command',
  name: 'addresses',
  offers: ({ words, options }) =>
    options.flatMap((option): readonly Offer[] => {
      const { letter, argumentAt, argument } = option
      const word = words[argumentAt]
      const first = words[option.at]
      if (word === undefined || first === undefined || argument === null) return []
      const isAny = /^(any|all|anywhere|\*)$/i.test(argument)
      if (isAny && letter === 'p' && argument !== 'all') return [change(`-p ${argument}`, '-p all', [replaceWord(word, 'all')])]
      if (isAny && 'sdio'.includes(letter) && words[option.at - 1]?.text !== '!')
        return [
          {
            title: 'leave out',
            words: [`${first.text} ${argument}`],
            edits: [{ start: words[option.at - 1]?.end ?? first.start, end: word.end, text: '' }],
          },
        ]
      if (letter !== 's' && letter !== 'd') return []
      const stars = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(argument)
      if (stars?.[1] !== undefined) {
        const octets = stars[1].split('.').slice(0, -1)
        const net = `${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${octets.length * 8}`
        return [change(argument, net, [replaceWord(word, net)])]
      }
      if (!/^\d[\d.]*-\d[\d.]*$/.test(argument)) return []
      const to = `-m iprange --${letter === 's' ? 'src' : 'dst'}-range`
      const isNegated = words[option.at - 1]?.text === '!'
      const start = isNegated ? (words[option.at - 1]?.start ?? first.start) : first.start
      const range = isNegated ? `-m iprange ! --${letter === 's' ? 'src' : 'dst'}-range` : to
      return [change(`${first.text} ${argument}`, `${range} ${argument}`, [{ start, end: word.end, text: `${range} ${argument}` }])]
    }),
}

/** `iptables` in a save file, a `-t` where the section says the table: what a line has too much. */
export const strayWords: FixFamily = {
  of: 'command',
  name: 'stray-words',
  offers: (command, { form, text }) => {
    if (form !== 'save') return []
    const { words } = command
    const offers: Offer[] = []
    const program = words.findIndex(({ text: word }) => /(^|\/)iptables(-legacy|-nft)?$/.test(word))
    const behind = words[program + 1]
    if (program >= 0 && program < 2 && behind !== undefined) {
      const table = optionOf(command, 't')
      const whole = { start: words[0]?.start ?? 0, end: behind.start, text: '' }
      const tableWords =
        table === undefined || table.argumentAt < 0
          ? null
          : { start: words[table.at]?.start ?? 0, end: words[table.argumentAt + 1]?.start ?? words[table.argumentAt]?.end ?? 0, text: '' }
      const edits =
        tableWords === null ? [whole] : tableWords.start === whole.end ? [{ ...whole, end: tableWords.end }] : [whole, tableWords]
      offers.push({ title: 'leave out', words: [text.slice(whole.start, whole.end).trim()], edits })
    } else {
      const table = optionOf(command, 't')
      const first = table === undefined ? undefined : words[table.at]
      const last = table === undefined ? undefined : words[Math.max(table.at, table.argumentAt)]
      if (first !== undefined && last !== undefined)
        offers.push({
          title: 'leave out',
          words: [text.slice(first.start, last.end)],
          edits: [{ start: first.start, end: words[words.indexOf(last) + 1]?.start ?? last.end, text: '' }],
        })
    }
    const comment = words.findIndex(({ text: word }) => word.startsWith('#'))
    const hash = words[comment]
    if (comment > 0 && hash !== undefined) {
      const line = text.lastIndexOf('\n', command.start - 1) + 1
      offers.push({
        title: 'comment above',
        words: [],
        edits: [
          { start: line, end: line, text: `${text.slice(hash.start, command.end).trimEnd()}\n` },
          { start: words[comment - 1]?.end ?? hash.start, end: command.end, text: '' },
        ],
      })
    }
    return offers
  },
}
