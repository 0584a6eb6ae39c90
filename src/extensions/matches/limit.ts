import { defineMatch } from '../extension'
import { HZ, jiffies } from '../jiffies'
import { custom, integer, Refusal } from '../option'
import { formatRate, RATE_SCALE, readRate } from '../rates'

/** A token bucket of the rule's own. Kernel: net/netfilter/xt_limit.c. */
export const limit = defineMatch({
  name: 'limit',
  summary: 'At most so many packets a time, after a first burst: a token bucket that belongs to the rule.',
  options: {
    limit: {
      type: custom('N[/second|/minute|/hour|/day]', (argument) => readRate(argument) ?? new Refusal(`bad rate "${argument}"'`)),
      doc: 'The average rate; 3/hour when it is not given.',
    },
    'limit-burst': {
      type: integer(32, { max: 10000 }),
      doc: 'How many packets match at once before the rate holds; 5 when it is not given.',
    },
  },
  checkentry: (use) => {
    const { period, burst } = bucketOf(use)
    if (burst === 0 || creditsOf(toUint32(period * burst)) < creditsOf(period))
      return {
        error: 'Numerical result out of range',
        option: 'limit-burst',
        hint: ['burst too long'],
      }
    return null
  },
  save: (use) => {
    const { period, burst } = bucketOf(use)
    return ` --limit ${formatRate(period)}${burst === DEFAULT_BURST ? '' : ` --limit-burst ${burst}`}`
  },
  list: (use) => {
    const { period, burst } = bucketOf(use)
    return ` limit: avg ${formatRate(period)} burst ${burst}`
  },
  compile: (use) => {
    const { period, burst } = bucketOf(use)
    const cost = creditsOf(period)
    const cap = creditsOf(toUint32(period * burst))
    // A credit is a fraction of a tick. The bucket is full when the rule is loaded.
    let credit = cap
    let before = 0
    const creditAt = (tick: number) => Math.min(cap, credit + (tick - before) * CREDITS_PER_JIFFY)
    return [
      {
        subject: 'limit',
        wants: `${formatRate(period)} burst ${burst}`,
        holds: ({ now }) => {
          const tick = jiffies(now)
          credit = creditAt(tick)
          before = tick
          if (credit < cost) return false
          credit -= cost
          return true
        },
        is: ({ now }) => `${Math.floor((creditAt(jiffies(now)) / cost) * 100) / 100} left`,
      },
    ]
  },
  examples: [
    { rule: '-m limit --limit 10/min', saved: '=' },
    { rule: '-m limit', saved: '-m limit --limit 3/hour' },
    { rule: '-m limit --limit 3000/s', saved: '-m limit --limit 3333/sec' },
    { rule: '-m limit --limit 5/second --limit-burst 5', saved: '-m limit --limit 5/sec' },
    { rule: '-m limit --limit 1/day --limit-burst 3', saved: '=' },
    { rule: '-m limit --limit often', rejected: 'bad rate "often"\'', by: 'iptables' },
    {
      rule: '-m limit --limit-burst 10001',
      rejected: 'limit: bad value for option "--limit-burst", or out of range (0-10000).',
      by: 'iptables',
    },
    { rule: '-m limit --limit 1/day --limit-burst 0', rejected: 'Numerical result out of range', by: 'kernel' },
    { rule: '-m limit --limit-burst 0x10', saved: '-m limit --limit 3/hour --limit-burst 16' },
  ],
})

const DEFAULT_BURST = 5
const DEFAULT_PERIOD = (RATE_SCALE * 3600) / 3

function bucketOf(use: { readonly limit?: number; readonly 'limit-burst'?: number }): { readonly period: number; readonly burst: number } {
  return { period: use.limit ?? DEFAULT_PERIOD, burst: use['limit-burst'] ?? DEFAULT_BURST }
}

/** The largest power of two at which a day's worth of credits still fits 32 bits (MAX_CPJ, POW2_BELOW32). */
const CREDITS_PER_JIFFY = 2 ** Math.floor(Math.log2(0xffffffff / (HZ * 60 * 60 * 24)))

function toUint32(value: number): number {
  return Number(BigInt.asUintN(32, BigInt(value)))
}

/** user2credits: divides first where multiplying would not fit 32 bits. */
function creditsOf(period: number): number {
  if (period > Math.floor(0xffffffff / (HZ * CREDITS_PER_JIFFY))) return toUint32(Math.floor(period / RATE_SCALE) * HZ * CREDITS_PER_JIFFY)
  return Math.floor((period * HZ * CREDITS_PER_JIFFY) / RATE_SCALE)
}
