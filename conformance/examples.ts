import { allMatches, allTargets } from '../src/extensions'
import type { Example, Extension } from '../src/extensions/extension'
import { BASE_CHAINS } from '../src/model'
import type { Case, CasePacket } from './case'
import { exampleVariants } from './example-variants'
import elsewhere from './examples-elsewhere.json'
import { areModelled } from './modelled-rules'
import { optionPackets } from './option-packets'
import { EXAMPLE_SETS } from './random-examples'

/** Extensions that look at what a recording cannot hold still: the hour, dice, the processor, rates. */
const RESTLESS: readonly string[] = ['time', 'statistic', 'cpu', 'rateest', 'RATEEST']

/** Before a rule can ask rate estimators, others must feed them. */
const ESTIMATORS = `*mangle\n${['wan', 'lan']
  .map((name) => `-A PREROUTING -s 240.0.0.1 -j RATEEST --rateest-name ${name} --rateest-interval 250ms --rateest-ewmalog 500ms\n`)
  .join('')}COMMIT\n`

/** One packet of each kind through every base chain. */
const PACKETS: readonly CasePacket[] = [
  { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: 'tcp', id: 1, sport: 40_000, dport: 80, flags: 'S', mss: 1460 },
  { in: 'eth1', src: '198.51.100.2', dst: '192.0.2.2', proto: 'tcp', id: 2, sport: 80, dport: 40_000, flags: 'SA', seq: 5000, ack: 1001 },
  { in: 'eth0', src: '192.0.2.2', dst: '198.51.100.2', proto: 'udp', id: 3, sport: 53, dport: 53, tos: 16, payload: 'GET / HTTP/1.0' },
  { in: 'eth0', src: '192.0.2.3', dst: '192.0.2.1', proto: 'icmp', id: 4, type: 8, code: 0, icmp_id: 1, icmp_seq: 1, payload: 56 },
  { src: '192.0.2.1', dst: '198.51.100.2', proto: 'udp', id: 5, sport: 1025, dport: 22, mark: 1, payload: 100 },
  { in: 'eth1', src: '198.51.100.2', dst: '192.0.2.1', proto: 'tcp', id: 6, sport: 1025, dport: 22, flags: 'A', ttl: 3 },
]

/**
 * Every example of every extension as a case: real iptables takes or refuses it, prints it back, and the kernel takes packets
 * through it. Extensions that are not modelled, or that look at the clock, are asked without packets.
 */
export function exampleCases(): readonly Case[] {
  const examples = [...allMatches, ...allTargets].flatMap((extension) =>
    extension.examples.map((example, index) => caseOf(extension, `example-${extension.name}-${index + 1}`, example, example.rule)),
  )
  const variants = exampleVariants().map(({ extension, option, way, example, rule }) =>
    caseOf(extension, `variant-${extension.name}-${option}-${way}`, example, rule),
  )
  return [...examples, ...variants, ...optionPackets()].filter(({ name }) => !((name ?? '') in elsewhere))
}

function caseOf(extension: Extension, name: string, example: Example, rule: string): Case {
  const table = example.table ?? 'filter'
  const chain = example.chain ?? (BASE_CHAINS[table].includes('FORWARD') ? 'FORWARD' : 'PREROUTING')
  const own = BASE_CHAINS[table].some((hook) => hook === chain) ? '' : `:${chain} - [0:0]\n`
  const estimators = extension.name === 'rateest' ? ESTIMATORS : ''
  const iptables = `${estimators}*${table}\n${own}-A ${chain} ${rule}\nCOMMIT\n`
  const restless = RESTLESS.includes(extension.name) || rule.includes('--random')
  return {
    name,
    ifaces: [
      { name: 'eth0', addrs: ['192.0.2.1/24'] },
      { name: 'eth1', addrs: ['198.51.100.1/24'] },
    ],
    listen: [{ proto: 'tcp', port: 22 }],
    ipset: EXAMPLE_SETS,
    iptables,
    packets: !restless && areModelled(iptables, EXAMPLE_SETS) ? PACKETS : [],
  }
}
