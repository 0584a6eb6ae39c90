import { type Hook, PIPELINE } from '../model'
import type { Fate } from '../trace/event'
import type { Awake } from './awake'
import type { CompiledRuleset, CompiledTable } from './compile'
import { isReply } from './conntrack/connection'
import type { Defragmenter, FragmentUser } from './defragment'
import { rare } from './rare'
import { RuleContext, type RuleHost } from './rule-context'
import { isFragment, type SocketBuffer } from './skb'
import { type TableVerdict, traverse } from './traverse'

/** How a hook ended. `error` is what a local sender is told when it did not let the packet through. */
export type HookOutcome = { readonly kind: 'passed' } | { readonly kind: 'stopped'; readonly fate: Fate; readonly error: string | null }

/** What a walk through a hook needs of its host beside what rules need. */
export interface WalkedHost extends RuleHost {
  readonly compiled: CompiledRuleset
  readonly awake: Awake
  readonly traceEverything: boolean
  /** Looks for the packet's route again; why it has none any more, or null. */
  reroute(skb: SocketBuffer): HookOutcome | null
  /** A process that lets soft interrupts happen takes up what lies on lo. */
  takeUp(): void
}

/** SYNPROXY has it: nobody is told of an error. */
const STOLEN: HookOutcome = { kind: 'stopped', fate: { kind: 'died', where: 'local', reason: 'synproxy' }, error: null }
const PASSED: HookOutcome = { kind: 'passed' }
const WAITING: HookOutcome = {
  kind: 'stopped',
  fate: { kind: 'died', where: 'conntrack', reason: 'waiting for fragments' },
  error: null,
}
/** What a local sender is told of a packet that was dropped on its way out (EPERM). */
const NOT_PERMITTED = 'Operation not permitted'

/** Takes packets through hooks, stage by stage in the pipeline's order (nf_hook_slow). */
export class HookWalk {
  private fragments: Defragmenter | null = null
  /** One for each hook that is being walked: REJECT's answer walks OUTPUT while its packet still stands at a rule. */
  private readonly contexts: RuleContext[] = []
  private depth = 0
  /** ipt_do_table: no soft interrupt happens while a table is asked. */
  private asking = 0

  constructor(private readonly host: WalkedHost) {}

  get isAsking(): boolean {
    return this.asking > 0
  }

  /** The packet that is at a hook right now. */
  current(): SocketBuffer | null {
    return this.contexts[this.depth - 1]?.skb ?? null
  }

  /** The hook's stages in order, until one says no. */
  through(skb: SocketBuffer, hook: Hook, inInterface: string | null, outInterface: string | null): HookOutcome {
    const { host } = this
    skb.inInterface = inInterface ?? skb.inInterface
    skb.outInterface = outInterface
    if (host.observer !== null) host.emit(skb, { kind: 'hook entered', hook, in: inInterface, out: outInterface })
    if (isFragment(skb.packet) && host.awake.defragmentation && (hook === 'PREROUTING' || hook === 'OUTPUT')) {
      // ipv4_conntrack_defrag leaves alone what nobody tracks: the host's own, back from lo.
      if (skb.tracking.kind !== 'untracked' && !this.defragment(skb, hook)) return WAITING
    }
    const context = this.contextAt(this.depth++, skb)
    context.begin(skb, hook, inInterface, outInterface)
    try {
      for (const { name } of PIPELINE[hook]) {
        switch (name) {
          case 'conntrack':
            if (!host.awake.conntrack) this.asleep(skb, hook, name)
            else if (host.connections.lookup(skb, hook) === 'DROP') return stopped('conntrack', 'conntrack')
            break
          case 'confirm':
            if (!host.awake.conntrack) this.asleep(skb, hook, name)
            else if (skb.tracking.kind === 'tracked' && skb.tracking.connection.proxied !== null) {
              const outcome = this.proxied(skb, hook)
              if (outcome !== PASSED) return outcome
            } else if (host.connections.confirm(skb, hook) === 'DROP') return stopped('conntrack', host.connections.droppedFor)
            break
          case 'nat': {
            if (!host.awake.conntrack) {
              this.asleep(skb, hook, name)
              break
            }
            const outcome = this.nat(skb, hook, context)
            if (outcome !== PASSED) return outcome
            break
          }
          default: {
            const outcome = this.table(skb, hook, name, context)
            if (outcome !== PASSED) return outcome
          }
        }
      }
      return PASSED
    } finally {
      this.depth--
    }
  }

  /** SYNPROXY's hook stands right before the confirmation (NF_IP_PRI_CONNTRACK_CONFIRM - 1). */
  private proxied(skb: SocketBuffer, hook: Hook): HookOutcome {
    const { host } = this
    const verdict = host.synproxy.hook(skb, hook === 'INPUT' ? 'INPUT' : 'POSTROUTING')
    if (verdict === 'STOLEN') return STOLEN
    if (verdict === 'DROP') return stopped('conntrack', 'conntrack')
    return host.connections.confirm(skb, hook) === 'DROP' ? stopped('conntrack', host.connections.droppedFor) : PASSED
  }

