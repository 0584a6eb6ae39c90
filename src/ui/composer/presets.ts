import { formatIpv4 } from '../../model'
import type { NetworkView } from '../../worker/protocol'
import { type Draft, draftOfPacket, EMPTY_DRAFT } from './draft'

export type PresetName = 'ping' | 'tcp' | 'dns' | 'ack'

export const PRESETS: readonly PresetName[] = ['ping', 'tcp', 'dns', 'ack']

/** Where packets come from and go to when nobody has said: what the worker suggests first, else the first interface's neighbour. */
export function firstDraft(network: NetworkView | null): Draft {
  const suggestion = network?.suggestions[0]
  if (suggestion !== undefined) return draftOfPacket(suggestion.packet)
  const from = network?.network.interfaces.find((candidate) => !candidate.loopback && candidate.addresses.length > 0)
  const address = from?.addresses[0]?.address
  if (from === undefined || address === undefined) return { ...EMPTY_DRAFT, src: '192.0.2.7', dst: '198.51.100.1' }
  return {
    ...EMPTY_DRAFT,
    from: from.name,
    src: formatIpv4((address & 0xffffff00) + ((address & 0xff) === 200 ? 201 : 200)),
    dst: formatIpv4(address),
  }
}

/** The preset's protocol, on the ends that the draft already has. */
export function applyPreset(draft: Draft, preset: PresetName): Draft {
  const base: Draft = { ...draft, kind: 'packet', others: {} }
  switch (preset) {
    case 'ping':
      return { ...base, protocol: 'icmp', icmpType: '8', icmpCode: '0', payload: '56' }
    case 'tcp':
      return { ...base, protocol: 'tcp', flags: 'S', payload: '0' }
    case 'dns':
      return { ...base, protocol: 'udp', dport: '53', payload: '40' }
    case 'ack':
      return { ...base, protocol: 'tcp', flags: 'A', payload: '0' }
  }
}
