import type { Packet } from '../model'
import type { Invertible } from './option'
import { formatPorts } from './ports'
import type { Test } from './semantics'
import { not, withoutHeader } from './test-forms'

const LARGEST = 0xffffffff

/** The range of a security parameter index: one number stands for itself. */
function spiRange([first = 0, last = first]: readonly number[]): readonly [number, number] {
  return [first, last]
}

/** ` ! --espspi 10:20`; nothing for every index. */
export function saveSpi(option: string, spi: Invertible<readonly number[]> | undefined): string {
  if (spi === undefined) return ''
  const [first, last] = spiRange(spi.value)
  return first === 0 && last === LARGEST ? '' : ` ${not(spi)}--${option} ${formatPorts([first, last])}`
}

/** `spi:5`, `spis:!10:20`. */
export function listSpi(spi: Invertible<readonly number[]> | undefined): string {
  if (spi === undefined) return ''
  const [first, last] = spiRange(spi.value)
  if (first === 0 && last === LARGEST && !spi.inverted) return ''
  return `spi${first === last ? '' : 's'}:${spi.inverted ? '!' : ''}${formatPorts([first, last])}`
}

/** The index as a test: `at` is its offset in the header. Later fragments have none, and never match. */
export function spiTest(spi: Invertible<readonly number[]> | undefined, at: number): Test {
  const [first, last] = spiRange(spi?.value ?? [0, LARGEST])
  const inverted = spi?.inverted === true
  return {
    subject: 'spi',
    wants: `${inverted ? '! ' : ''}${formatPorts([first, last])}`,
    holds: (environment) => {
      const index = indexOf(environment.packet, at)
      // The whole header is asked for: eight bytes of ESP, twelve of AH.
      return index >= 0 && headerIsThere(environment.packet, 8 + at)
        ? (index >= first && index <= last) !== inverted
        : withoutHeader(environment, 8 + at)
    },
    is: ({ packet }) => {
      const index = indexOf(packet, at)
      return index >= 0 ? String(index) : 'fragment'
    },
  }
}

function headerIsThere({ transport }: Packet, length: number): boolean {
  return transport.kind === 'other' && transport.payload.length >= length
}

function indexOf({ transport, fragmentOffset }: Packet, at: number): number {
  if (transport.kind !== 'other' || fragmentOffset !== 0 || transport.payload.length < at + 4) return -1
  let index = 0
  for (let i = at; i < at + 4; i++) index = index * 256 + transport.payload.charCodeAt(i)
  return index
}
