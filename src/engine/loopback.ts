import type { Packet } from '../model'
import type { Copier, Fate } from '../trace/event'
import type { HookWalk } from './hook-walk'
import { leavingPieces } from './leaving-pieces'
import { LIMITS, type LimitName } from './limits'
import type { SocketBuffer } from './skb'

/** What the loopback needs of its host. */
interface LoopingHost {
  /** ip_rcv. */
  receive(skb: SocketBuffer, interfaceName: string): void
  copyOf(skb: SocketBuffer, by: Copier, packet?: Packet): SocketBuffer
  end(skb: SocketBuffer, fate: Fate): void
  tellChange(skb: SocketBuffer, before: Packet, kind: 'routing'): void
  limitReached(skb: SocketBuffer, limit: LimitName): void
  mtuOf(interfaceName: string): number
}

/** What the host sends and receives itself: over lo, or its own broadcasts and multicasts (drivers/net/loopback.c, dev_loopback_xmit). */
export class Loopback {
  /** The kernel takes them up when the present packet is done with (netif_rx), or when a process lets it. */
  private readonly waiting: SocketBuffer[] = []
  /** A process is sending: no soft interrupt is going on. */
  private inProcess = false

  constructor(
    private readonly host: LoopingHost,
    private readonly walk: HookWalk,
  ) {}

  /** A process sends; then all that came of it for the host itself comes in. */
  whileSending<T>(send: () => T): T {
    this.inProcess = true
    const answer = send()
    this.inProcess = false
    this.drain()
    return answer
  }

  /** A process lets soft interrupts happen (local_bh_enable): what waits comes in. */
  takeUp(): void {
    if (!this.inProcess || this.walk.isAsking) return
    this.inProcess = false
    this.drain()
    this.inProcess = true
  }

  drain(): void {
    for (let passes = 0; this.waiting.length > 0; passes++) {
      const skb = this.waiting.shift()
      if (skb === undefined) return
      if (passes > LIMITS.answersPerPacket) {
        this.host.limitReached(skb, 'loopbackPasses')
        this.host.end(skb, { kind: 'died', where: 'limits', reason: 'loopback' })
        continue
      }
      this.comeBack(skb)
    }
  }

  private comeBack(skb: SocketBuffer): void {
    const interfaceName = skb.destination?.out ?? 'lo'
    skb.inInterface = interfaceName
    // loopback_xmit: the sender's socket does not come along (skb_orphan).
    skb.owner = null
    skb.outInterface = null
    delete skb.options
    delete skb.staleHeader
    delete skb.summed
    this.host.receive(skb, interfaceName)
  }

  /**
   * A packet leaves over lo. What was put together here is cut again before; conntrack, which has it, puts it together once more as it
   * comes in, unless nobody tracks it. Then its pieces walk PREROUTING.
   */
  transmit(skb: SocketBuffer): void {
    const before = skb.packet
    const pieces = skb.tracking.kind === 'untracked' ? leavingPieces(skb, this.host.mtuOf('lo')) : null
    const [first = before, ...later] = pieces ?? []
    if (pieces !== null) {
      skb.packet = before.wrongChecksum === true ? { ...first, wrongChecksum: true } : first
      delete skb.pieces
      delete skb.cutAnew
      this.host.tellChange(skb, before, 'routing')
    }
    this.waiting.push(skb, ...later.map((piece) => this.host.copyOf(skb, 'fragmentation', piece)))
  }

  /** ip_mc_output: the host hears its own broadcast, or what it sends to a group that it is in. The copy walks POSTROUTING on its own. */
  hear(skb: SocketBuffer, interfaceName: string, by: 'multicast' | 'broadcast'): void {
    const copy = this.host.copyOf(skb, by)
    const outcome = this.walk.through(copy, 'POSTROUTING', copy.inInterface, interfaceName)
    if (outcome.kind === 'stopped') {
      // The packet itself holds on to their connection.
      copy.tracking = { kind: 'none' }
      this.host.end(copy, outcome.fate)
      return
    }
    copy.packetType = 'loopback'
    this.waiting.push(copy)
    this.takeUp()
  }
}
