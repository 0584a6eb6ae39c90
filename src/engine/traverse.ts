import type { Test } from '../extensions/semantics'
import type { Hook } from '../model'
import { packetLength } from '../model'
import type { Comparison } from '../trace/event'
import { Action, actOf, at, type CompiledTable, Condition, headerTestsOf, placeOf, stepsOf, targetName, tracedAs } from './compile'
import { LIMITS } from './limits'
import type { RuleContext } from './rule-context'

export type TableVerdict = 'ACCEPT' | 'DROP' | 'QUEUE' | 'STOLEN'

/** What a rule's conditions say of a packet. */
type Answer = 'yes' | 'no' | 'unknown'

/**
 * ipt_do_table (net/ipv4/netfilter/ip_tables.c): the packet in `context` walks the hook's base chain and what it jumps to, until a
 * verdict falls. Counters go up when a rule matches, before its target acts. The entry that decided is `context.entry`.
 */
export function traverse(table: CompiledTable, hook: Hook, context: RuleContext): TableVerdict {
  const base = table.entrance[hook]
  if (base < 0) return 'ACCEPT'
  const { skb, observer } = context
  context.enter(table, hook)
  const policyEntry = at(table.chains, base).end
  const stack: number[] = []
  let entry = at(table.chains, base).start
  let asked = 0
  if (observer !== null) context.emit({ kind: 'chain entered', table: table.name, chain: hook, from: null, how: 'hook' })
  for (;;) {
    const rule = table.rules[entry]
    if (rule === null || rule === undefined) {
      // The end of a chain: a policy, or the RETURN behind a user chain's last rule.
      context.entry = entry
      const chain = at(table.chains, table.chainOf[entry] as number)
      if (chain.policy !== null) return applyPolicy(table, entry, context)
      const caller = stack.pop()
      if (observer !== null) {
        const to = placeOf(table, caller === undefined ? policyEntry : caller + 1)
        context.emit({ kind: 'chain returned', place: placeOf(table, entry), to, traced: skb.traced })
      }
      entry = caller === undefined ? policyEntry : caller + 1
      continue
    }
    if (++asked > LIMITS.rulesPerTable) {
      context.limitReached('rulesPerTable')
      return 'DROP'
    }
    context.entry = entry
    const answer = observer !== null && observer.detail === 'everything' ? explain(table, entry, context) : ask(table, entry, context)
    if (answer !== 'yes') {
      if (context.hotdropped) return 'DROP'
      if (answer === 'unknown') {
        skb.certain = false
        if (observer !== null) {
          context.emit({ kind: 'rule unknown', place: placeOf(table, entry), name: context.unknownName, comparisons: context.comparisons })
        }
      }
      entry++
      continue
    }
    const bytes = packetLength(skb.packet)
    table.packets[entry] = (table.packets[entry] as number) + 1
    table.bytes[entry] = (table.bytes[entry] as number) + bytes
    if (observer !== null) {
      const named = tracedAs(table, entry)
      const matched = {
        kind: 'rule matched',
        place: placeOf(table, entry),
        comparisons: context.comparisons,
        bytes,
        traced: skb.traced,
      } as const
      context.emit(named === null ? matched : { ...matched, tracedAs: named })
    }
    // A match that is turned round may hold for a broken packet: the rule counts, its target acts, and that is the end.
    if (context.hotdropped) {
      if (table.action[entry] === Action.ACT) (table.act[entry] ?? actOf(table, entry))?.(context)
      return 'DROP'
    }
    switch (table.action[entry]) {
      case Action.NONE:
        entry++
        continue
      case Action.ACCEPT:
        return fall(context, 'ACCEPT')
      case Action.DROP:
        return fall(context, 'DROP')
      case Action.QUEUE:
        return fall(context, 'QUEUE')
      case Action.RETURN:
        entry = returned(table, entry, policyEntry, stack, context)
        continue
      case Action.JUMP:
      case Action.GOTO: {
        const jump = table.action[entry] === Action.JUMP
        const chain = at(table.chains, table.chainTo[entry] as number)
        if (jump) {
          if (stack.length >= LIMITS.jumpDepth) {
            context.limitReached('jumpDepth')
            return 'DROP'
          }
          stack.push(entry)
        }
        if (observer !== null) {
          const how = jump ? 'jump' : 'goto'
          context.emit({ kind: 'chain entered', table: table.name, chain: chain.name, from: placeOf(table, entry), how })
        }
        entry = chain.start
        continue
      }
      case Action.ACT: {
        const act = table.act[entry] ?? actOf(table, entry)
        if (act === null) {
          unknownTarget(table, entry, context)
          entry++
          continue
        }
        const verdict = act(context)
        if (verdict === 'CONTINUE') {
          entry++
          continue
        }
        if (verdict === 'RETURN') {
          entry = returned(table, entry, policyEntry, stack, context)
          continue
        }
        return fall(context, verdict)
      }
      default:
        unknownTarget(table, entry, context)
        entry++
    }
  }
}

/** A target that is not modelled: it matched and was counted; what it does then nobody knows but the person. */
function unknownTarget(table: CompiledTable, entry: number, context: RuleContext): void {
  const rule = table.rules[entry]
  if (rule === null || rule === undefined || context.decisionOf(rule.key) !== null) return
  context.skb.certain = false
  if (context.observer === null) return
  context.emit({ kind: 'rule unknown', place: placeOf(table, entry), name: targetName(rule), comparisons: [] })
}

