import { packetLength } from '../../model'
import { defineTarget, Unshared } from '../extension'
import { custom, Refusal, text } from '../option'
import { countForRate } from '../rate-estimator'
import { scanDouble } from '../strtod'

/** Measures the rate of what passes. Kernel: net/netfilter/xt_RATEEST.c. */
export const RATEEST = defineTarget({
  name: 'RATEEST',
  summary: 'Measures how many bytes and packets a second pass, for the match rateest.',
  options: {
    'rateest-name': { type: text({ keep: 15 }), required: true, doc: 'The name of the estimator.' },
    'rateest-interval': {
      type: custom('TIME', (word) => readTime(word, 'interval')),
      required: true,
      doc: 'How often it looks (250ms, 1s, ...).',
    },
    'rateest-ewmalog': {
      type: custom('TIME', (word) => readTime(word, 'ewmalog')),
      required: true,
      doc: 'How far back its average reaches.',
    },
  },
  finalCheck: (given) => {
    const { interval, ewmaLog } = pace(given['rateest-interval'] ?? 0, given['rateest-ewmalog'] ?? 0)
    if (interval > LONGEST) return new Refusal('RATEEST: interval value is too large')
    return ewmaLog === 0 || ewmaLog >= 31 ? new Refusal('RATEEST: ewmalog value is out of range') : null
  },
  shares: {
    name: (use) => use['rateest-name'],
    join: (made, use) =>
      print(made, '') === print(use, '') ? made : new Unshared({ option: 'rateest-name', hint: ['estimator of other kind'] }),
  },
  save: (use) => print(use, '--rateest-'),
  list: (use) => print(use, ''),
  compile: (use) => {
    const name = use['rateest-name']
    const by = pace(use['rateest-interval'], use['rateest-ewmalog'])
    return ({ host, now, packet }) => {
      countForRate(host, name, by, now, packetLength(packet))
      return 'CONTINUE'
    }
  },
  examples: [
    {
      rule: '-j RATEEST --rateest-name wan --rateest-interval 250ms --rateest-ewmalog 0.5s',
      saved: '-j RATEEST --rateest-name wan --rateest-interval 250.0ms --rateest-ewmalog 500.0ms',
    },
    { rule: '-j RATEEST --rateest-name wan --rateest-interval 1.0s --rateest-ewmalog 4.0s', saved: '=' },
    {
      rule: '-j RATEEST --rateest-interval 1s --rateest-ewmalog 2s',
      rejected: 'RATEEST: option "--rateest-name" must be specified',
      by: 'iptables',
    },
    {
      rule: '-j RATEEST --rateest-name wan --rateest-interval 20s --rateest-ewmalog 1s',
      rejected: 'RATEEST: interval value is too large',
      by: 'iptables',
    },
    {
      rule: '-j RATEEST --rateest-name wan --rateest-interval soon --rateest-ewmalog 1s',
      rejected: 'RATEEST: bad interval value "soon"',
      by: 'iptables',
    },
    {
      rule: '-j RATEEST --rateest-name wan --rateest-interval 1s --rateest-ewmalog 1x',
      rejected: 'RATEEST: bad ewmalog value "1x"',
      by: 'iptables',
    },
    { rule: '-j RATEEST --rateest-name wan', rejected: 'RATEEST: ewmalog value is out of range', by: 'iptables' },
  ],
})

const SECOND = 1_000_000
/** Eight seconds. */
const LONGEST = 5

/** Microseconds. */
function readTime(word: string, what: string): number | Refusal {
  const scanned = scanDouble(word)
  const unit = word.slice(scanned?.end ?? 0).toLowerCase()
  if (scanned === null || !/^(s|secs?|ms|msecs?|us|usecs?|)$/.test(unit))
    return new Refusal(`RATEEST: bad ${what} value "${word}"`, ['time example'])
  return Math.trunc(scanned.value * (unit.startsWith('s') ? SECOND : unit.startsWith('m') ? 1000 : 1)) >>> 0
}

/** RATEEST_final_check: the interval as log2 of quarters of a second, and the average's weight that reaches so far back. */
function pace(intervalTime: number, ewmaTime: number): { readonly interval: number; readonly ewmaLog: number } {
  let interval = 0
  while (interval <= LONGEST && intervalTime > (2 ** interval * SECOND) / 4) interval++
  let log = 1
  while (log < 32 && intervalTime / -Math.log(1 - 1 / 2 ** log) <= ewmaTime) log++
  return { interval, ewmaLog: log - 1 }
}

function print(
  use: { readonly 'rateest-name': string; readonly 'rateest-interval': number; readonly 'rateest-ewmalog': number },
  dashes: string,
): string {
  const { interval, ewmaLog } = pace(use['rateest-interval'], use['rateest-ewmalog'])
  const time = (2 ** interval * SECOND) / 4
  return ` ${dashes}name ${use['rateest-name']} ${dashes}interval ${formatTime(time)} ${dashes}ewmalog ${formatTime((time * 2 ** ewmaLog) % 2 ** 32)}`
}

function formatTime(time: number): string {
  if (time >= SECOND) return `${(time / SECOND).toFixed(1)}s`
  return time >= 1000 ? `${(time / 1000).toFixed(1)}ms` : `${time}us`
}
