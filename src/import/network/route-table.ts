import { maskLength, parseIpv4 } from '../../model'
import { type ImportDraft, putLine } from '../import-draft'
import type { Block } from '../recognise'
import { wordsOf } from '../source-lines'

/** Reads `route -n` and `netstat -rn`: each row becomes the `ip route` command that says the same. */
export function readRouteTable(block: Block, draft: ImportDraft): void {
  let columns: readonly string[] | null = null
  let routes = 0
  for (const line of block.lines) {
    const words = wordsOf(line.text)
    if (/^Kernel IP/.test(line.text.trim())) continue
    if (words[0] === 'Destination') {
      columns = words
      continue
    }
    const command = routeOfRow(words, columns)
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
  const via = flags.includes('G') && parseIpv4(gateway) !== null ? ` via ${gateway}` : ''
  const metric = columns?.[4] === 'MSS' ? '0' : (words[4] ?? '0')
  return `ip route add ${network}${via} dev ${device}${/^[1-9]\d*$/.test(metric) ? ` metric ${metric}` : ''}`
}

function maskLengthOf(text: string): number | null {
  const mask = parseIpv4(text)
  return mask === null ? null : maskLength(mask)
}
