/** The UTF-8 length: iptables counts bytes. */
export function byteLength(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) length += 1
    else if (code < 0x800) length += 2
    else if (code >= 0xd800 && code < 0xdc00) {
      length += 4
      i++
    } else length += 3
  }
  return length
}

/** The longest beginning of whole characters that fits: iptables cuts bytes, but text here holds characters. */
export function cutToBytes(text: string, bytes: number): string {
  let kept = ''
  let length = 0
  for (const character of text) {
    length += byteLength(character)
    if (length > bytes) break
    kept += character
  }
  return kept
}
