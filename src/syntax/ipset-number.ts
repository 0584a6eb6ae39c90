/**
 * A whole number as ipset reads it (string_to_number_ll in lib/parse.c: strtoull with any base), or its complaint. A sign is allowed: what is less than
 * zero is very much.
 */
export function readIpsetNumber(text: string, least: number, most: number | bigint): number | string {
  const read = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text)
  if (read === null) return `Syntax error: '${text}' is invalid as number`
  const [, sign, digits = ''] = read
  const octal = /^0[0-7]+$/.test(digits)
  const size = BigInt(octal ? `0o${digits}` : digits)
  const value = sign === '-' ? BigInt.asUintN(64, -size) : size
  if (size < 2n ** 64n && value >= BigInt(least) && value <= BigInt(most)) return Number(value)
  return `Syntax error: '${text}' is out of range ${least}-${most}`
}
