import type { Diagnostic, Parsed, Service } from '../model'
import { formatIpv4, parseIpv4 } from '../model'
import { lineSpan, readNumber, refusal, wordLines, wordSpan } from './ip-words'

/** Sockets that a host may have listening: more are named and left out. */
const MOST_SERVICES = 5_000

/** What may be said of a socket behind its name. */
const KINDS: readonly string[] = ['silent', 'transparent', 'closes']

/**
 * Reads the Services section: `tcp 22 ssh`, one a line: the protocol, the port or `address:port`, and what people call it.
 * Words at the end: `silent` is a socket that nobody reads from, `transparent` one of a proxy, which may take packets for any address,
 * `closes` a TCP service that closes the connection after its answer.
 */
export function readServices(text: string): Parsed<readonly Service[]> {
  const services: Service[] = []
  const diagnostics: Diagnostic[] = []
  for (const line of wordLines(text)) {
    const [first, second, ...rest] = line.words
    const wrong = (word: typeof first, message: string): void => {
      diagnostics.push(refusal(word === undefined ? lineSpan(line) : wordSpan(word), 'fivechains', message, ['service form'], 1))
    }
    const protocol = first?.text.toLowerCase()
    if (protocol !== 'tcp' && protocol !== 'udp') {
      wrong(first, `tcp or udp is wanted, not ${first?.text}`)
      continue
    }
    if (second === undefined) {
      wrong(first, 'the port is missing')
      continue
    }
    const colon = second.text.lastIndexOf(':')
    const addressText = second.text.slice(0, Math.max(colon, 0))
    const address = addressText === '' || addressText === '*' || addressText === '0.0.0.0' ? null : parseIpv4(addressText)
    const port = readNumber(second.text.slice(colon + 1), 65_535)
    if (port === null || port === 0 || (address === null && addressText !== '' && addressText !== '*' && addressText !== '0.0.0.0')) {
      wrong(second, `a port or address:port is wanted, not ${second.text}`)
      continue
    }
    if (services.some((one) => one.protocol === protocol && one.port === port && one.address === address)) {
      diagnostics.push({
        ...refusal(lineSpan(line), 'fivechains', `${protocol} ${second.text} listens already`, null, 0),
        severity: 'warning',
      })
      continue
    }
    if (services.length >= MOST_SERVICES) {
      wrong(first, `more than ${MOST_SERVICES} services: the rest is not read`)
      break
    }
    const words = rest.map((word) => word.text)
    const kinds = new Set<string>()
    while (KINDS.includes(words.at(-1) ?? '')) kinds.add(words.pop() ?? '')
    const transparent = kinds.has('transparent') ? { transparent: true as const } : {}
    const closes = kinds.has('closes') && protocol === 'tcp' ? { closes: true as const } : {}
    services.push({ protocol, port, address, name: words.join(' '), answers: !kinds.has('silent'), ...transparent, ...closes })
  }
  return { value: services, diagnostics }
}

/** The canonical text of services; `readServices` reads it back to the same. */
export function servicesText(services: readonly Service[]): string {
  return services
    .map(({ protocol, port, address, name, answers, transparent, closes }) => {
      const where = address === null ? String(port) : `${formatIpv4(address)}:${port}`
      return `${[protocol, where, ...(name === '' ? [] : [name]), ...(transparent ? ['transparent'] : []), ...(closes ? ['closes'] : []), ...(answers ? [] : ['silent'])].join(' ')}\n`
    })
    .join('')
}
