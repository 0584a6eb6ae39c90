import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'
import { spanOfLine, wordsOf } from '../source-lines'

/** Reads `ss -lntu` and `netstat -lntu`: what listens becomes the services text. */
export function readSockets(block: Block, draft: ImportDraft): void {
  const seen = new Set(draft.services)
  let defaultProtocol = /\s-\w*u/.test(block.prompt?.command ?? '') && !/\s-\w*t/.test(block.prompt?.command ?? '') ? 'udp' : 'tcp'
  let assumed = false
  for (const line of block.lines) {
    const { text } = line
    const words = wordsOf(text)
    if (/^(?:Netid|State|Proto|Active)\b/.test(words[0] ?? '')) continue
    const netid = /^(tcp|udp)6?$/.exec(words[0] ?? '')?.[1]
    const state = words.find((word) => word === 'LISTEN' || word === 'UNCONN')
    if (words.includes('ESTAB') || words.includes('ESTABLISHED') || words.includes('TIME_WAIT') || words.includes('TIME-WAIT')) continue
    if (netid === undefined && state === undefined) {
      draft.leaveOut(line, 'no socket line')
      continue
    }
    if (netid === undefined && !assumed && block.prompt === null && state === 'LISTEN') {
      assumed = true
      draft.note('assumed', spanOfLine(line), 'protocol of sockets')
    }
    if (state === 'UNCONN') defaultProtocol = 'udp'
    else if (state === 'LISTEN') defaultProtocol = 'tcp'
    const local = words.find((word) => /^(?:\*|\[[^\]]*\]|[\d.]+(?:%\S+)?|::\S*|:*)[%\w]*:\d+$/.test(word))
    const place = local === undefined ? null : placeOf(local)
    if (place === null) {
      draft.leaveOut(line, 'no local port')
      continue
    }
    if (place.address === 'ipv6') continue
    const name = /users:\(\("([^"]+)"/.exec(text)?.[1] ?? /\s\d+\/([\w.-]+):?\s*$/.exec(text)?.[1] ?? ''
    const service = `${netid ?? defaultProtocol} ${place.address === '' ? '' : `${place.address}:`}${place.port}`
    if ([...seen].some((one) => one === service || one.startsWith(`${service} `))) continue
    const written = name === '' ? service : `${service} ${name.replace(/\s+/g, '-')}`
    seen.add(written)
    draft.services.push(written)
  }
}

/** A socket's address: every one is empty; a particular IPv6 address is nobody's here. */
function placeOf(local: string): { readonly address: string; readonly port: number } | null {
  const colon = local.lastIndexOf(':')
  const port = Number(local.slice(colon + 1))
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null
  const address = local
    .slice(0, colon)
    .replace(/%.*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
  if (address === '*' || address === '0.0.0.0' || address === '::' || address === '' || address === ':') return { address: '', port }
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1]
  if (/^\d+\.\d+\.\d+\.\d+$/.test(mapped ?? address)) return { address: mapped ?? address, port }
  return { address: 'ipv6', port }
}
