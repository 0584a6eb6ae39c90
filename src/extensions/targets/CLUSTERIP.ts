import { defineTarget } from '../extension'
import { custom, flag, integer, Refusal, uint32 } from '../option'
import { readMac } from '../rare-values'

/** One address for several hosts, on kernels up to 6.2: the match cluster took its place. */
export const CLUSTERIP = defineTarget({
  name: 'CLUSTERIP',
  summary: 'Lets several hosts answer for one address; kernels have not had it since 2023, the match cluster does the same.',
  kernelLacks: true,
  options: {
    new: { type: flag, doc: 'Make a new cluster address.' },
    hashmode: {
      type: custom('MODE', readMode, ['sourceip', 'sourceip-sourceport', 'sourceip-sourceport-destport']),
      doc: 'By what connections are shared out.',
    },
    clustermac: { type: custom('MAC', readMulticastMac), doc: 'The multicast MAC address of the cluster.' },
    'total-nodes': { type: integer(32, { min: 0, max: 16 }), doc: 'How many nodes there are.' },
    'local-node': { type: integer(32, { min: 0, max: 16 }), doc: 'The number of this node.' },
    'hash-init': { type: uint32, doc: "The hash's seed." },
  },
  finalCheck: (given) => {
    const parts = ['new', 'hashmode', 'clustermac', 'total-nodes', 'local-node'] as const
    const count = parts.filter((part) => given[part] !== undefined).length
    return count === 0 || count === parts.length ? null : new Refusal('CLUSTERIP target: Invalid parameter combination')
  },
  save: (use) =>
    use.new
      ? ` --new --hashmode ${use.hashmode} --clustermac ${use.clustermac?.toUpperCase()} --total-nodes ${use['total-nodes']} --local-node ${use['local-node']} --hash-init ${use['hash-init'] ?? 0}`
      : '',
  list: (use) =>
    use.new
      ? ` CLUSTERIP hashmode=${use.hashmode} clustermac=${use.clustermac?.toUpperCase()} total_nodes=${use['total-nodes']} local_node=${use['local-node']} hash_init=${use['hash-init'] ?? 0}`
      : ' CLUSTERIP',
  unmodelled: 'No kernel has it any more.',
  examples: [
    {
      rule: '-d 10.0.0.1 -i eth0 -j CLUSTERIP --new --hashmode sourceip --clustermac 01:00:5E:00:00:14 --total-nodes 2 --local-node 1 --hash-init 5',
      rejected: 'No chain/target/match by that name',
      by: 'kernel',
    },
    { rule: '-j CLUSTERIP --new', rejected: 'CLUSTERIP target: Invalid parameter combination', by: 'iptables' },
    { rule: '-j CLUSTERIP --new --hashmode port', rejected: 'Unknown hashmode "port"', by: 'iptables' },
    { rule: '-j CLUSTERIP --clustermac 00:00:5E:00:00:14', rejected: 'MAC has to be a multicast ethernet address', by: 'iptables' },
    {
      rule: '-j CLUSTERIP --local-node 17',
      rejected: 'CLUSTERIP: bad value for option "--local-node", or out of range (0-16).',
      by: 'iptables',
    },
    {
      rule: '-j CLUSTERIP --total-nodes 17',
      rejected: 'CLUSTERIP: bad value for option "--total-nodes", or out of range (0-16).',
      by: 'iptables',
    },
  ],
})

function readMode(argument: string): string | Refusal {
  return argument === 'sourceip' || argument === 'sourceip-sourceport' || argument === 'sourceip-sourceport-destport'
    ? argument
    : new Refusal(`Unknown hashmode "${argument}"`)
}

function readMulticastMac(argument: string): string | Refusal {
  const mac = readMac(argument)
  if (mac === null) return new Refusal('Invalid MAC address specified.')
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 ? mac : new Refusal('MAC has to be a multicast ethernet address')
}
