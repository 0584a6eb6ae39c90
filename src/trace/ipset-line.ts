import { type IpSet, type SetElement, type SetType, setMask } from '../model'
import { setElementText } from './set-element'

/**
 * `ipset save -sorted`, line by line. `initval`, which the kernel draws at random, is printed only where the text had one.
 * Options stand in the order in which ipset 7.17 prints them.
 */
export function ipsetLines(sets: readonly IpSet[]): readonly string[] {
  // ipset save puts lists of sets last, since restoring them needs their members.
  const ordered = [...sets.filter(({ type }) => type !== 'list:set'), ...sets.filter(({ type }) => type === 'list:set')]
  return ordered.flatMap((set) => [createLine(set), ...sortedMembers(set).map((element) => `add ${set.name} ${memberText(set, element)}`)])
}

const MASKS = [
  ['netmask', null],
  ['bitmask', null],
] as const

/** Options before the flags with the values that ipset prints when nothing was written; null prints only what was. */
function leadingOptions(type: SetType): readonly (readonly [name: string, standard: string | null])[] {
  if (type === 'list:set') return [['size', '8']]
  if (type === 'bitmap:ip')
    return [
      ['range', null],
      ['netmask', null],
    ]
  if (type.startsWith('bitmap:')) return [['range', null]]
  return [
    ['hashsize', '1024'],
    ['maxelem', '65536'],
    ...(type === 'hash:ip,port' ? [] : MASKS),
    ['markmask', type === 'hash:ip,mark' ? '0xffffffff' : null],
  ]
}

/** `create NAME TYPE OPTIONS`. */
export function createLine(set: IpSet): string {
  const words = ['create', set.name, set.type]
  const hash = set.type.startsWith('hash:')
  if (hash && set.type !== 'hash:mac') words.push('family', set.family)
  for (const [name, standard] of leadingOptions(set.type)) {
    const value = set.options[name]
    // A mask that keeps every bit is none.
    if (hash && (name === 'netmask' || name === 'bitmask') && setMask(set) === 0xffffffff) continue
    // list_set_create makes room for four at least.
    if (typeof value === 'string') words.push(name, name === 'size' ? String(Math.max(4, Number(value))) : value)
    else if (standard !== null) words.push(name, standard)
  }
  if (set.timeout !== null) words.push('timeout', String(set.timeout))
  for (const flag of ['counters', 'comment', 'skbinfo']) if (set.options[flag] === true) words.push(flag)
  if (hash) words.push('bucketsize', typeof set.options.bucketsize === 'string' ? set.options.bucketsize : '12')
  if (hash && typeof set.options.initval === 'string') words.push('initval', set.options.initval)
  // The mask of hash:ip,port stands at the end.
  if (set.type === 'hash:ip,port' && setMask(set) !== 0xffffffff)
    for (const [name] of MASKS) if (typeof set.options[name] === 'string') words.push(name, set.options[name])
  return words.join(' ')
}

/** An element with its options, as `ipset save` writes it behind `add NAME` and `ipset list` below `Members:`. */
export function memberText(set: IpSet, element: SetElement): string {
  const interfacePart = element.parts[1]
  const wildcard = set.type === 'hash:net,iface' && interfacePart?.kind === 'interface' && interfacePart.name.endsWith('+')
  const text = setElementText(element)
  const words = [wildcard ? text.slice(0, -1) : text]
  if (set.timeout !== null) words.push('timeout', String(element.timeout ?? 0))
  if (element.nomatch) words.push('nomatch')
  if (wildcard) words.push('wildcard')
  if (set.counters) words.push('packets', String(element.packets), 'bytes', String(element.bytes))
  if (element.comment !== null && element.comment !== '') words.push('comment', `"${element.comment}"`)
  const { mapping } = element
  if (mapping !== undefined) {
    if (mapping.mark !== 0 || mapping.markMask !== 0)
      words.push('skbmark', `0x${mapping.mark.toString(16)}${mapping.markMask === 0xffffffff ? '' : `/0x${mapping.markMask.toString(16)}`}`)
    if (mapping.priority !== 0)
      words.push('skbprio', `${(mapping.priority >>> 16).toString(16)}:${(mapping.priority & 0xffff).toString(16)}`)
    if (mapping.queue !== 0) words.push('skbqueue', String(mapping.queue))
  }
  return words.join(' ')
}

/** Elements in ascending order of what they are; a list keeps its own order, which has a meaning. */
export function sortedMembers(set: IpSet): readonly SetElement[] {
  return set.type === 'list:set' ? set.elements : [...set.elements].sort(compare)
}

function compare(one: SetElement, other: SetElement): number {
  for (const [index, part] of one.parts.entries()) {
    const against = other.parts[index]
    if (against === undefined) return 1
    const a = rank(part)
    const b = rank(against)
    for (const [at, value] of a.entries()) {
      const beside = b[at] ?? 0
      if (value !== beside) return value < beside ? -1 : 1
    }
  }
  return one.parts.length - other.parts.length
}

/** What a part is compared by, most important first. Protocols stand in ipset's order: those with ports, then ICMP, then the rest. */
function rank(part: SetElement['parts'][number]): readonly (number | string)[] {
  switch (part.kind) {
    case 'address':
      return [part.address]
    case 'net':
      return [part.prefix.address, -part.prefix.length]
    case 'port':
      return [PROTOCOL_ORDER.indexOf(part.protocol ?? 6), part.port]
    case 'mac':
      return [part.mac]
    case 'interface':
    case 'set':
      return [part.name]
    case 'mark':
      return [part.mark]
  }
}

const PROTOCOL_ORDER: readonly number[] = [6, 17, 1, 132, 136]
