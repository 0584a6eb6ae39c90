import type { Hint } from '../model'
import {
  type ConnectionEntry,
  type Diagnostic,
  type Direction,
  type Parsed,
  Protocol,
  parseIpv4,
  SCTP_STATES,
  SECOND,
  TCP_STATES,
  type Traffic,
  type Tuple,
} from '../model'
import { lineSpan, readNumber, refusal, type Word, type WordLine, wordLines, wordSpan } from './ip-words'

/** Entries that a host may begin with: more are named and left out. */
const MOST_CONNECTIONS = 20_000

/** A lifetime is an unsigned number of seconds (nf_conntrack caps it at INT_MAX jiffies); longer ones than this are nobody's. */
const LONGEST_LIFETIME = 0x7fffffff

const HINT: Hint = ['connection form']

/** One line read: an entry, or why there is none. */
export type ConnectionLine = { readonly entry: ConnectionEntry; readonly strange: readonly Word[] } | { readonly wrong: Diagnostic }

/**
 * Reads connections as `conntrack -L`, `conntrack -L -o extended` and /proc/net/nf_conntrack print them, one a line. Lifetimes
 * count from virtual time 0. A line that is wrong is passed by; IPv6 and the line in which conntrack counts are only passed over.
 */
export function readConnections(text: string): Parsed<readonly ConnectionEntry[]> {
  const entries: ConnectionEntry[] = []
  const diagnostics: Diagnostic[] = []
  const taken = new Set<string>()
  for (const line of wordLines(text)) {
    if (isCount(line.text)) continue
    if (entries.length >= MOST_CONNECTIONS) {
      diagnostics.push(refusal(lineSpan(line), 'fivechains', `more than ${MOST_CONNECTIONS} connections: the rest is not read`, null, 1))
      break
    }
    const read = readConnectionLine(line, entries.length + 1)
    if ('wrong' in read) {
      diagnostics.push(read.wrong)
      continue
    }
    for (const word of read.strange)
      diagnostics.push({ ...refusal(wordSpan(word), 'fivechains', `this is passed over: ${word.text}`, null, 0), severity: 'warning' })
    const keys = keysOf(read.entry)
    if (keys.some((key) => taken.has(key))) {
      // ctnetlink_new_conntrack answers EEXIST: no two flows share a tuple.
      diagnostics.push(refusal(lineSpan(line), 'fivechains', 'another connection above has the same addresses and ports', null, 1))
      continue
    }
    for (const key of keys) taken.add(key)
    entries.push(read.entry)
  }
  return { value: entries, diagnostics }
}

/** `conntrack v1.4.7 (conntrack-tools): 4 flow entries have been shown.` */
export function isCount(text: string): boolean {
  return /^\s*conntrack(?: v|: )/.test(text)
}

function keysOf({ original, reply, zone, zoneDirection }: ConnectionEntry): readonly string[] {
  const key = (tuple: Tuple, direction: Direction) =>
    JSON.stringify([tuple, zoneDirection === undefined || zoneDirection === direction ? zone : 0])
  return [key(original, 'original'), key(reply, 'reply')]
}

/** One entry, whichever tool printed it. `id` is the number that it gets. */
export function readConnectionLine(line: WordLine, id: number): ConnectionLine {
  const { words } = line
  const no = (word: Word | undefined, message: string): ConnectionLine => ({
    wrong: refusal(word === undefined ? lineSpan(line) : wordSpan(word), 'fivechains', message, HINT, 1),
  })
  let at = 0
  const [first] = words
  if (first?.text === 'ipv6' || words.some(({ text }) => /^src=[^=]*:/.test(text)))
    return { wrong: { ...refusal(lineSpan(line), 'fivechains', 'IPv6 connections are passed over', null, 0), severity: 'warning' } }
  if (first?.text === 'ipv4') at = /^\d+$/.test(words[1]?.text ?? '') ? 2 : 1
  const name = words[at++]
  const numberWord = words[at++]
  const protocol = readNumber(numberWord?.text ?? '', 255)
  if (name === undefined || !/^[\w-]+$/.test(name.text)) return no(name, `the name of a protocol is wanted, not ${name?.text ?? 'nothing'}`)
  if (protocol === null)
    return numberWord === undefined
      ? no(name, 'the number of the protocol is wanted')
      : no(numberWord, `the number of the protocol is wanted, not ${numberWord.text}`)
  const lifetimeWord = words[at]
  let lifetime: number | null = null
  if (lifetimeWord !== undefined && /^\d+$/.test(lifetimeWord.text)) {
    lifetime = readNumber(lifetimeWord.text, LONGEST_LIFETIME)
    if (lifetime === null) return no(lifetimeWord, `this is no lifetime in seconds: ${lifetimeWord.text}`)
    at++
  }
  return readRest(words.slice(at), { id, protocol, lifetime }, no)
}

