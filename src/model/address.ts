/** Address families. The core handles IPv4; IPv6 text is recognised and said to be IPv6. */
export type Family = 'ipv4' | 'ipv6'

/** An IPv4 address as an unsigned 32-bit integer in host order (10.0.0.1 is 0x0a000001). */
export type Ipv4 = number

/** An address with a mask of any shape, as `-s` takes it: `packet & mask === address`. */
export interface MaskedAddress {
  readonly address: Ipv4
  readonly mask: Ipv4
}

/** A network with a contiguous mask. `length` is the prefix length, 0 to 32. */
export interface Prefix {
  readonly address: Ipv4
  readonly length: number
}

/** `a.b.c.d` of an address. */
export function formatIpv4(address: Ipv4): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** The address of strict dotted-quad text (no octal, no short forms: those are iptables' own, see syntax), or null. */
export function parseIpv4(text: string): Ipv4 | null {
  const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(text)
  if (match === null) return null
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const octet = Number(match[i])
    if (octet > 255) return null
    value = value * 256 + octet
  }
  return value
}

/** The mask of a prefix length: 24 is 0xffffff00. */
export function prefixMask(length: number): Ipv4 {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0
}

/** The prefix length of a contiguous mask, or null for any other mask. */
export function maskLength(mask: Ipv4): number | null {
  const length = Math.clz32(~mask >>> 0)
  return prefixMask(length) === mask ? length : null
}

/** Whether the prefix holds the address. */
export function prefixContains(prefix: Prefix, address: Ipv4): boolean {
  return ((address ^ prefix.address) & prefixMask(prefix.length)) === 0
}

/** 224.0.0.0/4 (RFC 5771). */
export function isMulticast(address: Ipv4): boolean {
  return address >>> 28 === 14
}

/** 127.0.0.0/8 (RFC 1122 section 3.2.1.3). */
export function isLoopback(address: Ipv4): boolean {
  return address >>> 24 === 127
}

/** 255.255.255.255. */
export const LIMITED_BROADCAST: Ipv4 = 0xffffffff
