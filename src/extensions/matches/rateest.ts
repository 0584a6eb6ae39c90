import { defineMatch } from '../extension'
import { flag, type Invertible, type OptionalWord, Refusal, text } from '../option'
import { rateOf } from '../rate-estimator'
import type { MatchEnvironment } from '../semantics'
import { scanDouble } from '../strtod'
import { readUnsigned } from '../strtoul'
import { not } from '../test-forms'

const COMPARED_TWICE = "rateest: can't specify lt/gt/eq twice"

/** Compares what rate estimators (`-j RATEEST`) measure. Kernel: net/netfilter/xt_rateest.c. */
export const rateest = defineMatch({
  name: 'rateest',
  summary: 'Whether the rate that a RATEEST rule measures is lower, higher or equal to a limit, or to that of another.',
  options: {
    'rateest-delta': { ...once('rateest-delta'), type: flag, doc: 'Compare how far below their limits the rates are.' },
    rateest1: {
      ...once('rateest'),
      type: text({ keep: 15 }),
      aliases: ['rateest'],
      repeatRefusal: twice('rateest1'),
      doc: 'The estimator.',
    },
    rateest2: { ...once('rateest'), type: text({ keep: 15 }), repeatRefusal: twice('rateest2'), doc: 'The estimator to compare with.' },
    'rateest-bps1': {
      ...once('rateest-bps'),
      type: rate(),
      takesSecondWord: true,
      repeatRefusal: twice('rateest-bps1'),
      doc: 'With --rateest-delta: the limit of the first, in bits a second.',
    },
    'rateest-pps1': {
      ...once('rateest-pps'),
      type: count(),
      takesSecondWord: true,
      repeatRefusal: twice('rateest-pps1'),
      doc: 'With --rateest-delta: the limit of the first, in packets a second.',
    },
    'rateest-bps2': {
      ...once('rateest-bps'),
      type: rate(),
      aliases: ['rateest-bps'],
      takesSecondWord: true,
      repeatRefusal: twice('rateest-bps2'),
      doc: 'Bits a second: the limit, or (without a number) what is compared.',
    },
    'rateest-pps2': {
      ...once('rateest-pps'),
      type: count(),
      aliases: ['rateest-pps'],
      takesSecondWord: true,
      repeatRefusal: twice('rateest-pps2'),
      doc: 'Packets a second: the limit, or (without a number) what is compared.',
    },
    'rateest-lt': { type: flag, invertible: true, repeatRefusal: COMPARED_TWICE, doc: 'The rate is lower.' },
    'rateest-gt': { type: flag, invertible: true, repeatRefusal: COMPARED_TWICE, doc: 'The rate is higher.' },
    'rateest-eq': { type: flag, invertible: true, repeatRefusal: COMPARED_TWICE, doc: 'The rates are equal.' },
  },
  checkentry: (use, { host }) => {
    if (modeOf(use) === null) return { hint: ['estimator compares'] }
    const { bytes, packets } = whatOf(use)
    if (!bytes && !packets) return { hint: ['estimator unit'] }
    const there = (name: string) => name !== '' && host?.hasEstimator?.(name) !== false
    if (there(use.rateest1 ?? '') && (use.rateest2 === undefined || there(use.rateest2))) return null
    return { error: 'No chain/target/match by that name', hint: ['estimator name'] }
  },
  save: (use) => {
    const { bytes, packets } = whatOf(use)
    const { inverted, mode } = modeOf(use) ?? NO_MODE
    const sign = ` ${not({ inverted })}--rateest-${mode}`
    const relative = use.rateest2 !== undefined
    const delta = use['rateest-delta'] === true
    const value = (option: 'rateest-bps' | 'rateest-pps', first: string, second: string) =>
      delta ? ` --${option}1 ${first}${sign} --${option}2 ${second}` : `${sign} --${option}${relative ? '' : ` ${second}`}`
    return [
      delta ? ' --rateest-delta' : '',
      ` --rateest${relative ? '1' : ''} ${use.rateest1 ?? ''}`,
      bytes ? value('rateest-bps', bits(use['rateest-bps1']), bits(use['rateest-bps2'])) : '',
      packets ? value('rateest-pps', String(use['rateest-pps1'] ?? 0), String(use['rateest-pps2'] ?? 0)) : '',
      relative ? ` --rateest2 ${use.rateest2}` : '',
    ].join('')
  },
  list: (use) => {
    const { bytes, packets } = whatOf(use)
    const { inverted, mode } = modeOf(use) ?? NO_MODE
    const sign = ` ${not({ inverted })}${mode}`
    const relative = use.rateest2 !== undefined
    const delta = use['rateest-delta'] === true
    const number = (value: number | undefined, shown: boolean) => (shown ? ` ${value ?? 0}` : '')
    return [
      ` rateest match ${use.rateest1 ?? ''}${delta ? ' delta' : ''}`,
      bytes ? ` bps${number(use['rateest-bps1'], delta)}${relative ? '' : `${number(use['rateest-bps2'], true)}${sign}`}` : '',
      packets ? ` pps${number(use['rateest-pps1'], delta)}${relative ? '' : `${sign}${number(use['rateest-pps2'], true)}`}` : '',
      relative ? `${sign} ${use.rateest2}` : '',
      relative && bytes ? ` bps${number(use['rateest-bps2'], delta)}` : '',
      relative && packets ? ` pps${number(use['rateest-pps2'], delta)}` : '',
    ].join('')
  },
  compile: (use) => {
    const { bytes, packets } = whatOf(use)
    const { inverted, mode } = modeOf(use) ?? NO_MODE
    const first = use.rateest1 ?? ''
    const second = use.rateest2 ?? null
    const delta = use['rateest-delta'] === true
    const [bps1, bps2, pps1, pps2] = [
      use['rateest-bps1'] ?? 0,
      use['rateest-bps2'] ?? 0,
      use['rateest-pps1'] ?? 0,
      use['rateest-pps2'] ?? 0,
    ]
    const left = ({ host, now }: MatchEnvironment, name: string, what: 'bytes' | 'packets', limit: number) => {
      const measured = rateOf(host, name, now, what)
      return delta ? Math.max(0, limit - measured) : measured
    }
    const compare = (a: number, b: number) => (mode === 'lt' ? a < b : mode === 'gt' ? a > b : a === b)
    const right = (environment: MatchEnvironment, what: 'bytes' | 'packets', limit: number) =>
      second === null ? limit : left(environment, second, what, limit)
    return [
      {
        subject: 'rate',
        wants: `${not({ inverted })}${mode} ${second ?? (bytes ? `${bps2} bytes/s` : `${pps2} packets/s`)}`,
        holds: (environment) =>
          ((!bytes || compare(left(environment, first, 'bytes', bps1), right(environment, 'bytes', bps2))) &&
            (!packets || compare(left(environment, first, 'packets', pps1), right(environment, 'packets', pps2)))) !== inverted,
        is: (environment) =>
          [
            bytes ? `${left(environment, first, 'bytes', bps1)} bytes/s` : '',
            packets ? `${left(environment, first, 'packets', pps1)} packets/s` : '',
          ]
            .filter((one) => one !== '')
            .join(', '),
      },
    ]
  },
  examples: [
    { rule: '-m rateest --rateest wan --rateest-lt --rateest-bps 8bit', saved: '=' },
    {
      rule: '-m rateest --rateest wan ! --rateest-gt --rateest-bps 1.5mbit',
      saved: '-m rateest --rateest wan ! --rateest-gt --rateest-bps 1500Kbit',
    },
    { rule: '-m rateest --rateest-eq --rateest1 wan --rateest-pps 0x10', saved: '-m rateest --rateest wan --rateest-eq --rateest-pps 16' },
    { rule: '-m rateest --rateest1 wan --rateest-lt --rateest-bps --rateest2 lan', saved: '=' },
    { rule: '-m rateest --rateest-delta --rateest wan --rateest-bps1 8bit --rateest-gt --rateest-bps2 16bit', saved: '=' },
    { rule: '-m rateest --rateest-delta --rateest1 wan --rateest-pps1 0 --rateest-lt --rateest-pps2 42 --rateest2 lan', saved: '=' },
    {
      rule: '-m rateest --rateest wan --rateest-lt --rateest-bps quick',
      rejected: "rateest: could not parse rate `quick'",
      by: 'iptables',
    },
    { rule: '-m rateest --rateest wan --rateest-lt --rateest-pps quick', rejected: "rateest: could not parse pps `quick'", by: 'iptables' },
    { rule: '-m rateest --rateest wan --rateest lan', rejected: "rateest: can't specify --rateest1 twice", by: 'iptables' },
    { rule: '-m rateest ! --rateest wan --rateest-lt --rateest-pps 5', rejected: "rateest: rateest can't be inverted", by: 'iptables' },
    { rule: '-m rateest --rateest wan', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function twice(option: string): string {
  return `rateest: can't specify --${option} twice`
}

function once(option: string): { readonly repeatRefusal: string; readonly inversionRefusal: string } {
  return { repeatRefusal: twice(option), inversionRefusal: `rateest: ${option} can't be inverted` }
}

/** Bits a second of each unit (tc(8)). */
const UNITS: { readonly [unit: string]: number } = {
  bit: 1,
  kibit: 1024,
  kbit: 1e3,
  mibit: 1024 ** 2,
  mbit: 1e6,
  gibit: 1024 ** 3,
  gbit: 1e9,
  tibit: 1024 ** 4,
  tbit: 1e12,
  bps: 8,
  kibps: 8 * 1024,
  kbps: 8e3,
  mibps: 8 * 1024 ** 2,
  mbps: 8e6,
  gibps: 8 * 1024 ** 3,
  gbps: 8e9,
  tibps: 8 * 1024 ** 4,
  tbps: 8e12,
}

/** A rate, kept in whole bytes a second; 0 where none is said. */
function rate(): OptionalWord<number> {
  return {
    kind: 'flag',
    readWord: (word) => {
      if (word === null) return 0
      const number = scanDouble(word)
      const unit = UNITS[(word.slice(number?.end) || 'bit').toLowerCase()]
      if (number === null || unit === undefined) return new Refusal(`rateest: could not parse rate \`${word}'`)
      const bytes = Math.trunc((number.value * unit) / 8)
      // Beyond 63 bits processors answer with a number of which no lower bits are set.
      return Math.abs(bytes) < 2 ** 63 ? Number(BigInt.asUintN(32, BigInt(bytes))) : 0
    },
  }
}

function count(): OptionalWord<number> {
  return {
    kind: 'flag',
    readWord: (word) => (word === null ? 0 : (readUnsigned(word, 0, 0xffffffff) ?? new Refusal(`rateest: could not parse pps \`${word}'`))),
  }
}

function bits(bytesPerSecond = 0): string {
  const rate = bytesPerSecond * 8
  if (rate >= 1e9) return `${Math.round(rate / 1e6)}Mbit`
  return rate >= 1e6 ? `${Math.round(rate / 1e3)}Kbit` : `${rate}bit`
}

const NO_MODE = { inverted: false, mode: '' } as const

// The last one said counts.
function modeOf(
  use: {
    readonly [option in 'rateest-lt' | 'rateest-gt' | 'rateest-eq']?: Invertible<true>
  },
): { readonly inverted: boolean; readonly mode: 'lt' | 'gt' | 'eq' } | null {
  const last = Object.keys(use).findLast((option) => option === 'rateest-lt' || option === 'rateest-gt' || option === 'rateest-eq')
  if (last === undefined) return null
  const mode = last.slice(-2) as 'lt' | 'gt' | 'eq'
  return { inverted: use[`rateest-${mode}`]?.inverted === true, mode }
}

function whatOf(
  use: {
    readonly [option in 'rateest-bps1' | 'rateest-bps2' | 'rateest-pps1' | 'rateest-pps2']?: number
  },
): { readonly bytes: boolean; readonly packets: boolean } {
  return {
    bytes: (use['rateest-bps1'] ?? use['rateest-bps2']) !== undefined,
    packets: (use['rateest-pps1'] ?? use['rateest-pps2']) !== undefined,
  }
}