interface Beginning {
  readonly id: number
  readonly protocol: number
  /** Seconds; null where none is printed, as for flows that hardware forwards. */
  readonly lifetime: number | null
}

/** Flows whose lifetime is not printed are refreshed as long as they run (flow_offload_fixup_ct): taken as a day. */
const UNSAID_LIFETIME = 86_400

const TUPLE_WORDS: ReadonlySet<string> = new Set(['src', 'dst', 'sport', 'dport', 'type', 'code', 'id', 'srckey', 'dstkey'])
/** What says nothing about how packets walk. */
const SILENT_WORDS: ReadonlySet<string> = new Set(['use', 'id', 'secctx', 'delta-time', 'labels', 'srcip', 'portid'])
const STATUS_WORDS: ReadonlySet<string> = new Set(['[UNREPLIED]', '[ASSURED]', '[OFFLOAD]', '[HW_OFFLOAD]', '[CONFIRMED]', '[EXPECTED]'])

function readRest(
  words: readonly Word[],
  { id, protocol, lifetime }: Beginning,
  no: (word: Word | undefined, message: string) => ConnectionLine,
): ConnectionLine {
  const tuples: Map<string, Word>[] = []
  const values = new Map<string, { readonly value: string; readonly word: Word }>()
  const status = new Set<string>()
  const counts: { packets: number; bytes: number }[] = []
  const strange: Word[] = []
  let state: Word | null = null
  for (const word of words) {
    const equals = word.text.indexOf('=')
    if (equals < 0) {
      if (STATUS_WORDS.has(word.text)) status.add(word.text)
      else if (tuples.length === 0 && state === null && /^[A-Z][A-Z_0-9]*$/.test(word.text)) state = word
      else if (!/^\[start|^\d\d:\d\d:\d\d$|^\d{4}\]$|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|[A-Z][a-z]{2}|\d{1,2})$/.test(word.text))
        strange.push(word)
      continue
    }
    const name = word.text.slice(0, equals)
    if (name === 'src') {
      tuples.push(new Map())
      counts.push({ packets: 0, bytes: 0 })
    }
    const tuple = tuples.at(-1)
    const count = counts.at(-1)
    // Behind everything `id=` is the connection's own number.
    const ofTuple = TUPLE_WORDS.has(name) && (name !== 'id' || protocol === Protocol.ICMP)
    if (ofTuple && tuple !== undefined && !tuple.has(name)) tuple.set(name, word)
    else if ((name === 'packets' || name === 'bytes') && count !== undefined) count[name] = number(word.text.slice(equals + 1))
    else if (name === '[start') continue
    else values.set(name, { value: word.text.slice(equals + 1), word })
  }
  const original = tupleOf(tuples[0], protocol)
  const reply = tupleOf(tuples[1], protocol)
  if (tuples.length !== 2) return no(undefined, 'two directions are wanted, each with src= and dst=')
  if ('wrong' in original) return no(original.wrong ?? tuples[0]?.get('src'), original.why)
  if ('wrong' in reply) return no(reply.wrong ?? tuples[1]?.get('src'), reply.why)
  const tcpState = protocol === Protocol.TCP ? (TCP_STATES.find((one) => one === (state?.text ?? 'NONE')) ?? null) : null
  if (protocol === Protocol.TCP && tcpState === null) return no(state ?? undefined, `there is no TCP state ${state?.text ?? ''}`)
  const sctpState = protocol === Protocol.SCTP ? (SCTP_STATES.find((one) => one === (state?.text ?? 'NONE')) ?? null) : null
  if (protocol === Protocol.SCTP && sctpState === null) return no(state ?? undefined, `there is no SCTP state ${state?.text ?? ''}`)
  if (state !== null && tcpState === null && sctpState === null) strange.push(state)
  const zone = zoneOf(values)
  for (const [name, { word, value }] of values) {
    if (SILENT_WORDS.has(name) || name === 'helper') continue
    if (!VALUES.has(name)) strange.push(word)
    else if (readNumber(value, name === 'mark' ? 0xffffffff : 0xffff) === null) return no(word, `this is no number: ${value}`)
  }
  const counted = words.some(({ text }) => text.startsWith('packets='))
  const entry: ConnectionEntry = {
    id,
    original: original.tuple,
    reply: reply.tuple,
    tcpState,
    seenReply: !status.has('[UNREPLIED]'),
    assured: status.has('[ASSURED]'),
    confirmed: true,
    ...translated(original.tuple, reply.tuple),
    mark: (readNumber(values.get('mark')?.value ?? '0', 0xffffffff) ?? 0) >>> 0,
    expires: (lifetime ?? UNSAID_LIFETIME) * SECOND,
    zone: zone.id,
    ...(zone.id !== 0 && zone.direction !== null ? { zoneDirection: zone.direction } : {}),
    helper: values.get('helper')?.value ?? null,
    master: null,
    ...(sctpState === null ? {} : { sctpState }),
    ...(counted ? { traffic: [counts[0] ?? NOTHING, counts[1] ?? NOTHING] as const } : {}),
  }
  return { entry, strange }
}

