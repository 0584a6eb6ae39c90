import { describe, expect, it } from 'vitest'
import { openDocument } from './migrate'
import { prepareScenario } from './prepare'

function prepare(host: { rules?: string; sets?: string; network?: string; services?: string }) {
  const opened = openDocument({ version: 1, host })
  if (!opened.ok) throw new Error(opened.message)
  return prepareScenario(opened.scenario)
}

describe('a prepared scenario', () => {
  it('infers what is left empty, and only that', () => {
    const prepared = prepare({ rules: '*filter\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n', services: 'udp 53 dns' })
    expect(prepared.inferred).toBe(true)
    expect(prepared.servicesInferred).toBe(false)
    expect(prepared.networkText).toContain('ip addr add 203.0.113.2/24 dev eth0')
    expect(prepared.input.network.services).toEqual([{ protocol: 'udp', port: 53, address: null, name: 'dns', answers: true }])
    expect(prepared.input.network.interfaces.map(({ name }) => name)).toEqual(['lo', 'eth0'])
  })

  it('takes the user’s own texts as they are, and tells what is wrong in each', () => {
    const prepared = prepare({ rules: 'hello', sets: 'add x 1.2.3.4', network: 'ip addr add 300.0.0.1 dev eth0', services: 'tcp' })
    expect(prepared.inferred).toBe(false)
    expect(prepared.diagnostics.rules.length).toBeGreaterThan(0)
    expect(prepared.diagnostics.sets.map(({ message }) => message)).toEqual(['The set with the given name does not exist'])
    expect(prepared.diagnostics.network).toHaveLength(1)
    expect(prepared.diagnostics.services).toHaveLength(1)
  })
})

describe('a scenario file', () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [null, 'this is not a Five Chains scenario: it has no version'],
    [{ host: {} }, 'this is not a Five Chains scenario: it has no version'],
    [{ version: 'x' }, 'this scenario has no version that could be read'],
    [{ version: 2 }, 'this scenario has version 2, newer than this program knows (1): reload the page to get a newer one'],
    [
      { version: 1, traffic: [{ kind: 'packet', packet: { src: 'a', dst: 'b', proto: 'tcp', ttl: 300 } }] },
      'traffic.0.packet.ttl: may not be over 255',
    ],
    [
      { version: 1, traffic: [{ kind: 'packet', packet: { src: 'a', dst: 'b', proto: 'tcp', flags: 'X' } }] },
      'traffic.0.packet.flags: flags are letters of FSRPAUEC',
    ],
  ]
  for (const [value, message] of wrong) it(`is refused: ${message}`, () => expect(openDocument(value)).toEqual({ ok: false, message }))
})
