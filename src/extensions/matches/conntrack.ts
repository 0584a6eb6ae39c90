import { formatIpv4, type Ipv4, type MaskedAddress, SECOND, type Tuple } from '../../model'
import { defineMatch } from '../extension'
import { formatMask } from '../host-text'
import { custom, hostMask, type Invertible, integers, type OptionSite, portRange, Refusal } from '../option'
import { formatPorts, type PortRange } from '../ports'
import { readProtocol } from '../read-value'
import type { ConnectionFacts, MatchEnvironment, Test } from '../semantics'
import { not } from '../test-forms'
import { readWordList } from '../word-lists'

/** What the packet is to its connection, and what the connection is. Kernel: net/netfilter/xt_conntrack.c conntrack_mt. */
export const conntrack = defineMatch({
  name: 'conntrack',
  summary: "The packet's connection: its state, addresses, ports, status, remaining lifetime and direction.",
  wakes: 'conntrack',
  options: {
    ctstate: {
      type: custom('STATE[,STATE...]', readStates, states()),
      invertible: true,
      doc: 'The packet is NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED to conntrack, or its connection is translated (SNAT, DNAT).',
    },
    ctproto: { type: custom('PROTOCOL', readConnectionProtocol), invertible: true, doc: "The connection's protocol." },
    ctorigsrc: { type: hostMask, invertible: true, doc: 'The source of the first packet, before any translation.' },
    ctorigdst: { type: hostMask, invertible: true, doc: 'The destination of the first packet, before any translation.' },
    ctreplsrc: { type: hostMask, invertible: true, doc: 'The source of the answers: the real server.' },
    ctrepldst: { type: hostMask, invertible: true, doc: 'The destination of the answers: the client as the server knows it.' },
    ctstatus: {
      type: custom('STATUS[,STATUS...]', readStatuses, statuses()),
      invertible: true,
      doc: 'The connection has one of these status bits.',
    },
    ctexpire: { type: integers(32), invertible: true, doc: 'Seconds until the connection is forgotten.' },
    ctorigsrcport: { type: portRange, invertible: true, doc: 'The source port of the first packet.' },
    ctorigdstport: { type: portRange, invertible: true, doc: 'The destination port of the first packet.' },
    ctreplsrcport: { type: portRange, invertible: true, doc: 'The source port of the answers.' },
    ctrepldstport: { type: portRange, invertible: true, doc: 'The destination port of the answers.' },
    ctdir: { type: custom('ORIGINAL|REPLY', readDirection, ['ORIGINAL', 'REPLY']), doc: 'The direction of the packet in its connection.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('conntrack: At least one option is required') : null),
  save: (use) => print(use, '--'),
  list: (use) => print(use, ''),
  compile: (use) => {
    const tests: Test[] = []
    // Without a connection the kernel answers with whether --ctstate was asked (and held): the other options are not looked at.
    const unknownHolds = use.ctstate !== undefined
    if (use.ctstate) tests.push(stateTest('ctstate', use.ctstate))
    const add = <V>(
      subject: string,
      wanted: Invertible<V> | undefined,
      wants: (value: V) => string,
      holds: (connection: ConnectionFacts, value: V, environment: MatchEnvironment) => boolean,
      is: (connection: ConnectionFacts, environment: MatchEnvironment) => string,
    ) => {
      if (wanted === undefined) return
      const { value, inverted } = wanted
      tests.push({
        subject,
        wants: `${not(wanted)}${wants(value)}`,
        holds: (environment) =>
          environment.connection === null ? unknownHolds : holds(environment.connection, value, environment) !== inverted,
        is: (environment) => (environment.connection === null ? 'no connection' : is(environment.connection, environment)),
      })
    }
    if (use.ctdir !== undefined)
      add(
        'ctdir',
        { value: use.ctdir, inverted: false },
        (value) => value,
        (_, value, environment) => environment.direction === DIRECTIONS[value],
        (_, environment) => environment.direction.toUpperCase(),
      )
    for (const { option, address } of ADDRESSES)
      add(
        option,
        use[option],
        formatMasked,
        // Bits outside of the mask do not count, whatever was written there.
        (connection, value) => ((address(connection) ^ value.address) & value.mask) === 0,
        (connection) => formatIpv4(address(connection)),
      )
    add(
      'ctproto',
      use.ctproto,
      String,
      (connection, value) => connection.original.protocol === value,
      (connection) => String(connection.original.protocol),
    )
    for (const { option, port } of PORTS)
      add(
        option,
        use[option],
        formatPorts,
        (connection, [first, last]) => port(connection) >= first && port(connection) <= last,
        (connection) => String(port(connection)),
      )
    add(
      'ctstatus',
      use.ctstatus,
      formatStatuses,
      (connection, value) => value.some((status) => hasStatus(connection, status)),
      (connection) => formatStatuses(statuses().filter((status) => hasStatus(connection, status))),
    )
    add(
      'ctexpire',
      use.ctexpire,
      formatExpire,
      (connection, value, { now }) =>
        lifetime(connection, now) >= (value[0] ?? 0) && lifetime(connection, now) <= (value[1] ?? value[0] ?? 0),
      (connection, { now }) => String(lifetime(connection, now)),
    )
    return tests
  },
  examples: [
    { rule: '-m conntrack --ctstate RELATED,ESTABLISHED', saved: '=' },
    { rule: '-m conntrack --ctstate established,new', saved: '-m conntrack --ctstate NEW,ESTABLISHED' },
    { rule: '-m conntrack ! --ctstate INVALID,UNTRACKED', saved: '=' },
    { rule: '-m conntrack --ctstate DNAT', saved: '=' },
    { rule: '-m conntrack --ctproto tcp', saved: '-m conntrack --ctproto 6' },
    { rule: '-m conntrack --ctorigsrc 10.0.0.0/8 ! --ctrepldst 192.0.2.1', saved: '=' },
    {
      rule: '-m conntrack --ctorigdst 192.0.2.0/255.255.255.0 --ctreplsrc 10.0.0.5',
      saved: '-m conntrack --ctorigdst 192.0.2.0/24 --ctreplsrc 10.0.0.5',
    },
    { rule: '-m conntrack --ctorigsrcport 1024:65535 --ctorigdstport 22', saved: '=' },
    { rule: '-m conntrack ! --ctreplsrcport 80 --ctrepldstport 40000', saved: '=' },
    { rule: '-m conntrack --ctstatus ASSURED,SEEN_REPLY', saved: '-m conntrack --ctstatus SEEN_REPLY,ASSURED' },
    { rule: '-m conntrack --ctexpire 10:', saved: '-m conntrack --ctexpire 10:4294967295' },
    { rule: '-m conntrack --ctdir reply', saved: '-m conntrack --ctdir REPLY' },
    { rule: '-m conntrack --ctstate OLD', rejected: 'Bad ctstate "OLD"', by: 'iptables' },
    { rule: '-m conntrack --ctstatus FINE', rejected: 'Bad ctstatus "FINE"', by: 'iptables' },
    { rule: '-m conntrack', rejected: 'conntrack: At least one option is required', by: 'iptables' },
  ],
})

/** The older name of `conntrack --ctstate`. iptables keeps the name, the kernel runs the same match. */
export const state = defineMatch({
  name: 'state',
  summary: 'What the packet is to its connection; the older name of conntrack --ctstate.',
  wakes: 'conntrack',
  options: {
    state: {
      type: custom('STATE[,STATE...]', readPlainStates, plainStates()),
      invertible: true,
      required: true,
      doc: 'The packet is NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED to conntrack.',
    },
  },
  save: ({ state }) => ` ${not(state)}--state ${state.value.join(',')}`,
  list: ({ state }) => ` ${not(state)}state ${state.value.join(',')}`,
  compile: ({ state }) => [stateTest('state', state)],
  examples: [
    { rule: '-m state --state RELATED,ESTABLISHED', saved: '=' },
    { rule: '-m state ! --state new', saved: '-m state ! --state NEW' },
    { rule: '-m state --state DNAT', rejected: 'Bad state "DNAT"', by: 'iptables' },
    { rule: '-m state', rejected: 'state: option "--state" must be specified', by: 'iptables' },
  ],
})

type StateName = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT'
type StatusName = 'EXPECTED' | 'SEEN_REPLY' | 'ASSURED' | 'CONFIRMED'

// In the order in which iptables prints them.
function states(): readonly StateName[] {
  return ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT']
}

function plainStates(): readonly StateName[] {
  return states().slice(0, 5)
}

function statuses(): readonly StatusName[] {
  return ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED']
}

// Rulesets say the same few lists again and again.
const readLists = new Map<string, readonly StateName[]>()
const MOST_LISTS = 1000

function readStates(argument: string): readonly StateName[] | Refusal {
  const known = readLists.get(argument)
  if (known !== undefined) return known
  const read = readWordList(argument, states(), (rest) => `Bad ctstate "${rest}"`)
  if (!(read instanceof Refusal) && readLists.size < MOST_LISTS) readLists.set(argument, read)
  return read
}

function readPlainStates(argument: string): readonly StateName[] | Refusal {
  return readWordList(
    argument,
    plainStates(),
    (rest) => `Bad state "${rest}"`,
    '"--state" requires a list of states with no spaces, e.g. ESTABLISHED,RELATED',
  )
}

// NONE is read but sets no bit, so that --ctstatus NONE asks for nothing and never holds.
function readStatuses(argument: string): readonly StatusName[] | Refusal {
  const read = readWordList(argument, ['NONE', ...statuses()], (rest) => `Bad ctstatus "${rest}"`)
  return read instanceof Refusal ? read : read.filter((status) => status !== 'NONE')
}

function readConnectionProtocol(argument: string, _at: OptionSite): number | Refusal {
  return readProtocol(argument) ?? new Refusal(`unknown protocol "${argument}" specified`)
}

function readDirection(argument: string): 'ORIGINAL' | 'REPLY' | Refusal {
  const direction = argument.toUpperCase()
  return direction === 'ORIGINAL' || direction === 'REPLY'
    ? direction
    : new Refusal(`conntrack: Bad value for "--ctdir" option: "${argument}"`)
}

const DIRECTIONS = { ORIGINAL: 'original', REPLY: 'reply' } as const

const ADDRESSES = [
  { option: 'ctorigsrc', address: ({ original }: Tuples): Ipv4 => original.source },
  { option: 'ctorigdst', address: ({ original }: Tuples): Ipv4 => original.destination },
  { option: 'ctreplsrc', address: ({ reply }: Tuples): Ipv4 => reply.source },
  { option: 'ctrepldst', address: ({ reply }: Tuples): Ipv4 => reply.destination },
] as const

const PORTS = [
  { option: 'ctorigsrcport', port: ({ original }: Tuples) => original.sourcePort },
  { option: 'ctorigdstport', port: ({ original }: Tuples) => original.destinationPort },
  { option: 'ctreplsrcport', port: ({ reply }: Tuples) => reply.sourcePort },
  { option: 'ctrepldstport', port: ({ reply }: Tuples) => reply.destinationPort },
] as const

interface Tuples {
  readonly original: Tuple
  readonly reply: Tuple
}

function formatMasked({ address, mask }: MaskedAddress): string {
  return formatIpv4(address) + formatMask(mask)
}

function formatStatuses(names: readonly StatusName[]): string {
  return names.length === 0 ? 'NONE' : names.join(',')
}

function formatExpire(range: readonly number[]): string {
  const [first = 0, last = first] = range
  return formatPorts([first, last])
}

interface Printable {
  readonly ctstate?: Invertible<readonly StateName[]>
  readonly ctproto?: Invertible<number>
  readonly ctorigsrc?: Invertible<MaskedAddress>
  readonly ctorigdst?: Invertible<MaskedAddress>
  readonly ctreplsrc?: Invertible<MaskedAddress>
  readonly ctrepldst?: Invertible<MaskedAddress>
  readonly ctorigsrcport?: Invertible<PortRange>
  readonly ctorigdstport?: Invertible<PortRange>
  readonly ctreplsrcport?: Invertible<PortRange>
  readonly ctrepldstport?: Invertible<PortRange>
  readonly ctstatus?: Invertible<readonly StatusName[]>
  readonly ctexpire?: Invertible<readonly number[]>
  readonly ctdir?: 'ORIGINAL' | 'REPLY'
}

function print(use: Printable, dashes: string): string {
  const one = <V>(option: string, wanted: Invertible<V> | undefined, format: (value: V) => string) =>
    wanted === undefined ? '' : ` ${not(wanted)}${dashes}${option} ${format(wanted.value)}`
  return [
    one('ctstate', use.ctstate, (names) => names.join(',')),
    one('ctproto', use.ctproto, String),
    ...ADDRESSES.map(({ option }) => one(option, use[option], formatMasked)),
    ...PORTS.map(({ option }) => one(option, use[option], ([first, last]) => formatPorts([first, last === 0 ? first : last]))),
    one('ctstatus', use.ctstatus, formatStatuses),
    one('ctexpire', use.ctexpire, formatExpire),
    use.ctdir === undefined ? '' : ` ${dashes}ctdir ${use.ctdir}`,
  ].join('')
}

/** Seconds until a connection is forgotten, rounded down (nf_ct_expires). An unconfirmed one has no time to be forgotten at yet. */
function lifetime(connection: ConnectionFacts, now: number): number {
  if (!connection.confirmed) return 0
  return Math.max(0, Math.floor((connection.expires - now) / SECOND))
}

function hasStatus(connection: ConnectionFacts, status: StatusName): boolean {
  switch (status) {
    case 'EXPECTED':
      return connection.master !== null
    case 'SEEN_REPLY':
      return connection.seenReply
    case 'ASSURED':
      return connection.assured
    case 'CONFIRMED':
      return connection.confirmed
  }
}

function stateTest(subject: string, wanted: Invertible<readonly StateName[]>): Test {
  const { value, inverted } = wanted
  const names = new Set<StateName>(value)
  const sourceNat = names.has('SNAT')
  const destinationNat = names.has('DNAT')
  return {
    subject,
    wants: `${not(wanted)}${value.join(',')}`,
    holds: ({ connectionState, connection }) =>
      (names.has(connectionState) ||
        (connection !== null && ((sourceNat && connection.sourceNat) || (destinationNat && connection.destinationNat)))) !== inverted,
    is: ({ connectionState, connection }) =>
      [connectionState, ...(connection?.sourceNat ? ['SNAT'] : []), ...(connection?.destinationNat ? ['DNAT'] : [])].join(','),
  }
}
