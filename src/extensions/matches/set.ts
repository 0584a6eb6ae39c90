import { defineMatch } from '../extension'
import { custom, flag, type Invertible, type OptionSite, Refusal } from '../option'
import type { SetCounterCondition, SetQuestion } from '../semantics'
import { formatSetReference, readSetReference, type SetReference } from '../set-reference'
import { readUnsigned64 } from '../strtoul'
import { not } from '../test-forms'

const COUNTER = custom('NUMBER', readCounter)

/** Membership in an ipset. Kernel: net/netfilter/xt_set.c set_match_v4. */
export const set = defineMatch({
  name: 'set',
  summary: "Whether the packet's addresses or ports are in a named set (ipset).",
  options: {
    'match-set': {
      type: custom('SETNAME src|dst[,src|dst...]', readMatchSet),
      invertible: true,
      takesSecondWord: true,
      aliases: ['set'],
      repeatRefusal: '--match-set can be specified only once',
      doc: 'The set, and which parts of the packet to look up in it.',
    },
    'return-nomatch': {
      type: flag,
      inversionRefusal: '--return-nomatch flag cannot be inverted',
      repeat: 'last',
      doc: 'Match entries marked nomatch instead.',
    },
    'update-counters': { type: flag, invertible: true, repeat: 'all', doc: 'Inverted: leave the counters of a matching entry alone.' },
    'update-subcounters': { type: flag, invertible: true, repeat: 'all', doc: 'Inverted: leave the counters of member sets alone.' },
    'packets-eq': { type: COUNTER, invertible: true, repeat: 'last', doc: "The entry's packet counter is this." },
    'packets-lt': {
      type: COUNTER,
      repeat: 'last',
      ignoresInversion: true,
      doc: "The entry's packet counter is less.",
    },
    'packets-gt': {
      type: COUNTER,
      repeat: 'last',
      ignoresInversion: true,
      doc: "The entry's packet counter is more.",
    },
    'bytes-eq': { type: COUNTER, invertible: true, repeat: 'last', doc: "The entry's byte counter is this." },
    'bytes-lt': {
      type: COUNTER,
      repeat: 'last',
      ignoresInversion: true,
      doc: "The entry's byte counter is less.",
    },
    'bytes-gt': {
      type: COUNTER,
      repeat: 'last',
      ignoresInversion: true,
      doc: "The entry's byte counter is more.",
    },
  },
  finalCheck: (given) => (given['match-set'] === undefined ? new Refusal("You must specify `--match-set' with proper arguments") : null),
  save: (use) => print(use, '--'),
  list: (use) => print(use, ''),
  compile: (use) => {
    const wanted = use['match-set']
    if (wanted === undefined) return []
    const { value, inverted } = wanted
    const question: SetQuestion = {
      returnNomatch: use['return-nomatch'] === true,
      keepCounters: isInverted(use['update-counters']),
      keepSubcounters: isInverted(use['update-subcounters']),
      packets: condition(use, 'packets'),
      bytes: condition(use, 'bytes'),
      looking: false,
    }
    const look: SetQuestion = { ...question, looking: true }
    return [
      {
        subject: `set ${value.set}`,
        wants: not(wanted) + value.directions.join(','),
        holds: (environment) => (environment.host.inSet(value.set, value.directions, environment, question) === true) !== inverted,
        is: (environment) => (environment.host.inSet(value.set, value.directions, environment, look) === true ? 'in it' : 'not in it'),
      },
    ]
  },
  examples: [
    { rule: '-m set --match-set blocked src', saved: '=' },
    { rule: '-m set ! --set blocked dst', saved: '-m set ! --match-set blocked dst' },
    { rule: '-m set --match-set blocked src --return-nomatch', saved: '=' },
    { rule: '-m set --match-set blocked src ! --update-counters', saved: '=' },
    { rule: '-m set --match-set blocked src --packets-gt 0x10', saved: '-m set --match-set blocked src --packets-gt 16' },
    { rule: '-m set --match-set blocked src ! --update-subcounters ! --packets-eq 5', saved: '=' },
    { rule: '-m set --match-set blocked src --packets-lt 5 --bytes-eq 100', saved: '=' },
    { rule: '-m set --match-set blocked src --bytes-lt 100', saved: '=' },
    { rule: '-m set --match-set blocked src --bytes-gt 0x64', saved: '-m set --match-set blocked src --bytes-gt 100' },
    { rule: '-m set --match-set blocked src --bytes-gt many', rejected: 'Cannot parse many as a counter value', by: 'iptables' },
    { rule: '-m set --match-set blocked', rejected: '--match-set requires two args.', by: 'iptables' },
    { rule: '-m set --match-set blocked here', rejected: "You must spefify (the comma separated list of) 'src' or 'dst'.", by: 'iptables' },
    { rule: '-m set --match-set nowhere src', rejected: "Set nowhere doesn't exist.", by: 'iptables' },
    { rule: '-m set', rejected: "You must specify `--match-set' with proper arguments", by: 'iptables' },
    { rule: '-m set --update-counters', rejected: "You must specify `--match-set' with proper arguments", by: 'iptables' },
  ],
})

