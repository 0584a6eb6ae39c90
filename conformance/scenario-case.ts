import { formatIpv4, SECOND } from '../src/model'
import { openDocument } from '../src/scenario/migrate'
import { prepareScenario } from '../src/scenario/prepare'
import { saveLines } from '../src/syntax/print-save'
import { conntrackLine } from '../src/trace/conntrack-line'
import { ipsetLines } from '../src/trace/ipset-line'
import type { Case, CasePacket } from './case'

/**
 * A scenario as a case: its rules in iptables-save's form, its network (as `ip` and sysctl commands, or inferred), its sets and its
 * single packets. Exchanges are not: what a peer answers depends on what it receives. Throws in words where it cannot be one.
 */
export function scenarioCase(document: unknown, file: string): Case {
  const opened = openDocument(document)
  if (!opened.ok) throw new Error(`${file}: ${opened.message}`)
  const { scenario } = opened
  const { input, network, networkText, sets } = prepareScenario(scenario)
  const { connections } = input
  const wires = network.interfaces.filter(({ loopback }) => !loopback)
  if (wires.length > 4) throw new Error(`${file}: ${wires.length} interfaces; the recorder has four wires`)
  const packets: CasePacket[] = []
  for (const sending of scenario.traffic) {
    if (sending.kind === 'exchange') throw new Error(`${file}: an exchange cannot be recorded; send its packets one by one`)
    packets.push({ ...sending.packet, ...(sending.after > 0 ? { sleep: sending.after / SECOND } : {}) })
  }
  const commands = networkText.split('\n').map((line) => line.trim())
  const after = (start: string): string[] => commands.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length))
  return {
    name: scenario.title || file,
    ifaces: wires.map(({ name, addresses }) => ({
      name,
      addrs: addresses.map(({ address, prefix }) => `${formatIpv4(address)}/${prefix.length}`),
    })),
    routes: after('ip route add '),
    rules: after('ip rule add '),
    sysctl: network.sysctl,
    listen: network.services.map(({ protocol, port, address }) => ({
      proto: protocol,
      port,
      ...(address === null ? {} : { addr: formatIpv4(address) }),
    })),
    ipset: sets.length === 0 ? null : `${ipsetLines(sets).join('\n')}\n`,
    iptables: `${saveLines(input.ruleset, { counters: false }).join('\n')}\n`,
    ...(connections.length === 0 ? {} : { connections: connections.map((entry) => conntrackLine(entry, 0)) }),
    packets,
  }
}
