import { describe, expect, it } from 'vitest'
import { SCTP_STATES } from '../../model'
import { crc32c, sctpChecksum } from './crc32c'
import { Chunk, INVALID, nextSctpState } from './sctp-states'

/** `expected`: the state that follows each state in order, by its number; `-` for a packet that does not belong. */
function check(direction: 'original' | 'reply', chunk: keyof typeof Chunk, expected: string) {
  it(`${direction} ${chunk}`, () => {
    const next = SCTP_STATES.map((_, state) => nextSctpState(direction === 'original' ? 0 : 1, state, Chunk[chunk]))
    expect(next.map((state) => (state === INVALID ? '-' : String(state))).join('')).toBe(expected)
  })
}

describe('SCTP states', () => {
  check('original', 'DATA', '012345678')
  check('original', 'INIT', '112341172')
  check('original', 'INIT_ACK', '112345671')
  check('original', 'ABORT', '111111111')
  check('original', 'SHUTDOWN', '112355671')
  check('original', 'SHUTDOWN_ACK', '712347777')
  check('original', 'ERROR', '112345671')
  check('original', 'COOKIE_ECHO', '113345671')
  check('original', 'COOKIE_ACK', '112445671')
  check('original', 'SHUTDOWN_COMPLETE', '112345611')
  check('original', 'HEARTBEAT', '812345678')
  check('original', 'HEARTBEAT_ACK', '112345678')
  check('reply', 'DATA', '012345678')
  check('reply', 'INIT', '-1234567-')
  check('reply', 'INIT_ACK', '-2234567-')
  check('reply', 'ABORT', '-1111111-')
  check('reply', 'SHUTDOWN', '-1236567-')
  check('reply', 'SHUTDOWN_ACK', '-1234777-')
  check('reply', 'ERROR', '-1214567-')
  check('reply', 'COOKIE_ECHO', '-1334567-')
  check('reply', 'COOKIE_ACK', '-1244567-')
  check('reply', 'SHUTDOWN_COMPLETE', '-1234561-')
  check('reply', 'HEARTBEAT', '-12345678')
  check('reply', 'HEARTBEAT_ACK', '-12345674')
})

describe('CRC32c', () => {
  it('of the standard test vector', () => expect(crc32c('123456789')).toBe(0xe3069283))
  it('of 32 zeros (RFC 3720 B.4)', () => expect(crc32c('\0'.repeat(32))).toBe(0x8a9136aa))
  it("does not depend on the packet's own checksum", () =>
    expect(sctpChecksum(`12345678${'abcd'}rest`)).toBe(sctpChecksum(`12345678${'\0'.repeat(4)}rest`)))
})
