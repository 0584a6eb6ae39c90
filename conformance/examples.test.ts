import { describe, expect, it } from 'vitest'
import { allMatches, allTargets } from '../src/extensions'
import type { Extension } from '../src/extensions/extension'
import type { Option } from '../src/extensions/option'
import { type LoadedAnswer, type Recorded, readCases } from './case'
import { exampleCases } from './examples'
import elsewhere from './examples-elsewhere.json'

const recorded = readCases(new URL('./golden/examples.jsonl.gz', import.meta.url).pathname)

/** Options of which there cannot be all: no kernel has the extension, or this host lacks what it names. */
const LACKING: readonly string[] = ['CLUSTERIP', 'ULOG', 'ipvs', 'LED', 'SECMARK', 'nfacct', 'bpf', 'CT --timeout']

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
    (one) => /^(example|variant)-(.*)$/.exec(one.case.name ?? '')?.[2]?.startsWith(`${extension.name}-`) && uses(rulesOf(one), option),
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

  it('for options of what is modelled: packets that satisfy a rule with it, and packets that do not', () => {
    const modelled = options.filter(({ extension }) => extension.meaning.kind !== 'unmodelled')
    const met = (which: 'yes' | 'no') =>
      modelled.filter(({ extension, option }) =>
        of(extension, option).some((one) => {
          const answer = loaded(one)
          if (answer === null || answer.packets.length === 0) return false
          const line = answer.save.findLast((text) => text.startsWith('[')) ?? ''
          const chain = / -A (\S+)/.exec(line)?.[1]
          if (which === 'yes') return !line.startsWith('[0:')
          return answer.packets.some(({ hops }) => hops.some((hop) => hop.chain === chain && hop.kind === 'policy'))
        }),
      ).length
    console.log(`${modelled.length} options of what is modelled: ${met('yes')} satisfied by a packet, ${met('no')} not`)
    expect(met('yes')).toBeGreaterThanOrEqual(150)
    expect(met('no')).toBeGreaterThanOrEqual(150)
  })
})
