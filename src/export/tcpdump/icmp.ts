import { formatIpv4 } from '../../model'
import { type Captured, read8, read16, read32 } from './bytes'
import { onesSum } from './other-protocols'

/** `ICMP echo request, id 7, seq 1, length 64`, behind the addresses (tcpdump 4.99, print-icmp.c icmp_print). */
export function icmpText(captured: Captured, at: number, length: number, checked: boolean): string {
  const [type, code] = [read8(captured, at), read8(captured, at + 1)]
  if (type === null || code === null) return ' [|icmp]'
  const what = message(captured, at, type, code)
  return what === null ? ' [|icmp]' : `ICMP ${what}, length ${length}${checked ? wrongSum(captured, at, length) : ''}`
}

/** Whether a message quotes a packet that -v prints below. */
export function quotesPacket(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12
}

function message(captured: Captured, at: number, type: number, code: number): string | null {
  const [id, seq] = [read16(captured, at + 4), read16(captured, at + 6)]
  switch (type) {
    case 0:
    case 8:
      return id === null || seq === null ? null : `echo ${type === 8 ? 'request' : 'reply'}, id ${id}, seq ${seq}`
    case 3:
      return unreachable(captured, at, code)
    case 4:
      return 'source quench'
    case 5:
      return redirect(captured, at, code)
    case 9:
      return advertisement(captured, at)
    case 10:
      return 'router solicitation'
    case 11:
      return code === 0 ? 'time exceeded in-transit' : code === 1 ? 'ip reassembly time exceeded' : `time exceeded-#${code}`
    case 12:
      return code === 0 ? `parameter problem - octet ${read8(captured, at + 4)}` : `parameter problem - code ${code}`
    case 13:
      return id === null || seq === null ? null : `time stamp query id ${id} seq ${seq}`
    case 14:
      if (read32(captured, at + 16) === null) return null
      return `time stamp reply id ${id} seq ${seq}: org ${clock(captured, at + 8)}, recv ${clock(captured, at + 12)}, xmit ${clock(captured, at + 16)}`
    case 15:
      return 'information request'
    case 16:
      return 'information reply'
    case 17:
      return 'address mask request'
    case 18:
      if (read32(captured, at + 8) === null) return null
      return `address mask is 0x${(read32(captured, at + 8) ?? 0).toString(16).padStart(8, '0')}`
    default:
      return `type-#${type}`
  }
}

/** Milliseconds since midnight. */
function clock(captured: Captured, at: number): string {
  const value = read32(captured, at) ?? 0
  const two = (part: number): string => String(part).padStart(2, '0')
  const seconds = Math.floor(value / 1000)
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(value % 1000).padStart(3, '0')}`
}

const UNREACHABLE: { readonly [code: number]: string } = {
  5: '%s unreachable - source route failed',
  6: 'net %s unreachable - unknown',
  7: 'host %s unreachable - unknown',
  8: '%s unreachable - source host isolated',
  9: 'net %s unreachable - admin prohibited',
  10: 'host %s unreachable - admin prohibited',
  11: 'net %s unreachable - tos prohibited',
  12: 'host %s unreachable - tos prohibited',
  13: 'host %s unreachable - admin prohibited filter',
  14: 'host %s unreachable - host precedence violation',
  15: 'host %s unreachable - precedence cutoff',
}

function unreachable(captured: Captured, at: number, code: number): string | null {
  const quoted = at + 8
  const [to, protocol, head] = [read32(captured, quoted + 16), read8(captured, quoted + 9), read8(captured, quoted)]
  if (to === null || protocol === null || head === null) return null
  const address = formatIpv4(to)
  switch (code) {
    case 0:
      return `net ${address} unreachable`
    case 1:
      return `host ${address} unreachable`
    case 2:
      return `${address} protocol ${protocol} unreachable`
    case 3: {
      const port = read16(captured, quoted + (head & 15) * 4 + 2)
      if (port === null) return null
      if (protocol === 6) return `${address} tcp port ${port} unreachable`
      if (protocol === 17) return `${address} udp port ${port} unreachable`
      return `${address} protocol ${protocol} port ${port} unreachable`
    }
    case 4: {
      const mtu = read16(captured, at + 6) ?? 0
      return `${address} unreachable - need to frag${mtu === 0 ? '' : ` (mtu ${mtu})`}`
    }
    default:
      return (UNREACHABLE[code] ?? '#%d').replace('%s', address).replace('%d', String(code))
  }
}

function redirect(captured: Captured, at: number, code: number): string | null {
  const [gateway, to] = [read32(captured, at + 4), read32(captured, at + 24)]
  if (gateway === null || to === null) return null
  const [about, place] = code === 0 ? ['', 'net'] : code === 1 ? ['', 'host'] : code === 2 ? ['-tos', 'net'] : ['-tos', 'host']
  return `redirect${about} ${formatIpv4(to)} to ${place} ${formatIpv4(gateway)}`
}

/** What -v says behind a message whose checksum is wrong. */
function wrongSum(captured: Captured, at: number, length: number): string {
  const bytes = captured.bytes.subarray(at, at + length)
  const sum = onesSum(bytes)
  if (bytes.length < length || sum === 0xffff) return ''
  const shown = read16(captured, at + 2) ?? 0
  let right = (~sum & 0xffff) + shown
  if (right > 0xffff) right = (right & 0xffff) + 1
  return ` (wrong icmp cksum ${shown.toString(16)} (->${right.toString(16)})!)`
}

/** RFC 1256: for how long, and each router with its preference. */
function advertisement(captured: Captured, at: number): string {
  const [count, size, lifetime] = [read8(captured, at + 4) ?? 0, read8(captured, at + 5) ?? 0, read16(captured, at + 6) ?? 0]
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes, seconds] = [Math.floor(lifetime / 3600), Math.floor(lifetime / 60) % 60, lifetime % 60]
  const time = lifetime < 60 ? `${lifetime}` : lifetime < 3600 ? `${minutes}:${two(seconds)}` : `${hours}:${two(minutes)}:${two(seconds)}`
  const begin = `router advertisement lifetime ${time} ${count}:`
  if (size !== 2) return `${begin} [size ${size}]`
  let text = begin
  for (let router = 0; router < count; router++) {
    const [address, preference] = [read32(captured, at + 8 + 8 * router), read32(captured, at + 12 + 8 * router)]
    if (address === null || preference === null) break
    text += ` {${formatIpv4(address)} ${preference}}`
  }
  return text
}
