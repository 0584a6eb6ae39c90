import { expect, test } from 'vitest'
import type { Tuple } from '../../model'
import { Connection, DEFAULT_ZONE } from './connection'
import { type Expectation, Expectations } from './expectations'
import { zoneOf } from './zone'

const MASTER: Tuple = { protocol: 6, source: 1, destination: 2, sourcePort: 40000, destinationPort: 21 }
const DATA: Tuple = { protocol: 6, source: 2, destination: 1, sourcePort: 20, destinationPort: 51210 }

function master(id: number, zone = DEFAULT_ZONE): Connection {
  const connection = new Connection(id, MASTER, MASTER, 0, zone, 0)
  connection.confirmed = true
  return connection
}

function expectation(of: Connection, changes: Partial<Expectation> = {}): Expectation {
  return { master: of, protocol: 6, source: 2, destination: 1, destinationPort: 51210, expires: 300, follows: null, ...changes }
}

/** Adds the expectations in order, at time 0; then a new flow asks at a time. `found` is the id of the master that expected it. */
function check(name: string, added: readonly Expectation[], tuple: Partial<Tuple>, at: number, found: number | null, zone = 0) {
  test(name, () => {
    const expectations = new Expectations()
    for (const one of added) expectations.add(one, 0)
    expect(expectations.take({ ...DATA, ...tuple }, zone, at)?.master.id ?? null).toBe(found)
    expect(expectations.take({ ...DATA, ...tuple }, zone, at)).toBeNull()
  })
}

check('from any port', [expectation(master(1))], { sourcePort: 4 }, 10, 1)
check('not from somebody else', [expectation(master(1))], { source: 3 }, 10, null)
check('not to another port', [expectation(master(1))], { destinationPort: 51211 }, 10, null)
check('not of another protocol', [expectation(master(1))], { protocol: 17 }, 10, null)
check('not when its time is over', [expectation(master(1))], {}, 300, null)
check('not in another zone', [expectation(master(1))], {}, 10, null, 3)
check('in its own zone', [expectation(master(1, zoneOf({ helper: null, zone: { id: 3, direction: 'both' } }, 0)))], {}, 10, 1, 3)
check('who was first keeps it', [expectation(master(1)), expectation(master(2))], {}, 10, 1)

const twice = master(1)
check(
  "a master's later one takes the place of its earlier one",
  [expectation(twice), expectation(twice, { destinationPort: 9 })],
  {},
  10,
  null,
)

const unconfirmed = master(1)
unconfirmed.confirmed = false
check('not while the master is not confirmed', [expectation(unconfirmed)], {}, 10, null)

test('nobody comes after a master that is gone', () => {
  const expectations = new Expectations()
  expectations.add(expectation(twice), 0)
  expectations.forget(twice)
  expect(expectations.take(DATA, 0, 10)).toBeNull()
})
