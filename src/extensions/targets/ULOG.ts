import { defineTarget } from '../extension'
import { integer, text, uint64 } from '../option'
import { saveString } from '../save-string'

/** The log of old kernels, up to 3.16: NFLOG took its place. */
export const ULOG = defineTarget({
  name: 'ULOG',
  summary: 'Hands packets to a logging program; kernels have not had it since 2014, NFLOG does the same.',
  kernelLacks: true,
  options: {
    'ulog-nlgroup': { type: integer(32, { min: 1, max: 32 }), doc: 'The netlink group.' },
    'ulog-prefix': { type: text({ min: 1, keep: 31 }), doc: 'Begins each entry.' },
    'ulog-cprange': { type: uint64, doc: 'So many bytes are handed over.' },
    'ulog-qthreshold': { type: integer(32, { min: 1, max: 50 }), doc: 'So many packets at a time.' },
  },
  save: (use) =>
    `${use['ulog-prefix'] === undefined ? '' : ` --ulog-prefix${saveString(use['ulog-prefix'])}`}${
      (use['ulog-nlgroup'] ?? 1) === 1 ? '' : ` --ulog-nlgroup ${use['ulog-nlgroup']}`
    }${(use['ulog-cprange'] ?? '0') !== '0' ? ` --ulog-cprange ${use['ulog-cprange']}` : ''}${
      (use['ulog-qthreshold'] ?? 1) === 1 ? '' : ` --ulog-qthreshold ${use['ulog-qthreshold']}`
    }`,
  list: (use) =>
    ` ULOG copy_range ${use['ulog-cprange'] ?? 0} nlgroup ${use['ulog-nlgroup'] ?? 1}${
      use['ulog-prefix'] === undefined ? '' : ` prefix "${use['ulog-prefix']}"`
    } queue_threshold ${use['ulog-qthreshold'] ?? 1}`,
  unmodelled: 'No kernel has it any more.',
  examples: [
    { rule: '-j ULOG', rejected: 'No chain/target/match by that name', by: 'kernel' },
    {
      rule: '-j ULOG --ulog-prefix x --ulog-cprange 100 --ulog-qthreshold 5 --ulog-nlgroup 2',
      rejected: 'No chain/target/match by that name',
      by: 'kernel',
    },
    { rule: '-j ULOG --ulog-nlgroup 33', rejected: 'ULOG: bad value for option "--ulog-nlgroup", or out of range (1-32).', by: 'iptables' },
  ],
})
