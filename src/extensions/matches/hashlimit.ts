import { type Packet, packetLength, prefixMask } from '../../model'
import { defineMatch, Unshared } from '../extension'
import { HZ, jiffies } from '../jiffies'
import { custom, flag, type Invertible, type OptionSite, Refusal, text, uint32 } from '../option'
import { wordAt } from '../ports'
import { prefixLength } from '../prefix-length'
import { isProcName } from '../proc-name'
import type { HostFacts } from '../semantics'
import { exactDecimal, leadingInteger, scanUnsigned, strtoll } from '../strtoul'

/** A token bucket for every client. Kernel: net/netfilter/xt_hashlimit.c. */
export const hashlimit = defineMatch({
  name: 'hashlimit',
  summary: 'At most (or more than) so many packets or bytes a time for each address or port: a table of token buckets.',
  options: {
    'hashlimit-upto': {
      type: custom('N[/second|/minute|/hour|/day]|Nkb/s', readAverage),
      invertible: true,
      aliases: ['hashlimit'],
      excludes: ['hashlimit-above'],
      doc: 'Match up to this rate.',
    },
    'hashlimit-above': {
      type: custom('N[/second|/minute|/hour|/day]|Nkb/s', readAverage),
      invertible: true,
      excludes: ['hashlimit-upto'],
      doc: 'Match what is above this rate.',
    },
    'hashlimit-srcmask': { type: custom('0-32', prefixLength), doc: 'One bucket for all sources of a network of this prefix length.' },
    'hashlimit-dstmask': { type: custom('0-32', prefixLength), doc: 'One bucket for all destinations of a network of this prefix length.' },
    'hashlimit-burst': { type: custom('N[k|m]', readBurst), doc: 'How much a bucket holds; 5 packets when it is not given.' },
    'hashlimit-htable-size': { type: uint32, doc: 'Buckets of the hash table.' },
    'hashlimit-htable-max': { type: uint32, doc: 'The most entries of the table.' },
    'hashlimit-htable-gcinterval': { type: uint32, doc: 'Milliseconds between clean-ups.' },
    'hashlimit-htable-expire': { type: uint32, doc: 'Milliseconds until an idle entry is forgotten.' },
    'hashlimit-mode': {
      type: custom('srcip|srcport|dstip|dstport[,...]', readModes, ['srcip', 'srcport', 'dstip', 'dstport']),
      doc: 'What a bucket is for; one for all when it is not given.',
    },
    'hashlimit-name': { type: text({ min: 1, keep: 254 }), required: true, doc: 'The name of the table, in /proc/net/ipt_hashlimit.' },
    'hashlimit-rate-match': { type: flag, doc: 'Compare the flow of the last interval instead of spending tokens.' },
    'hashlimit-rate-interval': { type: custom('SECONDS', readInterval), doc: 'The interval of --hashlimit-rate-match.' },
  },
  finalCheck: (given) => {
    const average = given['hashlimit-upto'] ?? given['hashlimit-above']
    if (average === undefined) return new Refusal('You have to specify --hashlimit', ['give rate'])
    const burst = given['hashlimit-burst']
    if (average.value.unit === 'bytes') {
      const least = bytesOf(average.value.cost)
      if (burst !== undefined && least === 0) return iptablesDies()
      return burst !== undefined && burst < least ? new Refusal(`burst cannot be smaller than ${least}b`) : null
    }
    return burst !== undefined && burst > MOST_BURST ? burstRefusal() : null
  },
  checkentry: (use) => {
    if (!isProcName(use['hashlimit-name'])) return { option: 'hashlimit-name', hint: ['file name', '/proc/net/ipt_hashlimit'] }
    const never = (['hashlimit-htable-gcinterval', 'hashlimit-htable-expire'] as const).find((name) => use[name] === 0)
    if (never !== undefined) return { option: never, hint: ['a millisecond'] }
    const option = (['hashlimit-srcmask', 'hashlimit-dstmask'] as const).find((name) => (use[name] ?? 32) > 32)
    if (option !== undefined) return { option, hint: ['mask with holes'] }
    const rate = use['hashlimit-above'] ? 'hashlimit-above' : 'hashlimit-upto'
    const average = use[rate]?.value
    const error = 'Numerical result out of range'
    if (average?.unit === 'bytes')
      return use['hashlimit-rate-match'] || chunkCost(average.cost) > 0 ? null : { option: rate, hint: ['rate too high'] }
    if (average === undefined) return null
    if (use['hashlimit-rate-match']) return average.period >= average.seconds ? null : { error, option: rate, hint: ['rate not compared'] }
    if (creditsOf(average.period, use['hashlimit-burst'] ?? DEFAULT_BURST) >= creditsOf(average.period)) return null
    const burst = use['hashlimit-burst'] === undefined ? rate : 'hashlimit-burst'
    return { error, option: burst, hint: ['burst too long'] }
  },
  shares: {
    name: (use) => use['hashlimit-name'],
    join: (made, use) =>
      made['hashlimit-rate-match'] === use['hashlimit-rate-match']
        ? made
        : new Unshared({
            option: 'hashlimit-name',
            hint: ['table of other kind'],
          }),
  },
  save: (use) => print(use, '--hashlimit-', ','),
  list: (use) => print(use, '', '-'),
  // Whoever made the table has said how its buckets are told apart, and how they are filled: hinfo->cfg.
  compile: (use, made) => {
    const given = use['hashlimit-above'] ?? use['hashlimit-upto']
    const makers = made['hashlimit-above'] ?? made['hashlimit-upto']
    if (given === undefined || makers === undefined) return []
    const above = (use['hashlimit-above'] !== undefined) !== given.inverted
    const rate = given.value.unit === 'bytes' ? printBytes(given.value.cost, use, '') : printPackets(given.value, use, '')
    const byBytes = given.value.unit === 'bytes'
    const pace = made['hashlimit-rate-match']
      ? ratePace(makers.value, made)
      : makers.value.unit === 'bytes'
        ? bytePace(makers.value.cost, made['hashlimit-burst'])
        : packetPace(makers.value.period, made['hashlimit-burst'] ?? DEFAULT_BURST)
    const expire = Math.floor((expireOf(makers.value, made) * HZ) / 1000)
    const bucketKey = keyOf(made)
    const most = mostOf(made)
    return [
      {
        subject: `hashlimit ${use['hashlimit-name']}`,
        wants: `${above ? 'above' : 'up to'}${rate.text}`,
        holds: (environment) => {
          const tick = jiffies(environment.now)
          const buckets = tableOf(environment.host, use['hashlimit-name'])
          const key = bucketKey(environment.packet)
          if (key === null) {
            environment.hotdrop()
            return false
          }
          const known = buckets.get(key)
          // An entry that has been idle for too long was cleaned up: the next packet finds a full bucket.
          const bucket = known === undefined || tick >= known.expires ? pace.full(tick) : known
          if (bucket !== known && !hasRoom(buckets, most, tick)) {
            environment.hotdrop()
            return false
          }
          bucket.expires = tick + expire
          buckets.set(key, bucket)
          return pace.take(bucket, tick, byBytes ? packetLength(environment.packet) : null) !== above
        },
        is: ({ host, packet }) => (tableOf(host, use['hashlimit-name']).has(bucketKey(packet) ?? '') ? 'a known bucket' : 'a new bucket'),
      },
    ]
  },
  examples: [
    { rule: '-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name web', saved: '=' },
    {
      rule: '-m hashlimit --hashlimit 1/h --hashlimit-name h',
      saved: '-m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 5 --hashlimit-name h',
    },
    {
      rule: '-m hashlimit --hashlimit-above 512kb/s --hashlimit-mode dstport,srcip --hashlimit-name b',
      saved: '-m hashlimit --hashlimit-above 512kb/s --hashlimit-mode srcip,dstport --hashlimit-name b',
    },
    {
      rule: '-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2m --hashlimit-name b',
      saved: '-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name b',
    },
    {
      rule: '-m hashlimit ! --hashlimit-upto 5/min --hashlimit-srcmask 24 --hashlimit-dstmask 16 --hashlimit-name m',
      saved: '-m hashlimit --hashlimit-above 5/min --hashlimit-burst 5 --hashlimit-name m --hashlimit-srcmask 24 --hashlimit-dstmask 16',
    },
    {
      rule: '-m hashlimit --hashlimit-upto 5/min --hashlimit-name t --hashlimit-htable-size 128 --hashlimit-htable-max 1000 --hashlimit-htable-gcinterval 500 --hashlimit-htable-expire 9000',
      saved:
        '-m hashlimit --hashlimit-upto 5/min --hashlimit-burst 5 --hashlimit-name t --hashlimit-htable-size 128 --hashlimit-htable-max 1000 --hashlimit-htable-gcinterval 500 --hashlimit-htable-expire 9000',
    },
    {
      rule: '-m hashlimit --hashlimit-above 300/min --hashlimit-name r --hashlimit-rate-match --hashlimit-rate-interval 10',
      saved:
        '-m hashlimit --hashlimit-above 300/sec --hashlimit-burst 5 --hashlimit-name r --hashlimit-htable-expire 60000 --hashlimit-rate-match --hashlimit-rate-interval 10',
    },
    {
      rule: '-m hashlimit --hashlimit-upto often --hashlimit-name h',
      rejected: 'hashlimit: Bad value for "--hashlimit-upto" option: "often"',
      by: 'iptables',
    },
    {
      rule: '-m hashlimit --hashlimit-upto 1/s --hashlimit-mode mac --hashlimit-name h',
      rejected: 'hashlimit: Bad value for "--hashlimit-mode" option: "mac"',
      by: 'iptables',
    },
    { rule: '-m hashlimit --hashlimit-name h', rejected: 'You have to specify --hashlimit', by: 'iptables' },
    { rule: '-m hashlimit --hashlimit-upto 1/s', rejected: 'hashlimit: option "--hashlimit-name" must be specified', by: 'iptables' },
    {
      rule: '-m hashlimit --hashlimit-upto 1/day --hashlimit-burst 2 --hashlimit-name o',
      rejected: 'Numerical result out of range',
      by: 'kernel',
    },
    { rule: '-m hashlimit --hashlimit-upto 1/day --hashlimit-burst 3 --hashlimit-name o', saved: '=' },
    {
      rule: '-m hashlimit --hashlimit-above 1/day --hashlimit-name day --hashlimit-rate-match',
      saved:
        '-m hashlimit --hashlimit-above 1/sec --hashlimit-burst 5 --hashlimit-name day --hashlimit-htable-expire 86400000 --hashlimit-rate-match --hashlimit-rate-interval 86400',
    },
  ],
})

