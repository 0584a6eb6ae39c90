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

/** No match: the header is not there. A later fragment has none; where it is cut short, the packet is dropped at once. */
export function withoutHeader(environment: MatchEnvironment, length: number): false {
  const { transport, fragmentOffset } = environment.packet
  if (fragmentOffset === 0 && transport.kind === 'other' && transport.payload.length < length) environment.hotdrop()
  return false
}

/** tcp_mt and tcpmss_mt: options that TCP's header says are there, and are not; the packet is dropped at once. */
export function optionsAreMissing(environment: MatchEnvironment): boolean {
  const { transport } = environment.packet
  if (transport.kind !== 'tcp' || transport.dataOffset === undefined) return false
  environment.hotdrop()
  return true
}

/** `! ` before an inverted option. */
export function not(option: { readonly inverted: boolean }): string {
  return option.inverted ? '! ' : ''
}
