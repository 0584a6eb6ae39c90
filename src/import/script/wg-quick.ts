import { prefixContains } from '../../model'
import { readPrefix } from '../../syntax/ip-words'
import { type ImportDraft, putLine } from '../import-draft'
import type { Block } from '../recognise'
import { type SourceLine, spanOfLine } from '../source-lines'

/**
 * Reads a wg-quick(8) file as if the interface came up: its address, the routes to what peers may send, and its PreUp and PostUp
 * commands with `%i` filled in, which are answered as a script. Commands of going down do not run.
 */
export function readWgQuick(block: Block, draft: ImportDraft): readonly SourceLine[] {
  const named = /([\w.-]+)\.conf\b/.exec(block.prompt?.command ?? '')?.[1]
  const first = block.lines[0]
  const name = named ?? commentName(block) ?? askName(first, draft)
  const commands: SourceLine[] = []
  const addresses: string[] = []
  const allowed: { readonly prefix: string; readonly line: SourceLine }[] = []
  let routes = true
  if (first !== undefined) putLine(draft.network, first.number, `ip link add ${name} type wireguard`)
  for (const line of block.lines) {
    const setting = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line.text)
    if (setting === null) continue
    const value = (setting[2] ?? '').replace(/\s+#.*$/, '')
    switch ((setting[1] ?? '').toLowerCase()) {
      case 'address':
        for (const address of listOf(value)) {
          if (address.includes(':')) continue
          addresses.push(address)
          putLine(draft.network, line.number, `ip addr add ${address} dev ${name}`)
        }
        break
      case 'mtu':
        if (/^\d+$/.test(value)) putLine(draft.network, line.number, `ip link set ${name} mtu ${value}`)
        break
      case 'table':
        routes = value !== 'off'
        break
      case 'allowedips':
        for (const prefix of listOf(value)) if (!prefix.includes(':')) allowed.push({ prefix, line })
        break
      case 'listenport':
        if (/^\d+$/.test(value)) draft.services.push(`udp ${value} wireguard`)
        break
      case 'preup':
      case 'postup':
        commands.push({ number: line.number, text: value.replaceAll('%i', name) })
        break
      case 'postdown':
      case 'predown':
        draft.note('changed', spanOfLine(line), 'going down does not run')
        break
    }
  }
  if (routes) for (const { prefix, line } of allowed) putRoute(prefix, line, { name, addresses }, draft)
  return commands
}

/** The file is named for its interface, and the name is not in the text. */
function askName(first: SourceLine | undefined, draft: ImportDraft): string {
  if (first === undefined) return 'wg0'
  const span = spanOfLine(first)
  const chosen = draft.ask({ kind: 'tunnel interface', span, about: '', options: [] }, 'wg0')
  if (chosen !== null && /^[\w.-]{1,15}$/.test(chosen)) return chosen
  draft.note('assumed', span, 'wg-quick name', 'wg0')
  return 'wg0'
}

/** `# wg0.conf` above the first section. */
function commentName(block: Block): string | null {
  for (const { text } of block.lines) {
    const found = /^\s*#.*?([\w.-]+)\.conf\b/.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}

function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** wg-quick adds a route for each AllowedIPs that the interface's own network does not hold already. */
function putRoute(
  text: string,
  line: SourceLine,
  host: { readonly name: string; readonly addresses: readonly string[] },
  draft: ImportDraft,
): void {
  const prefix = readPrefix(text)
  if (prefix === null) return
  if (prefix.length === 0) {
    draft.note('unknown', spanOfLine(line), 'default route by tunnel')
    return
  }
  const held = host.addresses.some((address) => {
    const own = readPrefix(address)
    return own !== null && own.length <= prefix.length && prefixContains(own, prefix.address)
  })
  if (!held) putLine(draft.network, line.number, `ip route add ${text.includes('/') ? text : `${text}/32`} dev ${host.name}`)
}