/** Periods in millionths of a second (XT_HASHLIMIT_SCALE_v2). */
const SCALE = 1_000_000
const DEFAULT_BURST = 5
const MOST_BURST = 1_000_000
const DEFAULT_COLLECTION = 1000
/** HASHLIMIT_MAX_SIZE. */
const LARGEST_TABLE = 1_048_576
const MASK_32 = 0xffffffff
const BYTES_EXPIRE = 15
const BYTES_BURST_EXPIRE = 60

// Seconds a unit has: the rate is printed in the largest that loses little.
const UNITS = [
  { name: 'day', printed: 'day', seconds: 86400 },
  { name: 'hour', printed: 'hour', seconds: 3600 },
  { name: 'minute', printed: 'min', seconds: 60 },
  { name: 'second', printed: 'sec', seconds: 1 },
] as const

/** The rate: a period for packets, a cost (tokens of sixteen bytes) for bytes. */
type Average =
  | { readonly unit: 'packets'; readonly period: number; readonly seconds: number }
  | { readonly unit: 'bytes'; readonly cost: number }

function readAverage(argument: string, at: OptionSite): Average | Refusal {
  const bad = () => new Refusal(`hashlimit: Bad value for "--${at.option}" option: "${argument}"`)
  const exact = BigInt.asUintN(64, strtoll(argument))
  const number = Number(exact)
  const bytes = argument.indexOf('b/s')
  if (bytes > 0 && number !== 0) {
    const rate = BigInt.asUintN(64, exact * BigInt(factorOf(argument[bytes - 1])))
    const cost = costOfChunks(Number(BigInt.asUintN(32, rate >> 4n)))
    return Number.isFinite(cost) ? { unit: 'bytes', cost } : iptablesDies()
  }
  const slash = argument.indexOf('/')
  let seconds = 1
  if (slash >= 0) {
    const word = argument.slice(slash + 1).toLowerCase()
    const unit = word === '' ? undefined : UNITS.find(({ name }) => name.startsWith(word))
    if (unit === undefined) return bad()
    seconds = unit.seconds
  }
  if (number === 0) return bad()
  const period = Math.floor((SCALE * seconds) / number)
  return period === 0 ? new Refusal(`Rate too fast "${argument}"`) : { unit: 'packets', period, seconds }
}

