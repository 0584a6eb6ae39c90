import { pastedCounters } from '../import/counters/compare-pasted'
import { importText } from '../import/import-text'
import type { Imported, ImportedPacket } from '../import/imported'
import { isPlainRules } from '../import/plain-rules'
import { type BlockKind, recognise } from '../import/recognise'
import { replayTraffic } from '../import/traces/replay-traffic'
import { undress } from '../import/undress/undress'
import type { Scenario, Sending } from '../scenario/scenario'
import type { ImportAnswers, ImportedKind, ImportedView } from './protocol'

const SECTIONS = ['rules', 'sets', 'network', 'services', 'connections'] as const

/** A scenario's own bound (document.ts). */
const MOST_SENDINGS = 10_000
/** Packets further apart than a minute are not waited for, in microseconds. */
const LONGEST_PAUSE = 60_000_000
/** Between packets whose lines have no time. */
const BETWEEN = 1_000_000

/** What a pasted text is, and what it would make of the scenario. */
export function viewImport(
  text: string,
  scenario: Scenario,
  answers: ImportAnswers = {},
  earlier: string = scenario.host.rules,
): ImportedView {
  const { text: plain, from } = undress(text)
  const recognised = recognise(plain)
  const counters = pastedCounters(plain, scenario, earlier)
  const imported = importText(counters?.text ?? text, scenario, answers)
  const recording = imported.traces.length === 0 ? '' : traceLines(recognised)
  const found = sendingsOf(imported, scenario.traffic.length === 0 ? 0 : BETWEEN)
  const sendings = found.slice(0, Math.max(0, MOST_SENDINGS - scenario.traffic.length))
  const changed = SECTIONS.filter(
    (section) => (imported.sections[section] ?? scenario.host[section] ?? '') !== (scenario.host[section] ?? ''),
  )
  const isSame = changed.length === 0 && sendings.length === 0 && recording === '' && counters === null
  const { before: _before, ...unread } = scenario
  const plainRules = isPlainRules(recognised)
  return {
    kinds: [...new Set(recognised.blocks.flatMap(({ kind }): readonly ImportedKind[] => kindOf(kind, plainRules)))],
    plain: from === null && plainRules,
    scenario: isSame
      ? scenario
      : {
          // Other rules have not been read before, unless they were just now.
          ...(changed.includes('rules') ? unread : scenario),
          ...(recording !== '' && { recording }),
          ...(counters !== null && { before: counters.before }),
          host: { ...scenario.host, ...imported.sections },
          traffic: [...scenario.traffic, ...sendings],
          // Decisions are about rules by their places.
          decisions: changed.includes('rules') ? {} : scenario.decisions,
        },
    changed,
    packets: sendings.length,
    walks: recording === '' ? 0 : imported.traces.length,
    moves: counters === null ? null : counters.moved,
    notes: found.length === sendings.length ? imported.notes : [...imported.notes, tooMany(found.length - sendings.length)],
    notUnderstood: imported.notUnderstood,
    questions: imported.questions,
  }
}

function kindOf(kind: BlockKind, plain: boolean): readonly ImportedKind[] {
  if (kind === 'unknown') return []
  return [kind === 'script' && plain ? 'commands' : kind]
}

/** The lines of traces alone, as they are kept. */
function traceLines({ blocks }: ReturnType<typeof recognise>): string {
  return blocks
    .flatMap(({ kind, lines }) => {
      if (kind === 'xtables-monitor' || kind === 'nft-trace') return lines
      return kind === 'kernel-log' ? lines.filter(({ text }) => text.includes('TRACE: ')) : []
    })
    .map(({ text }) => text)
    .join('\n')
}

function tooMany(count: number): ImportedView['notes'][number] {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  return { kind: 'unknown', span, say: { key: 'most sendings', words: [String(MOST_SENDINGS), String(count)] } }
}

/** The packets of the text, `first` microseconds behind what was sent before and as far apart as they were; those of traces as the exchanges that they belong to. */
function sendingsOf({ packets, traces }: Imported, first: number): readonly Sending[] {
  const walked = new Set(traces.map(({ span }) => span))
  const alone = packets.filter(({ span }) => !walked.has(span))
  const sendings = [
    ...alone.map(({ packet, at }, index): Sending => ({ kind: 'packet', after: pause(alone[index - 1], at), packet })),
    ...replayTraffic(traces).map(({ sending }) => sending),
  ]
  return sendings.map((sending, index) => (index === 0 ? { ...sending, after: first } : sending))
}

function pause(before: ImportedPacket | undefined, at: number | null): number {
  if (before === undefined) return 0
  if (before.at === null || at === null) return BETWEEN
  return Math.min(Math.max(0, at - before.at), LONGEST_PAUSE)
}
