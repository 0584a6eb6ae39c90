import { type Captured, hex, read8, read16, read32 } from './bytes'
import { domainMessage } from './domain'

/** What tcpdump 4.99 takes apart by its port behind a UDP header (print-udp.c), as far as is printed here. */
export function udpPayload(
  captured: Captured,
  at: number,
  length: number,
  ports: readonly [number, number],
  verbose: boolean,
): string | null {
  const on = (port: number): boolean => ports.includes(port)
  const isFilled = length > 0 && captured.bytes.subarray(at).every((byte) => byte === FILLING)
  if (on(53) || on(5353)) return domainMessage(captured, at, length, verbose)
  if (on(67) || on(68)) return isFilled && !verbose && length >= 1 ? `BOOTP/DHCP, unknown (0x78), length ${length}` : null
  if (on(69)) return tftp(captured, at, length)
  if (on(123)) return ntp(captured, at, length, verbose, isFilled)
  if (on(500)) return isFilled && length >= 28 ? (verbose ? 'isakmp 7.8 msgid 78787878:' : 'isakmp:') : null
  if (on(514)) return isFilled ? ' (invalid)' : null
  if (on(1701)) return isFilled && length >= 6 ? ' Unknown Version, neither L2F(1) nor L2TP(2)' : null
  if (on(4500)) return encapsulated(captured, at, length)
  // AFS: print-rx.c wants a whole header first.
  if (ports.some((port) => port >= 7000 && port <= 7009)) return length < 28 ? ` [|rx] (${length})` : null
  if (on(5060) || on(5061)) return isFilled ? 'SIP' : null
  return null
}

/** Payloads of which only the length is said are made of the letter x. */
const FILLING = 0x78

const TFTP: { readonly [opcode: number]: string } = { 1: 'RRQ', 2: 'WRQ', 3: 'DATA', 4: 'ACK', 5: 'ERROR', 6: 'OACK' }

/** RFC 1350, as print-tftp.c writes it. */
function tftp(captured: Captured, at: number, length: number): string {
  const opcode = read16(captured, at)
  const begin = `TFTP, length ${length}`
  if (opcode === null) return `${begin} [|tftp]`
  const name = TFTP[opcode]
  if (name === undefined) return `${begin}, tftp-#${opcode}`
  const number = read16(captured, at + 2)
  switch (opcode) {
    case 1:
    case 2: {
      const texts = String.fromCharCode(...captured.bytes.subarray(at + 2)).split('\0')
      const [file, ...modes] = texts
      if (modes.length === 0) return `${begin}, ${name} "${file} [|tftp]`
      return `${begin}, ${name} "${file}"${modes
        .filter((mode) => mode !== '')
        .map((mode) => ` ${mode}`)
        .join('')}`
    }
    case 3:
    case 4:
      return number === null ? `${begin}, ${name} [|tftp]` : `${begin}, ${name} block ${number}`
    default:
      return `${begin}, ${name}`
  }
}

const NTP_MODES = ['unspecified', 'symmetric active', 'symmetric passive', 'Client', 'Server', 'Broadcast', 'Reserved', 'Private'] as const

function ntp(captured: Captured, at: number, length: number, verbose: boolean, isFilled: boolean): string | null {
  const first = read8(captured, at)
  // The clocks that -v writes out are not read here.
  if (first === null || (verbose && !isFilled)) return null
  const text = `NTPv${(first >> 3) & 7}, ${NTP_MODES[first & 7]}, length ${length}`
  return verbose ? `${text}\n\tLeap indicator: +1s (64) (invalid)` : text
}

/** NAT traversal of IPsec (RFC 3948): four zeros are key exchange, a single 0xff keeps the way open. */
function encapsulated(captured: Captured, at: number, length: number): string | null {
  if (length === 1 && read8(captured, at) === 0xff) return 'isakmp-nat-keep-alive'
  if (length < 12 || read32(captured, at) === 0) return null
  return `UDP-encap: ESP(spi=0x${hex(read32(captured, at) ?? 0, 8)},seq=0x${(read32(captured, at + 4) ?? 0).toString(16)}), length ${length}`
}
