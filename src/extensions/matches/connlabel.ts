import { defineMatch } from '../extension'
import { custom, flag, type OptionSite, Refusal } from '../option'
import type { ConnectionFacts } from '../semantics'
import { strtoul } from '../strtoul'
import { not } from '../test-forms'

/** Labels of connections, 128 of them. Kernel: net/netfilter/xt_connlabel.c. */
export const connlabel = defineMatch({
  name: 'connlabel',
  summary: 'Whether the connection has a label, or puts one on it.',
  wakes: 'conntrack',
  options: {
    label: { type: custom('NUMBER', readLabel), invertible: true, required: true, doc: 'The number of the label, 0 to 127.' },
    set: { type: flag, doc: 'Put the label on the connection; matches once it has it.' },
  },
  checkentry: ({ label }) =>
    label.value > MOST ? { error: 'Numerical result out of range', option: 'label', hint: ['number', 0, 127] } : null,
  save: ({ label, set }) => ` ${not(label)}--label "${label.value}"${set ? ' --set' : ''}`,
  list: ({ label, set }) => ` connlabel ${not(label)}${label.value}${set ? ' set' : ''}`,
  compile: ({ label, set }) => {
    const { value, inverted } = label
    const has = (connection: ConnectionFacts | null) => connection !== null && (labels.get(connection)?.has(value) ?? false)
    return [
      {
        subject: 'connection label',
        wants: `${not(label)}${value}${set ? ', set' : ''}`,
        holds: ({ connection }) => {
          if (set && connection !== null) labelsOf(connection).add(value)
          return has(connection) !== inverted
        },
        is: ({ connection }) =>
          connection === null ? 'no connection' : [...(labels.get(connection) ?? [])].sort((a, b) => a - b).join(',') || 'none',
      },
    ]
  },
  examples: [
    { rule: '-m connlabel --label "40"', saved: '=' },
    { rule: '-m connlabel ! --label 0x10 --set', saved: '-m connlabel ! --label "16" --set' },
    { rule: '-m connlabel --label 128', rejected: 'Numerical result out of range', by: 'kernel' },
    { rule: '-m connlabel ! --set --label 1', rejected: 'connlabel: option "--set" cannot be inverted.', by: 'iptables' },
    { rule: '-m connlabel --set', rejected: 'connlabel: option "--label" must be specified', by: 'iptables' },
    {
      rule: '-m connlabel --label web',
      rejected: "label 'web' not found or invalid value",
      by: 'iptables',
    },
  ],
})

const MOST = 127

// Labels live as long as the connection (nf_conn_labels), and every rule sees the same ones.
const labels = new WeakMap<ConnectionFacts, Set<number>>()

function labelsOf(connection: ConnectionFacts): Set<number> {
  const known = labels.get(connection) ?? new Set<number>()
  labels.set(connection, known)
  return known
}

// Names stand in connlabel.conf, which is not there. Numbers are kept in 16 bits.
function readLabel(argument: string, at: OptionSite): number | Refusal {
  if (argument === '') return new Refusal('Argument must have a minimum length of 1 characters')
  const { value, length } = strtoul(argument, 0)
  const number = Number(BigInt.asIntN(32, value))
  if (length === argument.length && number >= 0) return number & 0xffff
  at.warn('Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory')
  return new Refusal(`label '${argument}' not found or invalid value`, ['number', 0, 127])
}
