import { defineMatch } from '../extension'
import { custom, type Invertible, integers64, type OptionSite, Refusal } from '../option'
import { readValue } from '../read-value'
import type { ConnectionFacts } from '../semantics'
import { not } from '../test-forms'

/** How much a connection has carried. Kernel: net/netfilter/xt_connbytes.c. */
export const connbytes = defineMatch({
  name: 'connbytes',
  summary: 'How many bytes or packets the connection has carried, or how long its packets are on average.',
  wakes: 'conntrack',
  options: {
    connbytes: { type: custom('number[:number]', readRange), invertible: true, required: true, doc: 'The least, and the most.' },
    'connbytes-dir': {
      type: custom(
        'original|reply|both',
        (word) => DIRECTIONS.find((one) => one === word) ?? new Refusal(`Unknown --connbytes-dir \`${word}'`),
        ['original', 'reply', 'both'],
      ),
      required: true,
      doc: 'Which direction is counted.',
    },
    'connbytes-mode': {
      type: custom(
        'packets|bytes|avgpkt',
        (word) => MODES.find((one) => one === word) ?? new Refusal(`Unknown --connbytes-mode \`${word}'`),
        ['packets', 'bytes', 'avgpkt'],
      ),
      required: true,
      doc: 'What is counted.',
    },
  },
  save: (use) => `${range(use.connbytes, '--')} --connbytes-mode ${use['connbytes-mode']} --connbytes-dir ${use['connbytes-dir']}`,
  list: (use) => `${range(use.connbytes, '')} connbytes mode ${use['connbytes-mode']} connbytes direction ${use['connbytes-dir']}`,
  compile: (use) => {
    const [from = '0', to = MAX_64] = use.connbytes.value
    const [least, most] = [Number(from), Number(to)]
    const inverted = isInverted(use.connbytes)
    const measure = measureOf(use['connbytes-mode'], use['connbytes-dir'])
    return [
      {
        subject: 'connection traffic',
        wants: `${not({ inverted })}${from}:${to} ${use['connbytes-mode']} ${use['connbytes-dir']}`,
        // Without a connection there is nothing to compare, inverted or not.
        holds: ({ connection }) => {
          const carried = measure(connection)
          return carried >= 0 && (carried >= least && carried <= most) !== inverted
        },
        is: ({ connection }) => {
          const carried = measure(connection)
          return carried < 0 ? 'no connection' : String(carried)
        },
      },
    ]
  },
  examples: [
    { rule: '-m connbytes --connbytes 100:200 --connbytes-mode bytes --connbytes-dir both', saved: '=' },
    {
      rule: '-m connbytes ! --connbytes 0x10 --connbytes-dir reply --connbytes-mode packets',
      saved: '-m connbytes ! --connbytes 16 --connbytes-mode packets --connbytes-dir reply',
    },
    {
      rule: '-m connbytes --connbytes 5 --connbytes-mode avgpkt --connbytes-dir up',
      rejected: "Unknown --connbytes-dir `up'",
      by: 'iptables',
    },
    {
      rule: '-m connbytes --connbytes 5 --connbytes-dir both',
      rejected: 'connbytes: option "--connbytes-mode" must be specified',
      by: 'iptables',
    },
  ],
})

const DIRECTIONS = ['original', 'reply', 'both'] as const
const MODES = ['packets', 'bytes', 'avgpkt'] as const
const MAX_64 = '18446744073709551615'

function readRange(argument: string, at: OptionSite): readonly string[] | Refusal {
  const range = readValue(integers64(), argument, at) as readonly string[] | Refusal
  if (range instanceof Refusal) return range
  const [from = '0', to = MAX_64] = range
  return BigInt(to) < BigInt(from) ? new Refusal(`${from} should be less than ${to}`, ['smaller first']) : range
}

/** An opposite is kept as a range turned round, which one of a single number cannot be. */
function isInverted({ inverted, value: [from = '0', to = MAX_64] }: Invertible<readonly string[]>): boolean {
  return inverted && from !== to
}

function range(wanted: Invertible<readonly string[]>, dashes: string): string {
  const [from = '0', to = MAX_64] = wanted.value
  return ` ${not({ inverted: isInverted(wanted) })}${dashes}connbytes ${from}${to === MAX_64 || to === '0' ? '' : `:${to}`}`
}

/** What the connection carried so far, this packet included; -1 where nobody counts. Averages are whole numbers, 0 for no packets. */
function measureOf(mode: (typeof MODES)[number], direction: (typeof DIRECTIONS)[number]): (connection: ConnectionFacts | null) => number {
  return (connection) => {
    const traffic = connection?.traffic
    if (traffic === undefined) return -1
    const [original, reply] = traffic
    const packets = (direction === 'reply' ? 0 : original.packets) + (direction === 'original' ? 0 : reply.packets)
    if (mode === 'packets') return packets
    const bytes = (direction === 'reply' ? 0 : original.bytes) + (direction === 'original' ? 0 : reply.bytes)
    return mode === 'bytes' ? bytes : packets === 0 ? 0 : Math.floor(bytes / packets)
  }
}
