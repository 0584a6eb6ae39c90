import { expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../export/formats'
import { prepareScenario } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'
import { viewExport } from './view-export'

const SCENARIO: Scenario = {
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: {
    name: 'host',
    rules: '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n',
    sets: '',
    network: 'ip addr add 192.0.2.1/24 dev eth0\n',
    services: 'tcp 22 ssh\n',
  },
  traffic: [
    { kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', sport: 5, dport: 22, flags: 'S' } },
  ],
  decisions: {},
}

test('a moment is that of its cursor, asked once more or anew', () => {
  const prepared = prepareScenario(SCENARIO)
  const at = (cursor: number | null): string => viewExport(prepared, cursor, 'specs-counters').text
  expect(at(0)).toContain('-c 0 0 -j ACCEPT')
  expect(at(null)).toContain('-c 1 40 -j ACCEPT')
  expect(at(0)).toContain('-c 0 0 -j ACCEPT')
  const quiet = { ...prepared, input: { ...prepared.input, traffic: [] } }
  expect(viewExport(quiet, null, 'specs-counters').text).toContain('-c 0 0 -j ACCEPT')
})

test('every format answers, also of a host with nothing on it', () => {
  const empty = prepareScenario({ ...SCENARIO, host: { name: 'host', rules: '', sets: '', network: '', services: '' }, traffic: [] })
  for (const format of EXPORT_FORMATS) expect(() => viewExport(empty, null, format)).not.toThrow()
})
