import { defineMatch } from '../extension'
import { hex } from '../marks'
import { custom, Refusal } from '../option'
import { scanUnsigned } from '../strtoul'
import { not } from '../test-forms'
import { wireBytes } from '../wire-bytes'

/** Numbers anywhere in the packet. Kernel: net/netfilter/xt_u32.c u32_match_it. */
export const u32 = defineMatch({
  name: 'u32',
  summary: 'Takes four bytes from anywhere in the packet, shifts and masks them, and compares them with ranges.',
  options: {
    u32: {
      type: custom('"LOCATION=RANGE[,RANGE...][&&...]"', readProgram),
      invertible: true,
      required: true,
      doc: 'The tests; offsets count from the IP header.',
    },
  },
  checkentry: ({ u32 }) =>
    u32.value.some(({ steps }) => steps.some(({ operator, number }) => (operator === '<<' || operator === '>>') && number > 31))
      ? { option: 'u32', hint: ['shift most'] }
      : null,
  save: ({ u32 }) => ` ${not(u32)}--u32 "${format(u32.value)}"`,
  list: ({ u32 }) => ` u32${u32.inverted ? ' !' : ''} "${format(u32.value)}"`,
  compile: ({ u32 }) => [
    {
      subject: 'u32',
      wants: not(u32) + format(u32.value),
      holds: ({ packet }) => matches(u32.value, wireBytes(packet)) !== u32.inverted,
      is: ({ packet }) =>
        u32.value
          .map(({ steps }) => valueAt(steps, wireBytes(packet)))
          .map((value) => (value === null ? 'beyond the packet' : hex(value)))
          .join(', '),
    },
  ],
  examples: [
    { rule: '-m u32 --u32 "0x0=0x0"', saved: '=' },
    { rule: '-m u32 ! --u32 "6 & 0xFF = 1 && 4 & 0x3FFF = 0:10,20"', saved: '-m u32 ! --u32 "0x6&0xff=0x1&&0x4&0x3fff=0x0:0xa,0x14"' },
    { rule: '-m u32 --u32 "0>>22&0x3C@4<<8=5"', saved: '-m u32 --u32 "0x0>>0x16&0x3c@0x4<<0x8=0x5"' },
    { rule: '-m u32 --u32 "0"', rejected: 'u32: abrupt end of input after location specifier', by: 'iptables' },
    { rule: '-m u32 --u32 "x=1"', rejected: 'u32: at char 0: not a number or out of range', by: 'iptables' },
    { rule: '-m u32 --u32 "0=1&2"', rejected: "u32: at char 4: a second '&' was expected", by: 'iptables' },
    { rule: '-m u32', rejected: 'u32: option "--u32" must be specified', by: 'iptables' },
  ],
})

type Operator = 'load' | '&' | '<<' | '>>' | '@'
type Step = { readonly operator: Operator; readonly number: number }
type Program = readonly { readonly steps: readonly Step[]; readonly ranges: readonly (readonly [number, number])[] }[]

/** XT_U32_MAXSIZE. */
const MOST = 10

function readProgram(argument: string): Program | Refusal {
  const program: { steps: Step[]; ranges: (readonly [number, number])[] }[] = []
  let steps: Step[] = []
  let ranges: (readonly [number, number])[] = []
  let inRanges = false
  let at = 0
  const no = (words: string, position = at) => new Refusal(`u32: at char ${position}: ${words}`)
  const skipBlanks = () => {
    while (/\s/.test(argument[at] ?? '')) at++
  }
  const number = (): number | Refusal => {
    const scanned = scanUnsigned(argument, at)
    if (scanned === null || scanned.value > 0xffffffff) return no('not a number or out of range')
    at = scanned.end
    return scanned.value
  }
  for (;;) {
    skipBlanks()
    if (at >= argument.length) {
      if (!inRanges) return new Refusal('u32: abrupt end of input after location specifier')
      if (ranges.length === 0) return new Refusal('u32: test ended with no value specified')
      program.push({ steps, ranges })
      return program.length > MOST ? no('too many "&&"s') : program
    }
    const character = argument[at] ?? ''
    if (!inRanges) {
      if (character === '=') {
        if (steps.length === 0) return no('location spec missing')
        at++
        inRanges = true
        continue
      }
      let operator: Operator = 'load'
      if (steps.length > 0) {
        if (character === '&' || character === '@') operator = character
        else if (character === '<' || character === '>') {
          at++
          if (argument[at] !== character) return no(`a second '${character}' was expected`)
          operator = character === '<' ? '<<' : '>>'
        } else return no('operator expected')
        at++
      }
      const operand = number()
      if (operand instanceof Refusal) return operand
      steps.push({ operator, number: operand })
      if (steps.length > MOST) return no('too many operators')
    } else if (character === '&') {
      at++
      if (argument[at] !== '&') return no("a second '&' was expected")
      if (ranges.length === 0) return no('value spec missing')
      program.push({ steps, ranges })
      if (program.length > MOST) return no('too many "&&"s')
      at++
      steps = []
      ranges = []
      inRanges = false
    } else {
      if (ranges.length > 0) {
        if (character !== ',') return no('expected "," or "&&"')
        at++
      }
      const first = number()
      if (first instanceof Refusal) return first
      skipBlanks()
      let last = first
      if (argument[at] === ':') {
        at++
        const end = number()
        if (end instanceof Refusal) return end
        last = end
      }
      ranges.push([first, last])
      if (ranges.length > MOST) return no('too many ","s')
    }
  }
}

function format(program: Program): string {
  return program
    .map(({ steps, ranges }) => {
      const location = steps.map(({ operator, number }) => (operator === 'load' ? '' : operator) + hex(number)).join('')
      return `${location}=${ranges.map(([first, last]) => (first === last ? hex(first) : `${hex(first)}:${hex(last)}`)).join(',')}`
    })
    .join('&&')
}

function matches(program: Program, bytes: Uint8Array): boolean {
  return program.every(({ steps, ranges }) => {
    const value = valueAt(steps, bytes)
    return value !== null && ranges.some(([first, last]) => first <= value && value <= last)
  })
}

/** The number that the steps come to, or null where they leave the packet. */
function valueAt(steps: readonly Step[], bytes: Uint8Array): number | null {
  let base = 0
  let value = 0
  for (const { operator, number } of steps) {
    switch (operator) {
      case '&':
        value = (value & number) >>> 0
        break
      case '<<':
        value = (value << number) >>> 0
        break
      case '>>':
        value = value >>> number
        break
      case '@':
      case 'load':
        if (operator === '@') base += value
        if (base + number + 4 > bytes.length) return null
        value = wordAt(bytes, base + number)
        break
    }
  }
  return value
}

function wordAt(bytes: Uint8Array, at: number): number {
  let word = 0
  for (let i = at; i < at + 4; i++) word = word * 256 + (bytes[i] ?? 0)
  return word
}
