import { maskLength, parseIpv4 } from '../../model'
import { type ImportDraft, putLine } from '../import-draft'
import type { Block } from '../recognise'
import { spanOfLine } from '../source-lines'

const HEADING = /^(\S+?):?\s+(?:flags=\d+<([^>]*)>\s+mtu (\d+)|Link encap:(\S+)(?:.*HWaddr (\S+))?)/
const ADDRESS =
  /\binet (?:addr:)?(\d+\.\d+\.\d+\.\d+)(?:\s+P-t-P:(\d+\.\d+\.\d+\.\d+))?(?:.*?(?:netmask |Mask:)(\d+\.\d+\.\d+\.\d+|0x[0-9a-f]{8}))?(?:\s+destination (\d+\.\d+\.\d+\.\d+))?/
const ETHER = /^\s+ether ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i

/** Reads `ifconfig`, of net-tools old and new: each interface becomes the `ip` commands that make it. */
export function readIfconfig(block: Block, draft: ImportDraft): void {
  let name: string | null = null
  for (const line of block.lines) {
    const heading = HEADING.exec(line.text)
    if (heading !== null) {
      const [, full = '', flags = '', mtu, kind, hardware] = heading
      // `eth0:1` is a second address of eth0.
      name = full.replace(/:\d+$/, '')
      if (name !== 'lo' && !full.includes(':')) {
        const tunnel = flags.includes('POINTOPOINT') || kind === 'Point-to-Point' || kind === 'UNSPEC'
        putLine(draft.network, line.number, `ip link add ${name} type ${tunnel ? 'wireguard' : 'dummy'}`)
        if (mtu !== undefined) putLine(draft.network, line.number, `ip link set ${name} mtu ${mtu}`)
        if (hardware !== undefined && /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(hardware))
          putLine(draft.network, line.number, `ip link set ${name} address ${hardware.toLowerCase()}`)
        if (flags !== '' && !flags.split(',').includes('UP')) putLine(draft.network, line.number, `ip link set ${name} down`)
      }
      if (!ADDRESS.test(line.text)) continue
    }
    const address = ADDRESS.exec(line.text)
    if (address !== null && name !== null) {
      const [, own = '', pointToPoint, maskText, destination] = address
      // `destination` of a tunnel without one is its own address.
      const peer = [pointToPoint, destination].find((other) => other !== undefined && other !== own)
      const mask = maskText === undefined ? null : maskText.startsWith('0x') ? Number(maskText) : parseIpv4(maskText)
      const length = mask === null ? null : maskLength(mask)
      if (length === null && peer === undefined) draft.note('assumed', spanOfLine(line), 'no mask', own)
      if (name === 'lo' && own === '127.0.0.1') continue
      const what = peer === undefined ? `${own}/${length ?? 32}` : `${own} peer ${peer}/${length ?? 32}`
      putLine(draft.network, line.number, `ip addr add ${what} dev ${name}`)
      continue
    }
    const ether = ETHER.exec(line.text)
    if (ether !== null && name !== null && name !== 'lo')
      putLine(draft.network, line.number, `ip link set ${name} address ${(ether[1] ?? '').toLowerCase()}`)
  }
}
