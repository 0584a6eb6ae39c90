/** A packet's bytes as far as they were captured: reading beyond the end is told by null, as tcpdump tells it by `[|proto]`. */
export interface Captured {
  readonly bytes: Uint8Array
}

export function read8({ bytes }: Captured, at: number): number | null {
  return bytes[at] ?? null
}

export function read16(captured: Captured, at: number): number | null {
  const [high, low] = [read8(captured, at), read8(captured, at + 1)]
  return high === null || low === null ? null : high * 256 + low
}

export function read32(captured: Captured, at: number): number | null {
  const [high, low] = [read16(captured, at), read16(captured, at + 2)]
  return high === null || low === null ? null : high * 65_536 + low
}

export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
