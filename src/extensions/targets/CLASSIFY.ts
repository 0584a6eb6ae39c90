import { defineTarget } from '../extension'
import { custom, Refusal } from '../option'
import { strtoul } from '../strtoul'

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
  const [, major = '', minor = ''] = /^(\s*[+-]?(?:0x)?[0-9a-f]*):(\s*[+-]?(?:0x)?[0-9a-f]*)/i.exec(argument) ?? []
  // To sscanf `0x` alone is a number, too.
  const isNumber = (text: string) => /[0-9a-fx]$/i.test(text)
  return isNumber(major) && isNumber(minor) ? [half(major), half(minor)] : new Refusal(`Bad class value "${argument}"`)
}

/** `%x`, of which sixteen bits are kept. */
function half(text: string): number {
  return Number(strtoul(text, 16).value & 0xffffn)
}

function format(parts: readonly [number, number]): string {
  return parts.map((part) => part.toString(16).padStart(4, '0')).join(':')
}
