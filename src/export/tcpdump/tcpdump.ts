import { type Microseconds, packetLength, SCENARIO_BEGINS, SECOND } from '../../model'
import type { Frame } from './frames'
import { packetText, type TcpdumpForm } from './ip'
import type { Conversations } from './tcp'

const ETHERNET = 14

/**
 * What tcpdump prints of the frames of one interface, line by line (tcpdump 4.99). TCP's numbers are counted from where it first saw
 * an ACK, as without -S. Payloads other than HTTP's, SMTP's, FTP's, DNS's and a few more are not taken apart.
 */
export function tcpdumpLines(frames: readonly Frame[], form: TcpdumpForm): readonly string[] {
  const conversations: Conversations = new Map()
  return frames.flatMap(({ at, packet, mac }) => {
    const text = packetText(packet, form, conversations)
    const link =
      form !== 'link'
        ? 'IP '
        : mac === null
          ? 'ip: '
          : `${mac.source} > ${mac.destination}, ethertype IPv4 (0x0800), length ${ETHERNET + packetLength(packet)}: `
    return `${timeText(at)} ${link}${text}`.split('\n')
  })
}

/** `12:00:00.000125`: the time of day. */
function timeText(at: Microseconds): string {
  const seconds = SCENARIO_BEGINS + Math.floor(at / SECOND)
  const two = (value: number): string => String(value % 60).padStart(2, '0')
  const hour = String(Math.floor(seconds / 3600) % 24).padStart(2, '0')
  return `${hour}:${two(Math.floor(seconds / 60))}:${two(seconds)}.${String(at % SECOND).padStart(6, '0')}`
}
