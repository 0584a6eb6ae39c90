import { defineTarget, Unshared } from '../extension'
import { flag, text, uint32 } from '../option'
import { isProcName } from '../proc-name'

/** Watches for an interface to fall idle. Kernel: net/netfilter/xt_IDLETIMER.c. */
export const IDLETIMER = defineTarget({
  name: 'IDLETIMER',
  summary: 'Starts a timer anew with every packet; user space is told when it runs out. The packet goes on.',
  options: {
    timeout: { type: uint32, required: true, doc: 'The seconds without a packet.' },
    label: { type: text({ keep: 27 }), required: true, doc: 'The name of the timer (/sys/class/xt_idletimer/timers/...).' },
    alarm: { type: flag, doc: 'Run on while the machine sleeps.' },
  },
  checkentry: ({ timeout, label }) => {
    if (timeout === 0 || timeout >= LONGEST) return { option: 'timeout', hint: ['seconds', 1, 2147483] }
    return isFileName(label) ? null : { option: 'label', hint: ['new file name'] }
  },
  shares: {
    name: ({ label }) => label,
    join: (made, use) => (made.alarm === use.alarm ? made : new Unshared({ option: 'label', hint: ['timer of other kind'] })),
  },
  save: ({ timeout, label, alarm }) => ` --timeout ${timeout} --label ${label}${alarm ? ' --alarm' : ''}`,
  list: ({ timeout, label, alarm }) => ` timeout:${timeout} label:${label}${alarm ? ' alarm' : ''}`,
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j IDLETIMER --timeout 42 --label wan', saved: '=' },
    { rule: '-j IDLETIMER --alarm --label wan --timeout 0x2a', saved: '-j IDLETIMER --timeout 42 --label wan --alarm' },
    { rule: '-j IDLETIMER --timeout 42', rejected: 'IDLETIMER: option "--label" must be specified', by: 'iptables' },
    {
      rule: '-j IDLETIMER --timeout soon --label wan',
      rejected: 'IDLETIMER: bad value for option "--timeout", or out of range (0-4294967295).',
      by: 'iptables',
    },
    { rule: '-j IDLETIMER --timeout 0 --label wan', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** Whether a timer can have a file of that name in its folder of sysfs, where a few are already. */
function isFileName(label: string): boolean {
  return isProcName(label) && !['power', 'subsystem', 'uevent'].includes(label)
}

/** INT_MAX / 1000: the kernel counts milliseconds. */
const LONGEST = 2_147_483
