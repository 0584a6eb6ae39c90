import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Case, Recorded } from './case'
import { compareCase, type Verdict } from './compare'
import { generateCase, PROFILES, type Profile } from './generate'
import { Kernel } from './kernel'
import { shrink } from './shrink'

export interface FuzzOrder {
  readonly seed: number
  readonly cases: number
  readonly kinds: Kinds
  /** Where cases that disagree are added, shrunk, to be looked at and kept. */
  readonly candidates: string
}

/** Kinds of cases that a run takes turns with, each with the same seeds. */
export interface Kinds {
  readonly names: readonly string[]
  generate(kind: number, seed: number): Case
}

/** Hosts that are asked at a time: while one meets its packets, which takes turns, others are made ready and answers are compared. */
const HOSTS = 3

/** Only so many of a run are shrunk: where more disagree, most do so for the same reason. */
const SHRUNK = 8

/**
 * Generates cases, asks the kernel and compares. A case that disagrees is asked again, since some of what a kernel does depends on
 * the moment; what disagrees still is shrunk and kept as a candidate for the golden files. The number of mismatches.
 */
export async function fuzz(order: FuzzOrder): Promise<number> {
  const began = Date.now()
  const total: Total = { asked: 0, refused: 0, wavered: 0, mismatches: [] }
  let next = 0
  const work = async (): Promise<void> => {
    const kernel = new Kernel()
    try {
      while (next < order.cases) {
        const index = next++
        const kind = index % order.kinds.names.length
        await tryCase(kernel, order.kinds.generate(kind, order.seed + Math.floor(index / order.kinds.names.length)), order, total)
        const seconds = (Date.now() - began) / 1000
        const rate = (total.asked / seconds).toFixed(1)
        process.stdout.write(`\r${total.asked}/${order.cases} asked, ${total.mismatches.length} disagree, ${rate} a second `)
      }
    } finally {
      await kernel.close()
    }
  }
  await Promise.all(Array.from({ length: HOSTS }, work))
  const seconds = Math.round((Date.now() - began) / 1000)
  const last = order.seed + Math.ceil(order.cases / order.kinds.names.length) - 1
  const { asked, refused, wavered, mismatches } = total
  process.stdout.write(
    `\n${asked} cases of ${order.kinds.names.join(', ')}, seeds ${order.seed} to ${last}, in ${seconds} s: ${mismatches.length} disagree` +
      `${refused > 0 ? `; ${refused} were refused by iptables` : ''}${wavered > 0 ? `; in ${wavered} the kernel answered differently when asked again` : ''}\n`,
  )
  if (mismatches.length > 0) process.stdout.write(`shrunk in ${order.candidates}: ${mismatches.join(' ')}\n`)
  return mismatches.length
}

/** What a run has found so far. */
interface Total {
  asked: number
  refused: number
  /** Cases that disagreed once and agreed when asked again. */
  wavered: number
  /** Names. */
  readonly mismatches: string[]
}

async function tryCase(kernel: Kernel, one: Case, order: FuzzOrder, total: Total): Promise<void> {
  const asked = await kernel.ask(one)
  const answer = asked.kernel
  total.asked++
  if ('error' in answer) total.refused++
  const verdict = compareCase(asked)
  if (verdict.differences.length === 0) return
  if ('error' in answer) {
    total.mismatches.push(one.name ?? '')
    process.stdout.write(`\r${one.name}:\n${differencesText(verdict)}`)
    return
  }
  if ((await disagreement(kernel, one)) === null) {
    total.wavered++
    return
  }
  total.mismatches.push(one.name ?? '')
  const small =
    total.mismatches.length <= SHRUNK ? await shrink(one, async (smaller) => alike(verdict, await disagreement(kernel, smaller))) : one
  keep(order.candidates, await kernel.ask(small))
  process.stdout.write(`\r${one.name}: ${small.packets.length} packets are enough\n${differencesText(verdict)}`)
}

async function disagreement(kernel: Kernel, one: Case): Promise<Verdict | null> {
  const asked = await kernel.ask(one)
  // A host that cannot be set up says nothing about packets.
  if ('error' in asked.kernel) return null
  const verdict = compareCase(asked)
  return verdict.differences.length === 0 ? null : verdict
}

/** A smaller case must disagree about something of the same kind, else shrinking runs after another mismatch. */
function alike(one: Verdict, other: Verdict | null): boolean {
  return other?.differences.some(({ field }) => field === one.differences[0]?.field) ?? false
}

function differencesText(verdict: Verdict): string {
  const { differences } = verdict
  const alike = differences.every(({ engine }) => engine === differences[0]?.engine)
  return (alike ? differences.slice(0, 1) : differences)
    .map(({ field, kernel, engine }) => `  ${field}\n    kernel ${kernel}\n    engine ${engine}\n`)
    .join('')
}

function keep(path: string, recorded: Recorded): void {
  const before = existsSync(path) ? gunzipSync(readFileSync(path)).toString('utf8') : ''
  writeFileSync(path, gzipSync(`${before}${JSON.stringify(recorded)}\n`))
}

/** Random cases of profiles. */
export function casesOf(profiles: readonly Profile[]): Kinds {
  return { names: profiles, generate: (kind, seed) => generateCase(profiles[kind] ?? 'filter', seed) }
}

/** The profiles that a command line names; null where it names none that exists. */
export function readProfiles(name: string | null): readonly Profile[] | null {
  if (name === null) return PROFILES
  const found = name.split(',').map((one) => PROFILES.find((profile) => profile === one))
  return found.every((one) => one !== undefined) ? found : null
}
