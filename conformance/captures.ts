import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { readPacketSpec } from '../src/engine/packet-spec'
import '../src/engine/whole'
import type { Frame } from '../src/export/tcpdump/frames'
import type { TcpdumpForm } from '../src/export/tcpdump/ip'
import { tcpdumpLines } from '../src/export/tcpdump/tcpdump'
import { wireBytes } from '../src/extensions/wire-bytes'
import { SCENARIO_BEGINS, SECOND } from '../src/model'
import type { PacketSpec } from '../src/scenario/scenario'

const FILE = new URL('./formats/captures.json', import.meta.url).pathname

/** The switches of each form in which packets are exported. */
const FORMS: { readonly [form in TcpdumpForm]: string } = { plain: '-n', verbose: '-nv', link: '-ne' }

/** What tcpdump printed of the packets below, by its switches, a line each. */
export type RecordedCaptures = { readonly [switches: string]: readonly string[] }

const ENDS = { src: '10.0.0.1', dst: '192.0.2.9' } as const
const UDP = { ...ENDS, proto: 'udp', sport: 40_000 } as const
const TCP = { ...ENDS, proto: 'tcp', sport: 40_000, dport: 9000 } as const
const BACK = { src: '192.0.2.9', dst: '10.0.0.1', proto: 'tcp', sport: 9000, dport: 40_000 } as const
const ICMP = { ...ENDS, proto: 'icmp' } as const
const QUOTED: PacketSpec = { ...UDP, dport: 7, payload: 4 }

/** A header of DNS, and what follows it. */
function dns(words: readonly number[], rest: string): string {
  return words.map((word) => String.fromCharCode(word >> 8, word & 255)).join('') + rest
}

const EXAMPLE = '\u0007example\u0003org\u0000'
const RECORD = '\u00c0\u000c\u0000'
const DNS: readonly string[] = [
  dns([42, 0x100, 1, 0, 0, 0], `${EXAMPLE}\u0000\u0001\u0000\u0001`),
  dns(
    [43, 0x8180, 1, 1, 0, 0],
    `${EXAMPLE}\u0000\u0001\u0000\u0001${RECORD}\u0001\u0000\u0001\u0000\u0000\u000e\u0010\u0000\u0004\u00c0\u0000\u0002\u0007`,
  ),
  dns([44, 0x8583, 1, 0, 0, 0], `${EXAMPLE}\u0000\u001c\u0000\u0001`),
  dns(
    [45, 0x8080, 1, 2, 0, 0],
    `${EXAMPLE}\u0000\u000f\u0000\u0001${RECORD}\u000f\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0009\u0000\u000a\u0004mail\u00c0\u000c${RECORD}\u0010\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0004\u0003a b`,
  ),
  dns([46, 0x2910, 2, 0, 0, 1], `${EXAMPLE}\u0000\u0041\u0000\u0003\u0000\u0000\u0002\u0000\u0001`),
  dns([47, 0x100, 1, 0, 0, 0], '\u0009too'),
]