function applyPolicy(table: CompiledTable, entry: number, context: RuleContext): TableVerdict {
  const { skb, observer } = context
  const policy = at(table.chains, table.chainOf[entry] as number).policy ?? 'ACCEPT'
  const bytes = packetLength(skb.packet)
  table.packets[entry] = (table.packets[entry] as number) + 1
  table.bytes[entry] = (table.bytes[entry] as number) + bytes
  if (observer !== null) context.emit({ kind: 'policy applied', place: placeOf(table, entry), policy, bytes, traced: skb.traced })
  return fall(context, policy)
}

function fall(context: RuleContext, verdict: TableVerdict): TableVerdict {
  if (context.observer !== null) {
    const told = verdict === 'DROP' && context.rejected ? 'REJECT' : verdict
    context.emit({ kind: 'verdict fell', place: context.place, verdict: told, certain: context.skb.certain })
  }
  return verdict
}

/** A RETURN rule (or target): back behind the caller's jump; from a base chain, or after gotos only, to the policy. */
function returned(table: CompiledTable, entry: number, policyEntry: number, stack: number[], context: RuleContext): number {
  const caller = stack.pop()
  const next = caller === undefined ? policyEntry : caller + 1
  if (context.observer !== null) {
    context.emit({ kind: 'chain returned', place: placeOf(table, entry), to: placeOf(table, next), traced: false })
  }
  return next
}

/**
 * Whether a rule's conditions hold, by its columns: ip_packet_match, then the matches in order. Each column is read in place: a shared
 * reader would see every kind of array and be slow for all.
 */
function ask(table: CompiledTable, entry: number, context: RuleContext): Answer {
  const bits = table.conditions[entry] as number
  if (bits !== 0) {
    const { packet } = context.skb
    if (
      bits & Condition.SOURCE &&
      ((packet.source & (table.sourceMask[entry] as number)) === (table.source[entry] as number)) === ((bits & Condition.NOT_SOURCE) !== 0)
    )
      return 'no'
    if (
      bits & Condition.DESTINATION &&
      ((packet.destination & (table.destinationMask[entry] as number)) === (table.destination[entry] as number)) ===
        ((bits & Condition.NOT_DESTINATION) !== 0)
    )
      return 'no'
    if (bits & Condition.IN) {
      const actual = context.inInterface ?? ''
      const wanted = table.inInterface[entry] as string
      const same = bits & Condition.IN_WILDCARD ? actual.startsWith(wanted) : actual === wanted
      if (same === ((bits & Condition.NOT_IN) !== 0)) return 'no'
    }
    if (bits & Condition.OUT) {
      const actual = context.outInterface ?? ''
      const wanted = table.outInterface[entry] as string
      const same = bits & Condition.OUT_WILDCARD ? actual.startsWith(wanted) : actual === wanted
      if (same === ((bits & Condition.NOT_OUT) !== 0)) return 'no'
    }
    if (
      bits & Condition.PROTOCOL &&
      (packet.transport.protocol === (table.protocol[entry] as number)) === ((bits & Condition.NOT_PROTOCOL) !== 0)
    )
      return 'no'
    if (bits & Condition.FRAGMENT && (packet.fragmentOffset !== 0) === ((bits & Condition.NOT_FRAGMENT) !== 0)) return 'no'
  }
  let steps = table.steps[entry]
  if (steps === undefined) steps = stepsOf(table, entry)
  if (steps === null) return 'yes'
  for (const step of steps) {
    if ('unknown' in step) {
      if (step.decided === 'yes') continue
      if (step.decided === 'no') return 'no'
      context.unknownName = step.unknown
      return 'unknown'
    }
    if (!step.holds(context)) return 'no'
  }
  return 'yes'
}

/** As `ask`, telling what every test said; a miss is an event. */
function explain(table: CompiledTable, entry: number, context: RuleContext): Answer {
  const comparisons: Comparison[] = []
  context.comparisons = comparisons
  let index = 0
  for (const test of headerTestsOf(table, entry)) {
    if (!compare(test, index++, comparisons, context)) return missed(table, entry, context)
  }
  const steps = stepsOf(table, entry)
  if (steps !== null) {
    for (const step of steps) {
      if ('unknown' in step) {
        const { decided } = step
        comparisons.push({ test: index++, is: '', holds: decided ?? 'unknown' })
        if (decided === 'yes') continue
        if (decided === 'no') return missed(table, entry, context)
        context.unknownName = step.unknown
        return 'unknown'
      }
      if (!compare(step, index++, comparisons, context)) return context.hotdropped ? 'no' : missed(table, entry, context)
    }
  }
  return 'yes'
}

function compare(test: Test, index: number, comparisons: Comparison[], context: RuleContext): boolean {
  const is = test.is(context)
  const holds = test.holds(context)
  comparisons.push({ test: index, is, holds: holds ? 'yes' : 'no' })
  return holds
}

function missed(table: CompiledTable, entry: number, context: RuleContext): Answer {
  context.emit({ kind: 'rule missed', place: placeOf(table, entry), comparisons: context.comparisons })
  return 'no'
}
