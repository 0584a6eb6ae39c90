import type { Packet, Tcp } from '../../model'
import { defineTarget } from '../extension'
import { flag, integer, Refusal } from '../option'
import { optionLength } from '../tcp-options'

/** The maximum segment size of a SYN. Kernel: net/netfilter/xt_TCPMSS.c tcpmss_mangle_packet. */
export const TCPMSS = defineTarget({
  name: 'TCPMSS',
  summary: 'Lowers the maximum segment size that a TCP SYN announces, for paths whose MTU is smaller than their ends know.',
  protocols: [6],
  options: {
    'set-mss': { type: integer(16, { max: 65535 - 20 }), doc: 'Announce at most this.' },
    'clamp-mss-to-pmtu': { type: flag, doc: 'Announce at most the path MTU less 40 bytes.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('TCPMSS target: At least one parameter is required') : null),
  checkentry: (use, { hooks, matches }) => {
    if (clamps(use) && hooks.some((hook) => hook === 'PREROUTING' || hook === 'INPUT'))
      return { option: 'clamp-mss-to-pmtu', hint: ['path known'] }
    const asksForSyn =
      matches?.some(({ kind, name, parameters }) => kind === 'modelled' && name === 'tcp' && asksSyn(parameters ?? {})) ?? true
    return asksForSyn ? null : { hint: ['syn only'] }
  },
  save: (use) => (clamps(use) ? ' --clamp-mss-to-pmtu' : ` --set-mss ${use['set-mss'] ?? 0}`),
  list: (use) => (clamps(use) ? ' TCPMSS clamp to PMTU' : ` TCPMSS set ${use['set-mss'] ?? 0}`),
  compile: (use) => (context) => {
    const { packet } = context
    if (packet.transport.kind !== 'tcp') return packet.fragmentOffset === 0 ? 'DROP' : 'CONTINUE'
    if (packet.transport.dataOffset !== undefined) return 'DROP'
    const mtu = clamps(use) ? context.pathMtu() : 0
    // An unknown path cannot be clamped to: the kernel complains and drops.
    if (clamps(use) && mtu <= HEADERS) return 'DROP'
    const rewritten = withMss(packet, packet.transport, clamps(use) ? mtu - HEADERS : (use['set-mss'] ?? 0))
    if (rewritten !== packet) context.rewrite(rewritten)
    return 'CONTINUE'
  },
  examples: [
    { rule: '-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu', table: 'mangle', saved: '=' },
    {
      rule: '-p tcp --syn -j TCPMSS --set-mss 0x500',
      table: 'mangle',
      saved: '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 1280',
    },
    {
      rule: '-p tcp --syn -j TCPMSS --set-mss 65516',
      table: 'mangle',
      rejected: 'TCPMSS: bad value for option "--set-mss", or out of range (0-65515).',
      by: 'iptables',
    },
    { rule: '-p tcp --syn -j TCPMSS', table: 'mangle', rejected: 'TCPMSS target: At least one parameter is required', by: 'iptables' },
    { rule: '-p tcp -m tcp --dport 80 -j TCPMSS --set-mss 1000', table: 'mangle', rejected: 'Invalid argument', by: 'kernel' },
    {
      rule: '-p tcp --syn -j TCPMSS --clamp-mss-to-pmtu',
      table: 'mangle',
      chain: 'PREROUTING',
      rejected: 'Invalid argument',
      by: 'kernel',
    },
  ],
})

/** Bytes of an IP and a TCP header without options. */
const HEADERS = 40

/** What a host that got no MSS option has to assume (RFC 1122 section 4.2.2.6). */
const ASSUMED_MSS = 536

const MSS_KIND = 2
const MSS_LENGTH = 4
const MOST_OPTION_BYTES = 40

// The later of the two counts: both are kept in the same field.
function clamps(use: { readonly 'set-mss'?: number; readonly 'clamp-mss-to-pmtu'?: true }): boolean {
  return Object.keys(use).at(-1) === 'clamp-mss-to-pmtu'
}

function asksSyn(parameters: { readonly [option: string]: unknown }): boolean {
  const syn = parameters.syn as { readonly inverted: boolean } | undefined
  const flags = parameters['tcp-flags'] as { readonly inverted: boolean; readonly value: { readonly set: number } } | undefined
  return syn?.inverted === false || (flags?.inverted === false && (flags.value.set & 2) !== 0)
}

function withMss(packet: Packet, tcp: Tcp, mss: number): Packet {
  const { options } = tcp
  for (let i = 0; i <= options.length - MSS_LENGTH; i += optionLength(options, i)) {
    if (options.charCodeAt(i) !== MSS_KIND || options.charCodeAt(i + 1) !== MSS_LENGTH) continue
    // The MSS is never raised: the announcing host knows best what it can take.
    if (options.charCodeAt(i + 2) * 256 + options.charCodeAt(i + 3) <= mss) return packet
    return withOptions(packet, tcp, options.slice(0, i) + mssOption(mss) + options.slice(i + MSS_LENGTH))
  }
  // Without the option it is added, unless data would have to move or the header has no room.
  if (tcp.payload.length > 0 || options.length >= MOST_OPTION_BYTES) return packet
  return withOptions(packet, tcp, mssOption(Math.min(mss, ASSUMED_MSS)) + options)
}

function withOptions(packet: Packet, tcp: Tcp, options: string): Packet {
  return { ...packet, transport: { ...tcp, options } }
}

function mssOption(mss: number): string {
  return String.fromCharCode(MSS_KIND, MSS_LENGTH, mss >> 8, mss & 255)
}
