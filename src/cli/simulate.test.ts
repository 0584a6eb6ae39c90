import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from './simulate'

const PING = { kind: 'packet', packet: { in: 'eth0', src: '198.51.100.7', dst: '203.0.113.2', proto: 'icmp', type: 8 } }
const RULES = '*filter\n:INPUT DROP [5:300]\n-A INPUT -p icmp -j LOG --log-prefix "ping "\nCOMMIT\n'

/** Runs the command on a file of that text: its exit status and what it printed. */
async function simulate(text: string, ...options: string[]): Promise<{ status: number; out: string; err: string }> {
  const file = join(mkdtempSync(join(tmpdir(), 'simulate-')), 'scenario.json')
  writeFileSync(file, text)
  let out = ''
  let err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    err += chunk
    return true
  })
  const status = await run([file, ...options])
  return { status, out, err }
}

describe('simulate', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('prints packets, TRACE and LOG lines, fates and counters', async () => {
    const { status, out } = await simulate(JSON.stringify({ version: 1, host: { rules: RULES }, traffic: [PING] }))
    expect(status).toBe(0)
    expect(out).toContain('packet 1 in on eth0: ICMP echo-request')
    expect(out).toContain('TRACE: filter:INPUT:rule:1 IN=eth0')
    expect(out).toContain('\n  ping IN=eth0 OUT= MAC=')
    expect(out).toContain('= packet 1 was dropped by filter:INPUT:policy:2')
    expect(out).toContain(':INPUT DROP [6:328]')
  })

  it('prints one object with --json', async () => {
    const { status, out } = await simulate(
      JSON.stringify({ version: 1, title: 'one ping', host: { rules: RULES }, traffic: [PING] }),
      '--json',
    )
    const report = JSON.parse(out)
    expect(status).toBe(0)
    expect(Object.keys(report)).toEqual(['title', 'events', 'save', 'conntrack', 'sets', 'problems', 'limits', 'diagnostics'])
    expect(report.events.at(-1)).toMatchObject({ kind: 'packet ended', fate: { kind: 'dropped' } })
  })

  it('says in words what is wrong, and exits with 1', async () => {
    expect(await simulate('{"version": 1')).toMatchObject({ status: 1, out: '' })
    const bad = await simulate(
      JSON.stringify({
        version: 1,
        host: { rules: RULES, network: 'hello' },
        traffic: [{ kind: 'packet', packet: { src: 'x', dst: 'y', proto: 'tcp' } }],
      }),
    )
    expect(bad.status).toBe(1)
    expect(bad.err).toContain('network:1:1: error: this line is not understood: hello')
    expect(bad.err).toMatch(/traffic 1: bad source address/)
  })
})
