import { expect, test } from 'vitest'
import { dependences } from './dependence'
import type { Origin, TraceEvent, TraceFact } from './event'
import { sampleConnection, samplePlace, sampleSyn } from './sample-events'

const wire: Origin = { kind: 'wire', interface: 'eth0' }
const answerTo = (to: number): Origin => ({ kind: 'answer', to, by: 'REJECT' })
const appeared = (origin: Origin, sending: number | null): TraceFact => ({
  kind: 'packet appeared',
  origin,
  headers: sampleSyn(),
  mark: 0,
  sending,
})
const unknown: TraceFact = { kind: 'rule unknown', place: samplePlace('filter:INPUT:rule:1'), name: 'osf', comparisons: [] }
const confirmed: TraceFact = { kind: 'connection confirmed', entry: sampleConnection({ id: 5 }) }
const lookedUp: TraceFact = { kind: 'connection looked up', state: 'ESTABLISHED', direction: 'original', connection: 5, why: '' }
const ended: TraceFact = {
  kind: 'packet ended',
  fate: { kind: 'delivered', to: '', service: null },
  headers: sampleSyn(),
  certain: true,
  error: null,
}

function check(
  name: string,
  facts: readonly (readonly [packet: number, fact: TraceFact])[],
  expected: readonly (readonly [number, number])[],
) {
  test(name, () => {
    const events = facts.map(([packet, fact], at): TraceEvent => ({ at, packet, ...fact }))
    expect([...dependences(events)]).toEqual(expected)
  })
}

check(
  'nothing unknown, nothing depends',
  [
    [1, appeared(wire, 0)],
    [1, ended],
    [2, appeared(answerTo(1), 0)],
    [2, ended],
  ],
  [],
)
check(
  'an answer depends on what it answers, and an answer to the answer, too',
  [
    [1, appeared(wire, null)],
    [1, unknown],
    [2, appeared(answerTo(1), null)],
    [3, appeared(answerTo(2), null)],
    [3, ended],
    [2, ended],
    [1, ended],
  ],
  [
    [2, 1],
    [3, 1],
  ],
)
check(
  'what the other side sends then depends on it; another sending does not',
  [
    [1, appeared(wire, 0)],
    [1, unknown],
    [1, ended],
    [2, appeared(wire, 0)],
    [2, ended],
    [3, appeared(wire, 1)],
    [3, ended],
  ],
  [[2, 1]],
)
check(
  'what went before does not depend on it',
  [
    [1, appeared(wire, 0)],
    [1, ended],
    [2, appeared(wire, 0)],
    [2, unknown],
    [2, ended],
  ],
  [],
)
check(
  'a connection that it made depends on it, and whoever belongs to it',
  [
    [1, appeared(wire, 0)],
    [1, unknown],
    [1, confirmed],
    [1, ended],
    [2, appeared(wire, 1)],
    [2, lookedUp],
    [2, ended],
  ],
  [[2, 1]],
)
check(
  'a packet that meets an unknown itself is told as such, and what follows depends on it',
  [
    [1, appeared(wire, 0)],
    [1, unknown],
    [1, ended],
    [2, appeared(wire, 0)],
    [2, unknown],
    [3, appeared(answerTo(2), 0)],
  ],
  [
    [2, 1],
    [3, 2],
  ],
)
