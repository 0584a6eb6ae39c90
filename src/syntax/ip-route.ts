import type { Diagnostic, Hint, Ipv4, Prefix, Route, RouteKind } from '../model'
import { isLoopback, parseIpv4, prefixMask } from '../model'
import type { NetworkDraft } from './ip-draft'
import { lineSpan, networkOf, readNumber, readPrefix, refusal, type Word, type WordLine, type WordReader, wordSpan } from './ip-words'

const KINDS: readonly RouteKind[] = ['unicast', 'local', 'broadcast', 'multicast', 'blackhole', 'unreachable', 'prohibit', 'throw']

function kindOf(text: string): RouteKind | null {
  return KINDS.find((kind) => kind === text) ?? null
}

/** Whether a line of output is one of `ip route`: a kind, `default` or a prefix, then an attribute. */
export function looksLikeRoute(line: WordLine): boolean {
  const first = line.words[0]?.text ?? ''
  const rest = kindOf(first) === null ? line.words : line.words.slice(1)
  const destination = rest[0]?.text ?? ''
  if (readPrefix(destination) === null || destination === 'all' || destination === 'any') return false
  return kindOf(first) !== null || destination === 'default' || destination.includes('.')
}

/** The tables by their numbers (/etc/iproute2/rt_tables). */
export function tableName(text: string): string | null {
  if (text === '254') return 'main'
  if (text === '253') return 'default'
  if (text === '255') return 'local'
  // A name that is not in rt_tables is wrong to ip(8); here the text is all there is, so a name is a name.
  if (/^\d+$/.test(text)) return readNumber(text, 0xffffffff) === null ? null : String(Number(text))
  return /^[A-Za-z][\w.-]*$/.test(text) ? text : null
}

/** `TO` or `FROM/TO` (get_rt_realms_or_raw); the one name in /etc/iproute2/rt_realms of a fresh system is cosmos. */
export function readRealms(text: string): number | null {
  const parts = text.split('/').map((part) => (part === 'cosmos' ? 0 : readNumber(part, 0xffff)))
  const [first, second] = parts
  if (first == null || parts.length > 2 || second === null) return null
  return second === undefined ? first : first * 0x10000 + second
}

/** `ip route add|append|replace|del ROUTE`: the words after `ip route`. */
export function readRouteCommand(line: WordLine, reader: WordReader, draft: NetworkDraft): void {
  const verb = reader.peek()
  if (verb === null || ['show', 'list', 'ls', 'get', 'flush'].includes(verb.text)) return
  const known = ['add', 'append', 'prepend', 'replace', 'change', 'del', 'delete'].includes(verb.text)
  if (!known) {
    draft.diagnostics.push(refusal(wordSpan(verb), 'ip', `Command "${verb.text}" is unknown, try "ip route help".`, null, 255))
    return
  }
  reader.next()
  const removing = verb.text.startsWith('del')
  const route = readRoute(line, reader, draft, removing ? 'removed' : 'added')
  if (route === null) return
  const same = (other: Route): boolean =>
    other.table === route.table &&
    other.destination.address === route.destination.address &&
    other.destination.length === route.destination.length &&
    other.tos === route.tos &&
    other.metric === route.metric
  const at = draft.routes.findIndex(same)
  if (removing) {
    if (at < 0) draft.diagnostics.push(refusal(lineSpan(line), 'kernel', 'RTNETLINK answers: No such process', ['no route'], 2))
    else draft.routes.splice(at, 1)
    return
  }
  if (at >= 0 && verb.text === 'add') {
    draft.diagnostics.push(refusal(lineSpan(line), 'kernel', 'RTNETLINK answers: File exists', ['route there'], 2))
    return
  }
  if (at >= 0 && (verb.text === 'replace' || verb.text === 'change')) draft.routes[at] = route
  else draft.routes.push(route)
}

