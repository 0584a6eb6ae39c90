import { describe, expect, it } from 'vitest'
import type { PacketSpec } from '../scenario/scenario'
import type { TraceEvent } from '../trace/event'
import { fatesOf, type LabText, lab } from './testing/lab'

/** The packets that the host makes of those sent, and how each ended. */
function check(name: string, text: LabText, packets: readonly PacketSpec[], origins: readonly string[], fates: readonly string[]): void {
  it(name, () => {
    const { simulator, events } = lab(text)
    for (const packet of packets) simulator.send(packet)
    expect(originsOf(events)).toEqual(origins)
    expect(fatesOf(events)).toEqual(fates)
  })
}

function originsOf(events: readonly TraceEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'packet appeared' && event.origin.kind === 'copy' ? [`#${event.packet} of #${event.origin.of}: ${event.origin.by}`] : [],
  )
}

const own = { src: '192.0.2.1', dst: '10.0.0.9', proto: 'udp', sport: 5000, dport: 53 } as const
const tables = (raw: string, mangle: string, nat: string): LabText => ({
  services: 'udp 53',
  rules: `*raw\n${raw}COMMIT\n*mangle\n${mangle}COMMIT\n*nat\n${nat}COMMIT\n*filter\n-A INPUT -m conntrack --ctstate INVALID\nCOMMIT\n`,
})

describe('what the host hears of what it sends', () => {
  const broadcast = '-A OUTPUT -p udp -j DNAT --to-destination 10.0.0.255\n'
  check(
    'its own broadcast, before that leaves',
    tables('', '', broadcast),
    [own],
    ['#2 of #1: broadcast'],
    ['#2 delivered udp 53', '#1 transmitted eth0'],
  )
  check(
    'a copy that is dropped takes no connection along',
    tables('', '-A POSTROUTING -m statistic --mode nth --every 2 --packet 0 -j DROP\n', broadcast),
    [own],
    ['#2 of #1: broadcast'],
    ['#2 dropped mangle:POSTROUTING:rule:1', '#1 transmitted eth0'],
  )
  check(
    'TEE for the host itself, as soon as the table has been asked',
    tables('', '-A OUTPUT -o eth0 -j TEE --gateway 192.0.2.1\n', ''),
    [own],
    ['#2 of #1: TEE'],
    ['#2 delivered udp 53', '#1 transmitted eth0'],
  )
})

describe('what crosses lo in pieces', () => {
  const here = { ...own, dst: '192.0.2.1', id: 7 }
  const pieces: readonly PacketSpec[] = [
    { ...here, payload: 8, mf: true },
    { src: here.src, dst: here.dst, id: 7, proto: '17', frag_off: 2, payload: 8 },
  ]
  /** The service answers, and nobody waits for that. */
  const answered = (packet: number): readonly string[] => [`#${packet} died local: no socket`, `#${packet + 1} delivered icmp`]
  check(
    'what nobody tracks',
    tables('-A OUTPUT -j NOTRACK\n', '', ''),
    pieces,
    ['#3 of #2: fragmentation'],
    ['#1 died conntrack: waiting for fragments', '#2 died local: waiting for fragments', '#3 delivered udp 53', ...answered(4)],
  )
  check(
    'nothing that is tracked',
    tables('', '', ''),
    pieces,
    [],
    ['#1 died conntrack: waiting for fragments', '#2 delivered udp 53', ...answered(3)],
  )
})
