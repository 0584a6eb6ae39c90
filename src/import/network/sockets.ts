import { servicePort } from '../../extensions/service-names'
import { Protocol } from '../../model'
import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'
import { spanOfLine, wordsOf } from '../source-lines'

/** Reads `ss -lntu` and `netstat -lntu`: what listens becomes the services text. */
export function readSockets(block: Block, draft: ImportDraft): void {
  const seen = new Set(draft.services)
  let defaultProtocol = /\s-\w*u/.test(block.prompt?.command ?? '') && !/\s-\w*t/.test(block.prompt?.command ?? '') ? 'udp' : 'tcp'
  let assumed = false
  let others = false
  for (const line of block.lines) {
    const { text } = line
    const words = wordsOf(text)
    if (/^(?:Netid|State|Proto|Active)\b/.test(words[0] ?? '')) continue
    const netid = /^(tcp|udp)6?$/.exec(words[0] ?? '')?.[1]
    const state = words.find((word) => word === 'LISTEN' || word === 'UNCONN')
    if (words.includes('ESTAB') || words.includes('ESTABLISHED') || words.includes('TIME_WAIT') || words.includes('TIME-WAIT')) continue
    if (/^(?:nl|u_\w+|p_\w+|v_\w+|vsock|xdp|icmp6?|raw6?|sctp|mptcp|unix)$/.test(words[0] ?? '')) {
      if (!others) draft.note('unknown', spanOfLine(line), 'other sockets', words[0] ?? '')
      others = true
      continue
    }
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
    const protocol = netid ?? defaultProtocol
    const local = words.find((word) => /^(?:\*|\[[^\]]*\]|[\d.]+(?:%\S+)?|localhost|::\S*|:*)[%\w]*:[\w-]+$/.test(word))
    const place = local === undefined ? null : placeOf(local.replace(/^localhost(?=:)/, '127.0.0.1'), protocol)
    if (place === null) {
      draft.leaveOut(line, 'no local port')
      continue
    }
    if (place.address === 'ipv6') continue
    const name = /users:\(\("([^"]+)"/.exec(text)?.[1] ?? /\s\d+\/([\w.-]+):?\s*$/.exec(text)?.[1] ?? ''
    const service = `${protocol} ${place.address === '' ? '' : `${place.address}:`}${place.port}`
    if ([...seen].some((one) => one === service || one.startsWith(`${service} `))) continue
    const written = name === '' ? service : `${service} ${name.replace(/\s+/g, '-')}`
    seen.add(written)
    draft.services.push(written)
  }
}

/** A socket's address: every one is empty; a particular IPv6 address is nobody's here. */
function placeOf(local: string, protocol: string): { readonly address: string; readonly port: number } | null {
  const colon = local.lastIndexOf(':')
  const named = local.slice(colon + 1)
  const port = /^\d+$/.test(named) ? Number(named) : servicePort(named, protocol === 'udp' ? Protocol.UDP : Protocol.TCP)
  if (port === null || port < 1 || port > 65_535) return null
  const address = local
    .slice(0, colon)
    .replace(/%.*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
  if (address === '*' || address === '0.0.0.0' || address === '::' || address === '' || address === ':') return { address: '', port }
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1]
  if (/^\d+\.\d+\.\d+\.\d+$/.test(mapped ?? address)) return { address: mapped ?? address, port }
  return { address: 'ipv6', port }
}
