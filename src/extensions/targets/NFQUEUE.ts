import { defineTarget } from '../extension'
import { custom, flag, type OptionSite, Refusal, uint16 } from '../option'
import { readIntegers } from '../rare-values'

/** A program in userspace decides. Kernel: net/netfilter/xt_NFQUEUE.c. */
export const NFQUEUE = defineTarget({
  name: 'NFQUEUE',
  summary: 'Hands the packet to a program in userspace, which decides.',
  options: {
    'queue-num': { type: uint16, excludes: ['queue-balance'], doc: 'The number of the queue.' },
    'queue-balance': { type: custom('FIRST:LAST', readQueues), excludes: ['queue-num'], doc: 'Spread connections over these queues.' },
    'queue-bypass': { type: flag, doc: 'Go on when no program listens, instead of dropping.' },
    'queue-cpu-fanout': { type: flag, needs: ['queue-balance'], doc: 'Pick the queue by processor.' },
  },
  // All 65536 queues overflow the kernel's 16-bit count of them.
  checkentry: (use) => {
    const [first = 0, last = 0] = use['queue-balance'] ?? []
    return last - first === 0xffff ? { option: 'queue-balance', hint: ['queues most'] } : null
  },
  save: (use) =>
    `${use['queue-balance'] ? ` --queue-balance ${use['queue-balance'].join(':')}` : ` --queue-num ${use['queue-num'] ?? 0}`}${use['queue-bypass'] ? ' --queue-bypass' : ''}${use['queue-cpu-fanout'] ? ' --queue-cpu-fanout' : ''}`,
  list: (use) =>
    ` NFQUEUE ${use['queue-balance'] ? `balance ${use['queue-balance'].join(':')}` : `num ${use['queue-num'] ?? 0}`}${use['queue-bypass'] ? ' bypass' : ''}${use['queue-cpu-fanout'] ? ' cpu-fanout' : ''}`,
  // No program listens: the packet is lost, or with --queue-bypass goes on with the next table (nf_queue).
  compile: (use) => (context) => {
    if (!use['queue-bypass']) return 'QUEUE'
    context.bypassQueue()
    return 'ACCEPT'
  },
  examples: [
    { rule: '-j NFQUEUE', saved: '-j NFQUEUE --queue-num 0' },
    { rule: '-j NFQUEUE --queue-num 0x5 --queue-bypass', saved: '-j NFQUEUE --queue-num 5 --queue-bypass' },
    { rule: '-j NFQUEUE --queue-balance 0:3 --queue-cpu-fanout', saved: '=' },
    { rule: '-j NFQUEUE --queue-balance 3', rejected: 'Bad range "3"', by: 'iptables' },
    { rule: '-j NFQUEUE --queue-balance 3:1', rejected: '3 should be less than 1', by: 'iptables' },
    {
      rule: '-j NFQUEUE --queue-cpu-fanout',
      rejected: 'NFQUEUE: option "--queue-cpu-fanout" also requires "--queue-balance".',
      by: 'iptables',
    },
  ],
})

function readQueues(argument: string, at: OptionSite): readonly number[] | Refusal {
  const queues = readIntegers(argument, 0xffff, 2, at)
  if (queues instanceof Refusal) return queues
  const [first = 0, last] = queues
  if (last === undefined) return new Refusal(`Bad range "${argument}"`)
  return first >= last ? new Refusal(`${first} should be less than ${last}`) : queues
}
