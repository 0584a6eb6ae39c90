import { expect, test } from 'vitest'
import { findMatch, findTarget } from '../extensions/registry'
import type { HostText, Scenario } from '../scenario/scenario'
import { readScenario } from './read-scenario'

function scenario(host: Partial<HostText>): Scenario {
  return {
    version: 1,
    title: '',
    notes: '',
    seed: 1,
    host: { name: 'host', rules: '', sets: '', network: '', services: '', ...host },
    traffic: [],
    decisions: {},
  }
}

/** The order matters: what the first of these fetches is there for the next. */
const HOSTS: readonly Partial<HostText>[] = [
  {},
  {
    rules: '*filter\n-A INPUT -p tcp -m comment --comment "as most do" -j REJECT\nCOMMIT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\n',
  },
  { rules: 'iptables -A INPUT -p tcp --dport ssh -j ACCEPT\n' },
  { rules: '*mangle\n-A FORWARD -m u32 --u32 "0=1" -j HMARK --hmark-tuple src --hmark-mod 2 --hmark-rnd 1\nCOMMIT\n' },
  { rules: 'iptables -A INPUT -p 132 --dport 80 -m nonsense -j NONSENSE\n', sets: 'create a hash:ip\n', connections: 'hello\n' },
]

test('what is fetched when a text wants it reads as what is there from the start', async () => {
  expect(() => findMatch('u32')).toThrow('u32 is not there')
  expect(() => findTarget('HMARK')).toThrow('HMARK is not there')
  expect(findMatch('nonsense')).toBeNull()
  const read = []
  for (const host of HOSTS) read.push(await readScenario(scenario(host)))
  expect(findMatch('u32')?.name).toBe('u32')
  const { prepareScenario } = await import('../scenario/prepare')
  expect(read).toEqual(HOSTS.map((host) => prepareScenario(scenario(host))))
})