function factorOf(letter: string | undefined): number {
  return letter === 'm' ? 1024 * 1024 : letter === 'k' ? 1024 : 1
}

/** bytes_to_cost: what a token of sixteen bytes costs at this rate, in 32 bits; infinite where that divides by zero. */
function costOf(bytes: number): number {
  return costOfChunks(Math.floor(bytes / 16) % 2 ** 32)
}

function costOfChunks(chunks: number): number {
  return Math.floor(MASK_32 / ((chunks + 1) % 2 ** 32))
}

/** cost_to_bytes. */
function bytesOf(cost: number): number {
  return ((cost === 0 ? MASK_32 : Math.floor(MASK_32 / cost)) - 1) * 16
}

/** A division by zero. */
function iptablesDies(): Refusal {
  return new Refusal('Floating point exception', ['rate kills iptables'], 136)
}

function burstRefusal(): Refusal {
  return new Refusal(`bad value for option "--hashlimit-burst", or out of range (1-${MOST_BURST}).`)
}

function readBurst(argument: string): number | Refusal {
  const number = scanUnsigned(argument, 0)
  if (number === null || number.value < 1 || (number.end === argument.length && number.value > MOST_BURST)) return burstRefusal()
  const exact = exactDecimal(argument, number)
  if (exact === null) return burstRefusal()
  return Number(BigInt.asUintN(64, BigInt(exact) * BigInt(factorOf(argument[number.end]))))
}

