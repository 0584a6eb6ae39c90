import type { SimulationInput } from '../src/engine/simulation-input'
import { BASE_CHAINS, type IpSet, type Ruleset, type Table, type TableName, ZERO_COUNTERS } from '../src/model'
import { readConnections } from '../src/syntax/connections'
import { readSets } from '../src/syntax/ipset'
import { readNetwork } from '../src/syntax/network'
import { readRules } from '../src/syntax/read-rules'
import { type Case, interfaceNames } from './case'

/** The host that a case describes, set up as the recorder sets up the kernel's; or what iptables-restore or ip said instead. */
export type CaseHost = { readonly ok: true; readonly input: SimulationInput } | { readonly ok: false; readonly error: string }

/** What the recorder sets before a case's own sysctls. */
const SYSCTLS: { readonly [name: string]: string } = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
  'net.ipv4.icmp_ratelimit': '0',
  'net.ipv4.icmp_ratemask': '0',
  'net.ipv4.conf.all.route_localnet': '0',
  'net.ipv4.icmp_msgs_per_sec': '100000',
  'net.ipv4.icmp_msgs_burst': '10000',
  'net.ipv4.conf.all.send_redirects': '0',
  'net.ipv4.conf.all.accept_local': '0',
  'net.netfilter.nf_conntrack_tcp_be_liberal': '0',
  'net.netfilter.nf_conntrack_tcp_loose': '1',
}

/** Tables that are loaded, empty, before the case's own, in the order in which the kernel lists them afterwards. */
const LOADED: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw']

export function hostOf(one: Case): CaseHost {
  const network = readNetwork(networkLines(one).join('\n'))
  const problem = network.diagnostics.find(({ severity }) => severity === 'error')
  if (problem !== undefined) return { ok: false, error: problem.message }
  const sets = readSets(one.ipset ?? '')
  const badSet = sets.diagnostics.find(({ severity }) => severity === 'error')
  if (badSet !== undefined) return { ok: false, error: badSet.message }
  const connections = readConnections((one.connections ?? []).join('\n'))
  const badConnection = connections.diagnostics.find(({ severity }) => severity === 'error')
  if (badConnection !== undefined) return { ok: false, error: badConnection.message }
  const names = new Set(sets.value.map(({ name }) => name))
  const reading = readRules(one.iptables, 'save', { hasSet: (name) => names.has(name) })
  if (reading.outcome.status !== 0) return { ok: false, error: reading.outcome.stderr.trim() || 'iptables-restore failed' }
  const services = (one.listen ?? []).map(({ proto, port, addr, answers, transparent, closes }) => ({
    protocol: proto,
    port,
    address: addr === undefined ? null : addressOf(addr),
    name: '',
    answers: answers === true,
    ...(closes === undefined ? {} : { closes }),
    ...(transparent === undefined ? {} : { transparent }),
  }))
  return {
    ok: true,
    input: {
      ruleset: withAllTables(reading.outcome.ruleset),
      network: { ...network.value, services },
      sets: sets.value.map(withRandomStart),
      seed: 1,
      traffic: [],
      decisions: {},
      connections: connections.value,
    },
  }
}

function addressOf(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

/** The network as text, so that the readers of pasted text are tried as well. */
function networkLines(one: Case): readonly string[] {
  const lines: string[] = []
  const names = interfaceNames(one)
  for (const [i, name] of names.entries()) {
    const { mtu = 1500, group = 0 } = one.ifaces?.find((own) => own.name === name) ?? {}
    lines.push(`ip link set ${name} up mtu ${mtu} group ${group} address 02:00:00:00:0${i}:01`)
  }
  for (const { name, addrs } of one.ifaces ?? []) for (const address of addrs) lines.push(`ip addr add ${address} dev ${name}`)
  for (const route of one.routes ?? []) lines.push(`ip route add ${route}`)
  for (const rule of one.rules ?? []) lines.push(`ip rule add ${rule}`)
  const own: { [name: string]: string } = { ...SYSCTLS }
  for (const name of names) {
    own[`net.ipv4.conf.${name}.send_redirects`] = '0'
    own[`net.ipv4.conf.${name}.rp_filter`] = '0'
  }
  for (const [name, value] of Object.entries({ ...own, ...one.sysctl })) lines.push(`${name} = ${value}`)
  return lines
}

/** Counters are set to zero before the first packet. */
function withAllTables(ruleset: Ruleset): Ruleset {
  const written = new Map(ruleset.tables.map((table) => [table.name, table]))
  const others = ruleset.tables.map(({ name }) => name).filter((name) => !LOADED.includes(name))
  return { ...ruleset, tables: [...others, ...LOADED].map((name) => zeroed(written.get(name) ?? emptyTable(name))) }
}

function emptyTable(name: TableName): Table {
  return {
    name,
    chains: BASE_CHAINS[name].map((hook) => ({ name: hook, policy: 'ACCEPT', counters: ZERO_COUNTERS, rules: [], span: null })),
  }
}

function zeroed(table: Table): Table {
  return {
    name: table.name,
    chains: table.chains.map((chain) => ({
      ...chain,
      counters: ZERO_COUNTERS,
      rules: chain.rules.map((rule) => ({ ...rule, counters: ZERO_COUNTERS })),
    })),
  }
}

/** Hash sets show the random start of their hash; any will do. */
function withRandomStart(set: IpSet): IpSet {
  return set.type.startsWith('hash:') ? { ...set, options: { ...set.options, initval: '0x00000000' } } : set
}
