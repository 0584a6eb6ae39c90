import { describe, expect, test } from 'vitest'
import type { TraceEvent } from './event'
import { packetStory } from './packet-story'
import { comparison, droppedSyn, sampleEvents, samplePlace, sampleSyn } from './sample-events'
import type { RuleFacts, RuleLookup } from './sentence'
import { createTimeline } from './timeline'
import { wouldMatch } from './would-hold'

const accept = { kind: 'verdict', name: 'ACCEPT', details: '' } as const
const drop = { kind: 'verdict', name: 'DROP', details: '' } as const
const FORWARD: readonly RuleFacts[] = [
  { tests: [{ subject: 'out interface', wants: 'docker0' }], target: accept },
  { tests: [{ subject: 'ctstate', wants: 'INVALID' }], target: drop },
  { tests: [], target: drop },
  { tests: [{ subject: 'in interface', wants: 'wg2' }], target: accept },
  { tests: [{ subject: 'in interface', wants: 'wg0' }], target: accept },
  { tests: [{ subject: 'limit', wants: '3/min' }], target: accept },
]
const rules: RuleLookup = (place) => (place.table === 'filter' && place.chain === 'FORWARD' ? (FORWARD[place.number - 1] ?? null) : null)

function storyOf(events: readonly TraceEvent[], cursor = events.length) {
  const timeline = createTimeline(events)
  const track = timeline.packets[0]
  const story = track === undefined ? null : packetStory(timeline, track, cursor, rules)
  if (story === null) throw new Error('no story')
  return story
}

describe('the story of a dropped packet', () => {
  const story = storyOf(droppedSyn(1, 0))
  test('its verdict and why', () => {
    expect(story.verdict).toMatchObject({ key: 'dropped', by: samplePlace('filter:FORWARD:rule:3') })
    expect(story.why).toMatchObject([
      { key: 'rule matched', conditions: [], target: drop },
      { key: 'rules behind', count: 3, ever: false },
    ])
  })
  test('every rule that was asked, with the condition that failed', () => {
    expect(
      story.asked.map(({ place, answer, condition, decided }) => [place.number, answer, condition?.wants, condition?.is, decided]),
    ).toEqual([
      [1, 'no', 'docker0', 'wg0', false],
      [2, 'no', 'INVALID', 'NEW', false],
      [3, 'yes', undefined, undefined, true],
    ])
  })
  test('the rules behind, as far as their answer can be proved', () => {
    expect(story.behind.map(({ place, wouldMatch }) => [place.number, wouldMatch])).toEqual([
      [4, 'no'],
      [5, 'yes'],
      [6, 'unknown'],
    ])
  })
  test('what changed, and what routing and conntrack said', () => {
    expect(story.changes).toEqual([{ field: 'ttl', from: '128', to: '127' }])
    expect(story.tracking).toMatchObject({ state: 'NEW', connection: 1 })
    expect(story.routing).toMatchObject([{ sentence: { key: 'routed', outcome: 'forward', destination: '11.11.11.70' } }])
  })
})

describe('the story while the packet walks', () => {
  test('before it appeared there is none', () => {
    const timeline = createTimeline(droppedSyn(1, 0))
    expect(packetStory(timeline, timeline.packets[0] as never, 0, rules)).toBe(null)
  })
  test('in a chain: the rules asked so far, no verdict, nothing claimed of those to come', () => {
    const story = storyOf(droppedSyn(1, 0), 15)
    expect(story.fate).toBe(null)
    expect(story.why).toEqual([])
    expect(story.just).toMatchObject({ key: 'rule missed', condition: { wants: 'docker0', is: 'wg0' } })
    expect(story.asked.map(({ place }) => place.number)).toEqual([1])
    expect(story.behind).toEqual([])
  })
})

describe('why a packet ended that no rule stopped', () => {
  const appeared = {
    kind: 'packet appeared',
    origin: { kind: 'wire', interface: 'eth0' },
    headers: sampleSyn(),
    mark: 0,
    sending: null,
  } as const
  function check(outcome: 'local' | 'refused', where: 'local' | 'routing', reason: string, expected: object): void {
    test(`${outcome}, ${reason}`, () => {
      const decision = { reason: 'input', outcome, route: null, table: null, out: null, gateway: null, source: null, why: reason } as const
      const fate = { kind: 'died', where, reason } as const
      const ended = { kind: 'packet ended', fate, headers: sampleSyn(), certain: true, error: null } as const
      expect(storyOf(sampleEvents(1, 0, [appeared, { kind: 'routed', decision }, ended])).why).toMatchObject([expected])
    })
  }
  check('local', 'local', 'no socket', { key: 'died', reason: 'no socket' })
  check('refused', 'routing', 'no route', { key: 'routed', outcome: 'refused', why: 'no route' })
})

