import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { decodeBase64Url, encodeBase64Url } from './base64url'
import { DICTIONARY_V1 } from './dictionary-v1'
import type { OpenedDocument } from './document'
import { LONGEST_TEXT } from './longest-text'
import { openDocument } from './migrate'
import type { Scenario, View } from './scenario'
import { writeDocument } from './write-document'

/**
 * A link's fragment: `1` (this format), then base64url of a CRC-32 of what follows and the deflated document. The document
 * carries its own version beside, so that either can move on alone.
 */

/** Longest fragment that is opened, characters. Browsers stop at about 2 million. */
export const LONGEST_LINK = 2_000_000

/** Most bytes that a document may inflate to: bounds memory against a link made to be harmful. */
const MOST_BYTES = 2 * LONGEST_TEXT

const FORMAT = '1'
const CHECKSUM_BYTES = 4
const DICTIONARY = strToU8(DICTIONARY_V1)

/** The fragment (without `#`) that holds the scenario and the moment that is looked at. Always opens again; a long one may not fit where links go. */
export function encodeLink(scenario: Scenario, view: View): string {
  const packed = deflateSync(strToU8(JSON.stringify(writeDocument(scenario, view))), { level: 9, dictionary: DICTIONARY })
  const bytes = new Uint8Array(CHECKSUM_BYTES + packed.length)
  new DataView(bytes.buffer).setUint32(0, crc32(packed))
  bytes.set(packed, CHECKSUM_BYTES)
  return FORMAT + encodeBase64Url(bytes)
}

/** Opens a fragment, with or without its `#`, or says in words why not. Never throws. */
export function decodeLink(fragment: string): OpenedDocument {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment
  if (text.length > LONGEST_LINK) return { ok: false, message: `this link is longer than ${LONGEST_LINK} characters` }
  if (text === '') return { ok: false, message: 'this link is empty' }
  if (!text.startsWith(FORMAT))
    return { ok: false, message: 'this link is not one of Five Chains, or of a newer version: reload the page to get a newer one' }
  const bytes = decodeBase64Url(text.slice(FORMAT.length))
  if (bytes === null || bytes.length <= CHECKSUM_BYTES) return { ok: false, message: DAMAGED }
  const packed = bytes.subarray(CHECKSUM_BYTES)
  if (new DataView(bytes.buffer).getUint32(0) !== crc32(packed)) return { ok: false, message: DAMAGED }
  const inflated = inflateBounded(packed)
  if (inflated === null) return { ok: false, message: DAMAGED }
  let document: unknown
  try {
    document = JSON.parse(inflated)
  } catch {
    return { ok: false, message: DAMAGED }
  }
  return openDocument(document)
}

const DAMAGED = 'this link is incomplete or was changed on its way: copy all of it again'

/** Bytes given to inflate at once: one of them can become at most a thousand, so memory stays near the bound. */
const PIECE = 16_384

/** The inflated text; null when the data is broken or larger than MOST_BYTES. */
function inflateBounded(packed: Uint8Array): string | null {
  const pieces: Uint8Array[] = []
  let size = 0
  let done = false
  const inflate = new Inflate({ dictionary: DICTIONARY }, (piece, final) => {
    size += piece.length
    pieces.push(piece)
    done = final
  })
  try {
    for (let at = 0; at < packed.length; at += PIECE) {
      inflate.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
      if (size > MOST_BYTES) return null
    }
  } catch {
    return null // fflate throws for every kind of broken data
  }
  if (!done) return null
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return strFromU8(whole)
}

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/** CRC-32 as in gzip (RFC 1952 section 8). */
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 255] ?? 0)
  return ~value >>> 0
}
