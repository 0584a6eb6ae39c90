import { afterEach, describe, expect, test } from 'vitest'
import { EMPTY_SCENARIO } from '../scenario/empty-scenario'
import type { Simulation } from './client'
import { createInProcessSimulation } from './in-process'
import type { ImportedView } from './protocol'

let simulation: Simulation | null = null
afterEach(() => simulation?.close())

function check(name: string, text: string, wanted: Partial<ImportedView>, rules: RegExp = /^$/): void {
  test(name, async () => {
    simulation = createInProcessSimulation()
    const { scenario, ...view } = await simulation.ask('import', { text, scenario: EMPTY_SCENARIO })
    expect(view).toMatchObject(wanted)
    expect(scenario.host.rules).toMatch(rules)
    expect(scenario.traffic.length).toBe(view.packets)
    if (view.changed.length + view.packets === 0) expect(scenario).toEqual(EMPTY_SCENARIO)
  })
}

describe('import', () => {
  check('nothing', '', { kinds: [], plain: true, changed: [], packets: 0 })
  check(
    'a listing',
    'Chain INPUT (policy DROP)\ntarget     prot opt source               destination\nACCEPT     tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:22\n',
    { kinds: ['listing'], plain: false, changed: ['rules'], packets: 0, notUnderstood: [] },
    /-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT/,
  )
  check(
    'commands, the last of them half typed',
    'iptables -P INPUT DROP\niptables -A INPUT -p',
    { kinds: ['commands'], plain: true },
    /-P INPUT DROP/,
  )
  check(
    'a script with a variable',
    'IPT=/sbin/iptables\nfor port in 22 80; do\n  $IPT -A INPUT -p tcp --dport $port -j ACCEPT\ndone\n',
    { kinds: ['script'], plain: false, changed: ['rules'] },
    /--dport 22 .*\n.*--dport 80 /,
  )
  check(
    'a log line',
    'IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 LEN=60 TOS=0x00 TTL=64 ID=1 PROTO=TCP SPT=40000 DPT=23 WINDOW=64240 SYN\n',
    {
      kinds: ['kernel-log'],
      plain: false,
      changed: [],
      packets: 1,
    },
  )
  check('what nobody understands', 'good morning\n', {
    kinds: [],
    plain: true,
    changed: [],
    packets: 0,
    notUnderstood: [expect.anything()],
  })
})
