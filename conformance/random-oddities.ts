import type { CasePacket } from './case'
import type { Dice } from './dice'

/** IP options: nothing, router alert, record route, timestamps, source routes, security, and such as are wrong. */
const IP_OPTIONS = [
  '01 01 01 00',
  '94 04 00 00',
  '07 0b 04 00 00 00 00 00 00 00 00 00',
  '07 07 08 0a 00 00 09 00',
  '44 0c 05 00 00 00 00 00 00 00 00 00',
  '44 0c 05 01 00 00 00 00 00 00 00 00',
  '44 08 09 f0 00 00 00 00',
  '83 07 04 c6 33 64 02 00',
  '89 07 04 c0 00 02 01 00',
  '83 07 08 c0 00 02 01 00',
  '82 0b 00 00 00 00 00 00 00 00 00 00',
  '07 02 04 00',
  '44 03 05 00',
  '83 07 04 c6 33 64 02 89 07 04 c0 00 02 01 00 00',
  '99 04 00 00',
  '00 07 0b 04',
] as const

/** TCP options: window scale, SACK, timestamps, an unknown one, and such as are wrong. */
const TCP_OPTIONS = [
  '03 03 07 00',
  '01 03 03 0e 04 02',
  '04 02 08 0a 00 00 00 01 00 00 00 00',
  '05 0a 00 00 03 e9 00 00 04 00',
  '08 0a 00 00 00 05 00 00 00 03',
  'fd 04 00 01',
  '1e 00 00 00',
  '02 00 05 b4',
  '00 02 04 05',
] as const

/** A packet with something about it that ordinary ones have not. */
export function odd(dice: Dice, packet: CasePacket): CasePacket {
  const onWire = packet.in !== undefined
  const choices: (() => CasePacket)[] = [
    () => ({ ...packet, ip_options: dice.of(IP_OPTIONS) }),
    () => ({ ...packet, ip_options: dice.of(IP_OPTIONS) }),
    () => ({ ...packet, tos: dice.of([1, 2, 3, 0x13, 255]) }),
    () => ({ ...packet, payload: dice.of([1300, 1472, 2, 5]) }),
  ]
  if (packet.proto === 'tcp') {
    choices.push(() => ({ ...packet, tcp_options: dice.of(TCP_OPTIONS) }))
    choices.push(() => ({ ...packet, tcp_options: dice.of(TCP_OPTIONS) }))
    choices.push(() => ({ ...packet, flags: dice.of(['SEC', 'SU', 'SP', 'SR', 'AU', 'FR', 'SAF', 'FSRPAUEC', 'AE', 'AC', 'P']) }))
  }
  if (packet.proto === 'udp') choices.push(() => ({ ...packet, payload: 8, udp_length: dice.of([0, 7, 8, 12, 20, 4000]) }))
  if (onWire) {
    choices.push(() => ({ ...packet, bad_sum: dice.of(['ip', 'transport', 'transport', 'both'] as const) }))
    choices.push(() => ({ ...packet, total_length: dice.of([19, 20, 24, 28, 40, 2000]) }))
    choices.push(() => ({ ...packet, ihl: dice.of([4, 6, 15]) }))
    choices.push(() => ({ ...packet, version: dice.of([3, 6]) }))
    choices.push(() => ({ ...packet, cut: dice.of([0, 1, 4, 7, 8, 13, 19]) }))
  }
  return dice.of(choices)()
}
