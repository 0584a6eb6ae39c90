import { BASE_CHAINS, TABLES } from '../../model'
import { changeRule } from '../editing/change-rule'
import type { OffsetEdit } from '../editing/offset-edits'
import { offsetOf } from '../editing/offset-edits'
import { optionOf } from '../editing/written-commands'
import { change, type FixFamily, type FixPlace, type Offer } from './fix'

/** A policy as it is written: `:INPUT REJECT [0:0]`, `-P INPUT REJECT`. */
interface WrittenPolicy {
  readonly table: string
  readonly chain: string
  readonly policy: string
  readonly start: number
  readonly end: number
  /** The whole line, to be taken out. */
  readonly lineStart: number
  readonly lineEnd: number
}

/** Policies are ACCEPT and DROP, of base chains; anything else is a rule at the end. */
export const policy: FixFamily = {
  of: 'lines',
  name: 'policy',
  offers: (place) =>
    policiesOn(place).flatMap((written): readonly Offer[] => {
      const { table, chain, policy: said, start, end } = written
      const word = (to: string): OffsetEdit => ({ start, end, text: to })
      const upper = said.toUpperCase()
      const isBase = TABLES.some((name) => name === table && BASE_CHAINS[name].some((base) => base === chain))
      if (!isBase) {
        const offers: Offer[] = []
        const base = TABLES.flatMap((name) => (name === table ? BASE_CHAINS[name] : [])).find((name) => name === chain.toUpperCase())
        if (base !== undefined) offers.push(change(chain, base, chainEdit(place, written, base)))
        if (said === '-') return offers
        if (place.form === 'save') offers.push(change(said, '-', [word('-')]))
        else
          offers.push({
            title: 'leave out',
            words: [`-P ${chain} ${said}`],
            edits: [{ start: written.lineStart, end: written.lineEnd, text: '' }],
          })
        return offers
      }
      if (upper === 'ACCEPT' || upper === 'DROP') return upper === said ? [] : [change(said, upper, [word(upper)])]
      const drop: Offer = change(said, 'DROP', [word('DROP')])
      if (upper !== 'REJECT' || table !== 'filter') return [drop]
      const rule = ruleAtEnd(place, table, chain, '-j REJECT')
      return rule === null ? [drop] : [{ title: 'policy and rule', words: [chain], edits: [word('DROP'), ...rule] }, drop]
    }),
}

/** A rule at the end of a chain: behind a rule that takes everything it would do nothing, so there is none then. */
function ruleAtEnd({ text, source, ruleset }: FixPlace, table: string, chain: string, rule: string): readonly OffsetEdit[] | null {
  const rules = ruleset.tables.find(({ name }) => name === table)?.chains.find(({ name }) => name === chain)?.rules ?? []
  const answer = changeRule(text, { kind: 'insert', rule, at: { table, chain, number: rules.length + 1 } })
  if (answer.kind === 'refused') return null
  return (answer.edits.rules ?? []).map(({ span, text: inserted }) => ({
    start: offsetOf(source, span.line, span.column),
    end: offsetOf(source, span.endLine, span.endColumn),
    text: inserted,
  }))
}

function chainEdit({ text }: FixPlace, { chain, start }: WrittenPolicy, to: string): readonly OffsetEdit[] {
  const at = text.lastIndexOf(chain, start - 1)
  return [{ start: at, end: at + chain.length, text: to }]
}

function policiesOn({ text, form, source, line, endLine, commands }: FixPlace): readonly WrittenPolicy[] {
  const from = source.startOfLine(line)
  const to = source.startOfLine(endLine + 1)
  const found: WrittenPolicy[] = []
  if (form === 'save') {
    for (const match of text.slice(from, to).matchAll(/^:[ \t]*(\S+)[ \t]+(\S+).*\n?/gm)) {
      const [whole, chain = '', said = ''] = match
      const lineStart = from + match.index
      const start = lineStart + whole.indexOf(said, whole.indexOf(chain) + chain.length)
      const table = [...text.slice(0, lineStart).matchAll(/^\*(\S+)/gm)].at(-1)?.[1] ?? 'filter'
      found.push({ table, chain, policy: said, start, end: start + said.length, lineStart, lineEnd: lineStart + whole.length })
    }
  }
  for (const command of commands) {
    const option = optionOf(command, 'P')
    const word = option === undefined ? undefined : command.words[Math.max(option.at, option.argumentAt) + 1]
    if (option?.argument == null || word === undefined || command.end < from || command.start >= to || command.table === null) continue
    const newline = text.indexOf('\n', command.end)
    const lineStart = text.lastIndexOf('\n', command.start - 1) + 1
    const lineEnd = newline < 0 ? text.length : newline + 1
    found.push({ table: command.table, chain: option.argument, policy: word.text, start: word.start, end: word.end, lineStart, lineEnd })
  }
  return found
}