/** A line of `ip route` output. Routes that addresses imply (`proto kernel`) only bring the address that implies them. */
export function readRouteOutput(line: WordLine, reader: WordReader, draft: NetworkDraft): void {
  const words = line.words.map((word) => word.text)
  const route = readRoute(line, reader, draft, 'shown')
  if (route === null) return
  const proto = words.indexOf('proto')
  if (route.table === 'local' && (route.kind === 'local' || route.kind === 'broadcast')) return
  if (proto >= 0 && words[proto + 1] === 'kernel' && route.gateway === null && route.interface !== null) {
    if (route.source !== null) {
      const known = draft.interface(route.interface).addresses.some((one) => one.address === route.source)
      if (!known) draft.addAddress(route.interface, { address: route.source, prefix: route.destination })
    }
    return
  }
  draft.routes.push(route)
}

/** `shown` is what the kernel printed: it has found it right. */
function readRoute(line: WordLine, reader: WordReader, draft: NetworkDraft, how: 'added' | 'removed' | 'shown'): Route | null {
  const removing = how === 'removed'
  const fail = (at: Word | null, message: string, hint: Hint | null, status = 255): null => {
    draft.diagnostics.push(refusal(at === null ? lineSpan(line) : wordSpan(at), 'ip', message, hint, status))
    return null
  }
  let kind: RouteKind | null = null
  let destination: Prefix | null = null
  let destinationWord: Word | null = null
  let table: string | null = null
  let device: string | null = null
  let gateway: Ipv4 | null = null
  let source: Ipv4 | null = null
  let metric = 0
  let scope: Route['scope'] | null = null
  let tos = 0
  let onlink = false
  let realm: number | null = 0
  for (let word = reader.next(); word !== null; word = reader.next()) {
    const value = (): Word | null => reader.next()
    switch (word.text) {
      case 'via':
      case 'nexthop': {
        let next = value()
        if (next?.text === 'inet') next = value()
        gateway = next === null ? null : parseIpv4(next.text)
        if (next === null) return incomplete(line, draft)
        if (gateway === null) return fail(next, `Error: inet address is expected rather than "${next.text}".`, ['gateway form'], 1)
        break
      }
      case 'dev': {
        const next = value()
        if (next === null) return incomplete(line, draft)
        device = next.text
        break
      }
      case 'src': {
        const next = value()
        source = next === null ? null : parseIpv4(next.text)
        if (next === null) return incomplete(line, draft)
        if (source === null) return fail(next, `Error: any valid address is expected rather than "${next.text}".`, null, 1)
        break
      }
      case 'table': {
        const next = value()
        if (next === null) return incomplete(line, draft)
        table = tableName(next.text)
        if (table === null) return fail(next, `Error: argument "${next.text}" is wrong: "table" value is invalid`, null, 255)
        break
      }
      case 'metric':
      case 'priority':
      case 'preference': {
        const next = value()
        const number = next === null ? null : readNumber(next.text, 0xffffffff)
        if (next === null) return incomplete(line, draft)
        if (number === null) return fail(next, `Error: argument "${next.text}" is wrong: "metric" value is invalid`, null, 255)
        metric = number
        break
      }
      case 'tos':
      case 'dsfield': {
        const next = value()
        const number = next === null ? null : readNumber(next.text.startsWith('0x') ? next.text : `0x${next.text}`, 255)
        if (next === null) return incomplete(line, draft)
        if (number === null) return fail(next, `Error: argument "${next.text}" is wrong: "tos" value is invalid`, null, 255)
        tos = number
        break
      }
      case 'scope': {
        const next = value()
        if (next === null) return incomplete(line, draft)
        if (next.text !== 'global' && next.text !== 'link' && next.text !== 'host') {
          return fail(next, `Error: argument "${next.text}" is wrong: invalid "scope" value`, ['scopes'], 255)
        }
        scope = next.text
        break
      }
      case 'realm':
      case 'realms': {
        const next = value()
        if (next === null) return incomplete(line, draft)
        realm = readRealms(next.text)
        if (realm === null) return fail(next, `Error: argument "${next.text}" is wrong: "realm" value is invalid`, ['realm'], 255)
        break
      }
      case 'onlink':
        onlink = true
        break
      case 'proto':
      case 'protocol':
      case 'mtu':
      case 'advmss':
      case 'weight':
      case 'pref':
      case 'error':
      case 'expires':
      case 'initcwnd':
      case 'hoplimit':
        value()
        break
      case 'linkdown':
      case 'dead':
      case 'pervasive':
      case 'notify':
        break
      default: {
        if (word.text === 'to') continue
        if (destination !== null) return fail(word, `Error: either "to" is duplicate, or "${word.text}" is a garbage.`, null, 255)
        const named: RouteKind | null = kind === null ? kindOf(word.text) : null
        if (named !== null) {
          kind = named
          break
        }
        destination = readPrefix(word.text)
        destinationWord = word
        if (destination === null)
          return fail(word, `Error: any valid prefix is expected rather than "${word.text}".`, ['destination form'], 1)
      }
    }
  }
  if (destination === null) return incomplete(line, draft)
  const network = networkOf(destination)
  if (network.address !== destination.address && !removing) {
    const at = destinationWord === null ? lineSpan(line) : wordSpan(destinationWord)
    draft.diagnostics.push(refusal(at, 'kernel', 'Error: Invalid prefix for given prefix length.', ['bits beyond prefix'], 2))
    return null
  }
  const ending = kind === 'blackhole' || kind === 'unreachable' || kind === 'prohibit' || kind === 'throw'
  if (!ending && device === null && gateway === null && !removing) {
    return fail(null, 'RTNETLINK answers: No such device', ['route leads where'], 2)
  }
  if (gateway !== null && device === null && !removing) {
    device = draft.interfaceToward(gateway)
    if (device === null) {
      draft.diagnostics.push(refusal(lineSpan(line), 'kernel', 'Error: Nexthop has invalid gateway.', ['gateway nowhere'], 2))
      return null
    }
  }
  if (gateway !== null && device !== null && !onlink && how === 'added' && !reachable(draft, device, gateway)) {
    draft.diagnostics.push(unreachableGateway(line, device))
    return null
  }
  if (device !== null) draft.interface(device)
  return {
    kind: kind ?? 'unicast',
    destination: network,
    table: table ?? (kind === 'local' || kind === 'broadcast' ? 'local' : 'main'),
    interface: device,
    gateway,
    source,
    metric,
    scope: scope ?? (kind === 'local' ? 'host' : gateway === null && !ending ? 'link' : 'global'),
    tos,
    onlink,
    ...(realm === 0 ? {} : { realm }),
    origin: 'text',
  }
}

function incomplete(line: WordLine, draft: NetworkDraft): null {
  draft.diagnostics.push(refusal(lineSpan(line), 'ip', 'Command line is not complete. Try option "help"', null, 255))
  return null
}

/** fib_check_nh: a gateway must itself be reached without one, by the interface's own networks or a link route. */
function reachable(draft: NetworkDraft, device: string, gateway: Ipv4): boolean {
  const known = draft.interface(device)
  // Nothing is known of the interface: pasted routes alone shall still be read.
  if (known.addresses.length === 0 || known.pointToPoint || isLoopback(gateway)) return true
  if (known.addresses.some(({ prefix }) => ((prefix.address ^ gateway) & prefixMask(prefix.length)) === 0)) return true
  return draft.routes.some(
    (route) =>
      route.interface === device &&
      route.gateway === null &&
      ((route.destination.address ^ gateway) & prefixMask(route.destination.length)) === 0,
  )
}

function unreachableGateway(line: WordLine, device: string): Diagnostic {
  return refusal(lineSpan(line), 'kernel', 'Error: Nexthop has invalid gateway.', ['gateway not on device', device], 2)
}
