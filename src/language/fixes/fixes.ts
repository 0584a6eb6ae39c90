import type { Diagnostic, Span } from '../../model'
import { readRules } from '../../syntax/read-rules'
import type { RulesReading } from '../../syntax/rules-reading'
import { SourceText } from '../../syntax/source-text'
import type { QuickFix } from '../../worker/protocol-editing'
import { applied, asTextEdits, sorted } from '../editing/offset-edits'
import { writtenCommands } from '../editing/written-commands'
import { addresses, strayWords } from './addresses'
import { catchAll } from './catch-all'
import { chains } from './chains'
import type { FixFamily, FixPlace, Offer, UnreachedRule } from './fix'
import { interfaceDirection } from './interface-direction'
import { ports, severalRules, states } from './lists'
import { matchNames, stateMatch } from './match-names'
import { negation } from './negation'
import { placeOfTarget } from './place-of-target'
import { policy } from './policy'
import { protocol } from './protocol'
import { saveFrame } from './save-frame'
import { abbreviations, spelling } from './spelling'
import { textArguments } from './text-arguments'
import { typography } from './typography'

/** Every family, the surest first. */
export const FAMILIES: readonly FixFamily[] = [
  saveFrame,
  typography,
  negation,
  strayWords,
  policy,
  addresses,
  ports,
  protocol,
  matchNames,
  states,
  severalRules,
  textArguments,
  interfaceDirection,
  placeOfTarget,
  spelling,
  chains,
  catchAll,
  stateMatch,
  abbreviations,
]

/** Commands of a place that are looked at. */
const MOST_COMMANDS = 20

/**
 * What can be done at a place, best first. An offer counts only if the text says less that is wrong with it: each is tried out, and
 * read again.
 */
export function fixes(text: string, span: Span, unreached: readonly UnreachedRule[]): readonly QuickFix[] {
  const reading = readRules(text)
  if (reading.family === 'ipv6') return []
  const { form } = reading
  const source = new SourceText(text)
  const commands = writtenCommands(text, form)
  const problems = reading.diagnostics.filter((diagnostic) => diagnostic.span.line <= span.endLine && diagnostic.span.endLine >= span.line)
  const place: FixPlace = {
    text,
    source,
    form,
    reading,
    ruleset: reading.value,
    commands,
    unreached,
    line: span.line,
    endLine: span.endLine,
    problems,
  }
  const start = source.startOfLine(span.line)
  const end = source.startOfLine(span.endLine + 1)
  const here = commands.filter((command) => command.start < Math.max(end, start + 1) && command.end >= start).slice(0, MOST_COMMANDS)
  const found: Tried[] = []
  const seen = new Set<string>()
  for (const family of FAMILIES) {
    const offers = family.of === 'lines' ? family.offers(place) : here.flatMap((command) => family.offers(command, place))
    for (const offer of offers) {
      const fix = tried(place, offer)
      if (fix === null) continue
      const said = JSON.stringify(fix.fix.edits)
      if (seen.has(said)) continue
      seen.add(said)
      found.push(fix)
    }
  }
  // What only makes another mistake of one is worth offering where nothing better is: a command may have several.
  const someMend = found.some(({ fix, leaves }) => fix.mends !== null && leaves === 'less wrong')
  return found.filter(({ fix, leaves }) => fix.mends === null || leaves === 'less wrong' || !someMend).map(({ fix }) => fix)
}

interface Tried {
  readonly fix: QuickFix
  readonly leaves: 'less wrong' | 'as much wrong'
}

/** The offer as a fix where it helps: what is wrong here is gone, and nothing else is wrong for it. */
function tried({ text, form, reading, problems }: FixPlace, { title, words, edits, matterOfTaste }: Offer): Tried | null {
  const inOrder = sorted(edits)
  if (inOrder === null || inOrder.length === 0) return null
  const after = readRules(applied(text, inOrder), form)
  const errorsBefore = countErrors(reading)
  const errorsAfter = countErrors(after)
  const fix = { title, words, edits: asTextEdits(text, inOrder) }
  if (errorsAfter > errorsBefore) return null
  if (matterOfTaste === true) return { fix: { ...fix, mends: null }, leaves: 'as much wrong' }
  const mended = problems.find((problem) => isWrong(problem) && timesSaid(after, problem) < timesSaid(reading, problem))
  if (mended === undefined) return null
  const isLess = errorsAfter < errorsBefore || mended.severity === 'warning'
  return { fix: { ...fix, mends: mended.span }, leaves: isLess ? 'less wrong' : 'as much wrong' }
}

/** Errors, and commands that are left out because they cannot be read. */
function isWrong({ severity, speaker }: Diagnostic): boolean {
  return severity === 'error' || (severity === 'warning' && speaker === 'fivechains')
}

function countErrors({ diagnostics }: RulesReading): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length
}

function timesSaid({ diagnostics }: RulesReading, { message, severity }: Diagnostic): number {
  // Messages that name lines are the same message on another line.
  const plain = (said: string) => said.replace(/\bline \d+/g, 'line')
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity && plain(diagnostic.message) === plain(message)).length
}
