import * as v from 'valibot'
import { LONGEST_TEXT } from './longest-text'
import type { Scenario, View } from './scenario'

/**
 * The shared document, version 1: what scenario files and links hold. It is a format of its own, frozen once released: the
 * program's types may move on, this schema may not. Fields left out have the defaults written here.
 */

/** Bounds of a document, so that a link or file can be wrong but never harmful. Characters, or entries. */
const LONGEST_TITLE = 1_000
const LONGEST_WORD = 256
const LONGEST_PAYLOAD = 65_535
const MOST_SENDINGS = 10_000
const MOST_DECISIONS = 10_000

const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT, `text longer than ${LONGEST_TEXT} characters`))
const title = v.pipe(v.string(), v.maxLength(LONGEST_TITLE, `text longer than ${LONGEST_TITLE} characters`))
const word = v.pipe(v.string(), v.maxLength(LONGEST_WORD, `text longer than ${LONGEST_WORD} characters`))

function whole(highest: number) {
  return v.pipe(
    v.number('a number is wanted'),
    v.integer('a whole number is wanted'),
    v.minValue(0, 'may not be negative'),
    v.maxValue(highest, `may not be over ${highest}`),
  )
}

/** Bytes in hex, with spaces where one likes. */
function hex(most: number) {
  return v.pipe(v.string(), v.regex(new RegExp(`^( *[0-9a-fA-F]{2}){0,${most}} *$`), `up to ${most} bytes in hex are wanted`))
}

const MICROSECONDS = Number.MAX_SAFE_INTEGER
const UINT32 = 0xffffffff

const plainPacket = {
  in: v.exactOptional(word),
  src: word,
  dst: word,
  proto: word,
  ttl: v.exactOptional(whole(255)),
  tos: v.exactOptional(whole(255)),
  id: v.exactOptional(whole(65_535)),
  df: v.exactOptional(v.boolean()),
  mf: v.exactOptional(v.boolean()),
  frag_off: v.exactOptional(whole(8191)),
  sport: v.exactOptional(whole(65_535)),
  dport: v.exactOptional(whole(65_535)),
  flags: v.exactOptional(v.pipe(v.string(), v.regex(/^[FSRPAUEC]*$/, 'flags are letters of FSRPAUEC'))),
  seq: v.exactOptional(whole(UINT32)),
  ack: v.exactOptional(whole(UINT32)),
  win: v.exactOptional(whole(65_535)),
  mss: v.exactOptional(whole(65_535)),
  type: v.exactOptional(whole(255)),
  code: v.exactOptional(whole(255)),
  icmp_id: v.exactOptional(whole(65_535)),
  icmp_seq: v.exactOptional(whole(65_535)),
  payload: v.exactOptional(v.union([whole(LONGEST_PAYLOAD), v.pipe(v.string(), v.maxLength(LONGEST_PAYLOAD))])),
  ip_options: v.exactOptional(hex(40)),
  tcp_options: v.exactOptional(hex(40)),
  bad_sum: v.exactOptional(v.picklist(['ip', 'transport', 'both'])),
  version: v.exactOptional(whole(15)),
  ihl: v.exactOptional(whole(15)),
  total_length: v.exactOptional(whole(65_535)),
  udp_length: v.exactOptional(whole(65_535)),
  cut: v.exactOptional(whole(LONGEST_PAYLOAD)),
  smac: v.exactOptional(word),
  mark: v.exactOptional(whole(UINT32)),
  uid: v.exactOptional(whole(UINT32)),
  gid: v.exactOptional(whole(UINT32)),
}

/** A quoted packet may itself be an error that quotes one, and there it ends (RFC 1122 section 3.2.2). */
const quotedTwice = v.strictObject(plainPacket)
const quoted = v.strictObject({ ...plainPacket, embedded: v.exactOptional(quotedTwice) })

/** A packet as people write it. */
const PacketSchema = v.strictObject({ ...plainPacket, embedded: v.exactOptional(quoted) })

const ExchangeSchema = v.strictObject({
  what: v.picklist(['tcp', 'udp', 'ping']),
  in: v.exactOptional(word),
  src: word,
  dst: word,
  sport: v.exactOptional(whole(65_535)),
  dport: v.exactOptional(whole(65_535)),
  request: v.exactOptional(whole(LONGEST_PAYLOAD)),
  response: v.exactOptional(whole(LONGEST_PAYLOAD)),
  peer: v.exactOptional(v.picklist(['open', 'closed', 'silent'])),
  count: v.exactOptional(whole(1_000)),
  ttl: v.exactOptional(whole(255)),
  tos: v.exactOptional(whole(255)),
})

const SendingSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('packet'), after: v.optional(whole(MICROSECONDS), 0), packet: PacketSchema }),
  v.strictObject({ kind: v.literal('exchange'), after: v.optional(whole(MICROSECONDS), 0), exchange: ExchangeSchema }),
])

const HostSchema = v.strictObject({
  name: v.optional(title, 'host'),
  rules: v.optional(text, ''),
  sets: v.optional(text, ''),
  network: v.optional(text, ''),
  services: v.optional(text, ''),
  connections: v.exactOptional(text),
})

const DocumentV1 = v.strictObject({
  version: v.literal(1),
  title: v.optional(title, ''),
  notes: v.optional(text, ''),
  seed: v.optional(whole(UINT32), 1),
  host: v.optional(HostSchema, {}),
  traffic: v.optional(v.pipe(v.array(SendingSchema), v.maxLength(MOST_SENDINGS, `more than ${MOST_SENDINGS} sendings`)), []),
  decisions: v.optional(
    v.pipe(
      v.record(word, v.picklist(['yes', 'no'])),
      v.check((entries) => Object.keys(entries).length <= MOST_DECISIONS, `more than ${MOST_DECISIONS} decisions`),
    ),
    {},
  ),
  recording: v.exactOptional(text),
  before: v.exactOptional(text),
  view: v.optional(
    v.strictObject({ cursor: v.optional(v.nullable(whole(MICROSECONDS)), null), shown: v.exactOptional(v.literal('recorded')) }),
    {},
  ),
})

/** A document as it is written: everything that has its default may be missing. */
export type DocumentText = v.InferInput<typeof DocumentV1>

export type OpenedDocument =
  | { readonly ok: true; readonly scenario: Scenario; readonly view: View }
  | { readonly ok: false; readonly message: string }

/** Reads a version 1 document, or says in words where it is wrong: `traffic.3.packet.ttl: may not be over 255`. */
export function readDocumentV1(value: unknown): OpenedDocument {
  const result = v.safeParse(DocumentV1, value)
  if (!result.success) return { ok: false, message: explain(result.issues[0]) }
  const { view, ...scenario } = result.output
  return { ok: true, scenario, view }
}

function explain(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}
