import type { PacketDifference } from '../../../trace/compare-outcomes'

const lines = (count: number): string => (count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`)
const packets = (count: number): string => (count === 1 ? '1 packet' : `${count.toLocaleString('en')} packets`)

const differences: { readonly [K in PacketDifference]: string } = {
  verdict: 'fares differently',
  certainty: 'certainty',
  gone: 'gone',
  new: 'new',
  rewriting: 'rewritten otherwise',
  rule: 'another rule',
  none: 'as before',
}

/** What an edit changed: in the texts, and in what becomes of the packets. */
export const difference = {
  name: 'Difference',
  since: 'Compare with',
  sinces: { opened: 'As opened', change: 'Last change', pinned: 'Pinned' },
  pin: 'Pin this state',
  pinHint: 'Remember the rules and packets as they are now, to compare with them later.',
  pinned: 'Pinned. From now on you see what changes from here.',
  nothing: 'Nothing has changed.',
  nothingHint: 'Edit a rule, drag one in the diagram, or undo: what changes shows here, in the text and in the verdict of every packet.',
  nothingPinned: 'Nothing is pinned yet.',
  texts: 'In the text',
  packets: 'In the packets',
  counts: (added: number, removed: number, moved: number) =>
    [
      added === 0 ? null : `${lines(added)} added`,
      removed === 0 ? null : `${lines(removed)} removed`,
      moved === 0 ? null : `${lines(moved)} moved`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  sendings: (added: number, removed: number) =>
    [added === 0 ? null : `${added} more to send`, removed === 0 ? null : `${removed} no longer sent`]
      .filter((part) => part !== null)
      .join(', '),
  decisions: 'Other answers were decided for what is not modelled.',
  noText: 'The texts are the same.',
  line: {
    removed: 'removed',
    added: 'added',
    movedTo: (line: number) => `moved to line ${line}`,
    movedFrom: (line: number) => `moved from line ${line}`,
  },
  skipped: (count: number) => (count === 1 ? '1 line is the same' : `${count.toLocaleString('en')} lines are the same`),
  goToLine: (line: number) => `Go to line ${line}`,
  more: (count: number) => `${count.toLocaleString('en')} more`,
  awaited: 'The packets are on their way…',
  failed: (why: string) => `The packets could not be compared: ${why}`,
  noPackets: 'No packet has been sent: there is nothing to compare.',
  allSame: (count: number) => (count === 1 ? 'The packet fares as before.' : `All ${count.toLocaleString('en')} packets fare as before.`),
  summary: (different: number, appeared: number, gone: number) =>
    [
      different === 0 ? null : `${packets(different)} ${different === 1 ? 'fares' : 'fare'} differently`,
      appeared === 0 ? null : `${appeared} new`,
      gone === 0 ? null : `${gone} gone`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  asBefore: (count: number) => (count === 1 ? '1 packet fares as before' : `${count.toLocaleString('en')} packets fare as before`),
  before: 'before',
  now: 'now',
  differences,
  rule: (number: number) => `rule ${number}`,
  policy: 'policy',
  notThere: 'not there',
  underWay: 'under way',
  jump: (number: number, label: string, before: string, now: string) =>
    `Packet ${number}, ${label}: before ${before}; now ${now}. Go to it`,
  told: (number: number, label: string, before: string, now: string) => `Packet ${number}, ${label}: before ${before}; now ${now}`,
}
