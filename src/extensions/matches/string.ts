import { defineMatch } from '../extension'
import { custom, flag, type Invertible, Refusal, text, uint16 } from '../option'
import { wireBytes } from '../wire-bytes'

/** Bytes anywhere in the packet. Kernel: net/netfilter/xt_string.c, lib/ts_bm.c, lib/ts_kmp.c. */
export const string = defineMatch({
  name: 'string',
  summary: 'A text or bytes somewhere in the packet, headers included.',
  options: {
    from: { type: uint16, doc: 'Look from this byte on, counted from the IP header.' },
    to: { type: uint16, doc: 'Look up to this byte.' },
    algo: { type: text({ keep: 15 }), required: true, doc: 'How to search: bm (Boyer-Moore) or kmp (Knuth-Morris-Pratt).' },
    string: { type: custom('TEXT', readPlain), invertible: true, excludes: ['hex-string'], doc: 'The text.' },
    'hex-string': {
      type: custom('TEXT|HEX|', readHex),
      invertible: true,
      excludes: ['string'],
      doc: 'The text, with hexadecimal bytes between bars.',
    },
    icase: { type: flag, doc: 'Upper and lower case are the same.' },
  },
  finalCheck: (given) =>
    given.string === undefined && given['hex-string'] === undefined
      ? new Refusal("STRING match: You must specify `--string' or `--hex-string'")
      : null,
  checkentry: (use) => {
    if ((use.from ?? 0) > (use.to ?? LAST)) return { option: 'to', hint: ['ends before it begins'] }
    if (use.algo !== 'bm' && use.algo !== 'kmp')
      return { error: 'No chain/target/match by that name', option: 'algo', hint: ['algorithms'] }
    return patternOf(use).value === '' ? { option: 'string', hint: ['nothing to look for'] } : null
  },
  save: (use) => {
    const { value, inverted } = patternOf(use)
    const bang = inverted ? ' !' : ''
    return `${isHex(value) ? `${bang} --hex-string ${hexForm(value)}` : `${bang} --string ${quoted(value)}`} --algo ${use.algo}${offsets(use, '--from', '--to')}${use.icase ? ' --icase' : ''}`
  },
  list: (use) => {
    const { value, inverted } = patternOf(use)
    return ` STRING match ${inverted ? '!' : ''} ${isHex(value) ? hexForm(value) : quoted(value)} ALGO name ${use.algo}${offsets(use, 'FROM', 'TO')}${use.icase ? ' ICASE' : ''}`
  },
  compile: (use) => {
    const { value, inverted } = patternOf(use)
    const pattern = Array.from(value, (character) => folded(character.charCodeAt(0), use.icase === true))
    const from = use.from ?? 0
    const to = use.to ?? LAST
    return [
      {
        subject: 'string',
        wants: `${inverted ? '! ' : ''}${isHex(value) ? hexForm(value) : quoted(value)}`,
        holds: ({ packet }) => contains(wireBytes(packet), pattern, from, to, use.icase === true) !== inverted,
        is: ({ packet }) => (contains(wireBytes(packet), pattern, from, to, use.icase === true) ? 'found' : 'not found'),
      },
    ]
  },
  examples: [
    { rule: '-m string --string "GET /" --algo bm', saved: '=' },
    {
      rule: '-m string --algo kmp --from 40 --to 60 --icase ! --string host',
      saved: '-m string ! --string "host" --algo kmp --from 40 --to 60 --icase',
    },
    { rule: '-m string --hex-string "|00 0d|x" --algo bm', saved: '-m string --hex-string "|000d78|" --algo bm' },
    {
      rule: '-m string --algo bm --string a --hex-string b',
      rejected: 'string: option "--string" cannot be used together with "--hex-string".',
      by: 'iptables',
    },
    { rule: '-m string --algo bm', rejected: "STRING match: You must specify `--string' or `--hex-string'", by: 'iptables' },
    { rule: '-m string --algo bm --hex-string "|0x|"', rejected: "Invalid hex char 'x'", by: 'iptables' },
    { rule: '-m string --algo bm --string a --from 9 --to 3', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m string --algo fast --string a', rejected: 'No chain/target/match by that name', by: 'kernel' },
  ],
})

const LONGEST = 128
const LAST = 0xffff

function readPlain(argument: string): string | Refusal {
  const bytes = latin1(argument)
  return bytes.length > LONGEST ? new Refusal(`STRING too long "${argument}"`) : bytes
}

/** UTF-8 bytes as characters of one byte each. */
function latin1(argument: string): string {
  return /^[\0-\x7f]*$/.test(argument) ? argument : unescapedBytes(argument)
}

function unescapedBytes(argument: string): string {
  // Half a surrogate pair, as careless cutting leaves it, has no bytes: it is read as U+FFFD.
  const whole = argument.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  return encodeURIComponent(whole).replace(/%([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function readHex(argument: string): string | Refusal {
  const source = latin1(argument)
  if (source.length === 0) return new Refusal('STRING must contain at least one char')
  let bytes = ''
  let inHex = false
  for (let i = 0; i < source.length; ) {
    if (bytes.length >= LONGEST) return new Refusal(`STRING too long "${argument}"`)
    const literal = source[i] === '\\'
    if (literal && inHex) return new Refusal('Cannot include literals in hex data')
    if (source[i] === '|') {
      inHex = !inHex
      if (inHex) while (source[i + 1] === ' ') i++
      if (i + 1 >= source.length) break
      i++
    }
    if (literal) {
      if (i + 1 >= source.length) return new Refusal('Bad literal placement at end of string')
      bytes += source[i + 1]
      i += 2
    } else if (inHex) {
      if (i + 1 >= source.length) return new Refusal('Odd number of hex digits')
      if (i + 2 >= source.length) return new Refusal('Invalid hex block')
      for (const digit of [source[i] ?? '', source[i + 1] ?? ''])
        if (!/[0-9a-f]/i.test(digit)) return new Refusal(`Invalid hex char '${digit}'`)
      bytes += String.fromCharCode(Number.parseInt(source.slice(i, i + 2), 16))
      i += source[i + 2] === ' ' ? 3 : 2
    } else {
      bytes += source[i]
      i++
    }
  }
  return bytes
}

function patternOf(use: { readonly string?: Invertible<string>; readonly 'hex-string'?: Invertible<string> }): Invertible<string> {
  return use.string ?? use['hex-string'] ?? { inverted: false, value: '' }
}

/** Whether iptables prints it as bytes: something unprintable, or a backslash at the end. */
function isHex(bytes: string): boolean {
  return !/^[ -~]*$/.test(bytes) || bytes.endsWith('\\')
}

function hexForm(bytes: string): string {
  return `"|${Array.from(bytes, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('')}|"`
}

function quoted(bytes: string): string {
  return `"${bytes.replace(/["\\]/g, '\\$&')}"`
}

function offsets(use: { readonly from?: number; readonly to?: number }, from: string, to: string): string {
  return `${use.from ? ` ${from} ${use.from}` : ''}${use.to === undefined || use.to === LAST ? '' : ` ${to} ${use.to}`}`
}

function folded(byte: number, icase: boolean): number {
  return icase && byte >= 97 && byte <= 122 ? byte - 32 : byte
}

/** skb_find_text: the whole pattern lies between the two offsets. */
function contains(bytes: Uint8Array, pattern: readonly number[], from: number, to: number, icase: boolean): boolean {
  const last = Math.min(bytes.length, to) - pattern.length
  for (let start = from; start <= last; start++) {
    let i = 0
    while (i < pattern.length && folded(bytes[start + i] ?? 0, icase) === pattern[i]) i++
    if (i === pattern.length) return true
  }
  return false
}