/** How many bursts of a rate's bytes that is (hashlimit_mt_check): all but the remainder is counted in 32 bits. */
function burstsOf(burst: number | undefined, cost: number): number {
  if (burst === undefined) return 0
  const least = bytesOf(cost)
  return Math.floor((burst % 2 ** 32) / least) + (burst % least === 0 ? 0 : 1)
}

type Mode = 'srcip' | 'srcport' | 'dstip' | 'dstport'

// In the order in which iptables prints them.
const MODES: readonly Mode[] = ['srcip', 'srcport', 'dstip', 'dstport']

function readModes(argument: string, at: OptionSite): readonly Mode[] | Refusal {
  const words = argument.split(/[,|]/).filter((word) => word !== '')
  if (words.some((word) => !MODES.some((mode) => mode === word)))
    return new Refusal(`hashlimit: Bad value for "--${at.option}" option: "${argument}"`)
  return MODES.filter((mode) => words.includes(mode))
}

function readInterval(argument: string, at: OptionSite): number | Refusal {
  const seconds = leadingInteger(argument)
  return seconds > 0 ? seconds : new Refusal(`hashlimit: Bad value for "--${at.option}" option: "${argument}"`)
}

interface Use {
  readonly 'hashlimit-upto'?: Invertible<Average>
  readonly 'hashlimit-above'?: Invertible<Average>
  readonly 'hashlimit-srcmask'?: number
  readonly 'hashlimit-dstmask'?: number
  readonly 'hashlimit-burst'?: number
  readonly 'hashlimit-htable-size'?: number
  readonly 'hashlimit-htable-max'?: number
  readonly 'hashlimit-htable-gcinterval'?: number
  readonly 'hashlimit-htable-expire'?: number
  readonly 'hashlimit-mode'?: readonly Mode[]
  readonly 'hashlimit-name': string
  readonly 'hashlimit-rate-match'?: true
  readonly 'hashlimit-rate-interval'?: number
}

