import { answerWithOwn } from './answer'
import type { Answer, Case, OutFrame, Recorded } from './case'
import { plainFrame } from './plain-answer'

/** What is compared, one by one. */
export const FIELDS = ['hops', 'frames', 'errors', 'log', 'counters', 'conntrack', 'sets'] as const
type Field = (typeof FIELDS)[number]

/** One field of a case that differs, and where first. */
interface Difference {
  readonly field: Field
  /** Index of the packet; null for what is read at the end. */
  readonly packet: number | null
  readonly kernel: string
  readonly engine: string
}

export interface Verdict {
  readonly name: string
  /** The seed whose draws agreed; 1 where none did. */
  readonly seed: number
  /** At most one for each field: the first. */
  readonly differences: readonly Difference[]
}

/**
 * Draws that are tried. The kernel chooses some things at random (a port for SNAT into a range); the engine is told what the case's later
 * packets show of them, or, every second time, what the kernel's answer does, and draws the rest from a seed. A case agrees when some
 * draw gives the kernel's answer.
 */
const DRAWS = 60

/** Asks the engine and holds its answer against the kernel's. */
export function compareCase(recorded: Recorded): Verdict {
  const name = recorded.case.name ?? ''
  const { kernel } = recorded
  if (kernel === null) return { name, seed: 1, differences: everyField('not recorded', '') }
  const first = compareDraw(recorded.case, kernel, 1)
  if (first.differences.length === 0) return { name, seed: 1, differences: [] }
  let random = false
  for (let seed = 2; seed <= (random ? DRAWS : DRAWS_TO_SEE_CHANCE); seed++) {
    const draw = compareDraw(recorded.case, kernel, seed)
    if (draw.differences.length === 0) return { name, seed, differences: [] }
    random ||= draw.text !== first.text
  }
  return { name, seed: 1, differences: first.differences }
}

/** After that many equal answers nothing in a case is random, and its disagreement is real. */
const DRAWS_TO_SEE_CHANCE = 12

interface Draw {
  readonly differences: readonly Difference[]
  /** The whole answer. */
  readonly text: string
}

function compareDraw(one: Case, kernel: Answer, seed: number): Draw {
  try {
    const { answer, own } = answerWithOwn(one, seed, seed % 2 === 0 && 'packets' in kernel ? kernel : null)
    return { differences: compareAnswers(one, kernel, answer, own), text: JSON.stringify(answer) }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { differences: everyField('an answer', `threw ${text.split('\n').slice(0, 4).join(' ')}`), text }
  }
}

function everyField(kernel: string, engine: string): readonly Difference[] {
  return FIELDS.map((field) => ({ field, packet: null, kernel, engine }))
}

function compareAnswers(one: Case, kernel: Answer, engine: Answer, own: readonly (readonly boolean[])[]): readonly Difference[] {
  if (!('packets' in kernel) || !('packets' in engine)) {
    const said = (answer: Answer): string => ('packets' in answer ? 'loaded the rules' : withoutTool(answer.error))
    return said(kernel) === said(engine) ? [] : everyField(said(kernel), said(engine))
  }
  const found: Difference[] = []
  const copies = one.iptables.includes('-j TEE')
  const logged = (line: string): string => logText(line, copies)
  const differ = (field: Field, packet: number | null, one: readonly string[], other: readonly string[]): void => {
    if (found.some((difference) => difference.field === field)) return
    const at = firstDifference(one, other)
    if (at !== null) found.push({ field, packet, kernel: one[at] ?? '(nothing more)', engine: other[at] ?? '(nothing more)' })
  }
  for (const [index, packet] of kernel.packets.entries()) {
    const other = engine.packets[index] ?? { error: null, hops: [], out: [], log: [] }
    differ('hops', index, packet.hops.map(canonical), other.hops.map(canonical))
    differ('frames', index, ...frameTexts(packet.out, other.out, own[index] ?? []))
    differ('errors', index, [packet.error ?? 'none'], [other.error ?? 'none'])
    differ('log', index, packet.log.map(logged), other.log.map(logged))
  }
  differ('counters', null, sortedTables(kernel.save), sortedTables(engine.save))
  differ('conntrack', null, ...timedTexts(kernel.conntrack.map(readConnection), engine.conntrack.map(readConnection)))
  differ('sets', null, ...timedTexts(kernel.ipset.map(readSetLine), engine.ipset.map(readSetLine)))
  return found
}

