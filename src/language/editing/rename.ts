import { findTarget } from '../../extensions/index'
import { KNOWN_TARGETS } from '../../extensions/known-names'
import type { Scenario } from '../../scenario/scenario'
import { MAX_NAME } from '../../syntax/parsed-command'
import type { Edited, EditedSection } from '../../worker/protocol-editing'
import { allNames, isBaseChain, isSameThing } from './named'

/** The longest name of a set (IPSET_MAXNAMELEN less its terminator). */
const LONGEST_SET = 31

/** Another name for the chain or set at a place, in rules and sets. */
export function rename(host: Scenario['host'], section: EditedSection, line: number, column: number, to: string): Edited {
  const names = allNames(host)
  const word = names.find(
    ({ section: where, span }) => where === section && span.line === line && span.column <= column && column <= span.endColumn,
  )
  if (word === undefined) return refused('nothing to rename')
  if (word.kind === 'chain' && isBaseChain(word.table, word.name)) return refused('base chain', word.name)
  const problem = word.kind === 'chain' ? chainNameProblem(to) : setNameProblem(to)
  if (problem !== null) return refused(problem, to)
  const same = names.filter((name) => isSameThing(name, word))
  const span = { ...word.span, endColumn: word.span.column + to.length }
  if (to === word.name) return { kind: 'edited', edits: {}, select: word.span }
  const isTaken = names.some((name) => isSameThing(name, { ...word, name: to })) || (word.kind === 'chain' && isBaseChain(word.table, to))
  if (isTaken) return refused('name is taken', to)
  const editsIn = (where: EditedSection) => same.filter((name) => name.section === where).map((name) => ({ span: name.span, text: to }))
  const [rules, sets] = [editsIn('rules'), editsIn('sets')]
  const before = same.filter(
    ({ section: where, span: other }) => where === section && other.line === line && other.column < word.span.column,
  ).length
  const shift = before * (to.length - word.name.length)
  return {
    kind: 'edited',
    edits: { ...(rules.length > 0 ? { rules } : {}), ...(sets.length > 0 ? { sets } : {}) },
    select: section === word.section ? { ...span, column: span.column + shift, endColumn: span.endColumn + shift } : null,
  }
}

/** What iptables -N would say, as a key of the page's words; null when the name will do. */
export function chainNameProblem(name: string): string | null {
  if (name === '') return 'name is empty'
  if (name.length >= MAX_NAME) return 'chain name too long'
  if (/^[-!]/.test(name) || /[\s"'\\]/.test(name)) return 'name has odd characters'
  const isTarget = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE', 'standard'].includes(name) || KNOWN_TARGETS.has(name) || findTarget(name) !== null
  return isTarget ? 'name is a target' : null
}

function setNameProblem(name: string): string | null {
  if (name === '') return 'name is empty'
  if (name.length > LONGEST_SET) return 'set name too long'
  return /^-/.test(name) || /[\s"'\\]/.test(name) ? 'name has odd characters' : null
}

function refused(why: string, ...words: readonly string[]): Edited {
  return { kind: 'refused', why, words }
}
