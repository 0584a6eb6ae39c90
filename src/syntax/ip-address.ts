import type { Diagnostic } from '../model'
import { isLoopback } from '../model'
import type { NetworkDraft } from './ip-draft'
import { lineSpan, networkOf, readNumber, readPrefix, refusal, type WordLine, type WordReader, wordSpan } from './ip-words'

/** Where the lines of `ip addr`/`ip link` output are: those with addresses belong to the header line above them. */
export interface AddressOutput {
  interface: string | null
}

const HEADER = /^\d+:\s+([^\s:@]+)(?:@[^\s:]+)?:\s+<([^>]*)>/
const ONE_LINE = /^\d+:\s+([^\s:@]+)(?:@\S+)?\s+inet\s+(\S+)/
const MAC = /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/

/** A group of interfaces by its number; the one name in /etc/iproute2/group of a fresh system is default. */
function readGroup(text: string): number | null {
  return text === 'default' ? 0 : readNumber(text, 0xffffffff)
}

/** The default group goes without saying. */
function putIntoGroup(draft: NetworkDraft, name: string, group: number): void {
  if (group !== (draft.interface(name).group ?? 0)) draft.change(name, { group })
}

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

function badPrefix(span: Diagnostic['span'], text: string): Diagnostic {
  return refusal(span, 'ip', `Error: any valid prefix is expected rather than "${text}".`, ['address form'], 1)
}

/** `ip addr add|del ADDRESS dev NAME`: the words after `ip addr`. */
export function readAddressCommand(line: WordLine, reader: WordReader, draft: NetworkDraft): void {
  const verb = reader.next()
  if (verb === null || verb.text === 'show' || verb.text === 'list' || verb.text === 'ls') return
  if (!['add', 'replace', 'change', 'del', 'delete', 'flush'].includes(verb.text)) {
    draft.diagnostics.push(refusal(wordSpan(verb), 'ip', `Command "${verb.text}" is unknown, try "ip address help".`, null, 255))
    return
  }
  let device: string | null = null
  let local: string | null = null
  let peer: string | undefined
  for (let word = reader.next(); word !== null; word = reader.next()) {
    switch (word.text) {
      case 'dev':
        device = reader.next()?.text ?? null
        break
      case 'peer':
      case 'remote':
        peer = reader.next()?.text
        break
      case 'local':
        local = reader.next()?.text ?? null
        break
      case 'brd':
      case 'broadcast':
      case 'scope':
      case 'label':
      case 'metric':
      case 'valid_lft':
      case 'preferred_lft':
      case 'anycast':
        reader.next()
        break
      default:
        if (local !== null) {
          draft.diagnostics.push(
            refusal(wordSpan(word), 'ip', `Error: either "local" is duplicate, or "${word.text}" is a garbage.`, null, 255),
          )
          return
        }
        local = word.text
        if (readPrefix(local) === null || local === 'default') {
          draft.diagnostics.push(badPrefix(wordSpan(word), local))
          return
        }
    }
  }
  if (device === null) {
    draft.diagnostics.push(refusal(lineSpan(line), 'ip', 'Not enough information: "dev" argument is required.', ['dev missing'], 255))
    return
  }
  if (verb.text === 'flush') {
    draft.change(device, { addresses: [] })
    return
  }
  const own = local === null ? null : readPrefix(local)
  if (own === null) {
    draft.diagnostics.push(refusal(lineSpan(line), 'ip', 'Command line is not complete. Try option "help"', ['ip address missing'], 255))
    return
  }
  if (verb.text === 'del' || verb.text === 'delete') {
    if (!draft.removeAddress(device, own.address)) {
      draft.diagnostics.push(
        refusal(lineSpan(line), 'kernel', 'RTNETLINK answers: Cannot assign requested address', ['address not there', device], 2),
      )
    }
    return
  }
  const prefix = peer === undefined ? own : readPrefix(peer)
  if (prefix === null) {
    draft.diagnostics.push(badPrefix(lineSpan(line), peer ?? ''))
    return
  }
  if (isLoopback(own.address) && device !== 'lo') {
    draft.diagnostics.push({
      ...refusal(lineSpan(line), 'fivechains', 'a loopback address on another interface', ['loopback elsewhere'], 0),
      severity: 'warning',
    })
  }
  if (!draft.addAddress(device, { address: own.address, prefix: networkOf(prefix) }) && verb.text === 'add' && device !== 'lo') {
    draft.diagnostics.push({
      ...refusal(lineSpan(line), 'kernel', 'RTNETLINK answers: File exists', ['address there', device], 2),
      severity: 'warning',
    })
  }
}

