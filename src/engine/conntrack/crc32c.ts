/** Castagnoli's polynomial, bits reversed (RFC 9260 appendix A). */
const POLYNOMIAL = 0x82f63b78

const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL
  return value >>> 0
})

/** CRC32c of bytes, as SCTP's checksum has it. */
export function crc32c(bytes: string): number {
  let value = 0xffffffff
  for (let at = 0; at < bytes.length; at++) value = (value >>> 8) ^ (TABLE[(value ^ bytes.charCodeAt(at)) & 255] ?? 0)
  return ~value >>> 0
}

/** The four bytes that belong at offset 8 of an SCTP packet: the CRC of the packet with zeros there, least significant byte first. */
export function sctpChecksum(packet: string): string {
  const sum = crc32c(`${packet.slice(0, 8)}\0\0\0\0${packet.slice(12)}`)
  return String.fromCharCode(sum & 255, (sum >>> 8) & 255, (sum >>> 16) & 255, sum >>> 24)
}
