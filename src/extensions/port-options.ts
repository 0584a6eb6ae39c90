import { custom, type Invertible, type OptionSite, portRange, Refusal } from './option'
import { type PortRange, portTest } from './ports'
import { readServicePort } from './read-value'
import type { Test } from './semantics'

const SOURCE = 'The source port, or a range of them.'
const DESTINATION = 'The destination port, or a range of them.'

/** --source-port and --destination-port as libxtables reads them for an extension (xtoptions.c, XTTYPE_PORTRC). */
export const portOptions = {
  'source-port': { type: portRange, invertible: true, aliases: ['sport'], doc: SOURCE },
  'destination-port': { type: portRange, invertible: true, aliases: ['dport'], doc: DESTINATION },
} as const

/** The same as tcp and sctp read them by themselves: names are services of `protocol`, and a second one is refused in words of their own. */
export function ownPortOptions(protocol: number) {
  const type = custom('PORT[:PORT]', (argument, at) => readPorts(argument, at, protocol))
  return {
    'source-port': {
      type,
      invertible: true,
      aliases: ['sport'],
      repeatRefusal: "Only one `--source-port' allowed",
      doc: SOURCE,
    },
    'destination-port': {
      type,
      invertible: true,
      aliases: ['dport'],
      repeatRefusal: "Only one `--destination-port' allowed",
      doc: DESTINATION,
    },
  } as const
}

/** The tests of both options, in the order in which the kernel asks them. */
export function portTests(use: {
  readonly 'source-port'?: Invertible<PortRange>
  readonly 'destination-port'?: Invertible<PortRange>
}): Test[] {
  const tests: Test[] = []
  if (use['source-port']) tests.push(portTest('source', use['source-port']))
  if (use['destination-port']) tests.push(portTest('destination', use['destination-port']))
  return tests
}

function readPorts(argument: string, at: OptionSite, protocol: number): PortRange | Refusal {
  const colon = argument.indexOf(':')
  if (colon < 0) {
    const port = readServicePort(argument, protocol)
    return typeof port === 'number' ? [port, port] : port
  }
  const first = colon === 0 ? 0 : readServicePort(argument.slice(0, colon), protocol)
  if (typeof first !== 'number') return first
  const last = colon === argument.length - 1 ? 0xffff : readServicePort(argument.slice(colon + 1), protocol)
  if (typeof last !== 'number') return last
  return first > last ? new Refusal('invalid portrange (min > max)', ['smaller port of', at.option]) : [first, last]
}