const NOTHING: Traffic = { packets: 0, bytes: 0 }
const VALUES: ReadonlySet<string> = new Set(['mark', 'zone', 'zone-orig', 'zone-reply'])

function number(text: string): number {
  const value = Number(text)
  return Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function zoneOf(values: ReadonlyMap<string, { readonly value: string }>): { readonly id: number; readonly direction: Direction | null } {
  for (const [name, direction] of [
    ['zone-orig', 'original'],
    ['zone-reply', 'reply'],
    ['zone', null],
  ] as const) {
    const found = values.get(name)
    if (found !== undefined) return { id: readNumber(found.value, 0xffff) ?? 0, direction }
  }
  return { id: 0, direction: null }
}

type TupleReading = { readonly tuple: Tuple } | { readonly wrong: Word | undefined; readonly why: string }

function tupleOf(words: ReadonlyMap<string, Word> | undefined, protocol: number): TupleReading {
  if (words === undefined) return { wrong: undefined, why: 'two directions are wanted, each with src= and dst=' }
  const written = (name: string): string | null => words.get(name)?.text.slice(name.length + 1) ?? null
  const source = parseIpv4(written('src') ?? '')
  const destination = parseIpv4(written('dst') ?? '')
  if (source === null) return { wrong: words.get('src'), why: `this is no IPv4 address: ${written('src')}` }
  if (destination === null)
    return { wrong: words.get('dst') ?? words.get('src'), why: `this is no IPv4 address: dst=${written('dst') ?? ''}` }
  const numbers = new Map<string, number>()
  for (const [name, highest] of NUMBERS) {
    const value = written(name)
    if (value === null) continue
    const read = readNumber(value, highest)
    if (read === null) return { wrong: words.get(name), why: `this is no number up to ${highest}: ${value}` }
    numbers.set(name, read)
  }
  const [sourceName, destinationName] = PORTS[protocol] ?? ['sport', 'dport']
  for (const name of protocol === Protocol.TCP || protocol === Protocol.UDP
    ? ['sport', 'dport']
    : protocol === Protocol.ICMP
      ? ['type']
      : [])
    if (!numbers.has(name)) return { wrong: words.get('dst'), why: `${name}= is missing` }
  return {
    tuple: {
      protocol,
      source,
      destination,
      sourcePort: numbers.get(sourceName) ?? 0,
      destinationPort:
        protocol === Protocol.ICMP ? ((numbers.get('type') ?? 0) << 8) | (numbers.get('code') ?? 0) : (numbers.get(destinationName) ?? 0),
    },
  }
}

const NUMBERS: readonly (readonly [string, number])[] = [
  ['sport', 65_535],
  ['dport', 65_535],
  ['type', 255],
  ['code', 255],
  ['id', 65_535],
  ['srckey', 65_535],
  ['dstkey', 65_535],
]
const PORTS: { readonly [protocol: number]: readonly [string, string] } = {
  [Protocol.ICMP]: ['id', 'type'],
  [Protocol.GRE]: ['srckey', 'dstkey'],
}

/** What NAT changed is where the answers do not come from or do not go to: the listing does not say it otherwise. */
function translated(original: Tuple, reply: Tuple): Pick<ConnectionEntry, 'sourceNat' | 'destinationNat'> {
  const isIcmp = original.protocol === Protocol.ICMP
  return {
    sourceNat: reply.destination !== original.source || (isIcmp ? reply.sourcePort : reply.destinationPort) !== original.sourcePort,
    destinationNat: reply.source !== original.destination || (!isIcmp && reply.sourcePort !== original.destinationPort),
  }
}