function print(use: Use, dashes: string, modeSeparator: string): string {
  const listing = dashes === ''
  const given = use['hashlimit-above'] ?? use['hashlimit-upto']
  if (given === undefined) return ''
  const above = (use['hashlimit-above'] !== undefined) !== given.inverted
  const rate = given.value.unit === 'bytes' ? printBytes(given.value.cost, use, dashes) : printPackets(given.value, use, dashes)
  const modes = use['hashlimit-mode'] ?? []
  const number = (option: 'htable-size' | 'htable-max' | 'htable-gcinterval', usual: number) => {
    const given = use[`hashlimit-${option}`] ?? usual
    // The kernel keeps no larger tables, and writes so into the rule.
    const value = option === 'htable-gcinterval' ? given : Math.min(given, LARGEST_TABLE)
    return value === usual ? '' : ` ${dashes}${option} ${value}`
  }
  const mask = (option: 'srcmask' | 'dstmask') => {
    const value = use[`hashlimit-${option}`] ?? 32
    return value === 32 ? '' : ` ${dashes}${option} ${value}`
  }
  const matching = use['hashlimit-rate-match'] === true
  return [
    listing ? ` limit: ${above ? 'above' : 'up to'}` : ` --hashlimit-${above ? 'above' : 'upto'}`,
    rate.text,
    modes.length === 0 ? '' : ` ${dashes}mode ${modes.join(modeSeparator)}`,
    listing ? '' : ` --hashlimit-name ${use['hashlimit-name']}`,
    number('htable-size', 0),
    number('htable-max', 0),
    number('htable-gcinterval', DEFAULT_COLLECTION),
    rate.expire === rate.usualExpire ? '' : ` ${dashes}htable-expire ${rate.expire}`,
    mask('srcmask'),
    mask('dstmask'),
    matching ? ` ${dashes}rate-match` : '',
    matching && rate.interval !== 1 ? ` ${dashes}rate-interval ${rate.interval}` : '',
  ].join('')
}

interface PrintedRate {
  readonly text: string
  readonly expire: number
  readonly usualExpire: number
  readonly interval: number
}

function printPackets(average: { readonly period: number; readonly seconds: number }, use: Use, dashes: string): PrintedRate {
  const matching = use['hashlimit-rate-match'] === true
  const interval = use['hashlimit-rate-interval'] ?? (matching ? average.seconds : 0)
  const kept = matching ? Math.floor(average.period / average.seconds) : average.period
  // A listing multiplies by the interval again, iptables-save does not.
  const period = dashes === '' && interval !== 0 ? kept * interval : kept
  let unit: (typeof UNITS)[number] = UNITS[0]
  for (const next of UNITS.slice(1)) {
    const scaled = SCALE * next.seconds
    if (period > scaled || Math.floor(scaled / period) < scaled % period) break
    unit = next
  }
  return {
    text: ` ${Math.floor((SCALE * unit.seconds) / period)}/${unit.printed} ${dashes}burst ${use['hashlimit-burst'] ?? DEFAULT_BURST}`,
    expire: expireOf({ ...average, unit: 'packets' }, use),
    usualExpire: unit.seconds * 1000,
    interval,
  }
}

/** Milliseconds until an idle bucket is forgotten. */
function expireOf(average: Average, use: Use): number {
  const seconds = average.unit === 'packets' ? average.seconds : use['hashlimit-burst'] === undefined ? BYTES_EXPIRE : BYTES_BURST_EXPIRE
  return use['hashlimit-htable-expire'] ?? seconds * 1000
}

/** htable_create: how many buckets a table has at most. Its size without being said is that of a host with more than a gigabyte. */
function mostOf(use: Use): number {
  const size = Math.min(use['hashlimit-htable-size'] || 8192, LARGEST_TABLE)
  const most = Math.min(use['hashlimit-htable-max'] ?? 0, LARGEST_TABLE)
  return most === 0 ? 8 * size : Math.max(most, size)
}

function hasRoom(buckets: Map<string, Bucket>, most: number, tick: number): boolean {
  if (buckets.size >= most) for (const [key, { expires }] of buckets) if (tick >= expires) buckets.delete(key)
  return buckets.size < most
}

