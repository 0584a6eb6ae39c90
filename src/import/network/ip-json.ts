/** A JSON value of `ip -j`. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The `ip` commands and lines that say what `ip -j addr|link|route|rule` says; null when the text is no such JSON. */
export function ipLinesOfJson(text: string): readonly string[] | null {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return null
  }
  if (!Array.isArray(value)) return null
  const lines: string[] = []
  for (const entry of value as readonly Json[]) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null
    const object = entry as { readonly [key: string]: Json }
    if ('ifname' in object) lines.push(...interfaceLines(object))
    else if ('priority' in object) lines.push(ruleLine(object))
    else if ('dst' in object) lines.push(routeLine(object))
    else return null
  }
  return lines.filter((line) => line !== '')
}

function text(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function interfaceLines(object: { readonly [key: string]: Json }): readonly string[] {
  const name = text(object.ifname)
  const flags = list(object.flags).map((flag) => text(flag))
  const lines = [`${text(object.ifindex) || '1'}: ${name}: <${flags.join(',')}> mtu ${text(object.mtu) || '1500'}`]
  if (object.address !== undefined) lines.push(`    link/${text(object.link_type) || 'ether'} ${text(object.address)}`)
  for (const address of list(object.addr_info)) {
    if (typeof address !== 'object' || address === null || Array.isArray(address)) continue
    const info = address as { readonly [key: string]: Json }
    if (info.family === 'inet')
      lines.push(`    inet ${text(info.local)}${info.address === undefined ? '' : ` peer ${text(info.address)}`}/${text(info.prefixlen)}`)
  }
  return lines
}

function routeLine(object: { readonly [key: string]: Json }): string {
  const destination = text(object.dst)
  if (destination.includes(':')) return ''
  const [first] = list(object.nexthops)
  const hop = typeof first === 'object' && first !== null && !Array.isArray(first) ? (first as { readonly [key: string]: Json }) : {}
  const word = (name: string, key: string): string => {
    const value = object[key] ?? hop[key]
    return value === undefined ? '' : ` ${name} ${text(value)}`
  }
  const flags = [...list(object.flags), ...list(hop.flags)].map((flag) => text(flag))
  const [metrics] = list(object.metrics)
  const mtu = typeof metrics === 'object' && metrics !== null && 'mtu' in metrics ? ` mtu ${text(metrics.mtu)}` : ''
  return `${object.type === undefined ? '' : `${text(object.type)} `}${destination}${word('via', 'gateway')}${word('dev', 'dev')}${word('table', 'table')}${word('proto', 'protocol')}${word('scope', 'scope')}${word('src', 'prefsrc')}${word('metric', 'metric')}${flags.includes('onlink') ? ' onlink' : ''}${mtu}`
}

function ruleLine(object: { readonly [key: string]: Json }): string {
  const prefix = (name: string): string => {
    const address = text(object[name])
    return address === '' ? '' : `${address}${object[`${name}len`] === undefined ? '' : `/${text(object[`${name}len`])}`}`
  }
  const from = prefix('src') || 'all'
  const to = prefix('dst')
  const mark =
    text(object.fwmark) === '' ? '' : ` fwmark ${text(object.fwmark)}${object.fwmask === undefined ? '' : `/${text(object.fwmask)}`}`
  const word = (name: string): string => (object[name] === undefined ? '' : ` ${name} ${text(object[name])}`)
  const range = (name: string, from: string, to: string): string => {
    const [first, last] = [text(object[from]), text(object[to])]
    return first === '' ? '' : ` ${name} ${first}${last === '' ? '' : `-${last}`}`
  }
  const suppressed = object.suppress_prefixlen === undefined ? '' : ` suppress_prefixlength ${text(object.suppress_prefixlen)}`
  const conditions = `${mark}${word('iif')}${word('oif')}${word('tos')}${word('ipproto')}${
    range('sport', 'sport', 'sport_end') || range('sport', 'sport_start', 'sport_end')
  }${range('dport', 'dport', 'dport_end') || range('dport', 'dport_start', 'dport_end')}${range('uidrange', 'uid_start', 'uid_end')}`
  const action = object.table === undefined ? text(object.action) : `lookup ${text(object.table)}`
  return `${text(object.priority)}: ${object.not === undefined ? '' : 'not '}from ${from}${to === '' ? '' : ` to ${to}`}${conditions} ${action}${suppressed}`
}
