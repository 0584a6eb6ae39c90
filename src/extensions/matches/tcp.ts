import { TcpFlag } from '../../model'
import { defineMatch } from '../extension'
import { custom, type OptionSite, Refusal } from '../option'
import { ownPortOptions, portTests } from '../port-options'
import { listPorts, savePorts } from '../ports'
import type { MatchEnvironment, Test } from '../semantics'
import { readUnsigned } from '../strtoul'
import { findTcpOption } from '../tcp-options'
import { not, optionsAreMissing, withoutHeader } from '../test-forms'

const TCP = 6

/** Ports, flags and options of a TCP segment. Kernel: net/netfilter/xt_tcpudp.c tcp_mt. */
export const tcp = defineMatch({
  name: 'tcp',
  summary: 'Ports, flags and options of TCP segments.',
  protocols: [TCP],
  options: {
    ...ownPortOptions(TCP),
    syn: {
      type: { kind: 'flag', refuse: (at) => (at.given['tcp-flags'] === undefined ? null : new Refusal(oneOfSynAndFlags())) },
      invertible: true,
      repeatRefusal: oneOfSynAndFlags(),
      doc: 'SYN is set, and neither ACK, RST nor FIN: a connection being opened.',
    },
    'tcp-flags': {
      type: custom('MASK COMP', readFlags, ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ALL', 'NONE']),
      invertible: true,
      takesSecondWord: true,
      repeatRefusal: oneOfSynAndFlags(),
      doc: 'Of the flags in the first list, exactly those in the second are set.',
    },
    'tcp-option': {
      type: custom('NUMBER', (argument) => readUnsigned(argument, 1, 255) ?? new Refusal(`Bad TCP option "${argument}"`)),
      invertible: true,
      repeatRefusal: "Only one `--tcp-option' allowed",
      doc: 'The TCP option with this number is there.',
    },
  },
  save: (use) => {
    const flags = flagsOf(use)
    const option = use['tcp-option']
    return [
      savePorts('sport', use['source-port']),
      savePorts('dport', use['destination-port']),
      option === undefined ? '' : ` ${not(option)}--tcp-option ${option.value}`,
      flags === null ? '' : ` ${not(flags)}--tcp-flags ${formatFlags(flags.mask)} ${formatFlags(flags.set)}`,
    ].join('')
  },
  list: (use, { names }) => {
    const service = names === true ? TCP : null
    const shown = names === true ? formatFlags : hexByte
    const flags = flagsOf(use)
    const option = use['tcp-option']
    return [
      ' tcp',
      listPorts('spt', use['source-port'], service),
      listPorts('dpt', use['destination-port'], service),
      option === undefined ? '' : ` option=${option.inverted ? '!' : ''}${option.value}`,
      flags === null ? '' : ` flags:${flags.inverted ? '!' : ''}${shown(flags.mask)}/${shown(flags.set)}`,
    ].join('')
  },
  compile: (use) => {
    const tests: Test[] = [wholeHeader, ...portTests(use)]
    const flags = flagsOf(use)
    if (flags !== null) tests.push(flagsTest(flags))
    if (use['tcp-option']) tests.push(optionTest(use['tcp-option'].value, use['tcp-option'].inverted))
    return tests
  },
  examples: [
    { rule: '-p tcp -m tcp --dport 22', saved: '=' },
    { rule: '-p tcp -m tcp --sport 1024:', saved: '-p tcp -m tcp --sport 1024:65535' },
    { rule: '-p tcp ! --destination-port https', saved: '-p tcp -m tcp ! --dport 443' },
    { rule: '-p tcp --sport 0:65535', saved: '-p tcp -m tcp' },
    { rule: '-p tcp ! --syn', saved: '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN' },
    { rule: '-p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN', saved: '=' },
    { rule: '-p tcp --tcp-flags ALL NONE', saved: '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE' },
    { rule: '-p tcp -m tcp --tcp-option 2', saved: '=' },
    { rule: '-p tcp --tcp-option 0', rejected: 'Bad TCP option "0"', by: 'iptables' },
    { rule: '-p tcp --tcp-flags SYN,FOO SYN', rejected: "Unknown TCP flag `FOO'", by: 'iptables' },
    { rule: '-p tcp --dport 65536', rejected: "invalid port/service `65536' specified", by: 'iptables' },
    { rule: '-p tcp --sport 200:100', rejected: 'invalid portrange (min > max)', by: 'iptables' },
    { rule: '-m tcp --dport 22', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function oneOfSynAndFlags(): string {
  return "Only one of `--syn' or `--tcp-flags'  allowed"
}

// In the order in which iptables prints them; NONE adds nothing and ALL the six.
const FLAGS: readonly (readonly [string, number])[] = [
  ['FIN', TcpFlag.FIN],
  ['SYN', TcpFlag.SYN],
  ['RST', TcpFlag.RST],
  ['PSH', TcpFlag.PSH],
  ['ACK', TcpFlag.ACK],
  ['URG', TcpFlag.URG],
]
const ALL_FLAGS = 0x3f

interface FlagsWanted {
  readonly mask: number
  readonly set: number
  readonly inverted: boolean
}

function readFlags(argument: string, at: OptionSite): { readonly mask: number; readonly set: number } | Refusal {
  if (at.given.syn !== undefined) return new Refusal(oneOfSynAndFlags())
  const second = at.secondWord
  if (second === null || second.startsWith('-') || second.startsWith('!')) return new Refusal('--tcp-flags requires two args.')
  const mask = flagBits(argument)
  if (mask instanceof Refusal) return mask
  const set = flagBits(second)
  return set instanceof Refusal ? set : { mask, set }
}

function flagBits(list: string): number | Refusal {
  let bits = 0
  for (const word of list.split(',')) {
    if (word === '') continue
    const name = word.toUpperCase()
    if (name === 'ALL') bits |= ALL_FLAGS
    else if (name !== 'NONE') {
      const known = FLAGS.find(([candidate]) => candidate === name)
      if (known === undefined)
        return new Refusal(`Unknown TCP flag \`${word}'`, ['one of', `${FLAGS.map(([flagName]) => flagName).join(', ')}, ALL, NONE`])
      bits |= known[1]
    }
  }
  return bits
}

function flagsOf(use: {
  readonly syn?: { readonly inverted: boolean }
  readonly 'tcp-flags'?: { readonly inverted: boolean; readonly value: { readonly mask: number; readonly set: number } }
}): FlagsWanted | null {
  const flags = use['tcp-flags']
  if (flags !== undefined) return flags.value.mask === 0 && !flags.inverted ? null : { ...flags.value, inverted: flags.inverted }
  if (use.syn === undefined) return null
  return { mask: TcpFlag.SYN | TcpFlag.RST | TcpFlag.ACK | TcpFlag.FIN, set: TcpFlag.SYN, inverted: use.syn.inverted }
}

function formatFlags(bits: number): string {
  const names = FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)
  return names.length === 0 ? 'NONE' : names.join(',')
}

function hexByte(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`
}

// A later fragment has no TCP header, so no rule about one can match. One that begins at byte 8 could overwrite the flags of the
// first (RFC 1858): the kernel drops it.
const wholeHeader: Test = {
  subject: 'tcp header',
  wants: 'there',
  holds: (environment) => {
    const { packet } = environment
    if (packet.transport.kind === 'tcp') return true
    if (packet.fragmentOffset === 1) environment.hotdrop()
    return withoutHeader(environment, 20)
  },
  is: ({ packet }) => (packet.transport.kind === 'tcp' ? 'there' : packet.fragmentOffset === 0 ? 'missing' : 'fragment'),
}

function flagsTest({ mask, set, inverted }: FlagsWanted): Test {
  return {
    subject: 'tcp flags',
    wants: `${inverted ? '! ' : ''}${formatFlags(mask)}/${formatFlags(set)}`,
    holds: ({ packet }) => packet.transport.kind === 'tcp' && ((packet.transport.flags & mask) === set) !== inverted,
    is: ({ packet }) => (packet.transport.kind === 'tcp' ? formatFlags(packet.transport.flags) : 'fragment'),
  }
}

function optionTest(number: number, inverted: boolean): Test {
  return {
    subject: 'tcp option',
    wants: `${inverted ? '! ' : ''}${number}`,
    holds: (environment) => {
      const { transport } = environment.packet
      if (transport.kind !== 'tcp') return false
      if (optionsAreMissing(environment)) return false
      return findTcpOption(transport.options, number) >= 0 !== inverted
    },
    is: ({ packet }: MatchEnvironment) =>
      packet.transport.kind === 'tcp' && findTcpOption(packet.transport.options, number) >= 0 ? String(number) : 'absent',
  }
}