const BYTE_UNITS = [
  { letter: 'm', bytes: 1024 * 1024 },
  { letter: 'k', bytes: 1024 },
  { letter: '', bytes: 1 },
] as const

function printBytes(cost: number, use: Use, dashes: string): PrintedRate {
  const rate = bytesOf(cost)
  const last = BYTE_UNITS[2]
  const unit = BYTE_UNITS.find(({ bytes }) => bytes === 1 || (rate >= bytes && costOf((rate % 2 ** 32) - (rate % bytes)) === cost)) ?? last
  const burst = burstsOf(use['hashlimit-burst'], cost)
  const amount = rate * burst
  const burstUnit = BYTE_UNITS.find(({ bytes }) => amount >= bytes) ?? last
  const usualExpire = (burst === 0 ? BYTES_EXPIRE : BYTES_BURST_EXPIRE) * 1000
  return {
    text: ` ${Math.floor(rate / unit.bytes)}${unit.letter}b/s${burst === 0 ? '' : ` ${dashes}burst ${Math.floor(amount / burstUnit.bytes)}${burstUnit.letter}b`}`,
    expire: expireOf({ unit: 'bytes', cost }, use),
    usualExpire,
    interval: use['hashlimit-rate-interval'] ?? (use['hashlimit-rate-match'] ? 1 : 0),
  }
}

/** A token bucket of one address or port. Credits are ticks for packets, sixteenths of a byte's cost for bytes. */
interface Bucket {
  credit: number
  /** The tick of the last look. */
  before: number
  /** The tick at which an idle bucket is forgotten. */
  expires: number
  /** Byte buckets: the bursts that are left. */
  bursts: number
}

interface Pace {
  full(tick: number): Bucket
  /** Whether the packet is within the limit; spends its tokens if so. `bytes` is its length, null for a rule that counts packets. */
  take(bucket: Bucket, tick: number, bytes: number | null): boolean
}

// Tables live as long as their host, and rules with the same name share one (htable_find_get).
const tables = new WeakMap<HostFacts, Map<string, Map<string, Bucket>>>()

function tableOf(host: HostFacts, name: string): Map<string, Bucket> {
  const byName = tables.get(host) ?? new Map<string, Map<string, Bucket>>()
  tables.set(host, byName)
  const table = byName.get(name) ?? new Map<string, Bucket>()
  byName.set(name, table)
  return table
}

/** hashlimit_init_dst: what tells one bucket from another; null for a packet that is too short for the ports that its protocol has. */
function keyOf(use: Use): (packet: Packet) => string | null {
  const modes = new Set<Mode>(use['hashlimit-mode'] ?? [])
  const sourceMask = prefixMask(use['hashlimit-srcmask'] ?? 32)
  const destinationMask = prefixMask(use['hashlimit-dstmask'] ?? 32)
  const byPort = modes.has('srcport') || modes.has('dstport')
  return (packet) => {
    const source = modes.has('srcip') ? (packet.source & sourceMask) >>> 0 : 0
    const destination = modes.has('dstip') ? (packet.destination & destinationMask) >>> 0 : 0
    const ports = byPort ? portsOf(packet) : NO_PORTS
    if (ports === null) return null
    return `${source} ${destination} ${modes.has('srcport') ? ports[0] : 0} ${modes.has('dstport') ? ports[1] : 0}`
  }
}

type Ports = readonly [source: number, destination: number]
const NO_PORTS: Ports = [0, 0]

/** proto_ports_offset: where the ports are of the protocols that have some. What is not first of its fragments is read all the same. */
const PORTS_AT: { readonly [protocol: number]: number } = { 6: 0, 17: 0, 33: 0, 50: 0, 51: 4, 132: 0, 136: 0 }

function portsOf({ transport }: Packet): Ports | null {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return [transport.sourcePort, transport.destinationPort]
  const at = PORTS_AT[transport.protocol]
  if (at === undefined || transport.kind === 'icmp') return NO_PORTS
  const ports: Ports = [wordAt(transport.payload, at), wordAt(transport.payload, at + 2)]
  return ports[1] < 0 ? null : ports
}

