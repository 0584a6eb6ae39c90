import { expect, test } from 'vitest'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Opened, Replayed, RunResult } from '../../worker/protocol'
import { INITIAL_STATE } from './page'
import { hasRecordingShown, viewOf, withOpened, withRecordedShown, withRun, withSimulationShown } from './shown'
import type { PageState } from './state'

const RUN: RunResult = { events: [], before: [], connections: [], limits: [], diagnostics: [] }
const OPENED: Opened = {
  family: 'ipv4',
  rules: { tables: [], ruleCount: 3 },
  network: {
    network: { interfaces: [], routes: [], rules: [], sysctl: {}, services: [] },
    networkText: '',
    servicesText: '',
    inferred: true,
    suggestions: [],
  },
  diagnostics: { rules: [], sets: [], network: [], services: [], connections: [], traffic: [] },
  refused: null,
  unknowns: [],
  limits: [],
}
const REPLAYED: Replayed = { rules: { tables: [], ruleCount: 9 }, events: [], on: 'foreign', leftOut: [] }
const STATE: PageState = {
  ...INITIAL_STATE,
  scenario: { ...EMPTY_SCENARIO, recording: 'TRACE' },
  opened: OPENED,
  run: RUN,
  cursor: 5,
}

test('recorded packets take the place of the simulation, which comes back as it was', () => {
  const recorded: PageState = { ...STATE, ...withRecordedShown(STATE) }
  expect(hasRecordingShown(recorded)).toBe(true)
  const replayed: PageState = { ...recorded, ...withRun(recorded, RUN, REPLAYED), cursor: 2 }
  expect(replayed.opened?.rules.ruleCount).toBe(9)
  expect(replayed.aside?.opened).toBe(OPENED)
  expect({ ...replayed, ...withSimulationShown(replayed) }).toMatchObject({ shown: 'simulation', opened: OPENED, run: RUN, aside: null })
})

test('texts that are read again while recorded packets are shown wait aside', () => {
  const recorded: PageState = { ...STATE, ...withRecordedShown(STATE) }
  const newer: Opened = { ...OPENED, limits: ['newer'] }
  const after: PageState = { ...recorded, ...withOpened(recorded, newer) }
  expect(after.opened).toBe(OPENED)
  expect(after.aside?.opened).toBe(newer)
})

test('a scenario that loses its recording shows its simulation', () => {
  const recorded: PageState = { ...STATE, ...withRecordedShown(STATE), scenario: EMPTY_SCENARIO }
  expect(hasRecordingShown(recorded)).toBe(false)
  expect(withOpened(recorded, OPENED)).toMatchObject({ shown: 'simulation', opened: OPENED, run: RUN, aside: null })
})

test('the moment that is kept says whose it is', () => {
  expect(viewOf({ run: RUN, cursor: 0, shown: 'recorded' })).toEqual({ cursor: null, shown: 'recorded' })
  expect(viewOf({ run: RUN, cursor: 0, shown: 'simulation' })).toEqual({ cursor: null })
})
