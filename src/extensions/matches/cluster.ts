import { formatIpv4 } from '../../model'
import { defineMatch } from '../extension'
import { hashWord, scale, swapBytes } from '../jhash'
import { integer, Refusal, uint32 } from '../option'
import { not } from '../test-forms'

/** Which node of a cluster takes the connection. Kernel: net/netfilter/xt_cluster.c. */
export const cluster = defineMatch({
  name: 'cluster',
  summary: 'Whether this node of a cluster of hosts takes the connection, by its source address.',
  wakes: 'conntrack',
  options: {
    'cluster-total-nodes': { type: integer(32, { min: 1, max: 32 }), required: true, doc: 'How many nodes there are.' },
    'cluster-local-node': {
      type: integer(32, { min: 1, max: 32 }),
      invertible: true,
      excludes: ['cluster-local-nodemask'],
      doc: 'The number of this node, from 1.',
    },
    'cluster-local-nodemask': {
      type: integer(32, { min: 1, max: 32 }),
      invertible: true,
      excludes: ['cluster-local-node'],
      doc: 'The numbers that this node stands for, a bit each.',
    },
    'cluster-hash-seed': { type: uint32, required: true, doc: 'The same on all nodes.' },
  },
  finalCheck: (given) => {
    const node = given['cluster-local-node']
    const mask = given['cluster-local-nodemask']
    if (node === undefined && mask === undefined)
      return new Refusal("cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing")
    const total = given['cluster-total-nodes']
    if (total === undefined || given['cluster-hash-seed'] === undefined) return null
    // Both are kept in one place: the last one said counts.
    const bits =
      Object.keys(given).findLast((option) => option.startsWith('cluster-local-')) === 'cluster-local-node' ? bitOf(node) : mask?.value
    if ((bits ?? 0) < 2 ** total) return null
    return node !== undefined
      ? new Refusal("cluster match: `--cluster-local-node' must be <= `--cluster-total-nodes'")
      : new Refusal("cluster match: `--cluster-local-nodemask' too big for `--cluster-total-nodes'")
  },
  save: (use) => {
    const { inverted, mask } = nodesOf(use)
    return ` ${not({ inverted })}--cluster-local-nodemask ${hex(mask)} --cluster-total-nodes ${use['cluster-total-nodes']} --cluster-hash-seed ${hex(use['cluster-hash-seed'])}`
  },
  list: (use) => {
    const { inverted, mask } = nodesOf(use)
    return ` cluster ${inverted ? '!' : ''}node_mask=${hex(mask)} total_nodes=${use['cluster-total-nodes']} hash_seed=${hex(use['cluster-hash-seed'])}`
  },
  compile: (use) => {
    const { inverted, mask } = nodesOf(use)
    const total = use['cluster-total-nodes']
    const seed = use['cluster-hash-seed']
    const nodeOf = (source: number) => scale(hashWord(swapBytes(source), seed), total)
    return [
      {
        subject: 'cluster node',
        wants: `${not({ inverted })}of ${hex(mask)}`,
        // A connection that another one expected goes where that one went.
        holds: ({ connection }) =>
          connection !== null && ((mask >>> nodeOf((connection.masterConnection ?? connection).original.source)) & 1) !== Number(inverted),
        is: ({ connection }) =>
          connection === null ? 'no connection' : `${nodeOf(connection.original.source) + 1}, by ${formatIpv4(connection.original.source)}`,
      },
    ]
  },
  examples: [
    {
      rule: '-m cluster --cluster-total-nodes 2 --cluster-local-node 2 --cluster-hash-seed 0xfeed',
      saved: '-m cluster --cluster-local-nodemask 0x00000002 --cluster-total-nodes 2 --cluster-hash-seed 0x0000feed',
    },
    {
      rule: '-m cluster --cluster-total-nodes 4 ! --cluster-local-nodemask 5 --cluster-hash-seed 1',
      saved: '-m cluster ! --cluster-local-nodemask 0x00000005 --cluster-total-nodes 4 --cluster-hash-seed 0x00000001',
    },
    {
      rule: '-m cluster --cluster-total-nodes 33 --cluster-local-node 1 --cluster-hash-seed 1',
      rejected: 'cluster: bad value for option "--cluster-total-nodes", or out of range (1-32).',
      by: 'iptables',
    },
    {
      rule: '-m cluster --cluster-total-nodes 2 --cluster-local-node 3 --cluster-hash-seed 1',
      rejected: "cluster match: `--cluster-local-node' must be <= `--cluster-total-nodes'",
      by: 'iptables',
    },
    {
      rule: '-m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-local-nodemask 1 --cluster-hash-seed 1',
      rejected: 'cluster: option "--cluster-local-node" cannot be used together with "--cluster-local-nodemask".',
      by: 'iptables',
    },
    {
      rule: '-m cluster --cluster-local-node 1 --cluster-hash-seed 1',
      rejected: 'cluster: option "--cluster-total-nodes" must be specified',
      by: 'iptables',
    },
    { rule: '-m cluster', rejected: "cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing", by: 'iptables' },
  ],
})

interface Nodes {
  readonly 'cluster-local-node'?: { readonly inverted: boolean; readonly value: number }
  readonly 'cluster-local-nodemask'?: { readonly inverted: boolean; readonly value: number }
}

function nodesOf(use: Nodes): { readonly inverted: boolean; readonly mask: number } {
  const node = use['cluster-local-node']
  if (node !== undefined) return { inverted: node.inverted, mask: bitOf(node) }
  return { inverted: use['cluster-local-nodemask']?.inverted === true, mask: use['cluster-local-nodemask']?.value ?? 0 }
}

function bitOf(node: { readonly value: number } | undefined): number {
  return node === undefined ? 0 : (1 << (node.value - 1)) >>> 0
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}
