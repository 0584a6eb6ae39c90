import { expect, test } from 'vitest'
import { openDocument } from './migrate'
import type { Scenario, View } from './scenario'
import { decodeLink, encodeLink } from './url'
import { writeDocument } from './write-document'

const SCENARIO: Scenario = {
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules: '*filter\nCOMMIT\n', sets: '', network: '', services: '' },
  traffic: [],
  decisions: {},
}

function check(scenario: Scenario, view: View): void {
  expect(decodeLink(encodeLink(scenario, view))).toEqual({ ok: true, scenario, view })
  expect(openDocument(JSON.parse(JSON.stringify(writeDocument(scenario, view))))).toEqual({ ok: true, scenario, view })
}

test('a recording and the moment in it travel in a link', () =>
  check({ ...SCENARIO, recording: 'TRACE: 2 1 filter:INPUT:policy:DROP\n' }, { cursor: 7, shown: 'recorded' }))
test('an earlier reading of the counters travels, too', () => check({ ...SCENARIO, before: '*filter\nCOMMIT\n' }, { cursor: null }))
test('without them nothing of them is written', () => {
  expect(Object.keys(writeDocument(SCENARIO, { cursor: null }))).toEqual(['version', 'host'])
  expect(Object.keys(writeDocument({ ...SCENARIO, recording: '', before: '' }, { cursor: null }))).toEqual(['version', 'host'])
})
