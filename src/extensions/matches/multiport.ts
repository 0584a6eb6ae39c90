import { defineMatch } from '../extension'
import { custom, type Invertible, type OptionSite, Refusal } from '../option'
import { destinationPort, formatPorts, listedPorts, type PortRange, sourcePort } from '../ports'
import { readServicePort } from '../read-value'
import type { Test } from '../semantics'
import { not, withoutHeader } from '../test-forms'

/** Up to fifteen ports in one rule. Kernel: net/netfilter/xt_multiport.c. */
export const multiport = defineMatch({
  name: 'multiport',
  summary: 'Any of up to 15 ports of tcp, udp, udplite, sctp or dccp; a range counts as two.',
  options: {
    'source-ports': {
      type: custom('PORT[:PORT],...', readPorts),
      invertible: true,
      aliases: ['sports'],
      excludes: ['destination-ports', 'ports'],
      doc: 'The source port is one of these.',
    },
    'destination-ports': {
      type: custom('PORT[:PORT],...', readPorts),
      invertible: true,
      aliases: ['dports'],
      excludes: ['source-ports', 'ports'],
      doc: 'The destination port is one of these.',
    },
    ports: {
      type: custom('PORT[:PORT],...', readPorts),
      invertible: true,
      excludes: ['source-ports', 'destination-ports'],
      doc: 'The source or the destination port is one of these.',
    },
  },
  finalCheck: (given) =>
    Object.keys(given).length === 0 ? new Refusal('multiport expection an option', ['ports', '--sports, --dports, --ports']) : null,
  save: (use) => {
    const { option, ports } = chosen(use)
    return ` ${not(ports)}--${option} ${ports.value.map(formatPorts).join(',')}`
  },
  list: (use, { names, protocol }) => {
    const { option, ports } = chosen(use)
    return ` multiport ${option} ${ports.inverted ? ' !' : ''}${ports.value.map((range) => listedPorts(range, names === true ? protocol : null)).join(',')}`
  },
  compile: (use) => {
    const { option, ports } = chosen(use)
    return [portsTest(option, ports)]
  },
  examples: [
    { rule: '-p tcp -m multiport --dports 22,80,443', saved: '=' },
    { rule: '-p udp -m multiport ! --source-ports 1024:65535,53', saved: '-p udp -m multiport ! --sports 1024:65535,53' },
    { rule: '-p tcp -m multiport --ports http,https', saved: '-p tcp -m multiport --ports 80,443' },
    { rule: '-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', rejected: 'too many ports specified', by: 'iptables' },
    { rule: '-p tcp -m multiport --sports 20:10', rejected: 'invalid portrange specified', by: 'iptables' },
    { rule: '-p tcp -m multiport --ports x', rejected: "invalid port/service `x' specified", by: 'iptables' },
    {
      rule: '-m multiport --dports 22',
      rejected: "multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'",
      by: 'iptables',
    },
  ],
})

const MOST_PORTS = 15
const PROTOCOLS: readonly number[] = [6, 17, 136, 132, 33]

function readPorts(argument: string, at: OptionSite): readonly PortRange[] | Refusal {
  if (at.protocolInverted || (at.protocol !== null && at.protocol !== 0 && !PROTOCOLS.includes(at.protocol)))
    return new Refusal('multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP')
  if (at.protocol === null || at.protocol === 0)
    return new Refusal("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'", ['protocol first'])
  const ranges: PortRange[] = []
  let used = 0
  for (const word of argument.split(',')) {
    const colon = word.indexOf(':')
    if (used + (colon < 0 ? 1 : 2) > MOST_PORTS) return new Refusal('too many ports specified', ['ports most', MOST_PORTS])
    const first = readServicePort(colon < 0 ? word : word.slice(0, colon), at.protocol)
    if (typeof first !== 'number') return first
    const last = colon < 0 ? first : readServicePort(word.slice(colon + 1), at.protocol)
    if (typeof last !== 'number') return last
    if (colon >= 0 && first >= last) return new Refusal('invalid portrange specified', ['smaller port'])
    ranges.push([first, last])
    used += colon < 0 ? 1 : 2
  }
  return ranges
}

type Ports = Invertible<readonly PortRange[]>

function chosen(use: { readonly 'source-ports'?: Ports; readonly 'destination-ports'?: Ports; readonly ports?: Ports }): {
  readonly option: 'sports' | 'dports' | 'ports'
  readonly ports: Ports
} {
  if (use['source-ports']) return { option: 'sports', ports: use['source-ports'] }
  if (use['destination-ports']) return { option: 'dports', ports: use['destination-ports'] }
  return { option: 'ports', ports: use.ports ?? { inverted: false, value: [] } }
}

const SUBJECTS = { sports: 'source port', dports: 'destination port', ports: 'either port' } as const

function portsTest(option: 'sports' | 'dports' | 'ports', { inverted, value }: Ports): Test {
  const flat = value.flat()
  const among = (port: number) => {
    for (let i = 0; i < flat.length; i += 2) if (port >= (flat[i] ?? 0) && port <= (flat[i + 1] ?? 0)) return true
    return false
  }
  return {
    subject: SUBJECTS[option],
    wants: `${inverted ? '! ' : ''}${value.map(formatPorts).join(',')}`,
    holds: (environment) => {
      const { packet } = environment
      const source = sourcePort(packet)
      if (source < 0 || destinationPort(packet) < 0) return withoutHeader(environment, 4)
      const found = (option !== 'dports' && among(source)) || (option !== 'sports' && among(destinationPort(packet)))
      return found !== inverted
    },
    is: ({ packet }) => {
      const source = sourcePort(packet)
      if (source < 0) return 'fragment'
      if (option === 'ports') return `${source}, ${destinationPort(packet)}`
      return String(option === 'sports' ? source : destinationPort(packet))
    },
  }
}
