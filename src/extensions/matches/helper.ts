import { defineMatch } from '../extension'
import { text } from '../option'
import { saveString } from '../save-string'
import { not } from '../test-forms'

/** Connections that a conntrack helper expected. Kernel: net/netfilter/xt_helper.c. */
export const helper = defineMatch({
  name: 'helper',
  summary: 'The connection was expected by a conntrack helper, like the data connection of FTP.',
  wakes: 'conntrack',
  options: {
    helper: { type: text({ keep: 29 }), invertible: true, required: true, doc: 'The name of the helper; any one when it is empty.' },
  },
  save: ({ helper }) => ` ${helper.inverted ? '! ' : ''}--helper${saveString(helper.value)}`,
  list: ({ helper }) => ` helper match ${not(helper)}"${helper.value}"`,
  compile: ({ helper }) => [
    {
      subject: 'helper',
      wants: `${not(helper)}${helper.value}`,
      // The master's helper is asked; the names are compared as far as the helper's own goes.
      holds: ({ connection }) => {
        const by = connection?.expectedBy ?? null
        return (by !== null && (helper.value === '' || helper.value.startsWith(by))) !== helper.inverted
      },
      is: ({ connection }) => connection?.expectedBy ?? 'not expected',
    },
  ],
  examples: [
    { rule: '-m helper --helper ftp', saved: '=' },
    { rule: '-m helper ! --helper "ftp 2121"', saved: '=' },
    { rule: '-m helper --helper "sip"', saved: '-m helper --helper sip' },
    { rule: '-m helper', rejected: 'helper: option "--helper" must be specified', by: 'iptables' },
  ],
})
