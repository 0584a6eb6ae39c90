import { defineMatch } from '../extension'
import { custom, Refusal, text } from '../option'
import { saveString } from '../save-string'

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
  // A program has to end with a return (bpf_check_classic).
  checkentry: ({ bytecode }) =>
    bytecode === undefined || ((bytecode?.at(-1)?.[0] ?? 0) & 7) === RETURN
      ? null
      : { option: 'bytecode', hint: 'The program has to end with a return.' },
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

/** BPF_RET of an instruction's class. */
const RETURN = 6
const MOST = 64
/** sscanf's numbers: `%hu`, and `%hu %hhu %hhu %u`. */
const NUMBER = /^\s*[+-]?\d+/
const INSTRUCTION = /^\s*([+-]?\d+)(?!\d)\s*([+-]?\d+)(?!\d)\s*([+-]?\d+)(?!\d)\s*([+-]?\d+)/

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number]

function readProgram(argument: string): readonly Instruction[] | Refusal {
  const [length = '', ...rest] = argument.split(',')
  const head = rest.length > 0 ? NUMBER.exec(length) : null
  if (head === null || head[0].length !== length.length) return new Refusal('bpf: error parsing program length')
  const count = Number(head[0]) & 0xffff
  if (count === 0) return new Refusal('bpf: illegal zero length program')
  if (count > MOST) return new Refusal('bpf: number of instructions exceeds maximum')
  const lines = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  const program: Instruction[] = []
  for (const [at, line] of lines.entries()) {
    if (at >= count) return new Refusal('bpf: real program length exceeds the encoded length parameter')
    const parts = INSTRUCTION.exec(line)
    if (parts === null) return new Refusal(`bpf: error at instr ${at}`)
    const [code = 0, jumpTrue = 0, jumpFalse = 0, value = 0] = parts.slice(1).map(Number)
    program.push([code & 0xffff, jumpTrue & 0xff, jumpFalse & 0xff, value >>> 0])
  }
  return program.length < count ? new Refusal('bpf: parsed program length is less than the encoded length parameter') : program
}

function format(program: readonly Instruction[]): string {
  return program.map((instruction) => instruction.join(' ')).join(',')
}
