import type { WrittenCommand } from '../editing/written-commands'
import { change, type FixFamily, type Offer, replaceWord } from './fix'

/** On the way in there is no interface to leave by, on the way out none to come in by; several interfaces take several rules. */
export const interfaceDirection: FixFamily = {
  of: 'command',
  name: 'interface-direction',
  offers: (command) => {
    const chain = command.options.find(({ letter }) => 'AIDRC'.includes(letter))?.argument ?? ''
    if (chain === 'PREROUTING' || chain === 'INPUT') return turned(command, 'o', '-i')
    return chain === 'POSTROUTING' || chain === 'OUTPUT' ? turned(command, 'i', '-o') : []
  },
}

function turned({ words, options }: WrittenCommand, letter: string, to: string): readonly Offer[] {
  return options.flatMap((option) => {
    const word = words[option.at]
    if (option.letter !== letter || word === undefined || option.argument === null) return []
    const text = option.argumentAt < 0 ? `${to} ${option.argument}` : to
    return [change(`-${letter} ${option.argument}`, `${to} ${option.argument}`, [replaceWord(word, text)])]
  })
}
