import type { Policy, Ruleset, Service } from '../model'
import { optionValue, type RuleClue } from './infer-network-evidence'

/** Services inferred at most: a list that a person can read. */
const MOST_SERVICES = 32

/** What listens, and because of which rule. */
export interface InferredService {
  readonly service: Service
  readonly because: RuleClue
}

/**
 * What probably listens on the host: ports that INPUT rules accept (or, where the policy accepts, speak of at all), and ports to
 * which nat redirects.
 */
export function inferServices(ruleset: Ruleset, clues: readonly RuleClue[]): readonly InferredService[] {
  const policy: Policy =
    ruleset.tables.find(({ name }) => name === 'filter')?.chains.find(({ name }) => name === 'INPUT')?.policy ?? 'ACCEPT'
  const found = new Map<string, InferredService>()
  for (const clue of clues) {
    for (const { protocol, port } of portsOf(clue, policy)) {
      const key = `${protocol} ${port}`
      if (found.size < MOST_SERVICES && !found.has(key))
        found.set(key, { service: { protocol, port, address: null, name: serviceName(protocol, port), answers: true }, because: clue })
    }
  }
  return [...found.values()].sort((a, b) => a.service.port - b.service.port || (a.service.protocol < b.service.protocol ? -1 : 1))
}

type Port = Pick<Service, 'protocol' | 'port'>

function portsOf(clue: RuleClue, policy: Policy): readonly Port[] {
  const { target, header } = clue.rule
  const protocol =
    header.protocol?.inverted === false ? (header.protocol.number === 6 ? 'tcp' : header.protocol.number === 17 ? 'udp' : null) : null
  if (protocol === null) return []
  if (clue.table === 'nat' && target.kind === 'modelled' && target.name === 'REDIRECT') {
    const port = Number.parseInt(optionValue(clue.words, '--to-ports') ?? '', 10)
    return Number.isNaN(port) ? [] : [{ protocol, port }]
  }
  if (clue.table !== 'filter' || !clue.hooks.has('INPUT')) return []
  // Ports that are dropped say nothing of what listens, unless everything else is let in.
  const accepts = (target.kind === 'verdict' && target.verdict === 'ACCEPT') || target.kind === 'jump' || target.kind === 'none'
  if (!accepts && policy === 'DROP') return []
  return destinationPorts(clue.words).map((port) => ({ protocol, port }))
}

/** The ports of `--dport` and `--dports`; of a range its first. */
export function destinationPorts(words: readonly string[]): readonly number[] {
  const written = optionValue(words, '--dport') ?? optionValue(words, '--dports') ?? optionValue(words, '--ports')
  if (written === null) return []
  return written.split(',').flatMap((piece) => {
    const [first = '', last] = piece.split(':')
    const port = Number(first)
    // A wide range is a policy about high ports, not a service.
    if (!/^\d+$/.test(first) || port === 0 || port > 65_535 || (last !== undefined && Number(last) - port > 100)) return []
    return [port]
  })
}

const NAMES: { readonly [key: string]: string } = {
  'tcp 20': 'ftp-data',
  'tcp 21': 'ftp',
  'tcp 22': 'ssh',
  'tcp 23': 'telnet',
  'tcp 25': 'smtp',
  'tcp 53': 'dns',
  'udp 53': 'dns',
  'udp 67': 'dhcp',
  'udp 69': 'tftp',
  'tcp 80': 'http',
  'tcp 110': 'pop3',
  'udp 123': 'ntp',
  'tcp 143': 'imap',
  'udp 161': 'snmp',
  'tcp 389': 'ldap',
  'tcp 443': 'https',
  'udp 443': 'quic',
  'tcp 445': 'smb',
  'udp 500': 'ipsec',
  'udp 514': 'syslog',
  'tcp 587': 'submission',
  'tcp 993': 'imaps',
  'tcp 995': 'pop3s',
  'udp 1194': 'openvpn',
  'tcp 2049': 'nfs',
  'tcp 3128': 'proxy',
  'tcp 3306': 'mysql',
  'tcp 3389': 'rdp',
  'udp 4500': 'ipsec-nat',
  'tcp 5432': 'postgresql',
  'tcp 6379': 'redis',
  'tcp 6443': 'kubernetes',
  'tcp 8080': 'http-alt',
  'tcp 8443': 'https-alt',
  'udp 51820': 'wireguard',
}

function serviceName(protocol: 'tcp' | 'udp', port: number): string {
  return NAMES[`${protocol} ${port}`] ?? ''
}
