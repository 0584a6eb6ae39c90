/** strtod(3): the number that a text begins with (decimal, hexadecimal, infinite or none at all) and where it ends; null for none. */
export function scanDouble(text: string): { readonly value: number; readonly end: number } | null {
  const match =
    /^\s*([+-]?)(?:(0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?\d+)?)|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(inf(?:inity)?)|(nan))/i.exec(
      text,
    )
  if (match === null) return null
  const [whole, sign, hexadecimal, decimal, infinite] = match
  const size =
    hexadecimal !== undefined ? readHexadecimal(hexadecimal) : decimal !== undefined ? Number(decimal) : infinite ? Infinity : NaN
  return { value: sign === '-' ? -size : size, end: whole.length }
}

function readHexadecimal(text: string): number {
  const [digits = '', power = '0'] = text.slice(2).split(/p/i)
  const [whole = '', part = ''] = digits.split('.')
  return Number.parseInt(whole + part, 16) * 2 ** (Number(power) - 4 * part.length)
}
