import type { Diagnostic } from '../model'
import { isLoopback } from '../model'
import type { NetworkDraft } from './ip-draft'
import { lineSpan, networkOf, readPrefix, refusal, type WordLine, type WordReader, wordSpan } from './ip-words'

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

/** An address that is none. */
export function badPrefix(span: Diagnostic['span'], text: string): Diagnostic {
  return refusal(span, 'ip', `Error: any valid prefix is expected rather than "${text}".`, ['address form'], 1)
}
