import { defineTarget } from '../extension'
import { changeMark, listMarkOperation, markOperation } from '../mark-operation'
import { hex } from '../marks'
import { flag, integer, markMask, Refusal, uint32, type ValueMask } from '../option'

/** The connection's mark. Kernel: net/netfilter/xt_connmark.c connmark_tg_shift. */
export const CONNMARK = defineTarget({
  name: 'CONNMARK',
  summary: "Sets the connection's mark, or copies it to or from the packet's.",
  wakes: 'conntrack',
  options: {
    'set-xmark': { type: markMask, excludes: others('set-xmark'), doc: "Zero the mask's bits, then XOR the value." },
    'set-mark': { type: markMask, excludes: others('set-mark'), doc: "Zero the mask's bits, then OR the value." },
    'and-mark': { type: uint32, excludes: others('and-mark'), doc: 'AND the mark with this.' },
    'or-mark': { type: uint32, excludes: others('or-mark'), doc: 'OR the mark with this.' },
    'xor-mark': { type: uint32, excludes: others('xor-mark'), doc: 'XOR the mark with this.' },
    'save-mark': { type: flag, excludes: others('save-mark'), doc: "Copy the packet's mark to the connection." },
    'restore-mark': { type: flag, excludes: others('restore-mark'), doc: "Copy the connection's mark to the packet." },
    'left-shift-mark': { type: integer(8, { max: 32 }), doc: 'Shift the new mark left by so many bits.' },
    'right-shift-mark': { type: integer(8, { max: 32 }), doc: 'Shift the new mark right by so many bits.' },
    ctmask: { type: uint32, excludes: ['mask'], doc: "The bits of the connection's mark to copy." },
    nfmask: { type: uint32, excludes: ['mask'], doc: "The bits of the packet's mark to copy." },
    mask: { type: uint32, excludes: ['ctmask', 'nfmask'], doc: 'The bits to copy, on both sides.' },
  },
  finalCheck: (given) =>
    operations().some((option) => given[option] !== undefined) ? null : new Refusal('CONNMARK target: No operation specified'),
  checkentry: (use) =>
    operationOf(use).shift > 31 ? { option: `${operationOf(use).left ? 'left' : 'right'}-shift-mark`, hint: ['bits most'] } : null,
  save: (use) => {
    const operation = operationOf(use)
    const shift = operation.shift === 0 ? '' : ` --${operation.left ? 'left' : 'right'}-shift-mark ${operation.shift}`
    if (operation.kind === 'set') return ` --set-xmark ${hex(operation.change.value)}/${hex(operation.change.mask)}${shift}`
    return ` --${operation.kind}-mark --nfmask ${hex(operation.nfmask)} --ctmask ${hex(operation.ctmask)}${shift}`
  },
  list: (use) => {
    const operation = operationOf(use)
    const shift = operation.shift === 0 ? '' : ` ${operation.left ? 'left' : 'right'}-shift-mark ${operation.shift}`
    if (operation.kind === 'set') return ` CONNMARK ${listMarkOperation(operation.change)}${shift}`
    const { kind, ctmask, nfmask } = operation
    if (ctmask === ALL && nfmask === ALL) return ` CONNMARK ${kind}${shift}`
    if (ctmask === nfmask) return ` CONNMARK ${kind} mask ${hex(ctmask)}${shift}`
    return kind === 'save'
      ? ` CONNMARK save nfmask ${hex(nfmask)} ctmask ~${hex(ctmask)}${shift}`
      : ` CONNMARK restore ctmask ${hex(ctmask)} nfmask ~${hex(nfmask)}${shift}`
  },
  compile: (use) => {
    const operation = operationOf(use)
    const shifted = (mark: number) => (operation.left ? mark << operation.shift : mark >>> operation.shift) >>> 0
    return (context) => {
      const { connection } = context
      if (connection === null) return 'CONTINUE'
      switch (operation.kind) {
        case 'set':
          context.setConnectionMark(shifted(changeMark(connection.mark, operation.change)))
          break
        case 'save':
          context.setConnectionMark(
            changeMark(connection.mark, { value: shifted((context.mark & operation.nfmask) >>> 0), mask: operation.ctmask }),
          )
          break
        case 'restore':
          context.setMark(changeMark(context.mark, { value: shifted((connection.mark & operation.ctmask) >>> 0), mask: operation.nfmask }))
          break
      }
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j CONNMARK --set-xmark 0x1/0xff', table: 'mangle', saved: '=' },
    { rule: '-j CONNMARK --set-mark 7', table: 'mangle', saved: '-j CONNMARK --set-xmark 0x7/0xffffffff' },
    { rule: '-j CONNMARK --save-mark', table: 'mangle', saved: '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff' },
    { rule: '-j CONNMARK --restore-mark --mask 0xff', table: 'mangle', saved: '-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff' },
    { rule: '-j CONNMARK --restore-mark --nfmask 0xf --ctmask 0xff', table: 'mangle', saved: '=' },
    { rule: '-j CONNMARK --and-mark 0xf0', table: 'mangle', saved: '-j CONNMARK --set-xmark 0x0/0xffffff0f' },
    { rule: '-j CONNMARK --or-mark 1', table: 'mangle', saved: '-j CONNMARK --set-xmark 0x1/0x1' },
    { rule: '-j CONNMARK --xor-mark 1', table: 'mangle', saved: '-j CONNMARK --set-xmark 0x1/0x0' },
    {
      rule: '-j CONNMARK --set-mark 1 --left-shift-mark 4',
      table: 'mangle',
      saved: '-j CONNMARK --set-xmark 0x1/0xffffffff --left-shift-mark 4',
    },
    {
      rule: '-j CONNMARK --save-mark --right-shift-mark 8',
      table: 'mangle',
      saved: '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff --right-shift-mark 8',
    },
    {
      rule: '-j CONNMARK --save-mark --restore-mark',
      table: 'mangle',
      rejected: 'CONNMARK: option "--save-mark" cannot be used together with "--restore-mark".',
      by: 'iptables',
    },
    {
      rule: '-j CONNMARK --save-mark --mask 1 --nfmask 2',
      table: 'mangle',
      rejected: 'CONNMARK: option "--nfmask" cannot be used together with "--mask".',
      by: 'iptables',
    },
    {
      rule: '-j CONNMARK --set-mark 1 --left-shift-mark 33',
      table: 'mangle',
      rejected: 'CONNMARK: bad value for option "--left-shift-mark", or out of range (0-32).',
      by: 'iptables',
    },
    { rule: '-j CONNMARK', table: 'mangle', rejected: 'CONNMARK target: No operation specified', by: 'iptables' },
  ],
})

const ALL = 0xffffffff

function operations() {
  return ['set-mark', 'save-mark', 'restore-mark', 'and-mark', 'or-mark', 'xor-mark', 'set-xmark'] as const
}

function others(option: string): readonly string[] {
  return operations().filter((name) => name !== option)
}

type Operation = { readonly left: boolean; readonly shift: number } & (
  | { readonly kind: 'set'; readonly change: ValueMask }
  | { readonly kind: 'save' | 'restore'; readonly ctmask: number; readonly nfmask: number }
)

function operationOf(
  use: Parameters<typeof markOperation>[0] & {
    readonly 'save-mark'?: true
    readonly 'restore-mark'?: true
    readonly 'left-shift-mark'?: number
    readonly 'right-shift-mark'?: number
    readonly ctmask?: number
    readonly nfmask?: number
    readonly mask?: number
  },
): Operation {
  // The later of the two shifts counts.
  const left = Object.keys(use).findLast((option) => option.endsWith('-shift-mark')) !== 'right-shift-mark'
  const shift = { left, shift: (left ? use['left-shift-mark'] : use['right-shift-mark']) ?? 0 }
  const change = markOperation(use)
  if (change !== null) {
    // An operation keeps its mask where --ctmask does: what is said later counts.
    const last = Object.keys(use).findLast(
      (option) => option === 'ctmask' || option === 'mask' || operations().some((one) => one === option),
    )
    const mask = last === 'ctmask' ? use.ctmask : last === 'mask' ? use.mask : undefined
    return { ...shift, kind: 'set', change: { ...change, mask: mask ?? change.mask } }
  }
  return {
    ...shift,
    kind: use['save-mark'] ? 'save' : 'restore',
    ctmask: use.ctmask ?? use.mask ?? ALL,
    nfmask: use.nfmask ?? use.mask ?? ALL,
  }
}
