import { describe, expect, it } from 'vitest'
import { allMatches, allTargets } from '../src/extensions'
import type { Extension } from '../src/extensions/extension'
import type { Option } from '../src/extensions/option'
import { type LoadedAnswer, type PacketAnswer, type Recorded, readCases } from './case'
import { compareCase } from './compare'
import { exampleCases } from './examples'
import elsewhere from './examples-elsewhere.json'

const recorded = readCases(new URL('./golden/examples.jsonl.gz', import.meta.url).pathname)

/** Options of which there cannot be all: no kernel has the extension, or the recording kernel lacks it or what it names. */
const LACKING: readonly string[] = ['CLUSTERIP', 'ULOG', 'ipvs', 'LED', 'SECMARK', 'nfacct', 'bpf', 'CT --timeout']

/** Options of modelled matches that no packet here can satisfy, or of which nobody knows whether one does. */
const NEVER_SATISFIED: Reasons = {
  'owner --suppl-groups': 'Processes here have no supplementary groups, so that the answer is unknown: nothing is recorded of it.',
  'policy --strict': 'Asks for IPsec, which hosts here do not have; iptables refuses it with --pol none.',
  'policy --next': 'As --strict, which it needs.',
}

/** Options of matches that no packet can fail to satisfy, likewise. */
const NEVER_FAILED: Reasons = {
  'owner --suppl-groups': 'As above.',
}

/** Targets whose doing no hop, frame, log line, connection or set shows: a packet reaches them and goes on as it was. */
const UNSEEN: Reasons = {
  AUDIT: 'Tells the audit daemon.',
  CHECKSUM: 'Fills in what network cards were left to do; packets of wires and raw sockets have their checksums.',
  CLASSIFY: 'Sets a priority for queues, of which hosts here have none.',
  IDLETIMER: 'Tells who waits at a file in /sys.',
  NFLOG: 'Tells a process that listens by netlink.',
}

interface Reasons {
  readonly [name: string]: string
}

const options = [...allMatches, ...allTargets].flatMap((extension) =>
  extension.options
    .filter((option) => !LACKING.includes(extension.name) && !LACKING.includes(`${extension.name} --${option.name}`))
    .map((option) => ({ extension, option })),
)

function rulesOf({ case: one }: Recorded): string {
  return one.iptables
}

function uses(text: string, { name, aliases }: Option): boolean {
  return [name, ...aliases].some((spelling) =>
    text.split(/\s/).some((word) => word === `--${spelling}` || word === `--${spelling.slice(0, -1)}`),
  )
}

function of(extension: Extension, option: Option): readonly Recorded[] {
  return recorded.filter(
    (one) =>
      /^(example|variant|option)-(.*)$/.exec(one.case.name ?? '')?.[2]?.startsWith(`${extension.name}-`) && uses(rulesOf(one), option),
  )
}

function loaded({ kernel }: Recorded): LoadedAnswer | null {
  return kernel !== null && 'packets' in kernel ? kernel : null
}

/** Without counters, as iptables-save wrote it. */
function savedRule(answer: LoadedAnswer): string {
  return (answer.save.findLast((line) => line.startsWith('[')) ?? '').replace(/^\[\d+:\d+\] /, '')
}

function missing(has: (cases: readonly Recorded[], option: Option) => boolean): readonly string[] {
  return options
    .filter(({ extension, option }) => !has(of(extension, option), option))
    .map(({ extension, option }) => `${extension.name} --${option.name}`)
}

/** The last rule that a case loads: the one that it is about. */
function placeOf({ case: one }: Recorded): { readonly table: string; readonly chain: string; readonly number: number } {
  const lines = one.iptables.split('\n')
  const last = lines.findLastIndex((line) => line.startsWith('-A '))
  const from = lines.findLastIndex((line, index) => index < last && line.startsWith('*'))
  const chain = lines[last]?.split(' ')[1] ?? ''
  const number = lines.slice(from, last + 1).filter((line) => line.startsWith(`-A ${chain} `)).length
  return { table: lines[from]?.slice(1) ?? '', chain, number }
}

function asks(one: Recorded, { hops }: PacketAnswer): { readonly reached: boolean; readonly passed: boolean } {
  const { table, chain, number } = placeOf(one)
  const here = hops.filter((hop) => hop.table === table && hop.chain === chain)
  const reached = here.some(({ kind, num }) => kind === 'rule' && num === number)
  return { reached, passed: !reached && here.some(({ kind }) => kind !== 'rule') }
}

function isReached(one: Recorded): boolean {
  return loaded(one)?.packets.some((packet) => asks(one, packet).reached) === true
}

/** A packet walked by the rule up to the chain's end, and did not satisfy it. */
function isPassed(one: Recorded): boolean {
  return loaded(one)?.packets.some((packet) => asks(one, packet).passed) === true
}

/** The kernel did something else than it would with a rule that only counts: its target's doing is in hops, frames, log, connections or sets. */
function isEffective({ case: one, kernel }: Recorded): boolean {
  const last = one.iptables.lastIndexOf(' -j ')
  const counting = `${one.iptables.slice(0, last)}\nCOMMIT\n`
  return compareCase({ case: { ...one, iptables: counting }, kernel }).differences.some(({ field }) => field !== 'counters')
}

/** Options of what is modelled, of which no recorded case has what is asked for. */
function without(kind: 'match' | 'target', has: (one: Recorded) => boolean): readonly string[] {
  return options
    .filter(({ extension }) => extension.kind === kind && extension.meaning.kind !== 'unmodelled')
    .filter(({ extension, option }) => !of(extension, option).some((one) => loaded(one) !== null && has(one)))
    .map(({ extension, option }) => `${extension.name} --${option.name}`)
}

describe('recorded examples', () => {
  it('are the examples of today', () => {
    const names = new Set(recorded.map((one) => one.case.name))
    const now = exampleCases()
    const known = now.filter((one) => names.has(one.name))
    // Whoever adds one without a Linux machine at hand leaves the recording to others.
    expect(known.length / now.length).toBeGreaterThan(0.9)
    expect(Object.keys(elsewhere).filter((name) => names.has(name))).toEqual([])
  })

  it('for every option: one is accepted', () => {
    expect(missing((cases) => cases.some((one) => loaded(one) !== null))).toEqual([])
  })

  it('for every option: one is saved otherwise than written, or negated', () => {
    expect(
      missing((cases, { name }) =>
        cases.some((one) => {
          const answer = loaded(one)
          return answer !== null && (rulesOf(one).includes(`! --${name}`) || !rulesOf(one).includes(savedRule(answer)))
        }),
      ),
    ).toEqual([])
  })

  it('for every option: one is refused', () => {
    expect(missing((cases) => cases.some(({ kernel }) => kernel !== null && 'error' in kernel))).toEqual([])
  })

  it('for every option of a match that is modelled: a packet satisfies a rule with it, and one does not', () => {
    const [satisfied, not] = [isReached, isPassed].map((has) => without('match', has))
    expect({ satisfied, not }).toEqual({ satisfied: Object.keys(NEVER_SATISFIED), not: Object.keys(NEVER_FAILED) })
  })

  it('for every option of a target that is modelled: its effect is seen, and a packet does not reach it', () => {
    const [reached, seen, not] = [isReached, isEffective, isPassed].map((has) => without('target', has))
    expect({ reached, seen: [...new Set(seen?.map((option) => option.split(' ')[0]))], not }).toEqual({
      reached: [],
      seen: Object.keys(UNSEEN),
      not: [],
    })
  })
})
