import { defineMatch } from '../extension'
import { custom, decimal, integer, Refusal, uint32 } from '../option'

/** Every n-th packet, or some by chance. Kernel: net/netfilter/xt_statistic.c. */
export const statistic = defineMatch({
  name: 'statistic',
  summary: 'Matches by chance with a probability, or every n-th packet that gets this far.',
  options: {
    mode: {
      type: custom('random|nth', (word) => (word === 'random' || word === 'nth' ? word : new Refusal(`Bad mode "${word}"`)), [
        'random',
        'nth',
      ]),
      required: true,
      doc: 'By chance, or counting.',
    },
    probability: { type: decimal(0, 1), invertible: true, excludes: ['every', 'packet'], doc: 'The chance to match, 0 to 1.' },
    every: { type: integer(32, { min: 1 }), invertible: true, excludes: ['probability'], needs: ['packet'], doc: 'Match one of so many.' },
    packet: { type: uint32, excludes: ['probability'], needs: ['every'], doc: 'Which of them, counted from 0.' },
  },
  finalCheck: (given) => {
    const { mode, probability, every, packet } = given
    if (mode !== 'nth' && probability === undefined) return new Refusal('--probability must be specified when using random mode')
    if (mode === 'nth' && every === undefined && packet === undefined)
      return new Refusal('--every and --packet must be specified when using nth mode')
    return beyondEvery(given) ? new Refusal('the --packet p must be 0 <= p <= n-1') : null
  },
  save: (use) => print(use, '--'),
  list: (use) => ` statistic${print(use, '')}`,
  compile: (use) => {
    const inverted = isInverted(use)
    if (use.mode === 'random') {
      const threshold = thresholdOf(use)
      return [
        {
          subject: 'probability',
          wants: `${inverted ? '! ' : ''}${(threshold / SCALE).toFixed(11)}`,
          // The kernel compares 31 random bits.
          holds: ({ host }) => (host.random() & 0x7fffffff) < threshold !== inverted,
          is: () => 'chance',
        },
      ]
    }
    const last = (use.every?.value ?? 1) - 1
    // The counter starts so that packet number `packet` is the first to match.
    let count = last - (use.packet ?? 0)
    const next = () => (count === last ? 0 : count + 1)
    return [
      {
        subject: 'every n-th',
        wants: `${inverted ? '! ' : ''}${last + 1} packet ${use.packet ?? 0}`,
        holds: () => {
          count = next()
          return (count === 0) !== inverted
        },
        is: () => `${next() === 0 ? 'its turn' : `${last + 1 - next()} to go`}`,
      },
    ]
  },
  examples: [
    { rule: '-m statistic --mode nth --every 3 --packet 2', saved: '=' },
    { rule: '-m statistic --mode nth ! --every 0x3 --packet 0', saved: '-m statistic --mode nth ! --every 3 --packet 0' },
    { rule: '-m statistic --mode random --probability 0.5', saved: '-m statistic --mode random --probability 0.50000000000' },
    { rule: '-m statistic --mode random ! --probability 1', saved: '-m statistic --mode random ! --probability 1.00000000000' },
    { rule: '-m statistic --mode fair', rejected: 'Bad mode "fair"', by: 'iptables' },
    { rule: '-m statistic --mode random', rejected: '--probability must be specified when using random mode', by: 'iptables' },
    {
      rule: '-m statistic --mode random --probability 2',
      rejected: 'statistic: bad value for option "--probability", or out of range (0-1).',
      by: 'iptables',
    },
    { rule: '-m statistic --mode nth --every 3 --packet 3', rejected: 'the --packet p must be 0 <= p <= n-1', by: 'iptables' },
    { rule: '-m statistic --mode nth --every 3', rejected: 'statistic: option "--every" also requires "--packet".', by: 'iptables' },
  ],
})

const SCALE = 0x80000000

/** In iptables' struct the probability and --every lie in the same place, so that either is compared with --packet, whatever the mode. */
function beyondEvery(given: Pick<Use, 'probability' | 'every' | 'packet'>): boolean {
  const { probability, every, packet } = given
  const last = Object.keys(given).findLast((option) => option === 'every' || option === 'probability')
  const least = last === 'every' ? (every?.value ?? 1) - 1 : Math.round(SCALE * (probability?.value ?? 0))
  return (packet ?? 0) > least
}

interface Use {
  readonly mode: 'random' | 'nth'
  readonly probability?: { readonly inverted: boolean; readonly value: number }
  readonly every?: { readonly inverted: boolean; readonly value: number }
  readonly packet?: number
}

function isInverted({ probability, every }: Use): boolean {
  return probability?.inverted === true || every?.inverted === true
}

function thresholdOf({ probability }: Use): number {
  return Math.round(SCALE * (probability?.value ?? 0))
}

function print(use: Use, dashes: string): string {
  const mark = isInverted(use) ? ' !' : ''
  if (use.mode === 'random') return ` ${dashes}mode random${mark} ${dashes}probability ${(thresholdOf(use) / SCALE).toFixed(11)}`
  const packet = use.packet ?? 0
  return ` ${dashes}mode nth${mark} ${dashes}every ${use.every?.value ?? 1}${packet !== 0 || dashes !== '' ? ` ${dashes}packet ${packet}` : ''}`
}