describe('changes', () => {
  const change = (field: 'destination' | 'ttl', from: string, to: string, ttl: number) =>
    ({
      kind: 'packet changed',
      by: { kind: 'nat', connection: 1 },
      changes: [{ field, from, to }],
      headers: sampleSyn({ ttl }),
      mark: 0,
    }) as const
  function check(name: string, facts: Parameters<typeof sampleEvents>[2], expected: readonly unknown[]): void {
    test(name, () => {
      const appeared = {
        kind: 'packet appeared',
        origin: { kind: 'wire', interface: 'eth0' },
        headers: sampleSyn(),
        mark: 0,
        sending: null,
      } as const
      expect(storyOf(sampleEvents(1, 0, [appeared, ...facts])).changes).toEqual(expected)
    })
  }
  check(
    'two changes of a field are one, from first to last',
    [change('ttl', '128', '127', 127), change('ttl', '127', '64', 64)],
    [{ field: 'ttl', from: '128', to: '64' }],
  )
  check(
    'a change that was undone is none',
    [change('destination', '1.1.1.1', '2.2.2.2', 1), change('destination', '2.2.2.2', '1.1.1.1', 1)],
    [],
  )
})

describe('an unknown rule makes the story uncertain', () => {
  const unknown = {
    kind: 'rule unknown',
    place: samplePlace('filter:FORWARD:rule:6'),
    name: 'bpf',
    comparisons: [comparison(0, '', 'unknown')],
  } as const
  const events = [...droppedSyn(1, 0).slice(0, 14), ...sampleEvents(1, 50, [unknown])]
  test('and says which', () => {
    const story = storyOf(events)
    expect(story.certain).toBe(false)
    expect(story.unknowns).toEqual([{ place: unknown.place, name: 'bpf' }])
    expect(story.asked.at(-1)).toMatchObject({ answer: 'unknown', condition: { wants: '3/min' } })
  })
})

describe('whether a rule would match is claimed only where it can be proved', () => {
  const packet = storyOf(droppedSyn(1, 0)).packet
  function check(subject: string, wants: string, expected: 'yes' | 'no' | 'unknown'): void {
    test(`${subject} ${wants}: ${expected}`, () =>
      expect(wouldMatch({ tests: [{ subject, wants }], target: accept }, { packet, state: 'NEW' })).toBe(expected))
  }
  check('source', '11.11.11.0/24', 'yes')
  check('source', '! 11.11.11.0/24', 'no')
  check('source', '11.11.11.20', 'yes')
  check('source', '11.0.11.0/255.0.255.0', 'yes')
  check('source', 'example.org', 'unknown')
  check('destination', '10.0.0.0/8', 'no')
  check('in interface', 'wg+', 'yes')
  check('in interface', '! wg0', 'no')
  check('out interface', 'wg', 'no')
  check('protocol', 'tcp', 'yes')
  check('protocol', '47', 'no')
  check('destination port', '22', 'yes')
  check('destination port', '1:1024', 'yes')
  check('destination port', '! 22', 'no')
  check('destination port', '80,20:25', 'yes')
  check('destination port', '80,443', 'no')
  check('source port', 'ssh', 'unknown')
  check('tcp flags', 'FIN,SYN,RST,ACK/SYN', 'yes')
  check('tcp flags', 'ALL/NONE', 'no')
  check('tcp header', 'there', 'yes')
  check('udp header', 'there', 'no')
  check('tcp flags', 'ACK/ACK', 'no')
  check('ctstate', 'NEW,RELATED', 'yes')
  check('ctstate', 'ESTABLISHED', 'no')
  check('ctstate', 'DNAT', 'unknown')
  check('set', 'whitelist src', 'unknown')
  test('one no is a no, whatever else is asked', () => {
    const tests = [
      { subject: 'set', wants: 'x src' },
      { subject: 'protocol', wants: 'udp' },
    ]
    expect(wouldMatch({ tests, target: accept }, { packet, state: 'NEW' })).toBe('no')
  })
})
