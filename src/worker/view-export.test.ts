import { expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../model'
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

test('while recorded packets are shown it is their moment', () => {
  const trace =
    'PACKET: 2 0a0b0c0d IN=eth0 MACSRC=2:0:0:0:0:2 MACDST=2:0:0:0:0:1 MACPROTO=0800 SRC=192.0.2.9 DST=192.0.2.1 LEN=60 TOS=0x0 TTL=64 ID=7DF SPORT=5 DPORT=22 SYN \n' +
    ' TRACE: 2 0a0b0c0d filter:INPUT:rule:0x1:ACCEPT  -4 -t filter -A INPUT -p tcp -m conntrack --ctstate NEW -j ACCEPT\n'
  const prepared = prepareScenario({ ...SCENARIO, traffic: [] })
  const at = (cursor: number | null, recording: string | null): string => viewExport(prepared, cursor, 'specs-counters', recording).text
  expect(at(null, trace)).toContain('-c 1 60 -j ACCEPT')
  expect(at(0, trace)).toContain('-c 0 0 -j ACCEPT')
  expect(at(null, null)).toContain('-c 0 0 -j ACCEPT')
  for (const format of EXPORT_FORMATS) expect(() => viewExport(prepared, null, format, trace)).not.toThrow()
})
