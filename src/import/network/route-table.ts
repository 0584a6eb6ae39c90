import { maskLength, parseIpv4 } from '../../model'
import { type ImportDraft, putLine } from '../import-draft'
import type { Block } from '../recognise'
import { wordsOf } from '../source-lines'

/** Reads `route -n`, `netstat -rn` and /proc/net/route: each row becomes the `ip route` command that says the same. */
export function readRouteTable(block: Block, draft: ImportDraft): void {
  let columns: readonly string[] | null = null
  let routes = 0
  for (const line of block.lines) {
    const words = wordsOf(line.text)
    if (/^Kernel IP/.test(line.text.trim())) continue
    if (words[0] === 'Iface') continue
    if (words[0] === 'Destination') {
      columns = words
      continue
    }
    const command = routeInHex(words) ?? routeOfRow(words, columns)
    if (command === null) {
      draft.leaveOut(line, 'no route row')
      continue
    }
    putLine(draft.network, line.number, command)
    routes++
  }
  if (routes > 0) draft.note('unknown', block.span, 'no addresses')
}

/** `Destination Gateway Genmask Flags Metric Ref Use Iface` (route) or `... Flags MSS Window irtt Iface` (netstat). */
function routeOfRow(words: readonly string[], columns: readonly string[] | null): string | null {
  const [destination = '', gateway = '', mask = '', flags = ''] = words
  const device = words[7]
  const length = destination === 'default' ? 0 : maskLengthOf(mask)
  if (!/^[UGHRDMAC!]+$/.test(flags) || length === null) return null
  const network = destination === 'default' || length === 0 ? 'default' : `${destination}/${length}`
  if (network !== 'default' && parseIpv4(destination) === null) return null
  if (flags.includes('!')) return `ip route add unreachable ${network}`
  if (device === undefined) return null
  if (device === ANY_DEVICE) return `ip route add blackhole ${network}`
  const via = flags.includes('G') && parseIpv4(gateway) !== null ? ` via ${gateway}` : ''
  const metric = columns?.[4] === 'MSS' ? '0' : (words[4] ?? '0')
  return `ip route add ${network}${via} dev ${device}${/^[1-9]\d*$/.test(metric) ? ` metric ${metric}` : ''}`
}

/** In place of an interface: a route that ends packets silently. One that sends them to the next rule looks the same. */
const ANY_DEVICE = '*'

/** Flags of a route (RTF_GATEWAY, RTF_REJECT of include/uapi/linux/route.h). */
const GATEWAY = 0x2
const REJECT = 0x200

/** `eth0 00004D0A 00000000 0001 0 0 0 00FCFFFF`: interface, destination, gateway, flags, metric and mask, addresses as this machine holds them. */
function routeInHex(words: readonly string[]): string | null {
  const [device = '', destination = '', gateway = '', flagText = '', , , metric = '0', mask = ''] = words
  if (![destination, gateway, mask].every((word) => /^[0-9A-F]{8}$/.test(word)) || !/^[0-9A-F]{4}$/.test(flagText)) return null
  const length = maskLengthOf(littleEndian(mask))
  if (length === null) return null
  const network = length === 0 ? 'default' : `${littleEndian(destination)}/${length}`
  const flags = Number.parseInt(flagText, 16)
  const weight = /^[1-9]\d*$/.test(metric) ? ` metric ${metric}` : ''
  if ((flags & REJECT) !== 0) return `ip route add unreachable ${network}${weight}`
  if (device === ANY_DEVICE) return `ip route add blackhole ${network}${weight}`
  return `ip route add ${network}${(flags & GATEWAY) === 0 ? '' : ` via ${littleEndian(gateway)}`} dev ${device}${weight}`
}

/** `00004D0A` is 10.77.0.0 on all machines that count in this order, which is nearly every one. */
function littleEndian(hex: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.')
}

function maskLengthOf(text: string): number | null {
  const mask = parseIpv4(text)
  return mask === null ? null : maskLength(mask)
}
