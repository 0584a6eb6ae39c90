import { formatIpv4, type MaskedAddress, maskLength } from '../../model'
import { defineMatch } from '../extension'
import { custom, flag, hostMask, port, Refusal } from '../option'
import { not } from '../test-forms'

/** What a load balancer (IPVS) knows of the connection. Kernel: net/netfilter/xt_ipvs.c. */
export const ipvs = defineMatch({
  name: 'ipvs',
  summary: 'The connection of a load balancer (IPVS) that the packet belongs to.',
  options: {
    ipvs: { type: flag, invertible: true, doc: 'The packet belongs to IPVS.' },
    vproto: { type: { kind: 'protocol' }, invertible: true, doc: 'The protocol of the virtual service.' },
    vaddr: { type: hostMask, invertible: true, doc: 'The address of the virtual service.' },
    vport: { type: port, invertible: true, doc: 'The port of the virtual service.' },
    vdir: {
      type: custom('ORIGINAL|REPLY', (word) => fixed(word, ['ORIGINAL', 'REPLY'], 'vdir'), ['ORIGINAL', 'REPLY']),
      doc: 'The direction of the packet.',
    },
    vmethod: {
      type: custom('GATE|IPIP|MASQ', (word) => fixed(word, ['GATE', 'IPIP', 'MASQ'], 'vmethod'), ['GATE', 'IPIP', 'MASQ']),
      invertible: true,
      doc: 'How packets get to the real server.',
    },
    vportctl: {
      type: port,
      invertible: true,
      doc: 'The port of the connection that controls this one (21 for FTP).',
    },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('IPVS: At least one option is required') : null),
  save: (use) => print(use, '--'),
  list: (use) => print(use, ''),
  unmodelled: 'Load balancing (IPVS) is not modelled.',
  examples: [
    { rule: '-m ipvs --ipvs', saved: '=' },
    { rule: '-m ipvs ! --vaddr 10.0.0.0/8 --vport 80', saved: '=' },
    {
      rule: '-m ipvs --vportctl 21 --vmethod masq --vdir reply --vproto tcp',
      saved: '-m ipvs --vproto 6 --vdir REPLY --vmethod MASQ --vportctl 21',
    },
    { rule: '-m ipvs --vdir UP', rejected: 'ipvs: Bad value for "--vdir" option: "UP"', by: 'iptables' },
    { rule: '-m ipvs --vmethod UP', rejected: 'ipvs: Bad value for "--vmethod" option: "UP"', by: 'iptables' },
    { rule: '-m ipvs ! --vdir REPLY', rejected: 'ipvs: option "--vdir" cannot be inverted.', by: 'iptables' },
    { rule: '-m ipvs', rejected: 'IPVS: At least one option is required', by: 'iptables' },
  ],
})

function fixed(word: string, choices: readonly string[], option: string): string | Refusal {
  return choices.find((one) => one === word.toUpperCase()) ?? new Refusal(`ipvs: Bad value for "--${option}" option: "${word}"`)
}

type Inverted<V> = { readonly inverted: boolean; readonly value: V }

function print(
  use: {
    readonly ipvs?: Inverted<true>
    readonly vproto?: Inverted<number>
    readonly vaddr?: Inverted<MaskedAddress>
    readonly vport?: Inverted<number>
    readonly vdir?: string
    readonly vmethod?: Inverted<string>
    readonly vportctl?: Inverted<number>
  },
  dashes: string,
): string {
  const { ipvs, vproto, vaddr, vport, vdir, vmethod, vportctl } = use
  const others = [
    vproto ? ` ${not(vproto)}${dashes}vproto ${vproto.value}` : '',
    vaddr ? ` ${not(vaddr)}${dashes}vaddr ${network(vaddr.value)}` : '',
    vport ? ` ${not(vport)}${dashes}vport ${vport.value}` : '',
    vdir ? ` ${dashes}vdir ${vdir}` : '',
    vmethod ? ` ${not(vmethod)}${dashes}vmethod ${vmethod.value}` : '',
    vportctl ? ` ${not(vportctl)}${dashes}vportctl ${vportctl.value}` : '',
  ].join('')
  return `${ipvs ? ` ${not(ipvs)}${dashes}ipvs` : ''}${others}`
}

function network({ address, mask }: MaskedAddress): string {
  const length = maskLength(mask)
  return length === null || length === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${length}`
}
