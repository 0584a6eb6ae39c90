import { createSimulator, type Frame, type Simulator } from '../src/engine/simulator'
import { formatIpv4, MILLISECOND } from '../src/model'
import type { Case, CasePacket } from './case'
import type { Dice } from './dice'
import { hostOf } from './host'

/** Rules of table raw that give connections a helper, or packets a zone. */
export function randomTracker(dice: Dice, chain: string): string {
  const from = chain === 'PREROUTING' ? dice.of(['', '', '-i eth0 ', '-i eth1 ']) : ''
  return (
    from +
    dice.of([
      '-p tcp -m tcp --dport 21 -j CT --helper ftp',
      '-p tcp -m tcp --dport 21 -j CT --helper ftp',
      '-p udp -m udp --dport 69 -j CT --helper tftp',
      `-j CT --zone ${dice.of(['3', '4'])}`,
      `-j CT --zone-${dice.of(['orig', 'reply'])} ${dice.of(['3', '4'])}`,
      '-j CT --zone mark',
      '-p tcp -m tcp --dport 21 -j CT --helper ftp --zone 3',
    ])
  )
}

/** Conversations of ftp and tftp: control connections that announce others, and those others, as announced and not. */
export function randomConversations(dice: Dice, one: Case): readonly CasePacket[] {
  const host = hostOf(one)
  if (!host.ok) throw new Error(`${one.name}: ${host.error}`)
  const wires = new Wires(createSimulator(host.input, null))
  for (let port = 40_000; wires.sent.length < 8; port++) {
    const client = dice.of(['192.0.2.2', '192.0.2.3'])
    const server = dice.of(['198.51.100.2', '198.51.100.3', '10.0.0.2', '198.51.100.1', '192.0.2.1'])
    if (dice.chance(0.7)) ftp(dice, wires, { in: 'eth0', src: client, dst: server, proto: 'tcp', sport: port, dport: 21 })
    else tftp(dice, wires, { in: 'eth0', src: client, dst: server, proto: 'udp', sport: port, dport: 69 })
  }
  return wires.sent
}

/** Everything that was sent, and what came out last. */
class Wires {
  readonly sent: CasePacket[] = []

  constructor(private readonly simulator: Simulator) {}

  /** What left the host for somebody else; null where nothing did. */
  send(packet: CasePacket): Frame | null {
    this.sent.push({ ...packet, id: this.sent.length + 1 })
    const { frames } = this.simulator.send(packet)
    this.simulator.advance(5 * MILLISECOND)
    return frames.find(({ headers }) => formatIpv4(headers.destination) !== packet.src) ?? null
  }
}

/** Where somebody who received a frame answers to. */
function answerTo({ interface: wire, headers }: Frame): CasePacket {
  const { transport } = headers
  const ports = transport.kind === 'tcp' || transport.kind === 'udp' ? transport : { sourcePort: 0, destinationPort: 0 }
  return {
    in: wire,
    src: formatIpv4(headers.destination),
    dst: formatIpv4(headers.source),
    proto: transport.kind,
    sport: ports.destinationPort,
    dport: ports.sourcePort,
  }
}

function ftp(dice: Dice, wires: Wires, client: CasePacket): void {
  let [ours, theirs] = [1001, 5001]
  const opening = wires.send({ ...client, flags: 'S', seq: 1000 })
  if (opening === null) return
  const server = answerTo(opening)
  wires.send({ ...server, flags: 'SA', seq: 5000, ack: 1001 })
  wires.send({ ...client, flags: 'A', seq: ours, ack: theirs })
  // What each end has received counts other bytes than what was sent, once an address in it was translated.
  let [oursReceived, theirsReceived] = [ours, theirs]
  const says = (byClient: boolean, text: string): Frame | null => {
    const spec = byClient
      ? { ...client, flags: 'PA', seq: ours, ack: theirsReceived, payload: text }
      : { ...server, flags: 'PA', seq: theirs, ack: oursReceived, payload: text }
    const frame = wires.send(spec)
    const length = frame?.headers.transport.kind === 'tcp' ? frame.headers.transport.payload.length : text.length
    if (byClient) {
      ours += text.length
      oursReceived += length
    } else {
      theirs += text.length
      theirsReceived += length
    }
    return frame
  }
  says(false, '220 hi\r\n')
  for (let count = dice.between(1, 2); count > 0; count--) {
    const port = dice.of([50_010, 1030, 40_500])
    const passive = dice.chance(0.5)
    const owner = passive ? server : client
    const address = (dice.chance(0.15) ? dice.of(['192.0.2.77', '10.0.0.9']) : owner.src).replaceAll('.', ',')
    const dotted = `${address},${port >> 8},${port & 255}`
    const text = passive
      ? dice.of([`227 Entering Passive Mode (${dotted}).\r\n`, `229 Extended Passive Mode (|||${port}|)\r\n`, `227 here ${dotted}\r\n`])
      : dice.of([`PORT ${dotted}\r\n`, `EPRT |1|${address.replaceAll(',', '.')}|${port}|\r\n`, `PORT ${dotted}`, 'PORT 1,2,3\r\n'])
    const told = says(!passive, text)
    if (told === null) return
    const listener = announced(told, passive)
    // Who was told connects, to the port that was named or to another.
    const caller = answerTo(told)
    const dport = (listener?.port ?? port) + (dice.chance(0.15) ? 1 : 0)
    const dst = listener?.address ?? caller.dst
    const data = { ...caller, dst, sport: passive ? 45_000 + count : 20, dport }
    const arrived = wires.send({ ...data, flags: 'S', seq: 100 })
    if (arrived !== null && dice.chance(0.7)) {
      wires.send({ ...answerTo(arrived), flags: 'SA', seq: 900, ack: 101 })
      wires.send({ ...data, flags: 'A', seq: 101, ack: 901 })
    }
    says(passive, '200 ok\r\n')
  }
}

/** The address and port that a line names, as who receives it reads it. */
function announced({ headers }: Frame, passive: boolean): { readonly address: string; readonly port: number } | null {
  const text = headers.transport.kind === 'tcp' ? headers.transport.payload : ''
  const numbers = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(text)?.slice(1).map(Number)
  if (numbers !== undefined) return { address: numbers.slice(0, 4).join('.'), port: (numbers[4] ?? 0) * 256 + (numbers[5] ?? 0) }
  const extended = /\|([\d.]*)\|(\d+)\|/.exec(text)
  if (extended === null) return null
  return { address: passive ? formatIpv4(headers.source) : (extended[1] ?? ''), port: Number(extended[2]) }
}

function tftp(dice: Dice, wires: Wires, client: CasePacket): void {
  const asked = wires.send({ ...client, payload: dice.of(['\0\x01file\0octet\0', '\0\x02file\0octet\0', '\0\x03\0\x01']) })
  if (asked === null) return
  const server = { ...answerTo(asked), sport: dice.of([3000, 3000, 69]) }
  const answered = wires.send({ ...server, payload: '\0\x03\0\x01data' })
  if (answered !== null) wires.send({ ...answerTo(answered), payload: '\0\x04\0\x01' })
  if (dice.chance(0.3)) wires.send({ ...server, sport: 3001, payload: '\0\x03\0\x02data' })
}