/** Every kind of packet that an engine's host sends or hears, and heads that are cut or wrong. */
export const CAPTURED: readonly PacketSpec[] = [
  { ...TCP, flags: 'S', seq: 100, mss: 1460, tcp_options: '0402080a000000010000000001030307' },
  { ...BACK, flags: 'SA', seq: 900, ack: 101, mss: 1400 },
  { ...TCP, flags: 'A', seq: 101, ack: 901 },
  { ...TCP, flags: 'PA', seq: 101, ack: 901, payload: 30 },
  { ...BACK, flags: 'A', seq: 901, ack: 131, tcp_options: '0101050a000000830000008d' },
  { ...BACK, flags: 'FA', seq: 901, ack: 131 },
  { ...TCP, flags: 'R', seq: 131, payload: 5 },
  { ...TCP, flags: 'SEC', seq: 1 },
  { ...TCP, flags: 'FPU', seq: 1, payload: 1 },
  { ...TCP, flags: '', seq: 1 },
  { ...TCP, flags: 'S', seq: 1, bad_sum: 'transport' },
  ...['02', '0500', '0502', '050600000001', '0803', '13120102030405060708090a0b0c0d0e0f10', '1c048001', '2206deadbeef', '2202', 'fe0400ff']
    .concat(['06060000000a', '0b0600000001', '140401ff', '4d03aa', '020405b40500'])
    .map((options): PacketSpec => ({ ...TCP, flags: 'S', seq: 1, tcp_options: options })),
  ...[21, 22, 25, 53, 80, 443, 3128, 8080].map((dport): PacketSpec => ({ ...TCP, dport, flags: 'PA', seq: 1, ack: 1, payload: 20 })),
  { ...TCP, dport: 80, flags: 'PA', seq: 21, ack: 1, payload: 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n' },
  ...[7, 53, 5353, 69, 123, 500, 514, 1701, 1812, 4500, 5060, 51820].flatMap((dport): PacketSpec[] =>
    dport === 1812 ? [] : [{ ...UDP, dport, payload: dport === 123 ? 1 : 40 }],
  ),
  { ...UDP, dport: 53, payload: 4 },
  { ...UDP, dport: 69, payload: '\u0000\u0001file\u0000octet\u0000' },
  { ...UDP, dport: 69, payload: '\u0000\u0004\u0000\u0007' },
  { ...UDP, dport: 4500, payload: '\u00ff' },
  { ...UDP, dport: 7, payload: 20, udp_length: 60 },
  { ...UDP, dport: 7, payload: 20, udp_length: 4 },
  { ...UDP, dport: 7, cut: 6 },
  { ...TCP, flags: 'S', cut: 12 },
  { ...ICMP, type: 8, icmp_id: 7, icmp_seq: 1, payload: 56 },
  { ...ICMP, type: 0, icmp_id: 7, icmp_seq: 1, payload: 56 },
  { ...ICMP, type: 8, icmp_id: 7, icmp_seq: 1, bad_sum: 'transport' },
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((code): PacketSpec => ({ ...ICMP, type: 3, code, embedded: QUOTED })),
  ...[0, 1].map((code): PacketSpec => ({ ...ICMP, type: 11, code, embedded: QUOTED })),
  ...[0, 1, 2, 3].map((code): PacketSpec => ({ ...ICMP, type: 5, code, embedded: QUOTED })),
  { ...ICMP, type: 12, code: 0, embedded: QUOTED },
  ...[4, 9, 10, 13, 14, 15, 16, 17, 18, 40].map((type): PacketSpec => ({ ...ICMP, type, code: 0, icmp_id: 1, icmp_seq: 2 })),
  { ...ICMP, type: 14, code: 0, icmp_id: 1, icmp_seq: 2, payload: 12 },
  { ...ICMP, type: 18, code: 0, icmp_id: 1, icmp_seq: 2, payload: 4 },
  ...[0, 2, 4, 41, 47, 50, 51, 58, 59, 77, 88, 89, 103, 108, 112, 132, 136, 143, 253].flatMap((proto): PacketSpec[] => [
    { ...ENDS, proto: String(proto), payload: 24 },
    { ...ENDS, proto: String(proto), payload: 0 },
  ]),
  { ...UDP, dport: 7, mf: true, payload: 24, id: 7 },
  { ...UDP, dport: 7, frag_off: 4, payload: 24, id: 7 },
  { ...TCP, flags: 'S', mf: true, id: 8, payload: 16 },
  { ...ENDS, proto: '6', frag_off: 5, payload: 8, id: 8 },
  ...['01', '94040000', '07070400000000', '83070801020304', '070b0c0a0000010a000002'].map(
    (ip_options): PacketSpec => ({ ...UDP, dport: 7, payload: 1, ip_options }),
  ),
  { ...UDP, dport: 7, ttl: 0, tos: 0xb9, df: true },
  { ...UDP, dport: 7, tos: 3, bad_sum: 'ip' },
  // TCP whose header says that it is longer than the segment, or shorter than any: at last as its data begins in the acknowledgement's place.
  ...[0, 2, 4].map(
    (more): PacketSpec => ({
      ...TCP,
      in: 'lan0',
      flags: 'PA',
      seq: 9,
      ack: 7,
      mss: 1460,
      tcp_options: '01010101',
      total_length: 40 + more,
    }),
  ),
  ...[0x0002, 0x4010, 0x4002].map(
    (high): PacketSpec => ({
      ...TCP,
      in: 'lan0',
      flags: 'A',
      ip_options: 'ffaf0050',
      ihl: 5,
      ack: high * 0x10000 + 1000,
      payload: '\u0000\u0002',
      total_length: 44,
    }),
  ),
  // The conversation that such a one begins.
  { ...TCP, in: 'lan0', sport: 41_000, flags: 'A', seq: 9, ack: 7, mss: 1460, total_length: 40 },
  { ...TCP, sport: 41_000, flags: 'PA', seq: 20, ack: 8, payload: 1 },
  // DNS: questions and answers, and what is none.
  ...DNS.flatMap((payload): PacketSpec[] => [
    { ...UDP, dport: 53, payload },
    { ...UDP, sport: 53, dport: 40_000, payload },
  ]),
  { ...UDP, dport: 53, payload: 300 },
  { ...TCP, sport: 53, dport: 8080, flags: 'PA', seq: 1, ack: 1, payload: 20 },
  { ...UDP, dport: 7000, payload: 4 },
  { ...UDP, dport: 7, cut: 4 },
  { ...TCP, flags: 'S', cut: 2 },
  { ...ICMP, type: 8, cut: 4 },
  { ...TCP, flags: 'R', seq: 7, payload: 'GET /\r\n\u00e9' },
  { ...TCP, flags: 'S', seq: 7, tcp_options: 'fd040001' },
  { ...TCP, flags: 'S', seq: 7, df: true, mf: true },
  // A new conversation's selective acknowledgement, and sums that are about the end of a source route.
  { ...TCP, dport: 9007, flags: 'A', seq: 7, ack: 5, tcp_options: '0101050a0000001500000020' },
  ...[
    '8307040a010203',
    '44080500',
    '44080900000000070000',
    '440c09010a01020300000007',
    '440405f0',
    '07020000',
    '8208000000000000',
    '94040000',
    '94040001',
    '04000000',
  ].map((ip_options): PacketSpec => ({ ...TCP, flags: 'S', seq: 7, ip_options })),
  ...[2, 5, 7].map((version): PacketSpec => ({ ...ENDS, proto: '47', payload: `\u0000${String.fromCharCode(version)}\u0008\u0000xxxx` })),
  ...[15, 16, 23].map((length): PacketSpec => ({ ...ENDS, proto: '89', payload: length })),
  { ...ENDS, proto: '4', payload: 'E234567890' },
]

const MACS = { source: '02:00:00:00:00:02', destination: '02:00:00:00:00:01' } as const

/** The packets as they would be captured, a millisecond apart. */
export function capturedFrames(): readonly Frame[] {
  return CAPTURED.map((spec, index) => {
    const read = readPacketSpec(spec)
    if (!('packet' in read)) throw new Error(`${JSON.stringify(spec)}: ${read.problem}`)
    return { at: index * 1000, interface: 'lan0', packet: read.packet, mac: MACS }
  })
}

/** What we print of them, by tcpdump's switches. */
export function ownCaptures(): RecordedCaptures {
  const frames = capturedFrames()
  return Object.fromEntries(Object.entries(FORMS).map(([form, switches]) => [switches, tcpdumpLines(frames, form as TcpdumpForm)]))
}

export function readCaptures(): RecordedCaptures {
  return JSON.parse(readFileSync(FILE, 'utf8'))
}

/** Writes the frames into a file of libpcap's format, has this machine's tcpdump read it, and keeps what it prints. Answers the exit status. */
export function recordCaptures(): number {
  const recorded: { [switches: string]: readonly string[] } = {}
  for (const switches of Object.values(FORMS)) {
    const { stdout, stderr, status } = spawnSync('tcpdump', [switches, '-r', '-'], {
      input: pcapOf(capturedFrames()),
      env: { ...process.env, TZ: 'UTC' },
      maxBuffer: 2 ** 28,
    })
    if (status !== 0) {
      process.stderr.write(stderr)
      return status ?? 1
    }
    recorded[switches] = stdout.toString('latin1').replace(/\n$/, '').split('\n')
  }
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`)
  return 0
}

/** A capture file: its head, and each frame behind its own (draft-ietf-opsawg-pcap). */
function pcapOf(frames: readonly Frame[]): Buffer {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4, 0)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(262_144, 16)
  head.writeUInt32LE(1, 20)
  return Buffer.concat([head, ...frames.flatMap(recordOf)])
}

function recordOf({ at, packet, mac }: Frame): readonly Buffer[] {
  const bytes = Buffer.from(wireBytes(packet))
  const ethernet = Buffer.from(`${mac?.destination}:${mac?.source}:08:00`.replaceAll(':', ''), 'hex')
  const head = Buffer.alloc(16)
  head.writeUInt32LE(SCENARIO_BEGINS + Math.floor(at / SECOND), 0)
  head.writeUInt32LE(at % SECOND, 4)
  head.writeUInt32LE(ethernet.length + bytes.length, 8)
  head.writeUInt32LE(ethernet.length + bytes.length, 12)
  return [head, ethernet, bytes]
}
