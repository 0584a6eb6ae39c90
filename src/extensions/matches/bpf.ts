import type { Hint } from '../../model'
import { defineMatch } from '../extension'
import { custom, Refusal, text } from '../option'
import { saveString } from '../save-string'
import { strtoul } from '../strtoul'

/** A Berkeley packet filter. Kernel: net/netfilter/xt_bpf.c. */
export const bpf = defineMatch({
  name: 'bpf',
  summary: 'Runs a small program (Berkeley packet filter) over the packet.',
  options: {
    bytecode: {
      type: custom('LENGTH,CODE JT JF K,...', readProgram),
      excludes: ['object-pinned'],
      doc: 'The program, as nfbpf_compile prints it.',
    },
    'object-pinned': { type: text({ keep: 511 }), excludes: ['bytecode'], doc: 'A program that lies in the BPF file system.' },
  },
  finalCheck: (given) =>
    given.bytecode === undefined && given['object-pinned'] === undefined
      ? new Refusal('bpf: one of --bytecode or --pinned is required')
      : null,
  checkentry: ({ bytecode }) => {
    const wrong = bytecode === undefined ? null : faultOf(bytecode)
    return wrong === null ? null : { option: 'bytecode', hint: wrong }
  },
  save: (use) => {
    const { bytecode = [] } = use
    return use['object-pinned'] === undefined
      ? ` --bytecode "${bytecode.length},${format(bytecode)}"`
      : ` --object-pinned${saveString(use['object-pinned'])}`
  },
  // iptables prints a zero byte behind a program.
  list: (use) => `match bpf ${use['object-pinned'] === undefined ? `${format(use.bytecode ?? [])}\0` : `pinned ${use['object-pinned']}`}`,
  unmodelled: 'Packet filter programs are not run here.',
  examples: [
    { rule: '-m bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"', saved: '=' },
    { rule: '-m bpf --bytecode "1,6 0 0 -1,"', saved: '-m bpf --bytecode "1,6 0 0 4294967295"' },
    { rule: '-m bpf --bytecode "x"', rejected: 'bpf: error parsing program length', by: 'iptables' },
    {
      rule: '-m bpf --bytecode "2,6 0 0 1"',
      rejected: 'bpf: parsed program length is less than the encoded length parameter',
      by: 'iptables',
    },
    { rule: '-m bpf --bytecode "1,6 0"', rejected: 'bpf: error at instr 0', by: 'iptables' },
    { rule: '-m bpf --object-pinned /sys/fs/bpf/x', saved: '-m bpf --object-pinned "/sys/fs/bpf/x"' },
    { rule: '-m bpf', rejected: 'bpf: one of --bytecode or --pinned is required', by: 'iptables' },
    { rule: '-m bpf --bytecode "1,48 0 0 9"', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

const MOST = 64
const INSTRUCTION = /^(\s*[+-]?\d+)(?!\d)(\s*[+-]?\d+)(?!\d)(\s*[+-]?\d+)(?!\d)(\s*[+-]?\d+)/

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number]

/** parse_nfbpf: the length is one of sscanf's `%hu`, each instruction `%hu %hhu %hhu %u`. */
function readProgram(argument: string): readonly Instruction[] | Refusal {
  const [length = '', ...rest] = argument.split(',')
  const head = strtoul(length, 10)
  if (rest.length === 0 || head.length === 0 || head.length !== length.length) return new Refusal('bpf: error parsing program length')
  const count = Number(head.value & 0xffffn)
  if (count === 0) return new Refusal('bpf: illegal zero length program')
  if (count > MOST) return new Refusal('bpf: number of instructions exceeds maximum')
  const lines = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  const program: Instruction[] = []
  for (const [at, line] of lines.entries()) {
    if (at >= count) return new Refusal('bpf: real program length exceeds the encoded length parameter')
    const parts = INSTRUCTION.exec(line)
    if (parts === null) return new Refusal(`bpf: error at instr ${at}`)
    const part = (index: number, mask: bigint) => Number(strtoul(parts[index] ?? '', 10).value & mask)
    program.push([part(1, 0xffffn), part(2, 0xffn), part(3, 0xffn), part(4, 0xffff_ffffn)])
  }
  return program.length < count ? new Refusal('bpf: parsed program length is less than the encoded length parameter') : program
}

/** Instructions that there are (net/core/filter.c, chk_code_allowed). */
const CODES: readonly number[] = [
  ...[0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0x94, 0xa4].flatMap((code) => [code, code | 8]),
  ...[0x84, 0x00, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x60, 0x80, 0x01, 0x61, 0x81, 0xb1, 0x02, 0x03, 0x05, 0x06, 0x07, 0x16, 0x87],
  ...[0x15, 0x25, 0x35, 0x45].flatMap((code) => [code, code | 8]),
]
const DIVIDES = [0x34, 0x94]
const SHIFTS = [0x64, 0x74]
const STORES = [0x02, 0x03]
const LOADS = [0x60, 0x61]
const LOADS_FROM_PACKET = [0x20, 0x28, 0x30]
const JUMP = 0x05
const JUMPS = 5
const RETURNS = [0x06, 0x16]
const MEMORY = 16
/** From here on an offset means something beside the packet (SKF_AD_OFF), by fours up to SKF_AD_VLAN_TPID. */
const BESIDE = 0xfffff000
const LAST_BESIDE = BESIDE + 60

/** bpf_check_classic: why the kernel does not take the program. */
function faultOf(program: readonly Instruction[]): Hint | null {
  const { length } = program
  for (const [at, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    const left = length - at - 1
    if (!CODES.includes(code)) return ['program instruction', code]
    if (DIVIDES.includes(code) && value === 0) return ['program divides by zero']
    if (SHIFTS.includes(code) && value >= 32) return ['program shifts too far']
    if ([...STORES, ...LOADS].includes(code) && value >= MEMORY) return ['program memory', MEMORY]
    const jump = code === JUMP ? value : (code & 7) === JUMPS ? Math.max(jumpTrue, jumpFalse) : -1
    if (jump >= left) return ['program jumps too far']
    if (LOADS_FROM_PACKET.includes(code) && value >= BESIDE && (value > LAST_BESIDE || value % 4 !== 0)) return ['program unknown']
  }
  if (!RETURNS.includes(program.at(-1)?.[0] ?? 0)) return ['program returns']
  return loadsUnstored(program) ? ['program loads nothing'] : null
}

/** check_load_and_stores: jumps only lead forwards, and what is loaded must have been stored on every way there. */
function loadsUnstored(program: readonly Instruction[]): boolean {
  const known = program.map(() => 0xffff)
  let stored = 0
  for (const [at, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    stored &= known[at] ?? 0
    const reaches = (target: number): void => {
      known[target] = (known[target] ?? 0) & stored
    }
    if (STORES.includes(code)) stored |= 1 << value
    else if (LOADS.includes(code) && (stored & (1 << value)) === 0) return true
    else if (code === JUMP) {
      reaches(at + 1 + value)
      stored = 0xffff
    } else if ((code & 7) === JUMPS) {
      reaches(at + 1 + jumpTrue)
      reaches(at + 1 + jumpFalse)
      stored = 0xffff
    }
  }
  return false
}

function format(program: readonly Instruction[]): string {
  return program.map((instruction) => instruction.join(' ')).join(',')
}
