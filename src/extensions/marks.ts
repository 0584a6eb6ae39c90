/** `0x1f`, as iptables prints marks. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`
}

/** `0x1`, or `0x1/0xff` where the mask is not full (xtables_print_mark_mask). */
export function formatMarkMask(value: number, mask: number): string {
  return mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`
}

/** `0x0a`: a byte in two digits. */
export function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
