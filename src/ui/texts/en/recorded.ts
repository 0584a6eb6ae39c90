import type { LikelyReason } from '../../../worker/protocol-recordings'

/** Packets that a real kernel was seen to handle, beside those of the simulation. */
export const recorded = {
  on: {
    own: 'Every line of the trace is of a rule that is here.',
    mixed: 'The trace names rules that are not in this ruleset: they stand at the end of their chains.',
    foreign:
      'The trace is of other tables than these rules: its own chains are shown, on the hooks that their names and the packet’s interfaces tell.',
  },
  leftOut: (count: number) => (count === 1 ? '1 line or packet could not be read.' : `${count} lines or packets could not be read.`),
  forget: 'Remove the recording',
  loading: 'Laying the recording beside the simulation …',
  packets: 'Recorded packets',
  packet: (number: number, label: string, outcome: string) => `Packet ${number}, ${label}: ${outcome}`,
  outcomes: {
    same: 'no difference',
    differs: 'differs',
    'other tables': 'other tables',
    'no packet': 'not shown',
    'not simulated': 'not simulated',
  },
  allSame: (count: number) =>
    count === 1
      ? 'No difference: the simulated packet goes the same way.'
      : `No difference: all ${count} simulated packets go the same way.`,
  someDiffer: (differing: number, all: number) => `${differing} of ${all} packets go another way in the simulation.`,
  nothing: 'The recording holds no packet that can be drawn.',
  same: (steps: number) => `No difference in ${steps === 1 ? 'the one step' : `${steps} steps`} that both tell.`,
  differsAt: (step: number) => `They part at step ${step}.`,
  otherTables: 'The trace is of tables that this ruleset does not have: paste the ruleset of that host to compare them.',
  noPacket: 'The trace does not show this packet’s addresses, so it cannot be sent here.',
  notSimulated: 'No such packet comes in the simulation: the network, or who answers, is different here.',
  recordedColumn: 'Recorded',
  simulatedColumn: 'Simulated',
  step: 'Step',
  nothingHere: 'nothing',
  alone: { recorded: 'told by the trace only', simulated: 'before the trace begins' },
  agrees: { yes: 'same', no: 'first difference', alone: 'not compared', after: 'after the difference' },
  watch: 'Watch it',
  why: (why: LikelyReason): string => {
    switch (why.kind) {
      case 'missing rule':
        return `${why.chain} here has no rule “${why.rule}”: this is not the ruleset that was running.`
      case 'another rule':
        return `The real packet was decided at ${why.recorded}, the simulated one at ${why.simulated}${because[why.because ?? 'none']}`
      case 'another chain':
        return `The real packet is at ${why.recorded}, the simulated one at ${why.simulated}${ways[why.because ?? 'none']}`
      case 'address':
        return `The packet’s addresses differ here: ${why.recorded} recorded, ${why.simulated} simulated. NAT was decided differently.`
      case 'ttl':
        return `The TTL differs here: ${why.recorded} recorded, ${why.simulated} simulated. One of the two was forwarded, or a rule sets it.`
      case 'recording ends':
        return `The recording ends here, and the simulation goes on with ${why.simulated}: the recording was cut off, or something that is not in this scenario took the packet.`
      case 'simulation ends':
        return `The recording goes on with ${why.recorded}, where the simulated packet has ended: network or services differ from the real host’s.`
    }
  },
  changed: (field: string, to: string) => `${field} ${to}`,
  moves: {
    table: 'Counters before and after, biggest move first',
    columns: { packets: 'packets', bytes: 'bytes', rule: 'rule', before: 'before', after: 'after' },
    loading: 'Comparing the counters …',
    summary: (moved: number, still: number) =>
      `${moved === 0 ? 'No counter moved' : moved === 1 ? '1 counter moved' : `${moved} counters moved`}; ${still} stayed as ${still === 1 ? 'it was' : 'they were'}.`,
    policy: (policy: string) => `policy ${policy}`,
    resetWhy: 'The counter is smaller than before: it was set to zero between the two readings, so how far it moved is not known.',
    unpaired: 'Rules that only one of the two readings has',
    in: { before: 'only before', after: 'only after' },
    forget: 'Remove the comparison',
  },
}

const because = {
  state: '. A rule asks for the connection’s state: the real packet probably was not in the same state.',
  memory: '. A rule remembers earlier packets (limit, recent, …), which the simulation has not seen.',
  set: '. A rule asks a set: its content may differ from the real one.',
  mark: '. A rule asks for a mark, which something else has set.',
  unmodelled: '. A rule before it asks something that is not modelled here.',
  order: ': the rules are in another order, or one of them is not in the real ruleset.',
  none: ': the rulesets differ there, or their order does.',
} as const

const ways = {
  routing: '. The routing tables or addresses of the two hosts differ.',
  nat: '. NAT gave the packet other addresses.',
  'later packet': '. nat is asked for the first packet of a connection only: one of the two was a later one.',
  none: ': routing, NAT or a rule before it decided differently.',
} as const
