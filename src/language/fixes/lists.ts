import { optionOf, type WrittenCommand, type WrittenWord } from '../editing/written-commands'
import { change, type FixFamily, type FixPlace, longOptions, type Offer, optionName, replaceWord } from './fix'

/** `--dport 80,443` and `--dport 80-90`: several ports take multiport, a range takes a colon. */
export const ports: FixFamily = {
  of: 'command',
  name: 'ports',
  offers: (command, { text }) => {
    const { words } = command
    const offers: Offer[] = []
    for (const at of longOptions(command)) {
      const option = words[at]
      const value = words[at + 1]
      const name = optionName(option?.text ?? '')
      if (option === undefined || value === undefined || !/^(dport|sport|destination-port|source-port)s?$/.test(name)) continue
      const isSource = name.startsWith('s')
      if (/^[\w-]+:?[\w-]*(,[\w-]+:?[\w-]*)+$/.test(value.text) && !name.endsWith('s')) {
        const isNegated = words[at - 1]?.text === '!'
        const first = isNegated ? (words[at - 1] ?? option) : option
        const to = `-m multiport ${isNegated ? '! ' : ''}--${isSource ? 'sports' : 'dports'} ${value.text.replaceAll('-', ':')}`
        offers.push(change(text.slice(first.start, value.end), to, [{ start: first.start, end: value.end, text: to }]))
      } else if (/^\d+-\d+$/.test(value.text)) {
        offers.push(change(value.text, value.text.replace('-', ':'), [replaceWord(value, value.text.replace('-', ':'))]))
      }
    }
    return offers
  },
}

/** `--ctstate NEW, ESTABLISHED`, `new,established`: states are in capitals, with commas and without blanks. */
export const states: FixFamily = {
  of: 'command',
  name: 'states',
  offers: ({ words }, { text }) => {
    const at = words.findIndex(({ text: word }) => word === '--ctstate' || word === '--state')
    const first = words[at + 1]
    if (at < 0 || first === undefined) return []
    let last = at + 1
    while (isState(words[last + 1]?.text ?? '-')) last++
    const end = words[last]?.end ?? first.end
    const written = text.slice(first.start, end)
    const to = [
      ...new Set(
        written
          .toUpperCase()
          .split(/[\s,|]+/)
          .filter((state) => state !== ''),
      ),
    ].join(',')
    if (to === written) return []
    const offer = change(written, to, [{ start: first.start, end, text: to }])
    // Small letters are taken, too.
    return [to === written.toUpperCase() ? { ...offer, matterOfTaste: true } : offer]
  },
}

function isState(word: string): boolean {
  return word === ',' || /^,?(new|established|related|invalid|untracked|snat|dnat)(,|$)/i.test(word)
}

/** `-p tcp,udp`, `-i eth0,eth1`, `-j LOG -j DROP`: one rule says one of them, so there must be several rules. */
export const severalRules: FixFamily = {
  of: 'command',
  name: 'several-rules',
  offers: (command, place) => {
    const { options, words } = command
    const offers: Offer[] = []
    for (const { letter, argumentAt, argument } of options) {
      const word = words[argumentAt]
      if (word === undefined || argument === null || !/^[^,]+(,[^,]+)+$/.test(argument) || !'pio'.includes(letter)) continue
      offers.push(
        split(
          command,
          place,
          argument.split(',').map((part) => ({ word, part })),
        ),
      )
    }
    for (const letter of 'jpio') {
      const same = options.filter((option) => option.letter === letter && option.argumentAt >= 0)
      if (same.length < 2) continue
      offers.push(
        splitOptions(
          command,
          place,
          same.map(({ at }) => at),
        ),
      )
    }
    return offers
  },
}

function split(command: WrittenCommand, place: FixPlace, parts: readonly { readonly word: WrittenWord; readonly part: string }[]): Offer {
  return severalLines(command, place, (text) =>
    parts.map(({ word, part }) => text.slice(0, word.start - command.start) + part + text.slice(word.end - command.start)),
  )
}

/** Each of several options of a kind in a rule of its own, with the words behind a -j going with it. */
function splitOptions(command: WrittenCommand, place: FixPlace, at: readonly number[]): Offer {
  const { words, options } = command
  const ranges = at.map((index) => {
    const isJump = options.some((option) => option.at === index && option.letter === 'j')
    const next = isJump ? options.find((option) => option.at > index && 'jgmpiosd'.includes(option.letter))?.at : index + 2
    const start = words[index - 1]?.text === '!' ? index - 1 : index
    return {
      start: (words[start - 1]?.end ?? command.start) - command.start,
      end: (words[(next ?? words.length) - 1]?.end ?? command.end) - command.start,
    }
  })
  return severalLines(command, place, (text) =>
    ranges.map((kept) =>
      ranges
        .filter((range) => range !== kept)
        .toReversed()
        .reduce((line, range) => line.slice(0, range.start) + line.slice(range.end), text),
    ),
  )
}

function severalLines(command: WrittenCommand, { text }: FixPlace, linesOf: (written: string) => readonly string[]): Offer {
  const line = text.lastIndexOf('\n', command.start - 1) + 1
  const indent = /^\s*/.exec(text.slice(line, command.start))?.[0] ?? ''
  const lines = linesOf(text.slice(command.start, command.end))
  // -I puts the later one first: the lines are turned round.
  const inOrder = optionOf(command, 'I') !== undefined ? lines.toReversed() : lines
  return {
    title: 'several rules',
    words: [String(lines.length)],
    edits: [{ start: command.start, end: command.end, text: inOrder.join(`\n${indent}`) }],
  }
}