/** CREDITS_PER_JIFFY: the largest power of two of which a day's worth fits 64 bits. */
const PACKET_CREDITS = 2n ** BigInt(Math.floor(Math.log2(2 ** 64 / (HZ * 86_400))))
/** What a millionth of a second is worth. */
const CREDITS_PER_MILLIONTH = (PACKET_CREDITS * BigInt(HZ)) / BigInt(SCALE)

/** user2credits of so many periods in millionths of a second. What does not fit 64 bits runs over: 5 packets at 2 a day are fewer than 2. */
function creditsOf(period: number, packets = 1): bigint {
  return BigInt.asUintN(64, BigInt(period) * BigInt(packets) * CREDITS_PER_MILLIONTH)
}

function ticksOf(credits: bigint): number {
  return Number(credits) / Number(PACKET_CREDITS)
}

/** rateinfo_recalc: a packet costs so many ticks, and every tick earns one. */
function packetPace(period: number, burst: number): Pace {
  const cost = ticksOf(creditsOf(period))
  const cap = ticksOf(creditsOf(period, burst))
  return {
    full: (tick) => ({ credit: cap, before: tick, expires: tick, bursts: 0 }),
    take: (bucket, tick, bytes) => {
      bucket.credit = Math.min(cap, bucket.credit + tick - bucket.before)
      bucket.before = tick
      // Next to nothing, for a rule that counts bytes: it takes the bucket for one of bytes.
      if (bytes !== null) return true
      if (bucket.credit < cost) return false
      bucket.credit -= cost
      return true
    },
  }
}

/** --hashlimit-rate-match: what came in this interval, and whether the interval before was too much (`bursts`). */
function ratePace(average: Average, use: Use): Pace {
  const burst = use['hashlimit-burst']
  // rateinfo_init: the burst comes on top; for bytes it is kept as a number of bursts.
  const rate =
    average.unit === 'bytes'
      ? bytesOf(average.cost) + burstsOf(burst, average.cost)
      : Math.floor(SCALE / Math.floor(average.period / average.seconds)) + (burst ?? DEFAULT_BURST)
  const interval = (use['hashlimit-rate-interval'] ?? (average.unit === 'bytes' ? 1 : average.seconds)) * HZ
  return {
    full: (tick) => ({ credit: 0, before: tick, expires: tick, bursts: 0 }),
    take: (bucket, tick, length) => {
      const passed = tick - bucket.before
      if (passed >= interval) {
        bucket.before = tick
        bucket.bursts = bucket.credit * interval > passed * rate ? 1 : 0
        bucket.credit = 0
      }
      bucket.credit += length ?? 1
      return bucket.bursts === 0 && bucket.credit <= rate
    },
  }
}

/** CREDITS_PER_JIFFY_BYTES: the largest power of two of which a second's worth fits 32 bits. */
const BYTE_CREDITS = 2 ** Math.floor(Math.log2(MASK_32 / HZ))

/** user2credits_byte. */
function chunkCost(cost: number): number {
  return Math.floor((cost * BYTE_CREDITS * HZ) / 2 ** 32)
}

/** hashlimit_byte_cost: chunks of sixteen bytes, and whole bursts while there are any left. */
function bytePace(cost: number, burst: number | undefined): Pace {
  const full = BYTE_CREDITS * HZ
  const chunk = chunkCost(cost)
  const bursts = burstsOf(burst, cost)
  return {
    full: (tick) => ({ credit: full, before: tick, expires: tick, bursts }),
    take: (bucket, tick, bytes) => {
      bucket.credit = Math.min(full, bucket.credit + (tick - bucket.before) * BYTE_CREDITS)
      bucket.before = tick
      const price = bytes === null ? chunk : Math.min(full, ((bytes >> 4) + 1) * chunk)
      if (bytes !== null && bucket.credit < price && bucket.bursts > 0) {
        bucket.bursts--
        bucket.credit = full
      }
      if (bucket.credit < price) return false
      bucket.credit -= price
      return true
    },
  }
}
