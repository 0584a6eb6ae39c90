import type { Direction } from '../../model'
import { defineTarget } from '../extension'
import { custom, flag, Refusal, text } from '../option'
import { readUnsigned } from '../strtoul'

/** What conntrack shall do with a connection, before it is looked up. Kernel: net/netfilter/xt_CT.c. */
export const CT = defineTarget({
  name: 'CT',
  summary: 'Tells conntrack not to track the packet, or to track it with a helper, a zone, a timeout policy or events.',
  wakes: (use) => (use.notrack ? null : 'conntrack'),
  tables: ['raw'],
  options: {
    notrack: { type: flag, doc: 'Leave the packet untracked.' },
    helper: { type: text({ keep: 15 }), doc: 'Use this helper (ftp, tftp, ...).' },
    timeout: { type: text({ keep: 31 }), doc: 'Use this timeout policy.' },
    ctevents: {
      type: custom('EVENT[,EVENT...]', readConnectionEvents, connectionEvents()),
      doc: 'Report only these events of the connection.',
    },
    expevents: { type: custom('new', readExpectationEvents, ['new']), doc: 'Report only these events of expectations.' },
    'zone-orig': { type: custom('ID|mark', readZone), doc: 'The zone of the original direction.' },
    'zone-reply': { type: custom('ID|mark', readZone), doc: 'The zone of the reply direction.' },
    zone: {
      type: custom('ID|mark', readZone),
      doc: 'The zone of the connection: connections of different zones never meet.',
    },
  },
  checkentry: (use, { protocol }) => {
    const error = 'No chain/target/match by that name'
    const helped = use.helper ? (HELPERS[use.helper] ?? []) : null
    if (helped !== null && (protocol === null || protocol.inverted))
      return { error, option: 'helper', hint: ['needs its protocol', '--helper'] }
    if (helped !== null && !helped.includes(protocol?.number ?? 0))
      return { error, option: 'helper', hint: ['no helper', use.helper ?? ''] }
    if (!use.timeout) return null
    if (protocol === null || protocol.inverted) return { option: 'timeout', hint: ['needs its protocol', '--timeout'] }
    return { error, option: 'timeout', hint: ['no timeout policy'] }
  },
  save: (use) => print(use, '--'),
  list: (use) => ` CT${print(use, '')}`,
  unmodelledPart: (use) => {
    const strange = use.notrack || !use.helper || MODELLED_HELPERS.includes(use.helper) ? null : use.helper
    return strange === null ? null : `The helper ${strange} is not modelled: what it expects is not known here.`
  },
  compile: (use) => {
    const { option, id } = zoneOf(use)
    const direction: Direction | 'both' = option === 'zone-orig' ? 'original' : option === 'zone-reply' ? 'reply' : 'both'
    const template = { helper: use.helper || null, zone: id === 0 ? null : { id, direction } } as const
    return (context) => {
      if (use.notrack) context.untrack()
      else context.trackAs(template)
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j CT --notrack', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-j CT --zone 0x5', table: 'raw', chain: 'PREROUTING', saved: '-j CT --zone 5' },
    { rule: '-j CT --zone-orig 3', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-j CT --zone-reply mark', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-j CT --ctevents destroy,new', table: 'raw', chain: 'OUTPUT', saved: '-j CT --ctevents new,destroy' },
    { rule: '-j CT --expevents new', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-p tcp -j CT --helper ftp', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-p udp -j CT --helper ftp', table: 'raw', chain: 'PREROUTING', rejected: 'No chain/target/match by that name', by: 'kernel' },
    {
      rule: '-p tcp -j CT --timeout long',
      table: 'raw',
      chain: 'PREROUTING',
      rejected: 'No chain/target/match by that name',
      by: 'kernel',
    },
    { rule: '-j CT --zone far', table: 'raw', chain: 'PREROUTING', rejected: 'Cannot parse far as a zone ID', by: 'iptables' },
    { rule: '-j CT --ctevents party', table: 'raw', chain: 'PREROUTING', rejected: 'Unknown event type "party"', by: 'iptables' },
    { rule: '-j CT --notrack', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** The older name of `CT --notrack`; iptables keeps the name, the kernel runs CT. */
export const NOTRACK = defineTarget({
  name: 'NOTRACK',
  summary: 'Tells conntrack to leave the packet untracked; the older name of CT --notrack.',
  tables: ['raw'],
  options: {},
  save: () => '',
  list: () => ' NOTRACK',
  compile: () => (context) => {
    context.untrack()
    return 'CONTINUE'
  },
  examples: [
    { rule: '-j NOTRACK', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-j NOTRACK', table: 'mangle', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** The helpers whose expectations are known here. */
const MODELLED_HELPERS: readonly string[] = ['ftp', 'tftp']

/** The kernel's helpers and their protocols (net/netfilter/nf_conntrack_*.c). */
const HELPERS: { readonly [name: string]: readonly number[] } = {
  amanda: [17],
  ftp: [6],
  'H.245': [6],
  irc: [6],
  'netbios-ns': [17],
  pptp: [6],
  'Q.931': [6],
  RAS: [17],
  sane: [6],
  sip: [6, 17],
  snmp: [17],
  tftp: [17],
}

function connectionEvents() {
  return ['new', 'related', 'destroy', 'reply', 'assured', 'protoinfo', 'helper', 'mark', 'natseqinfo', 'secmark'] as const
}

function readConnectionEvents(argument: string): readonly string[] | Refusal {
  return readEvents(argument, connectionEvents())
}

function readExpectationEvents(argument: string): readonly string[] | Refusal {
  return readEvents(argument, ['new'])
}

function readEvents(argument: string, known: readonly string[]): readonly string[] | Refusal {
  const asked = argument.split(',')
  const strange = asked.find((event) => !known.includes(event))
  return strange === undefined
    ? known.filter((event) => asked.includes(event))
    : new Refusal(`Unknown event type "${strange}"`, ['one of', known.join(', ')])
}

type Zone = number | 'mark'

interface ZoneUse {
  readonly 'zone-orig'?: Zone
  readonly 'zone-reply'?: Zone
  readonly zone?: Zone
}

/** The last of the zone options counts. */
function zoneOf(use: ZoneUse): { readonly option: keyof ZoneUse | undefined; readonly id: Zone } {
  const given = Object.keys(use).filter((name): name is keyof ZoneUse => name.startsWith('zone'))
  const last = given.at(-1)
  if (last === undefined) return { option: last, id: 0 }
  // Of several, the last number counts and mark sticks; both directions are none.
  const [original, reply] = [use['zone-orig'] !== undefined, use['zone-reply'] !== undefined]
  const option = original === reply ? 'zone' : original ? 'zone-orig' : 'zone-reply'
  return { option, id: given.some((name) => use[name] === 'mark') ? 'mark' : (use[last] ?? 0) }
}

function readZone(argument: string): Zone | Refusal {
  if (argument.toLowerCase() === 'mark') return 'mark'
  return readUnsigned(argument, 0, 0xffff) ?? new Refusal(`Cannot parse ${argument} as a zone ID`, ['number or word', 0, 65535, 'mark'])
}

function print(
  use: {
    readonly notrack?: true
    readonly helper?: string
    readonly timeout?: string
    readonly ctevents?: readonly string[]
    readonly expevents?: readonly string[]
    readonly 'zone-orig'?: Zone
    readonly 'zone-reply'?: Zone
    readonly zone?: Zone
  },
  dashes: string,
): string {
  const { option: zone, id } = zoneOf(use)
  return [
    use.notrack ? ` ${dashes}notrack` : '',
    use.helper ? ` ${dashes}helper ${use.helper}` : '',
    use.timeout ? ` ${dashes}timeout ${use.timeout}` : '',
    use.ctevents?.length ? ` ${dashes}ctevents ${use.ctevents.join(',')}` : '',
    use.expevents?.length ? ` ${dashes}expevents ${use.expevents.join(',')}` : '',
    id === 0 ? '' : ` ${dashes}${zone} ${id}`,
  ].join('')
}
