import { describe, expect, it } from 'vitest'
import { TcpFlag } from '../model'
import type { ExchangeSpec } from '../scenario/scenario'
import type { TraceEvent } from '../trace/event'
import { type LabText, lab } from './testing/lab'

const NAMES = [
  [TcpFlag.SYN, 'S'],
  [TcpFlag.FIN, 'F'],
  [TcpFlag.RST, 'R'],
  [TcpFlag.PSH, 'P'],
  [TcpFlag.ACK, 'A'],
] as const

/** What appeared on the host, shortly: where it came from and what it is. */
function appeared(events: readonly TraceEvent[]): string {
  return events
    .flatMap((event) => {
      if (event.kind !== 'packet appeared') return []
      const { origin, headers } = event
      const from = origin.kind === 'wire' ? origin.interface : origin.kind === 'process' ? 'process' : 'host'
      const { transport } = headers
      const what =
        transport.kind === 'tcp'
          ? NAMES.flatMap(([bit, letter]) => (transport.flags & bit ? [letter] : [])).join('')
          : transport.kind === 'icmp'
            ? `icmp${transport.type}`
            : transport.kind
      return [`${from} ${what}`]
    })
    .join(', ')
}

function check(name: string, exchange: ExchangeSpec, expected: string, text: LabText = {}): void {
  it(name, () => {
    const { simulator, events } = lab({ ...text, traffic: [{ kind: 'exchange', after: 0, exchange }] })
    expect(simulator.run().problems).toEqual([])
    expect(appeared(events)).toBe(expected)
  })
}

const through = { in: 'eth0', src: '10.0.0.7', dst: '198.51.100.9', dport: 80 } as const
const masquerade: LabText = {
  rules: '*nat\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\n-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n',
}
const whole = 'eth0 S, eth1 SA, eth0 A, eth0 PA, eth1 PA, eth0 A, eth0 FA, eth1 FA, eth0 A'

describe('an exchange through the host', () => {
  check('connects, asks, is answered and closes', { ...through, what: 'tcp' }, whole)
  check('also when its address is translated', { ...through, what: 'tcp' }, whole, masquerade)
  check('is refused by a closed port', { ...through, what: 'tcp', peer: 'closed' }, 'eth0 S, eth1 RA')
  check('hears nothing from silence', { ...through, what: 'tcp', peer: 'silent' }, 'eth0 S')
  check('asks and is answered by UDP', { ...through, what: 'udp' }, 'eth0 udp, eth1 udp', masquerade)
  check('is told of a closed UDP port', { ...through, what: 'udp', peer: 'closed' }, 'eth0 udp, eth1 icmp3', masquerade)
  check('pings', { ...through, what: 'ping', count: 2 }, 'eth0 icmp8, eth1 icmp0, eth0 icmp8, eth1 icmp0', masquerade)
})

describe('an exchange with the host itself', () => {
  check(
    'is served by a service that answers',
    { ...through, dst: '10.0.0.1', what: 'tcp', request: 10, response: 10 },
    'eth0 S, host SA, eth0 A, eth0 PA, host A, host PA, eth0 A, eth0 FA, host FA, eth0 A',
    { services: 'tcp 80 web' },
  )
  check(
    'is closed by a service that closes',
    { ...through, dst: '10.0.0.1', what: 'tcp', request: 10, response: 10 },
    'eth0 S, host SA, eth0 A, eth0 PA, host A, host PA, host FA, eth0 A, eth0 FA, host A',
    { services: 'tcp 80 web closes' },
  )
  check('is refused by a closed port', { ...through, dst: '10.0.0.1', what: 'tcp' }, 'eth0 S, host RA')
  check('pings', { ...through, dst: '10.0.0.1', what: 'ping' }, 'eth0 icmp8, host icmp0')
})

describe('an exchange that a process of the host begins', () => {
  const local = { src: '192.0.2.1', dst: '198.51.100.9', dport: 80 } as const
  check('goes out and back', { ...local, what: 'tcp' }, whole.replaceAll('eth0', 'process'))
  check('hears of a closed UDP port', { ...local, what: 'udp', peer: 'closed' }, 'process udp, eth1 icmp3')
})

describe('an exchange that cannot be', () => {
  it('is a problem, in words', () => {
    const exchange: ExchangeSpec = { what: 'tcp', in: 'eth9', src: '10.0.0.7', dst: '10.0.0.1' }
    const { simulator } = lab({ traffic: [{ kind: 'exchange', after: 0, exchange }] })
    expect(simulator.run().problems).toEqual([{ sending: 0, text: "there is no interface 'eth9'" }])
  })
})
