import { describe, expect, test } from 'vitest'
import type { Sending } from '../../scenario/scenario'
import { type Draft, type DraftProblems, draftOf, EMPTY_DRAFT, readDraft, sendingText } from './draft'

describe('a draft becomes a sending', () => {
  const check = (change: Partial<Draft>, expected: Sending) => {
    const read = readDraft({ ...EMPTY_DRAFT, src: '10.0.0.2', dst: '10.0.0.1', from: 'eth0', ...change })
    expect(read).toEqual({ ok: true, sending: expected })
    if (read.ok) expect(readDraft(draftOf(read.sending)), 'editing it changes nothing').toEqual(read)
  }
  const ends = { in: 'eth0', src: '10.0.0.2', dst: '10.0.0.1' }
  test('a TCP packet', () =>
    check({ flags: 'SA' }, { kind: 'packet', after: 0, packet: { ...ends, proto: 'tcp', sport: 51514, dport: 22, flags: 'SA' } }))
  test('a ping with TTL and wait', () =>
    check(
      { protocol: 'icmp', ttl: '3', after: '20' },
      { kind: 'packet', after: 20_000, packet: { ...ends, proto: 'icmp', type: 8, code: 0, ttl: 3 } },
    ))
  test('a local process with a mark in hex', () =>
    check(
      { from: '', protocol: 'udp', dport: '53', mark: '0x10' },
      { kind: 'packet', after: 0, packet: { src: '10.0.0.2', dst: '10.0.0.1', proto: 'udp', sport: 51514, dport: 53, mark: 16 } },
    ))
  test('another protocol', () =>
    check({ protocol: 'other', otherProtocol: '50' }, { kind: 'packet', after: 0, packet: { ...ends, proto: '50' } }))
  test('an exchange', () =>
    check(
      { kind: 'exchange', peer: 'closed' },
      {
        kind: 'exchange',
        after: 0,
        exchange: { what: 'tcp', ...ends, sport: 51514, dport: 22, request: 120, response: 800, peer: 'closed' },
      },
    ))
})

describe('what is wrong is told at its field', () => {
  const check = (change: Partial<Draft>, expected: DraftProblems) =>
    expect(readDraft({ ...EMPTY_DRAFT, src: '10.0.0.2', dst: '10.0.0.1', from: 'eth0', ...change })).toEqual({
      ok: false,
      problems: expected,
    })
  test('addresses', () => check({ src: '10.0.0', dst: ' ' }, { src: { kind: 'address' }, dst: { kind: 'required' } }))
  test('ports', () => check({ dport: '65536' }, { dport: { kind: 'number', least: 0, most: 65_535 } }))
  test('a number that is none', () => check({ ttl: '1e2' }, { ttl: { kind: 'number', least: 1, most: 255 } }))
  test('a MAC', () => check({ mac: '02:00' }, { mac: { kind: 'mac' } }))
})

test('a sending in one line', () => {
  expect(
    sendingText({
      kind: 'packet',
      after: 0,
      packet: { in: 'wg0', src: '11.11.11.20', dst: '11.11.11.70', proto: 'tcp', dport: 22, flags: 'S' },
    }),
  ).toBe('wg0  SYN  11.11.11.20 → 11.11.11.70:22')
})