/** What ip or ipset said, without their names and the number of a line that the recorder wrote. */
function withoutTool(error: string): string {
  return error
    .replace(/^(ip -batch -|ipset restore: ipset v\S+): /, '')
    .replace(/\n(Command failed -:\d+|Try `ipset help' for more information\.)$/, '')
}

function firstDifference(one: readonly string[], other: readonly string[]): number | null {
  for (let i = 0; i < Math.max(one.length, other.length); i++) if (one[i] !== other[i]) return i
  return null
}

/** JSON with keys in order. */
function canonical(value: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Frames of both sides. The wires are read one after the other, so frames are in order on each wire only. */
function frameTexts(
  kernel: readonly OutFrame[],
  engine: readonly OutFrame[],
  own: readonly boolean[],
): [readonly string[], readonly string[]] {
  const wire = (frame: OutFrame): string => String(frame.out)
  const engineOrdered = engine
    .map((frame, i) => ({ frame, own: own[i] ?? false }))
    .sort((a, b) => (wire(a.frame) < wire(b.frame) ? -1 : wire(a.frame) > wire(b.frame) ? 1 : 0))
  const kernelOrdered = [...kernel].sort((a, b) => (wire(a) < wire(b) ? -1 : wire(a) > wire(b) ? 1 : 0))
  // The host's own TCP draws its first sequence number at random.
  const text = (frame: OutFrame, random: boolean): string => {
    const { ip_options, ...plain } = frame
    const steady = ip_options === undefined ? plain : { ...plain, ip_options: withoutTimes(String(ip_options)) }
    if (!random) return canonical(steady)
    const { seq, ack, tcp_options, ...rest } = steady as { readonly [key: string]: unknown }
    return canonical(tcp_options === undefined ? rest : { ...rest, tcp_options: withoutClock(String(tcp_options)) })
  }
  return [
    kernelOrdered.map((frame, i) => text(frame, engineOrdered[i]?.own ?? false)),
    engineOrdered.map((one, i) => text(asTold(one.frame, kernelOrdered[i]), one.own)),
  ]
}

/** A frame with what its recorder tells of one. */
function asTold(frame: OutFrame, kernel: OutFrame | undefined): OutFrame {
  return kernel === undefined || 'frag' in kernel ? frame : plainFrame(frame)
}

/** IP options in hex, a timestamp option's times blanked: the clock is the recorder's. */
function withoutTimes(options: string): string {
  return blanked(options, '44', (bytes, at, length) => {
    // A time only, or after each address.
    const step = (Number.parseInt(bytes[at + 3] ?? '', 16) & 15) === 0 ? 4 : 8
    for (let time = at + step; time + 4 <= at + length; time += step) bytes.fill('??', time, time + 4)
  })
}

/** TCP options in hex, the sender's timestamp blanked. */
function withoutClock(options: string): string {
  return blanked(options, '08', (bytes, at) => bytes.fill('??', at + 2, at + 6))
}

function blanked(options: string, kind: string, blank: (bytes: string[], at: number, length: number) => void): string {
  const bytes: string[] = options.match(/../g) ?? []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === '00') break
    const length = bytes[at] === '01' ? 1 : Number.parseInt(bytes[at + 1] ?? '', 16)
    if (!(length >= 1)) break
    if (bytes[at] === kind) blank(bytes, at, length)
    at += length
  }
  return bytes.join('')
}

/**
 * A LOG line; what the host draws at random for packets of its own (identification, sequence numbers) is left out, also when they come
 * back on lo. So is the link header of what seems to leave where it came in, where there may be copies by TEE: of those the kernel prints
 * what was in that memory before.
 */
function logText(line: string, copies: boolean): string {
  const read = copies ? line.replace(/\bIN=(\S+) OUT=\1 MAC=\S*/, 'IN=$1 OUT=$1 MAC=?') : line
  const trimmed = read.trimEnd().replace(/OPT \(([0-9A-F]+)\) PROTO/g, (_, options: string) => `OPT (${withoutTimes(options)}) PROTO`)
  return /IN=(lo)? OUT=/.test(trimmed) ? trimmed.replace(/ (ID|SEQ|ACK)=\d+/g, ' $1=?') : trimmed
}

/** `iptables-save -c` with its tables in order of name: the kernel's order tells only which was loaded first. */
function sortedTables(lines: readonly string[]): readonly string[] {
  const tables: string[][] = []
  for (const line of lines) {
    if (line.startsWith('*')) tables.push([])
    tables.at(-1)?.push(line)
  }
  return tables.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)).flat()
}

/** A line of a listing, and the seconds left that it tells. */
interface TimedLine {
  readonly text: string
  readonly seconds: number | null
}

/** A connection without its use count. */
function readConnection(line: string): TimedLine {
  const told = /^(\S+\s+\d+\s+\S+\s+\d+) (\d+)(.*)$/.exec(line.replace(/ use=\d+/, ''))
  return { text: `${told?.[1]}${told?.[3]}`, seconds: Number(told?.[2]) }
}

/** A line of `ipset save` without a set's random start. */
function readSetLine(line: string): TimedLine {
  const told = /^(add .*) timeout (\d+)(.*)$/.exec(line)
  if (told === null) return { text: line.replace(/ initval \S+/, ''), seconds: null }
  return { text: `${told[1]}${told[3]}`, seconds: Number(told[2]) }
}

/** Seconds that asking the kernel may take: its clock goes on meanwhile, the engine's does not. */
const ASKING = 5

/** Both listings in order of their texts, since the kernel's own order is its hash's; times that agree but for the asking are told alike. */
function timedTexts(kernel: readonly TimedLine[], engine: readonly TimedLine[]): [readonly string[], readonly string[]] {
  const ordered = (lines: readonly TimedLine[]) => [...lines].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  const told = ({ text, seconds }: TimedLine) => (seconds === null ? text : `${text}, ${seconds} s`)
  const expected = ordered(kernel)
  const late = (own: number | null, theirs: number | null | undefined): boolean =>
    own !== null && typeof theirs === 'number' && theirs <= own + 1 && theirs >= own - ASKING
  return [
    expected.map(told),
    ordered(engine).map(({ text, seconds }, i) =>
      told({ text, seconds: late(seconds, expected[i]?.seconds) ? (expected[i]?.seconds ?? null) : seconds }),
    ),
  ]
}
