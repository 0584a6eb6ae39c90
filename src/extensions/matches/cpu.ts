import { defineMatch } from '../extension'
import { uint32 } from '../option'
import { not } from '../test-forms'

/** Which processor handles the packet. Kernel: net/netfilter/xt_cpu.c. The host here has one, number 0. */
export const cpu = defineMatch({
  name: 'cpu',
  summary: 'The processor that handles the packet. The host here has one: number 0.',
  options: {
    cpu: { type: uint32, invertible: true, required: true, doc: 'The number of the processor, from 0.' },
  },
  save: ({ cpu }) => ` ${not(cpu)}--cpu ${cpu.value}`,
  list: ({ cpu }) => ` cpu ${not(cpu)}${cpu.value}`,
  compile: ({ cpu }) => {
    const holds = (cpu.value === 0) !== cpu.inverted
    return [{ subject: 'cpu', wants: `${not(cpu)}${cpu.value}`, holds: () => holds, is: () => '0' }]
  },
  examples: [
    { rule: '-m cpu --cpu 0', saved: '=' },
    { rule: '-m cpu ! --cpu 0x3', saved: '-m cpu ! --cpu 3' },
    { rule: '-m cpu --cpu all', rejected: 'cpu: bad value for option "--cpu", or out of range (0-4294967295).', by: 'iptables' },
    { rule: '-m cpu', rejected: 'cpu: option "--cpu" must be specified', by: 'iptables' },
  ],
})
