import type { MatchEnvironment, Test } from './semantics'

/** A test from its plain form; an inverted one says so in `wants` and turns the answer round. */
export function ask(question: {
  readonly subject: string
  readonly wants: string
  readonly inverted?: boolean
  holds(environment: MatchEnvironment): boolean
  is(environment: MatchEnvironment): string
}): Test {
  const { subject, wants, holds, is } = question
  if (question.inverted !== true) return { subject, wants, holds, is }
  return { subject, wants: `! ${wants}`, holds: (environment) => !holds(environment), is }
}

/** `! ` before an inverted option. */
export function not(option: { readonly inverted: boolean }): string {
  return option.inverted ? '! ' : ''
}
