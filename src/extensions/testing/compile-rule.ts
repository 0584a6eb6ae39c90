import type { TableName } from '../../model'
import { meaningOf, type UseMeaning } from '../meaning'
import type { MatchEnvironment, TargetContext, TargetVerdict, Test } from '../semantics'
import { readRule } from './read-rule'

/** The meanings of a rule's matches and target; throws when the rule is no good. */
export function compileRule(rule: string, table: TableName = 'filter', chain = 'FORWARD'): readonly UseMeaning[] {
  const read = readRule(rule, table, chain, () => true)
  if (read.kind !== 'uses') throw new Error(`${rule}: ${JSON.stringify(read)}`)
  return read.uses.map(({ extension, parameters }) => meaningOf(extension, parameters))
}

export function testsOf(rule: string, table?: TableName, chain?: string): readonly Test[] {
  return compileRule(rule, table, chain).flatMap((meaning) => (meaning.kind === 'match' ? meaning.tests : []))
}

/** Whether all tests hold, asked in order up to the first that does not. */
export function holds(tests: readonly Test[], environment: MatchEnvironment): boolean {
  return tests.every((test) => test.holds(environment))
}

export function act(rule: string, table: TableName, context: TargetContext, chain?: string): TargetVerdict {
  for (const meaning of compileRule(rule, table, chain)) if (meaning.kind === 'target') return meaning.act(context)
  throw new Error(`no modelled target: ${rule}`)
}
