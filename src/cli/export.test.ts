import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { run as exportState } from './export'
import { run as list } from './list'

const RULES =
  '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n'
const SCENARIO = {
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules: RULES, sets: '', network: 'ip addr add 192.0.2.1/24 dev eth0\n', services: '' },
  traffic: [
    { kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', sport: 5, dport: 22, flags: 'S' } },
  ],
  decisions: {},
}

describe('what list and export print', () => {
  let folder = ''
  let printed = ''
  let told = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fivechains-'))
    writeFileSync(join(folder, 'rules'), RULES)
    writeFileSync(join(folder, 'scenario'), JSON.stringify(SCENARIO))
    printed = ''
    told = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })
  const file = (name: string): string => join(folder, name)

  test('list, as iptables -nvL --line-numbers', async () => {
    expect(await list([file('rules')])).toBe(0)
    expect(printed).toContain('1        0     0 ACCEPT     6    --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:22\n')
  })
  test('list, as iptables -L', async () => {
    expect(await list(['--names', '--plain', file('rules')])).toBe(0)
    expect(printed).toContain('ACCEPT     tcp  --  anywhere             anywhere             tcp dpt:ssh\n')
  })
  test('export, at the end and at the beginning', async () => {
    expect(await exportState([file('scenario'), '--as', 'specs-counters'])).toBe(0)
    expect(printed).toContain('-A INPUT -p tcp -m tcp --dport 22 -c 1 40 -j ACCEPT\n')
    printed = ''
    expect(await exportState([file('scenario'), '--as', 'specs-counters', '--step', '0'])).toBe(0)
    expect(printed).toContain('-A INPUT -p tcp -m tcp --dport 22 -c 0 0 -j ACCEPT\n')
  })
  test('what cannot be is said', async () => {
    expect(await exportState([file('scenario'), '--as', 'pdf'])).toBe(2)
    expect(told).toContain("no format 'pdf'")
    expect(await exportState([file('nothing'), '--as', 'save'])).toBe(1)
    expect(await list([file('nothing')])).toBe(1)
    expect(await list([])).toBe(2)
  })
})
