import { findTarget } from '../../extensions/index'
import { BASE_CHAINS, type Hook, TABLES, type TableName } from '../../model'
import { readRules } from '../../syntax/read-rules'
import { SourceText } from '../../syntax/source-text'
import { changeRule } from '../editing/change-rule'
import { applied, type OffsetEdit, offsetOf, sorted } from '../editing/offset-edits'
import { optionOf, type WrittenCommand } from '../editing/written-commands'
import { change, type FixFamily, type FixPlace, type Offer, replaceWord } from './fix'

/** Where a target is best at home, for those whose tables or hooks leave a choice. */
const AT_HOME: { readonly [target: string]: readonly Hook[] } = {
  DNAT: ['PREROUTING', 'OUTPUT'],
  REDIRECT: ['PREROUTING', 'OUTPUT'],
  SNAT: ['POSTROUTING'],
  MASQUERADE: ['POSTROUTING'],
  REJECT: ['FORWARD', 'INPUT', 'OUTPUT'],
  DROP: ['FORWARD', 'INPUT', 'OUTPUT'],
}

/** DNAT in the wrong chain, MASQUERADE in filter, REJECT in PREROUTING, DROP in nat: where the rule can stand instead. */
export const placeOfTarget: FixFamily = {
  of: 'command',
  name: 'place-of-target',
  offers: (command, place) => {
    const jump = command.options.find(({ letter }) => letter === 'j')
    const chain = optionOf(command, 'AI')
    if (jump?.argument == null || chain?.argument == null || chain.argumentAt < 0 || command.table === null) return []
    const target = jump.argument
    const extension = findTarget(target)
    const inNat = command.table === 'nat' && target === 'DROP'
    const tables: readonly TableName[] = inNat ? ['filter', 'raw', 'mangle'] : (extension?.tables ?? TABLES)
    const hooks: readonly Hook[] | null = extension?.hooks ?? null
    const isBase = TABLES.some((table) => BASE_CHAINS[table].some((base) => base === chain.argument))
    const fits = tables.includes(command.table) && (hooks === null || !isBase || hooks.some((hook) => hook === chain.argument))
    if (fits && !inNat) return []
    const word = command.words[jump.argumentAt]
    const offers: Offer[] = []
    for (const to of placesFor(target, command.table, chain.argument, tables, hooks)) offers.push(...movedTo(command, place, to))
    if (target === 'REJECT' && word !== undefined) {
      const rest = withoutOptionsOf(command, word.end, 'REJECT')
      offers.unshift(change('-j REJECT', '-j DROP', [replaceWord(word, 'DROP'), ...rest]))
    }
    return offers
  },
}

interface ChainOfTable {
  readonly table: TableName
  readonly chain: Hook
}

function placesFor(
  target: string,
  table: TableName,
  chain: string,
  tables: readonly TableName[],
  hooks: readonly Hook[] | null,
): readonly ChainOfTable[] {
  const places: ChainOfTable[] = []
  for (const candidate of tables.includes(table) ? [table] : tables) {
    const chains = BASE_CHAINS[candidate].filter((base) => hooks === null || hooks.includes(base))
    const same = chains.find((base) => base === chain)
    const home = (AT_HOME[target] ?? chains).filter((base) => chains.includes(base))
    // On its way out a packet stays on its way out.
    const leaving = chain === 'OUTPUT' ? home.filter((base) => base === 'OUTPUT') : home
    const best = same !== undefined ? [same] : leaving.length > 0 ? leaving : home
    places.push(...best.map((base) => ({ table: candidate, chain: base })))
  }
  // Where the chain has the same name, least changes.
  const byName = (place: ChainOfTable) => (place.chain === chain ? 0 : 1)
  return places.toSorted((one, other) => byName(one) - byName(other)).slice(0, 4)
}

/** The rule in another chain. An interface that a chain does not know becomes one of the other direction. */
function movedTo(command: WrittenCommand, place: FixPlace, to: ChainOfTable): readonly Offer[] {
  const chain = optionOf(command, 'AI')
  const name = chain === undefined ? undefined : command.words[chain.argumentAt]
  if (chain === undefined || name === undefined) return []
  const offer = (edits: readonly OffsetEdit[]): readonly Offer[] => [{ title: 'move to chain', words: [to.table, to.chain], edits }]
  const directions = interfaceEdits(command, to.chain)
  if (place.form === 'commands' || to.table === command.table) {
    const table = optionOf(command, 't')
    const tableWord = table === undefined ? undefined : command.words[table.argumentAt]
    const first = command.words[0]
    const tableEdit: readonly OffsetEdit[] =
      to.table === command.table || first === undefined
        ? []
        : tableWord === undefined
          ? [{ start: first.start, end: first.start, text: `-t ${to.table} ` }]
          : [replaceWord(tableWord, to.table)]
    return offer([...tableEdit, replaceWord(name, to.chain), ...directions])
  }
  const { text } = place
  const edits = relocated(text, command, name.end, directions, to)
  return edits === null ? [] : offer(edits)
}

/** In a save file the line goes to another section: taken out here, put in there. */
function relocated(
  text: string,
  command: WrittenCommand,
  from: number,
  edits: readonly OffsetEdit[],
  to: ChainOfTable,
): readonly OffsetEdit[] | null {
  const inOrder = sorted(edits.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from })))
  if (inOrder === null) return null
  const rule = applied(text.slice(from, command.end), inOrder).trim()
  const start = text.lastIndexOf('\n', command.start - 1) + 1
  const newline = text.indexOf('\n', command.end)
  const end = newline < 0 ? text.length : newline + 1
  const without = text.slice(0, start) + text.slice(end)
  const rules =
    readRules(without, 'save')
      .value.tables.find(({ name }) => name === to.table)
      ?.chains.find(({ name }) => name === to.chain)?.rules ?? []
  const answer = changeRule(without, { kind: 'insert', rule, at: { ...to, number: rules.length + 1 } })
  if (answer.kind === 'refused') return null
  const source = new SourceText(without)
  const shifted = (offset: number) => (offset <= start ? offset : offset + end - start)
  const put = (answer.edits.rules ?? []).map(({ span, text: inserted }) => ({
    start: shifted(offsetOf(source, span.line, span.column)),
    end: shifted(offsetOf(source, span.endLine, span.endColumn)),
    text: inserted,
  }))
  return [...put, { start, end, text: '' }]
}

function interfaceEdits({ words, options }: WrittenCommand, chain: Hook): readonly OffsetEdit[] {
  const wrong = chain === 'PREROUTING' || chain === 'INPUT' ? 'o' : chain === 'POSTROUTING' || chain === 'OUTPUT' ? 'i' : ''
  return options.flatMap(({ letter, at }) => {
    const word = words[at]
    return wrong === '' || letter !== wrong || word === undefined ? [] : [replaceWord(word, wrong === 'o' ? '-i' : '-o')]
  })
}

/** The options of a target that is changed for another one. */
function withoutOptionsOf({ words }: WrittenCommand, behind: number, target: string): readonly OffsetEdit[] {
  const options = findTarget(target)?.optionsByName
  return words.flatMap(({ text, start }, at) => {
    const last = words[at + 1]
    return start > behind && text.startsWith('--') && options?.has(text.slice(2)) === true && last !== undefined
      ? [{ start: words[at - 1]?.end ?? start, end: last.end, text: '' }]
      : []
  })
}
