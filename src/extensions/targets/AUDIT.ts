import { defineTarget } from '../extension'
import { custom, Refusal } from '../option'

/** A record for the audit daemon. Kernel: net/netfilter/xt_AUDIT.c. */
export const AUDIT = defineTarget({
  name: 'AUDIT',
  summary: 'Writes an audit record and goes on.',
  options: {
    type: { type: custom('accept|drop|reject', readType, ['accept', 'drop', 'reject']), required: true, doc: 'What the record shall say.' },
  },
  save: ({ type }) => ` --type ${type}`,
  list: ({ type }) => ` AUDIT ${type}`,
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j AUDIT --type drop', saved: '=' },
    { rule: '-j AUDIT --type ACCEPT', saved: '-j AUDIT --type accept' },
    { rule: '-j AUDIT --type note', rejected: 'Bad action type value "note"', by: 'iptables' },
    { rule: '-j AUDIT', rejected: 'AUDIT: option "--type" must be specified', by: 'iptables' },
  ],
})

function readType(argument: string): 'accept' | 'drop' | 'reject' | Refusal {
  const type = argument.toLowerCase()
  return type === 'accept' || type === 'drop' || type === 'reject' ? type : new Refusal(`Bad action type value "${argument}"`)
}
