import type { Extension } from '../../extensions/extension'
import { allMatches, allTargets, findMatch, findTarget } from '../../extensions/index'
import { findBaseOption } from '../../syntax/base-options'
import { optionOf, type WrittenCommand } from '../editing/written-commands'
import { add, before, change, type FixFamily, longOptions, type Offer, optionName, replaceWord } from './fix'

/** Those that stand for the protocol, and others that nobody means by a plain option. */
const NOT_MEANT: ReadonlySet<string> = new Set(['tcp', 'udp', 'icmp', 'sctp', 'dccp', 'state', 'ah', 'esp'])

/** An option whose match or target is not named before it: `--dports` without `-m multiport`, `--to-destination` without `-j DNAT`. */
export const matchNames: FixFamily = {
  of: 'command',
  name: 'match-names',
  offers: (command) => {
    const { words } = command
    const loaded = loadedBy(command)
    const offers: Offer[] = []
    for (const at of longOptions(command)) {
      const word = words[at]
      const name = optionName(word?.text ?? '')
      if (word === undefined || findBaseOption(name) !== undefined || loaded.some((extension) => knows(extension, name))) continue
      const first = words[at - 1]?.text === '!' ? (words[at - 1] ?? word) : word
      if (name === 'state') {
        const hasConntrack = loaded.some((extension) => extension.name === 'conntrack')
        if (hasConntrack) offers.push(change('--state', '--ctstate', [replaceWord(word, '--ctstate')]))
        else offers.push(add('-m conntrack', [before(first, '-m conntrack '), replaceWord(word, '--ctstate')]))
      } else if (name === 'ctstate' && loaded.some((extension) => extension.name === 'state')) {
        offers.push(...stateToConntrack(command))
      } else {
        for (const { name: match } of allMatches.filter((extension) => extension.optionsByName.has(name) && !NOT_MEANT.has(extension.name)))
          offers.push(add(`-m ${match}`, [before(first, `-m ${match} `)]))
        if (optionOf(command, 'jg') === undefined)
          for (const { name: target } of allTargets.filter((extension) => extension.optionsByName.has(name)))
            offers.push(add(`-j ${target}`, [before(first, `-j ${target} `)]))
      }
    }
    return offers
  },
}

/** `-m state --state` is the old name of `-m conntrack --ctstate`, kept for old scripts. */
export const stateMatch: FixFamily = {
  of: 'command',
  name: 'state-match',
  offers: (command) => stateToConntrack(command).map((offer) => ({ ...offer, matterOfTaste: true })),
}

function stateToConntrack({ words }: WrittenCommand): readonly Offer[] {
  const match = words.findIndex(({ text }, at) => text === 'state' && /^(-m|--match)$/.test(words[at - 1]?.text ?? ''))
  const name = words[match]
  if (name === undefined) return []
  const option = words.find(({ text }) => text === '--state')
  return [
    change('-m state --state', '-m conntrack --ctstate', [
      replaceWord(name, 'conntrack'),
      ...(option === undefined ? [] : [replaceWord(option, '--ctstate')]),
    ]),
  ]
}

function loadedBy({ options }: WrittenCommand): readonly Extension[] {
  return options.flatMap(({ letter, argument }) => {
    const name = argument ?? ''
    const extension = letter === 'm' || letter === 'p' ? findMatch(name.toLowerCase()) : letter === 'j' ? findTarget(name) : null
    return extension === null ? [] : [extension]
  })
}

/** An option by its name or by a beginning of it, as getopt takes it. */
function knows(extension: Extension, name: string): boolean {
  return extension.optionsByName.has(name) || extension.options.some((option) => option.name.startsWith(name))
}
