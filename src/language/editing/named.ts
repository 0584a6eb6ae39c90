import { BASE_CHAINS, type Span, TABLES } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import { formOf } from '../../syntax/rules-form'
import { SourceText } from '../../syntax/source-text'
import type { EditedSection, NamedThing } from '../../worker/protocol-editing'
import { type NameWord, namesInRules, namesInSets } from './names'
import { offsetOf } from './offset-edits'
import { readStatements } from './statements'

type Host = Pick<Scenario['host'], 'rules' | 'sets'>

/** Where a name stands, in the rules and in the sets. */
export function allNames({ rules, sets }: Host): readonly NameWord[] {
  return [...namesInRules(rules, formOf(rules)), ...namesInSets(sets)]
}

/** The chain, set or rule that the word at a place names. */
export function named(host: Host, section: EditedSection, line: number, column: number): NamedThing | null {
  const names = allNames(host)
  const word = names.find((name) => name.section === section && touches(name.span, line, column))
  if (word === undefined) return section === 'rules' ? numberedRule(host.rules, line, column) : null
  const all = names.filter((name) => isSameThing(name, word))
  const made = all.find(({ makes }) => makes) ?? null
  return {
    kind: word.kind,
    name: word.name,
    at: word.span,
    made: made === null ? null : { section: made.section, span: made.span },
    named: all.map(({ section: where, span }) => ({ section: where, span })),
  }
}

/** `-D INPUT 3` names the rule that is third at that moment. */
function numberedRule(text: string, line: number, column: number): NamedThing | null {
  const form = formOf(text)
  const source = new SourceText(text)
  const offset = offsetOf(source, line, column)
  const { all, maker } = readStatements(text, form)
  const statement = all.find(({ start, end }) => start <= offset && offset <= end)
  if (statement === undefined || statement.numberWord < 0) return null
  const start = statement.words.start[statement.numberWord] ?? 0
  const end = statement.words.end[statement.numberWord] ?? 0
  const [gone] = statement.gone
  if (offset < start || offset > end || gone === undefined) return null
  const makes = maker.get(gone)
  const at = source.span(start, end)
  const made = makes === undefined ? null : { section: 'rules' as const, span: source.span(makes.start, makes.end) }
  return {
    kind: 'rule',
    name: `${statement.chain ?? ''} ${statement.number}`,
    at,
    made,
    named: [...(made === null ? [] : [made]), { section: 'rules' as const, span: at }],
  }
}

export function isSameThing(one: NameWord, other: NameWord): boolean {
  return one.kind === other.kind && one.name === other.name && one.table === other.table
}

export function isBaseChain(table: string | null, chain: string): boolean {
  const known = TABLES.find((name) => name === table)
  return known !== undefined && BASE_CHAINS[known].some((base) => base === chain)
}

function touches(span: Span, line: number, column: number): boolean {
  return span.line === line && span.column <= column && column <= span.endColumn
}
