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

/** As many bytes of a text. A character that is cut in two is told as decoders tell it: by U+FFFD, which is cut to itself again. */
export function cutToBytes(text: string, bytes: number): string {
  let kept = ''
  let left = bytes
  for (const character of text) {
    left -= byteLength(character)
    if (left < 0) return left + byteLength(character) > 0 ? `${kept}\uFFFD` : kept
    kept += character
  }
  return kept
}
