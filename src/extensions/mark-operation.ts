import { hex } from './marks'
import type { ValueMask } from './option'

/** How MARK and CONNMARK change a mark: zero the mask's bits, then XOR the value. The five ways to say it all come down to this. */
export function markOperation(use: {
  readonly 'set-xmark'?: ValueMask
  readonly 'set-mark'?: ValueMask
  readonly 'and-mark'?: number
  readonly 'or-mark'?: number
  readonly 'xor-mark'?: number
}): ValueMask | null {
  if (use['set-xmark']) return use['set-xmark']
  if (use['set-mark']) return { value: use['set-mark'].value, mask: (use['set-mark'].value | use['set-mark'].mask) >>> 0 }
  if (use['and-mark'] !== undefined) return { value: 0, mask: ~use['and-mark'] >>> 0 }
  if (use['or-mark'] !== undefined) return { value: use['or-mark'], mask: use['or-mark'] }
  if (use['xor-mark'] !== undefined) return { value: use['xor-mark'], mask: 0 }
  return null
}

/** `set 0x1`, `and 0xff`, `xset 0x1/0x3`: how listings tell the operation apart again. */
export function listMarkOperation({ value, mask }: ValueMask): string {
  if (value === 0) return `and ${hex(~mask >>> 0)}`
  if (value === mask) return `or ${hex(value)}`
  if (mask === 0) return `xor ${hex(value)}`
  if (mask === 0xffffffff) return `set ${hex(value)}`
  return `xset ${hex(value)}/${hex(mask)}`
}

/** The mark after the operation. */
export function changeMark(mark: number, { value, mask }: ValueMask): number {
  return ((mark & ~mask) ^ value) >>> 0
}
