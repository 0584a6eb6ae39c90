import type { NetworkDraft } from './ip-draft'
import { lineSpan, readNumber, refusal, type WordLine, type WordReader, wordSpan } from './ip-words'

export const MAC = /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/

/** A group of interfaces by its number; the one name in /etc/iproute2/group of a fresh system is default. */
export function readGroup(text: string): number | null {
  return text === 'default' ? 0 : readNumber(text, 0xffffffff)
}

/** The default group goes without saying. */
export function putIntoGroup(draft: NetworkDraft, name: string, group: number): void {
  if (group !== (draft.interface(name).group ?? 0)) draft.change(name, { group })
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
