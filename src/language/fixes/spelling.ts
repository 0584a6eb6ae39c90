import type { Extension } from '../../extensions/extension'
import { allMatches, allTargets, findMatch, findTarget } from '../../extensions/index'
import { PROTOCOL_NAMES, protocolNumber } from '../../extensions/protocol-names'
import { BASE_OPTIONS, findBaseOption } from '../../syntax/base-options'
import type { WrittenCommand } from '../editing/written-commands'
import { change, type FixFamily, type FixPlace, longOptions, type Offer, optionName, replaceWord } from './fix'
import { nearWords } from './near-words'

const VERDICTS = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE'] as const

/** What other firewalls call it. */
const OTHER_NAMES: { readonly [name: string]: string } = {
  allow: 'ACCEPT',
  permit: 'ACCEPT',
  pass: 'ACCEPT',
  ok: 'ACCEPT',
  deny: 'DROP',
  block: 'DROP',
  discard: 'DROP',
  refuse: 'REJECT',
  nat: 'MASQUERADE',
  masq: 'MASQUERADE',
  icmpv6: 'icmp',
}

/** Mistyped targets, matches, options and protocols, and those in the wrong case. */
export const spelling: FixFamily = {
  of: 'command',
  name: 'spelling',
  offers: (command, place) => [...targets(command, place), ...matches(command), ...protocols(command), ...options(command)],
}

function targets({ words, options: own, table }: WrittenCommand, { ruleset }: FixPlace): readonly Offer[] {
  const chains = ruleset.tables.find(({ name }) => name === table)?.chains ?? []
  const users = chains.filter(({ policy }) => policy === null).map(({ name }) => name)
  return own.flatMap(({ letter, argumentAt, argument }): readonly Offer[] => {
    const word = words[argumentAt]
    if ((letter !== 'j' && letter !== 'g') || word === undefined || argument === null) return []
    if (users.includes(argument) || isTarget(argument)) return []
    const known = letter === 'g' ? users : [...VERDICTS, ...users, ...allTargets.map(({ name }) => name)]
    const other = Object.hasOwn(OTHER_NAMES, argument.toLowerCase()) ? OTHER_NAMES[argument.toLowerCase()] : undefined
    return [...(other === undefined ? [] : [other]), ...nearWords(argument, known)].map((to) =>
      change(argument, to, [replaceWord(word, to)]),
    )
  })
}

function isTarget(name: string): boolean {
  return VERDICTS.some((verdict) => verdict === name) || findTarget(name) !== null
}

function matches({ words, options: own }: WrittenCommand): readonly Offer[] {
  return own.flatMap(({ letter, argumentAt, argument }): readonly Offer[] => {
    const word = words[argumentAt]
    if (letter !== 'm' || word === undefined || argument === null || findMatch(argument) !== null) return []
    const near = nearWords(
      argument,
      allMatches.map(({ name }) => name),
    )
    return near.map((to) => change(`-m ${argument}`, `-m ${to}`, [replaceWord(word, to)]))
  })
}

function protocols({ words, options: own }: WrittenCommand): readonly Offer[] {
  return own.flatMap(({ letter, argumentAt, argument }): readonly Offer[] => {
    const word = words[argumentAt]
    if (letter !== 'p' || word === undefined || argument === null) return []
    const name = argument.toLowerCase()
    if (protocolNumber(name) !== null || /^\d+$/.test(name) || name === 'all') return []
    const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined
    const near = other === undefined ? nearWords(name, ['tcp', 'udp', 'icmp', ...PROTOCOL_NAMES]).slice(0, 1) : [other]
    return [...new Set(near)].map((to) => change(`-p ${argument}`, `-p ${to}`, [replaceWord(word, to)]))
  })
}

/** An option that nothing loaded knows but that is almost one; a long one with a single dash. */
function options(command: WrittenCommand): readonly Offer[] {
  const { words, options: own } = command
  const loaded = own.flatMap(({ letter, argument }): readonly Extension[] => {
    const extension =
      letter === 'm' || letter === 'p' ? findMatch((argument ?? '').toLowerCase()) : letter === 'j' ? findTarget(argument ?? '') : null
    return extension === null ? [] : [extension]
  })
  const known = [...loaded.flatMap(({ optionsByName }) => [...optionsByName.keys()]), ...BASE_OPTIONS.map(({ name }) => name)]
  const offers: Offer[] = []
  for (const at of longOptions(command)) {
    const word = words[at]
    const name = optionName(word?.text ?? '')
    if (word === undefined || findBaseOption(name) !== undefined || known.some((option) => option.startsWith(name))) continue
    for (const near of nearWords(name, known)) {
      const to = word.text.replace(name, near)
      offers.push(change(word.text, to, [replaceWord(word, to)]))
    }
  }
  for (const word of words) {
    const name = /^-([a-z][\w-]{2,})$/.exec(word.text)?.[1]
    if (name !== undefined && known.includes(name)) offers.push(change(word.text, `-${word.text}`, [replaceWord(word, `-${word.text}`)]))
  }
  return offers
}

/** Options that are cut short, written in full: getopt takes any beginning that is of one option alone. */
export const abbreviations: FixFamily = {
  of: 'command',
  name: 'abbreviations',
  offers: (command) => {
    const { words, options: own } = command
    const loaded = own.flatMap(({ letter, argument }): readonly Extension[] => {
      const extension =
        letter === 'm' || letter === 'p' ? findMatch((argument ?? '').toLowerCase()) : letter === 'j' ? findTarget(argument ?? '') : null
      return extension === null ? [] : [extension]
    })
    return longOptions(command).flatMap((at): readonly Offer[] => {
      const word = words[at]
      const name = optionName(word?.text ?? '')
      if (word === undefined || findBaseOption(name) !== undefined || loaded.some(({ optionsByName }) => optionsByName.has(name))) return []
      const full = [
        ...new Set(loaded.flatMap(({ options: all }) => all.filter((option) => option.name.startsWith(name)).map((option) => option.name))),
      ]
      const [only] = full
      if (only === undefined || full.length > 1) return []
      const to = word.text.replace(name, only)
      return [{ ...change(word.text, to, [replaceWord(word, to)]), matterOfTaste: true }]
    })
  },
}
