import { describe, expect, test } from 'vitest'
import { formatCases } from './format-cases'
import { normalised, ownOutputs, ownRebuilt, ownScripts, readFormats, tablesOf } from './formats'

/** What the real tools printed of each state, recorded by record-formats.ts; comparing needs neither root nor the tools. */
const recorded = readFormats(new URL('./formats/recorded.jsonl.gz', import.meta.url).pathname)

describe.each(recorded)('$scenario.title: byte for byte what the tools print', ({ scenario, outputs }) => {
  const own = ownOutputs(scenario)
  const ids = new Set(['0', ...scenario.traffic.map(({ packet }) => String(packet.id))])
  test.each(Object.keys(outputs))('%s', (command) => {
    expect(normalised(command, own[command] ?? '', ids)).toBe(normalised(command, outputs[command] ?? '', ids))
  })
  test('and nothing else is printed', () => {
    const unrecorded = Object.entries(own).filter(([command, text]) => text !== '' && outputs[command] === undefined)
    expect(unrecorded.map(([command]) => command)).toEqual([])
  })
})

describe.each(recorded)('$scenario.title: the exported commands make the same host', ({ scenario, scripts, rebuilt }) => {
  test('which are those that were run', () => expect(ownScripts(scenario)).toEqual(scripts))
  const own = ownRebuilt(scenario)
  test('rules', () => expect(tablesOf(rebuilt['iptables-save'] ?? '')).toEqual(tablesOf(own['iptables-save'] ?? '')))
  test.each(['ip route show table all', 'ip rule'])('%s', (command) => expect(rebuilt[command]).toBe(own[command]))
})

test('every case is recorded as it is now', () => {
  expect(recorded.map(({ scenario }) => scenario)).toEqual(formatCases())
})

test('the recordings are worth their name', () => {
  const lengths = recorded.flatMap(({ outputs }) => Object.values(outputs).map((text) => text.length))
  expect(lengths.filter((length) => length > 0).length).toBeGreaterThan(120)
})
