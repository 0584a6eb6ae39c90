import { defineTarget } from '../extension'
import { custom, Refusal } from '../option'

/** The traffic class for queueing. Kernel: net/netfilter/xt_CLASSIFY.c. It changes nothing that netfilter sees. */
export const CLASSIFY = defineTarget({
  name: 'CLASSIFY',
  summary: 'Puts the packet into a traffic class (tc) and goes on.',
  hooks: ['FORWARD', 'OUTPUT', 'POSTROUTING'],
  options: {
    'set-class': { type: custom('MAJOR:MINOR', readClass), required: true, doc: 'The class, in hexadecimal.' },
  },
  save: (use) => ` --set-class ${format(use['set-class'])}`,
  list: (use) => ` CLASSIFY set ${use['set-class'].map((part) => part.toString(16)).join(':')}`,
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j CLASSIFY --set-class 1:a', table: 'mangle', saved: '-j CLASSIFY --set-class 0001:000a' },
    { rule: '-j CLASSIFY --set-class 0010:ffff', table: 'mangle', saved: '=' },
    { rule: '-j CLASSIFY --set-class fast', table: 'mangle', rejected: 'Bad class value "fast"', by: 'iptables' },
    { rule: '-j CLASSIFY', table: 'mangle', rejected: 'CLASSIFY: option "--set-class" must be specified', by: 'iptables' },
  ],
})

function readClass(argument: string): readonly [number, number] | Refusal {
  const match = /^\s*([+-]?)(0x)?([0-9a-f]*):\s*([+-]?)(0x)?([0-9a-f]*)/i.exec(argument)
  const [, majorSign, majorPrefix = '', major = '', minorSign, minorPrefix = '', minor = ''] = match ?? []
  if (majorPrefix + major === '' || minorPrefix + minor === '') return new Refusal(`Bad class value "${argument}"`)
  return [half(majorSign, major), half(minorSign, minor)]
}

/** sscanf's `%x`, of which sixteen bits are kept. */
function half(sign: string | undefined, digits: string): number {
  const value = Number.parseInt(`0${digits}`, 16)
  return (sign === '-' ? -value : value) & 0xffff
}

function format(parts: readonly [number, number]): string {
  return parts.map((part) => part.toString(16).padStart(4, '0')).join(':')
}
