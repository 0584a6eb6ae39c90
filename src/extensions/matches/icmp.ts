import { defineMatch } from '../extension'
import { custom, Refusal } from '../option'
import { scanUnsigned } from '../strtoul'
import { not, withoutHeader } from '../test-forms'

/** `any`: the kernel's own type number for it, which no message can have. */
const ANY = 0xff

/** Type and code of an ICMP message. Kernel: net/ipv4/netfilter/ip_tables.c icmp_match. */
export const icmp = defineMatch({
  name: 'icmp',
  summary: 'Type and code of ICMP messages.',
  protocols: [1],
  options: {
    'icmp-type': {
      type: custom('TYPE[/CODE]|NAME', readType, namesOfTypes()),
      invertible: true,
      required: true,
      doc: 'The type by number or name, with a code if wanted.',
    },
  },
  save: ({ 'icmp-type': wanted }) => {
    const { type, code } = wanted.value
    return ` ${not(wanted)}--icmp-type ${format(type, code)}`
  },
  list: ({ 'icmp-type': wanted }, { names }) => {
    const { type, code } = wanted.value
    const last = wanted.value.lastCode ?? code
    const named = names === true && last === code ? typeNames().find(([, one, its]) => one === type && its === code) : undefined
    if (named !== undefined) return ` icmp ${wanted.inverted ? '!' : ''}${named[0]}`
    return ` icmp${wanted.inverted ? ' !' : ''}type ${type}${code === null ? '' : last === code ? ` code ${code}` : ` codes ${code}-${last}`}`
  },
  compile: ({ 'icmp-type': wanted }) => {
    const { type, code, lastCode } = wanted.value
    const { inverted } = wanted
    const first = code ?? 0
    const last = lastCode ?? code ?? ANY
    return [
      {
        subject: 'icmp type',
        wants: `${not(wanted)}${format(type, code)}${lastCode === undefined ? '' : `:${lastCode}`}`,
        holds: (environment) => {
          const { transport } = environment.packet
          if (transport.kind !== 'icmp') return withoutHeader(environment, 8)
          return (type === ANY || (transport.type === type && first <= transport.code && transport.code <= last)) !== inverted
        },
        is: ({ packet: { transport } }) => (transport.kind === 'icmp' ? format(transport.type, transport.code) : 'fragment'),
      },
    ]
  },
  examples: [
    { rule: '-p icmp -m icmp --icmp-type 8', saved: '=' },
    { rule: '-p icmp --icmp-type echo-request', saved: '-p icmp -m icmp --icmp-type 8' },
    { rule: '-p icmp ! --icmp-type port-unreachable', saved: '-p icmp -m icmp ! --icmp-type 3/3' },
    { rule: '-p icmp -m icmp --icmp-type any', saved: '=' },
    { rule: '-p icmp --icmp-type hello', rejected: "Unknown ICMP type `hello'", by: 'iptables' },
    { rule: '-p icmp --icmp-type time', rejected: "Ambiguous ICMP type `time': `time-exceeded' or `timestamp-request'?", by: 'iptables' },
    { rule: '-p icmp -m icmp', rejected: 'icmp: option "--icmp-type" must be specified', by: 'iptables' },
  ],
})

interface TypeAndCode {
  readonly type: number
  /** Null for every code. */
  readonly code: number | null
  /** Of a range of codes, which only listings tell from its first. */
  readonly lastCode?: number
}

// Names of RFC 792 and 1812 as iptables spells them; the order decides which two an ambiguous beginning names.
function typeNames(): readonly (readonly [string, number, number | null])[] {
  return [
    ['any', ANY, null],
    ['echo-reply', 0, null],
    ['pong', 0, null],
    ['destination-unreachable', 3, null],
    ['network-unreachable', 3, 0],
    ['host-unreachable', 3, 1],
    ['protocol-unreachable', 3, 2],
    ['port-unreachable', 3, 3],
    ['fragmentation-needed', 3, 4],
    ['source-route-failed', 3, 5],
    ['network-unknown', 3, 6],
    ['host-unknown', 3, 7],
    ['network-prohibited', 3, 9],
    ['host-prohibited', 3, 10],
    ['TOS-network-unreachable', 3, 11],
    ['TOS-host-unreachable', 3, 12],
    ['communication-prohibited', 3, 13],
    ['host-precedence-violation', 3, 14],
    ['precedence-cutoff', 3, 15],
    ['source-quench', 4, null],
    ['redirect', 5, null],
    ['network-redirect', 5, 0],
    ['host-redirect', 5, 1],
    ['TOS-network-redirect', 5, 2],
    ['TOS-host-redirect', 5, 3],
    ['echo-request', 8, null],
    ['ping', 8, null],
    ['router-advertisement', 9, null],
    ['router-solicitation', 10, null],
    ['time-exceeded', 11, null],
    ['ttl-exceeded', 11, null],
    ['ttl-zero-during-transit', 11, 0],
    ['ttl-zero-during-reassembly', 11, 1],
    ['parameter-problem', 12, null],
    ['ip-header-bad', 12, 0],
    ['required-option-missing', 12, 1],
    ['timestamp-request', 13, null],
    ['timestamp-reply', 14, null],
    ['address-mask-request', 17, null],
    ['address-mask-reply', 18, null],
  ]
}

function namesOfTypes(): readonly string[] {
  return typeNames().map(([name]) => name)
}

function readType(argument: string): TypeAndCode | Refusal {
  if (scanUnsigned(argument, 0) === null) return readName(argument)
  const types = readRange(argument, 0)
  if (types === null) return unknown(argument)
  const { first: type, end } = types
  const codes = argument[end] === '/' ? readRange(argument, end + 1) : { first: 0, last: ANY, end }
  if (codes === null) return new Refusal(`Unknown ICMP code \`${argument}'`)
  if (codes.end !== argument.length) return strange(argument, codes.end)
  if (types.last !== type) return new Refusal('ICMP type range not supported')
  const { first: code, last } = codes
  if (code === 0 && last === ANY) return { type, code: null }
  return code === last ? { type, code } : { type, code, lastCode: last }
}

/** `8`, `8:9`, each from 0 to 255, and where it ends. */
function readRange(text: string, from: number): { readonly first: number; readonly last: number; readonly end: number } | null {
  const first = scanUnsigned(text, from)
  if (first === null || first.value > ANY) return null
  const last = text[first.end] === ':' ? scanUnsigned(text, first.end + 1) : first
  return last === null || last.value > ANY ? null : { first: first.value, last: last.value, end: last.end }
}

function readName(argument: string): TypeAndCode | Refusal {
  const beginning = argument.toLowerCase()
  const found = typeNames().filter(([name]) => name.toLowerCase().startsWith(beginning))
  const [first, second] = found
  if (first === undefined) return unknown(argument)
  if (second !== undefined) return new Refusal(`Ambiguous ICMP type \`${argument}': \`${first[0]}' or \`${second[0]}'?`)
  return { type: first[1], code: first[2] }
}

function unknown(argument: string): Refusal {
  return new Refusal(`Unknown ICMP type \`${argument}'`)
}

function strange(argument: string, at: number): Refusal {
  const character = argument[at] ?? ''
  // A byte of several is no character by itself.
  return new Refusal(`unknown character ${character > '\x7f' ? '\ufffd' : character}`)
}

function format(type: number, code: number | null): string {
  return type === ANY ? 'any' : code === null ? `${type}` : `${type}/${code}`
}
