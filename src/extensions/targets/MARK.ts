import { defineTarget } from '../extension'
import { changeMark, listMarkOperation, markOperation } from '../mark-operation'
import { hex } from '../marks'
import { markMask, Refusal, uint32 } from '../option'

/** The packet's mark on this host. Kernel: net/netfilter/xt_mark.c mark_tg. */
export const MARK = defineTarget({
  name: 'MARK',
  summary: 'Sets the mark that goes with the packet through this host: routing rules and later rules can ask for it.',
  options: {
    'set-xmark': { type: markMask, excludes: others('set-xmark'), doc: "Zero the mask's bits, then XOR the value." },
    'set-mark': { type: markMask, excludes: others('set-mark'), doc: "Zero the mask's bits, then OR the value." },
    'and-mark': { type: uint32, excludes: others('and-mark'), doc: 'AND the mark with this.' },
    'or-mark': { type: uint32, excludes: others('or-mark'), doc: 'OR the mark with this.' },
    'xor-mark': { type: uint32, excludes: others('xor-mark'), doc: 'XOR the mark with this.' },
  },
  finalCheck: (given) =>
    Object.keys(given).length === 0 ? new Refusal('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required') : null,
  save: (use) => {
    const { value, mask } = markOperation(use) ?? KEEP
    return ` --set-xmark ${hex(value)}/${hex(mask)}`
  },
  list: (use) => ` MARK ${listMarkOperation(markOperation(use) ?? KEEP)}`,
  compile: (use) => {
    const operation = markOperation(use) ?? KEEP
    return (context) => {
      context.setMark(changeMark(context.mark, operation))
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j MARK --set-xmark 0x1/0xff', table: 'mangle', saved: '=' },
    { rule: '-j MARK --set-mark 10', table: 'mangle', saved: '-j MARK --set-xmark 0xa/0xffffffff' },
    { rule: '-j MARK --set-mark 0xf0/0x3', table: 'mangle', saved: '-j MARK --set-xmark 0xf0/0xf3' },
    { rule: '-j MARK --and-mark 0xff', table: 'mangle', saved: '-j MARK --set-xmark 0x0/0xffffff00' },
    { rule: '-j MARK --or-mark 4', table: 'mangle', saved: '-j MARK --set-xmark 0x4/0x4' },
    { rule: '-j MARK --xor-mark 4', table: 'mangle', saved: '-j MARK --set-xmark 0x4/0x0' },
    {
      rule: '-j MARK --or-mark red',
      table: 'mangle',
      rejected: 'MARK: bad value for option "--or-mark", or out of range (0-4294967295).',
      by: 'iptables',
    },
    {
      rule: '-j MARK',
      table: 'mangle',
      rejected: 'MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required',
      by: 'iptables',
    },
  ],
})

const KEEP = { value: 0, mask: 0 }

function others(option: string): readonly string[] {
  return ['set-mark', 'and-mark', 'or-mark', 'xor-mark', 'set-xmark'].filter((name) => name !== option)
}
