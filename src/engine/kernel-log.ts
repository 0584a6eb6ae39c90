import type { LogRequest } from '../extensions/semantics'
import { logLine } from '../trace/log-line'
import { KERNEL_OWNER, type SocketBuffer } from './skb'

/** Where a rule that logs stands. */
interface LoggedAt {
  readonly inInterface: string | null
  readonly outInterface: string | null
}

/** What LOG writes about a packet at a rule. */
export function lineOfRule(skb: SocketBuffer, at: LoggedAt, request: LogRequest): string {
  const owner = skb.owner === KERNEL_OWNER || skb.requestSocket === true ? null : skb.owner
  const mac = macOf(skb, at.inInterface)
  return logLine(skb.packet, { prefix: request.prefix, in: at.inInterface, out: at.outInterface, mac, mark: skb.mark, owner }, request)
}

/** nf_log_packet without a rule: all that LOG could print. */
export function lineOfKernel(skb: SocketBuffer, prefix: string): string {
  const facts = { prefix, in: null, out: null, mac: null, mark: skb.mark, owner: skb.owner === KERNEL_OWNER ? null : skb.owner }
  return logLine(skb.packet, facts, { tcpSequence: true, tcpOptions: true, ipOptions: true, uid: true, macDecode: false })
}

function macOf(skb: SocketBuffer, inInterface: string | null): { readonly destination: string; readonly source: string } | null {
  if (inInterface === 'lo') return { destination: '00:00:00:00:00:00', source: '00:00:00:00:00:00' }
  return skb.destinationMac === null || skb.sourceMac === null ? null : { destination: skb.destinationMac, source: skb.sourceMac }
}
