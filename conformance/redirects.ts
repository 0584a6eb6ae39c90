import type { Case, CasePacket } from './case'
import { Dice } from './dice'
import { fitting } from './random-packets'

/** Of so many cases one is of a router that sends redirects. */
const SHARE = 0.12

/**
 * The same case, or, now and then, the same on a router that sends redirects, with packets that leave by the interface that they came in by.
 * How long it waits before it tells a peer again goes by the clock, which no case knows: each sender sends one packet.
 */
export function withRedirects(one: Case): Case {
  const dice = new Dice(`redirects ${one.name}`)
  const names = (one.ifaces ?? []).filter(({ addrs }) => addrs.some((address) => address.endsWith('/24'))).map(({ name }) => name)
  const sends = Object.entries(one.sysctl ?? {}).some(([name, value]) => name.endsWith('send_redirects') && value !== '0')
  if (sends) return { ...one, packets: onePacketEach(one.packets) }
  if (names.length === 0 || !dice.chance(SHARE)) return one
  const packets = Array.from({ length: dice.between(8, 10) }, (_, sender) =>
    fitting(one, hairpin(dice, one, dice.of(names), 150 + 10 * sender)),
  )
  return {
    ...one,
    sysctl: { ...one.sysctl, [`net.ipv4.conf.${dice.of(['all', ...names])}.send_redirects`]: '1' },
    packets: onePacketEach([...packets, ...one.packets]),
  }
}

function onePacketEach(packets: readonly CasePacket[]): readonly CasePacket[] {
  const seen = new Set<string>()
  return packets.filter(({ src }) => !seen.has(src) && seen.add(src))
}

/** From a neighbour to another one, or to where a gateway among the neighbours leads. */
function hairpin(dice: Dice, one: Case, name: string, sender: number): CasePacket {
  const address = one.ifaces?.find((iface) => iface.name === name)?.addrs.find((text) => text.endsWith('/24')) ?? ''
  const network = address.slice(0, address.lastIndexOf('.'))
  const beyond = (one.routes ?? []).filter((route) => route.includes(` via ${network}.`)).map((route) => route.split(/[ /]/)[0] ?? '')
  const far = beyond.filter((text) => /^\d+\.\d+\.\d+\.\d+$/.test(text)).map((text) => text.replace(/\.\d+$/, `.${dice.between(1, 250)}`))
  const dst = dice.chance(0.4) && far.length > 0 ? dice.of(far) : `${network}.${dice.between(2, 99)}`
  const frame = {
    in: name,
    src: `${network}.${sender + dice.between(0, 9)}`,
    dst,
    id: dice.between(1, 9999),
    ttl: dice.of([64, 64, 64, 2, 1]),
  }
  if (dice.chance(0.15)) return { ...frame, proto: 'icmp', type: 8, code: 0, icmp_id: 1, icmp_seq: 1, payload: dice.of([0, 700]) }
  const ports = { sport: dice.between(1025, 1050), dport: dice.of([22, 53, 80]) }
  if (dice.chance(0.5))
    return {
      ...frame,
      ...ports,
      proto: 'udp',
      payload: dice.of([0, 9, 900]),
      ...(dice.chance(0.2) ? { ip_options: '0707040000000000' } : {}),
    }
  return { ...frame, ...ports, proto: 'tcp', flags: dice.of(['S', 'A', 'SA']), seq: 1000 }
}
