import type { Packet } from '../../model'
import { headerBytes, wholeHeader } from '../byte-header'
import { defineMatch } from '../extension'
import { custom, integer, Refusal } from '../option'
import { portOptions, portTests } from '../port-options'
import { listPorts, saveEveryPort } from '../ports'
import type { Test } from '../semantics'
import { not } from '../test-forms'

/** Ports, type and options of a DCCP packet. Kernel: net/netfilter/xt_dccp.c. */
export const dccp = defineMatch({
  name: 'dccp',
  summary: 'Ports, packet type and options of DCCP packets.',
  protocols: [33],
  options: {
    ...portOptions,
    'dccp-types': { type: custom('TYPE[,TYPE...]', readTypes, types()), invertible: true, doc: 'One of these types of packet.' },
    'dccp-option': { type: integer(8, { min: 1, max: 255 }), invertible: true, doc: 'Carries this option.' },
  },
  save: (use) =>
    [
      saveEveryPort('sport', use['source-port']),
      saveEveryPort('dport', use['destination-port']),
      use['dccp-types'] ? ` ${not(use['dccp-types'])}--dccp-types ${typeNames(use['dccp-types'].value)}` : '',
      use['dccp-option'] ? ` ${not(use['dccp-option'])}--dccp-option ${use['dccp-option'].value}` : '',
    ].join(''),
  list: (use, { names }) =>
    [
      ' dccp',
      listPorts('spt', use['source-port'], names === true ? 33 : null),
      listPorts('dpt', use['destination-port'], names === true ? 33 : null),
      use['dccp-types'] ? ` ${not(use['dccp-types'])}${(names === true ? typeNames : typeNumbers)(use['dccp-types'].value)}` : '',
      use['dccp-option'] ? ` option=${use['dccp-option'].inverted ? '!' : ''}${use['dccp-option'].value}` : '',
    ].join(''),
  compile: (use) => {
    const tests: Test[] = [wholeHeader('dccp', HEADER), ...portTests(use)]
    const wanted = use['dccp-types']
    if (wanted)
      tests.push({
        subject: 'dccp type',
        wants: `${not(wanted)}${typeNames(wanted.value)}`,
        holds: ({ packet }) => ((wanted.value >>> typeOf(packet)) & 1) !== Number(wanted.inverted),
        is: ({ packet }) => types()[Math.min(typeOf(packet), INVALID)] ?? '',
      })
    const option = use['dccp-option']
    if (option)
      tests.push({
        subject: 'dccp option',
        wants: `${not(option)}${option.value}`,
        holds: (environment) => {
          const found = findOption(environment.packet, option.value)
          if (found === 'broken') environment.hotdrop()
          return (found === 'there') !== option.inverted
        },
        is: ({ packet }) => findOption(packet, option.value),
      })
    return tests
  },
  examples: [
    { rule: '-p dccp -m dccp --dport 5004', saved: '=' },
    { rule: '-p dccp ! --sport :1023', saved: '-p dccp -m dccp ! --sport 0:1023' },
    { rule: '-p dccp -m dccp --sport 0:65535', saved: '=' },
    { rule: '-p dccp -m dccp --dccp-types request,Data', saved: '-p dccp -m dccp --dccp-types REQUEST,DATA' },
    { rule: '-p dccp -m dccp ! --dccp-types RESET,INVALID --dccp-option 32', saved: '=' },
    { rule: '-p dccp --dccp-types HELLO', rejected: "Unknown DCCP type `HELLO'", by: 'iptables' },
    {
      rule: '-p dccp --dccp-option 0',
      rejected: 'dccp: bad value for option "--dccp-option", or out of range (1-255).',
      by: 'iptables',
    },
    { rule: '-p dccp --dport nowhere', rejected: 'Port "nowhere" does not resolve to anything.', by: 'iptables' },
    { rule: '-m dccp --dport 5', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** By their numbers; what is above is invalid. */
function types() {
  return ['REQUEST', 'RESPONSE', 'DATA', 'ACK', 'DATAACK', 'CLOSEREQ', 'CLOSE', 'RESET', 'SYNC', 'SYNCACK', 'INVALID'] as const
}
const INVALID = 10
const INVALID_BITS = 0xfc00

function readTypes(argument: string): number | Refusal {
  let bits = 0
  for (const word of argument.split(',').filter((one) => one !== '')) {
    const type = (types() as readonly string[]).indexOf(word.toUpperCase())
    if (type < 0) return new Refusal(`Unknown DCCP type \`${word}'`, ['one of', types().join(', ')])
    bits |= type === INVALID ? INVALID_BITS : 1 << type
  }
  return bits
}

/** As `--dccp-types` names those whose bits are set. */
export function typeNames(bits: number): string {
  return types()
    .filter((_, type) => (bits >>> type) & 1)
    .join(',')
}

function typeNumbers(bits: number): string {
  return Array.from({ length: 16 }, (_, type) => type)
    .filter((type) => (bits >>> type) & 1)
    .join(',')
}

const HEADER = 12

function typeOf(packet: Packet): number {
  return (headerBytes(packet).charCodeAt(8) >>> 1) & 0xf
}

/** __dccp_hdr_len: the header as long as its type makes it; options follow up to the data offset. */
function findOption(packet: Packet, option: number): 'there' | 'missing' | 'broken' {
  const bytes = headerBytes(packet)
  const type = typeOf(packet)
  const extended = (bytes.charCodeAt(8) & 1) !== 0
  const start = HEADER + (extended ? 4 : 0) + (type === 0 ? 4 : type === 2 ? 0 : type === 1 || type === 7 ? 12 : type <= 9 ? 8 : 12)
  const end = bytes.charCodeAt(4) * 4
  if (end < start || (end > start && bytes.length < end)) return 'broken'
  for (let at = start; at < end; ) {
    const kind = bytes.charCodeAt(at)
    if (kind === option) return 'there'
    at += kind < 2 ? 1 : bytes.charCodeAt(at + 1) || 1
  }
  return 'missing'
}