  private table(skb: SocketBuffer, hook: Hook, name: 'raw' | 'mangle' | 'filter' | 'security', context: RuleContext): HookOutcome {
    const { host } = this
    const table = host.compiled[name]
    if (name === 'raw' && host.traceEverything) skb.traced = true
    if (table === null) {
      if (host.observer !== null) host.emit(skb, { kind: 'stage skipped', hook, stage: name, reason: 'table not loaded' })
      return PASSED
    }
    if (host.observer !== null) host.emit(skb, { kind: 'stage entered', hook, stage: name })
    const { mark, packet: before } = skb
    const verdict = this.ask(table, hook, context)
    if (verdict !== 'ACCEPT') return ruled(verdict, context)
    if (name !== 'mangle' || hook !== 'OUTPUT') return PASSED
    // ipt_mangle_out: routing looks at these, so it has to look again.
    const { packet } = skb
    const same =
      skb.mark === mark && packet.source === before.source && packet.destination === before.destination && packet.tos === before.tos
    return same ? PASSED : (host.reroute(skb) ?? PASSED)
  }

  private ask(table: CompiledTable, hook: Hook, context: RuleContext): TableVerdict {
    this.asking++
    const verdict = traverse(table, hook, context)
    this.asking--
    if (verdict === 'ACCEPT') this.host.takeUp()
    return verdict
  }

  private nat(skb: SocketBuffer, hook: Hook, context: RuleContext): HookOutcome {
    const { host } = this
    const table = host.compiled.nat
    if (table === null) {
      if (host.observer !== null) host.emit(skb, { kind: 'stage skipped', hook, stage: 'nat', reason: 'table not loaded' })
    } else {
      let asked: TableVerdict | null = null
      const ask = (): 'ACCEPT' | 'DROP' => {
        asked = this.ask(table, hook, context)
        return asked === 'ACCEPT' ? 'ACCEPT' : 'DROP'
      }
      const verdict = host.nat.natStage(skb, hook, ask)
      if (verdict === 'DROP') return asked === 'DROP' || asked === 'QUEUE' ? ruled(asked, context) : stopped('nat', natRefusal(skb))
    }
    if (hook === 'OUTPUT' && isDiverted(skb)) return host.reroute(skb) ?? PASSED
    return PASSED
  }

  private asleep(skb: SocketBuffer, hook: Hook, stage: 'conntrack' | 'confirm' | 'nat'): void {
    if (this.host.observer !== null) this.host.emit(skb, { kind: 'stage skipped', hook, stage, reason: 'asleep' })
  }

  /** Puts a fragment to the others that wait for the same packet; whether the packet is whole now, and goes on. */
  defragment(skb: SocketBuffer, where: FragmentUser): boolean {
    const { host } = this
    this.fragments ??= new (rare().Defragmenter)()
    const whole = this.fragments.add(skb.packet, where, host.now)
    if (whole === null) return false
    skb.packet = whole.packet
    skb.pieces = whole.pieces
    if (host.observer !== null) {
      host.emit(skb, { kind: 'packet changed', by: { kind: 'routing' }, changes: [], headers: whole.packet, mark: skb.mark })
    }
    return true
  }

  private contextAt(depth: number, skb: SocketBuffer): RuleContext {
    let context = this.contexts[depth]
    if (context === undefined) {
      context = new RuleContext(this.host, skb)
      this.contexts[depth] = context
    }
    return context
  }
}

function ruled(verdict: 'DROP' | 'QUEUE' | 'STOLEN', context: RuleContext): HookOutcome {
  // nf_queue answers 0 even where nobody listens: a local sender is told nothing.
  if (verdict === 'STOLEN') return STOLEN
  if (verdict === 'QUEUE') return { kind: 'stopped', fate: { kind: 'died', where: 'queue', reason: 'no listener' }, error: null }
  const fate: Fate = context.rejected
    ? { kind: 'rejected', by: context.place, answer: context.answer }
    : { kind: 'dropped', by: context.place }
  return { kind: 'stopped', fate, error: NOT_PERMITTED }
}

function stopped(where: 'conntrack' | 'nat', reason: string): HookOutcome {
  return { kind: 'stopped', fate: { kind: 'died', where, reason }, error: NOT_PERMITTED }
}

/** nf_nat_ipv4_local_fn: a new destination needs a new route. */
function isDiverted({ tracking }: SocketBuffer): boolean {
  if (tracking.kind !== 'tracked') return false
  const { original, reply } = tracking.connection
  return isReply(tracking.info) ? reply.destination !== original.source : original.destination !== reply.source
}

/** Why nat itself drops a packet: nf_nat_icmp_reply_translation, nf_nat_oif_changed, or nothing to bind to. */
function natRefusal({ packet, tracking }: SocketBuffer): string {
  const isEstablished = tracking.kind === 'tracked' && tracking.info !== 'NEW'
  if (packet.transport.kind === 'icmp' && packet.transport.type === 5 && isEstablished) return 'redirect of a translated connection'
  return isEstablished ? 'masqueraded elsewhere' : 'no binding'
}
