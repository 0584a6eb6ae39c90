import { badPrefix } from './ip-address'
import type { NetworkDraft } from './ip-draft'
import { MAC, putIntoGroup, readGroup } from './ip-link'
import { lineSpan, networkOf, readPrefix, type WordLine, wordSpan } from './ip-words'

/** Where the lines of `ip addr`/`ip link` output are: those with addresses belong to the header line above them. */
export interface AddressOutput {
  interface: string | null
}

const HEADER = /^\d+:\s+([^\s:@]+)(?:@[^\s:]+)?:\s+<([^>]*)>/
const ONE_LINE = /^\d+:\s+([^\s:@]+)(?:@\S+)?\s+inet\s+(\S+)/

/** operstates of iproute2's ip/ipaddress.c. */
const BRIEF_STATES: ReadonlySet<string> = new Set(['UP', 'DOWN', 'UNKNOWN', 'LOWERLAYERDOWN', 'DORMANT', 'NOTPRESENT', 'TESTING'])

/** Reads a line of `ip addr`, `ip -o addr`, `ip -br addr` or `ip link` output. False when it is none. */
export function readAddressOutput(line: WordLine, output: AddressOutput, draft: NetworkDraft): boolean {
  const header = HEADER.exec(line.text.trim())
  if (header !== null) {
    const name = header[1] ?? ''
    const flags = (header[2] ?? '').split(',')
    output.interface = name
    const mtu = / mtu (\d+)/.exec(line.text)
    const group = / group (\S+)/.exec(line.text)
    const known = draft.interface(name)
    draft.change(name, {
      up: flags.includes('UP'),
      loopback: flags.includes('LOOPBACK'),
      pointToPoint: flags.includes('POINTOPOINT'),
      mac: flags.includes('POINTOPOINT') ? null : known.mac,
      mtu: mtu === null ? known.mtu : Number(mtu[1]),
    })
    putIntoGroup(draft, name, readGroup(group?.[1] ?? '') ?? 0)
    return true
  }
  const oneLine = ONE_LINE.exec(line.text)
  const first = line.words[0]?.text ?? ''
  if (oneLine !== null) {
    const at = line.words.findIndex((word) => word.text === oneLine[2])
    const peer = line.words[at + 1]?.text === 'peer' ? line.words[at + 2]?.text : undefined
    addAddress(oneLine[1] ?? '', line.words[at]?.text ?? '', line, draft, peer)
    return true
  }
  if (first === 'inet' && output.interface !== null) {
    const word = line.words[1]
    // `inet 10.0.0.1 peer 10.0.0.2/32`: the network is the peer's.
    const peer = line.words[2]?.text === 'peer' ? line.words[3] : undefined
    addAddress(output.interface, word?.text ?? '', line, draft, peer?.text)
    return true
  }
  if (first === 'inet6' || first === 'valid_lft' || first === 'altname' || first === 'RX:' || first === 'TX:') return true
  if (first.startsWith('link/') && output.interface !== null) {
    const mac = line.words[1]?.text ?? ''
    draft.change(output.interface, { mac: MAC.test(mac) ? mac.toLowerCase() : null })
    return true
  }
  // `ip -br addr`: eth0@if5  UP  10.0.0.1/24 fe80::1/64
  const state = line.words[1]?.text
  if (state !== undefined && BRIEF_STATES.has(state)) {
    const name = first.replace(/@.*/, '')
    // What is set up but has no carrier is DOWN, too; only the flags of `ip -br link` tell them apart.
    const flags = line.words.find(({ text }) => text.startsWith('<'))?.text
    draft.change(name, { up: flags === undefined ? state !== 'DOWN' : /[<,]UP[,>]/.test(flags) })
    for (const word of line.words.slice(2)) {
      if (MAC.test(word.text)) draft.change(name, { mac: word.text.toLowerCase() })
      else if (word.text.startsWith('<') || word.text.includes(':')) continue
      else addAddress(name, word.text, line, draft)
    }
    return true
  }
  return false
}

function addAddress(name: string, text: string, line: WordLine, draft: NetworkDraft, peer?: string): void {
  const own = readPrefix(text)
  const prefix = peer === undefined ? own : readPrefix(peer)
  const word = line.words.find((one) => one.text === text)
  if (own === null || prefix === null) {
    draft.diagnostics.push(badPrefix(word === undefined ? lineSpan(line) : wordSpan(word), text))
    return
  }
  draft.addAddress(name, { address: own.address, prefix: networkOf(prefix) })
}