function readMatchSet(name: string, at: OptionSite): SetReference | Refusal {
  if (at.spelling === 'set') at.warn('--set option deprecated, please use --match-set')
  return readSetReference(name, at)
}

function readCounter(argument: string, at: OptionSite): string | Refusal {
  const counter = at.option.slice(0, -'-eq'.length)
  if (['eq', 'lt', 'gt'].some((compares) => at.given[`${counter}-${compares}`] !== undefined))
    return new Refusal(`only one of the --${counter}-[eq|lt|gt] is allowed`)
  if (at.inverted && !at.option.endsWith('-eq')) return new Refusal(`--${at.option} option cannot be inverted`)
  return readUnsigned64(argument) ?? new Refusal(`Cannot parse ${argument} as a counter value`)
}

type Counter = 'packets' | 'bytes'
type Comparisons = { readonly [option in `${Counter}-eq`]?: Invertible<string> } & {
  readonly [option in `${Counter}-lt` | `${Counter}-gt`]?: string
}
type Use = Comparisons & {
  readonly 'match-set'?: Invertible<{ readonly set: string; readonly directions: readonly ('src' | 'dst')[] }>
  readonly 'return-nomatch'?: true
  readonly 'update-counters'?: readonly Invertible<true>[]
  readonly 'update-subcounters'?: readonly Invertible<true>[]
}

function print(use: Use, dashes: string): string {
  const wanted = use['match-set']
  if (wanted === undefined) return ''
  return [
    ` ${not(wanted)}${dashes}match-set ${formatSetReference(wanted.value)}`,
    use['return-nomatch'] ? ` ${dashes}return-nomatch` : '',
    isInverted(use['update-counters']) ? ` ! ${dashes}update-counters` : '',
    isInverted(use['update-subcounters']) ? ` ! ${dashes}update-subcounters` : '',
    printCounter(use, 'packets', dashes),
    printCounter(use, 'bytes', dashes),
  ].join('')
}

function condition(use: Comparisons, counter: Counter): SetCounterCondition | null {
  const equal = use[`${counter}-eq`]
  const less = use[`${counter}-lt`]
  const more = use[`${counter}-gt`]
  if (equal) return { compare: equal.inverted ? 'unequal' : 'equal', value: BigInt(equal.value) }
  if (less !== undefined) return { compare: 'less', value: BigInt(less) }
  return more === undefined ? null : { compare: 'more', value: BigInt(more) }
}

function printCounter(use: Comparisons, counter: Counter, dashes: string): string {
  const equal = use[`${counter}-eq`]
  const less = use[`${counter}-lt`]
  const more = use[`${counter}-gt`]
  if (equal) return ` ${not(equal)}${dashes}${counter}-eq ${equal.value}`
  if (less !== undefined) return ` ${dashes}${counter}-lt ${less}`
  return more === undefined ? '' : ` ${dashes}${counter}-gt ${more}`
}

/** Once inverted it stays so, however often it is said. */
function isInverted(said: readonly Invertible<true>[] | undefined): boolean {
  return said?.some(({ inverted }) => inverted) === true
}
