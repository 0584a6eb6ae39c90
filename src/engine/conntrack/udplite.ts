import type { Packet } from '../../model'

/** Why conntrack refuses a UDP-Lite packet, or null (udplite_error). `summed`: the protocol that its checksum is looked at with, if it is. */
export function udpliteFault(packet: Packet, bytes: string, summed: number | null): string | null {
  if (bytes.length < 8) return 'the UDP-Lite header is cut short'
  const covered = wordAt(bytes, 4)
  if (covered !== 0 && (covered < 8 || covered > bytes.length))
    return 'the UDP-Lite checksum covers less than its header, or more than there is'
  if (wordAt(bytes, 6) === 0) return 'UDP-Lite without a checksum'
  if (summed !== null && checksum(packet, bytes, covered === 0 ? bytes.length : covered, summed) !== 0)
    return 'the UDP-Lite checksum is wrong'
  return null
}

/**
 * The Internet checksum over the pseudo header and the covered bytes (RFC 3828 section 3.1), as the kernel has it: udplite_error puts
 * UDP's number into the pseudo header where the sender and who receives have UDP-Lite's, so right checksums are wrong to it (measured on
 * Linux 6.18).
 */
function checksum(packet: Packet, bytes: string, covered: number, protocol: number): number {
  const { source, destination } = packet
  let sum = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + bytes.length
  for (let at = 0; at < covered; at += 2) sum += at + 1 < covered ? wordAt(bytes, at) : bytes.charCodeAt(at) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function wordAt(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1)
}