/** `ip link add NAME type KIND`, `ip link set NAME up|down mtu N address MAC`: the words after `ip link`. */
export function readLinkCommand(line: WordLine, reader: WordReader, draft: NetworkDraft): void {
  const verb = reader.next()
  if (verb === null || verb.text === 'show' || verb.text === 'list' || verb.text === 'ls') return
  if (!['add', 'set', 'del', 'delete'].includes(verb.text)) {
    draft.diagnostics.push(refusal(wordSpan(verb), 'ip', `Command "${verb.text}" is unknown, try "ip link help".`, null, 255))
    return
  }
  let name: string | null = null
  const changes: (() => void)[] = []
  const of = (): string => name ?? ''
  for (let word = reader.next(); word !== null; word = reader.next()) {
    switch (word.text) {
      case 'dev':
      case 'name':
        name = reader.next()?.text ?? null
        break
      case 'up':
      case 'down': {
        const up = word.text === 'up'
        changes.push(() => draft.change(of(), { up }))
        break
      }
      case 'mtu': {
        const value = reader.next()
        const mtu = value === null ? null : readNumber(value.text, 65_536)
        if (mtu === null) {
          draft.diagnostics.push(
            refusal(wordSpan(value ?? word), 'ip', `Error: argument "${value?.text ?? ''}" is wrong: Invalid "mtu" value`, null, 255),
          )
          return
        }
        changes.push(() => draft.change(of(), { mtu }))
        break
      }
      case 'address': {
        const value = reader.next()
        if (value === null || !MAC.test(value.text)) {
          draft.diagnostics.push(refusal(wordSpan(value ?? word), 'ip', `"${value?.text ?? ''}" is invalid lladdr.`, ['six bytes'], 255))
          return
        }
        const mac = value.text.toLowerCase()
        changes.push(() => draft.change(of(), { mac }))
        break
      }
      case 'type': {
        const kind = reader.next()?.text ?? ''
        if (/^(wireguard|tun|ppp|ipip|gre|sit|vti|xfrm)$/.test(kind))
          changes.push(() => draft.change(of(), { mac: null, pointToPoint: true, mtu: kind === 'wireguard' ? 1420 : 1500 }))
        else changes.push(() => draft.interface(of()))
        // What follows describes the kind, which does not matter here.
        while (reader.next() !== null);
        break
      }
      case 'arp':
      case 'promisc':
      case 'multicast':
      case 'txqueuelen':
      case 'master':
      case 'alias':
        reader.next()
        break
      case 'group': {
        const value = reader.next()
        const group = readGroup(value?.text ?? '')
        if (group === null) {
          draft.diagnostics.push(
            refusal(
              wordSpan(value ?? word),
              'ip',
              `Error: argument "${value?.text ?? ''}" is wrong: Invalid "group" value`,
              ['number or default'],
              255,
            ),
          )
          return
        }
        changes.push(() => putIntoGroup(draft, of(), group))
        break
      }
      case 'nomaster':
        break
      default:
        if (name !== null) {
          draft.diagnostics.push(
            refusal(wordSpan(word), 'ip', `Error: either "dev" is duplicate, or "${word.text}" is a garbage.`, null, 255),
          )
          return
        }
        name = word.text
    }
  }
  if (name === null) {
    draft.diagnostics.push(refusal(lineSpan(line), 'ip', 'Not enough of information: "dev" argument is required.', null, 255))
    return
  }
  if (verb.text === 'del' || verb.text === 'delete') draft.removeInterface(name)
  else {
    draft.interface(name)
    for (const change of changes) change()
  }
}
