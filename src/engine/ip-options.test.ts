import { describe, expect, it } from 'vitest'
import { parseIpv4 } from '../model'
import { buildOptions, echoOptions, optionsOfFragment, readOptions } from './ip-options'

const HERE = address('192.0.2.1')
const host = { ownAddress: () => HERE, isUnicast: (other: number) => other !== HERE, now: () => 0x01020304 }

function address(text: string): number {
  return parseIpv4(text) ?? 0
}

function bytes(hex: string): string {
  return hex.replaceAll(' ', '').replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)))
}

function hex(text: string): string {
  return [...text].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** What reading makes of options: the bytes afterwards, or the byte of the header that a parameter problem points to. */
function check(name: string, given: string, expected: string | number): void {
  it(name, () => {
    const { options, wrongAt } = readOptions(bytes(given), host)
    expect(wrongAt ?? hex(options.bytes)).toBe(typeof expected === 'number' ? expected : expected.replaceAll(' ', ''))
  })
}

describe('the options of a packet that comes in', () => {
  check('get the address of the host where the route is recorded', '070b04 00000000 00000000 00', '070b08 c0000201 00000000 00')
  check('are left alone where the record is full', '07070801020304 00', '07070801020304 00')
  check('get the time', '4408 0500 00000000', '4408 0900 01020304')
  check('get address and time', '440c 0501 00000000 00000000', '440c 0d01 c0000201 01020304')
  check('get the time only at the address that is ours', '440c 0503 c0000201 00000000', '440c 0d03 c0000201 01020304')
  check('get no time at an address of somebody else', '440c 0503 08080808 00000000', '440c 0503 08080808 00000000')
  check('count those who found no room', '44040510', '44040520')
  check('may not count over fifteen', '440405f0', 23)
  check('end where they say so', '01 00 ff ff', '01 00 00 00')
  check('need a length', '0700', 20)
  check('need room for an address', '0706 04 00 00 00 00 00', 22)
  check('are recorded once', '070704 00000000 070704 00000000 0101', 27)
})

describe('the options of an answer', () => {
  it('go on recording', () => {
    const { options } = readOptions(bytes('070b04 00000000 00000000 00'), host)
    const own = echoOptions(options, address('192.0.2.9'), host.isUnicast)
    expect(own === null ? null : hex(buildOptions(own, address('192.0.2.9'), HERE, 0))).toBe('070b0cc0000201c000020100')
  })

  it('go the way of a source route back', () => {
    const route = readOptions(bytes('830b0c 0a000001 0a000002 00'), host)
    const own = echoOptions(route.options, address('192.0.2.9'), host.isUnicast)
    expect(own?.firstStop).toBe(address('10.0.0.2'))
    expect(own === null ? null : hex(buildOptions(own, address('192.0.2.9'), HERE, 0))).toBe('830b040a000001c000020900')
  })
})

describe('the options of a later fragment', () => {
  it('are those that want to be copied', () => {
    expect(hex(optionsOfFragment(bytes('8204000007070400000000 00')))).toBe('820400000101010101010100')
  })
})
