import type { Hint } from '../model'
import { lookupRule, type RoutingRule } from '../model'
import type { NetworkDraft } from './ip-draft'
import { readRealms, tableName } from './ip-route'
import { lineSpan, networkOf, readNumber, readPrefix, refusal, type Word, type WordLine, type WordReader, wordSpan } from './ip-words'

type Draft = { -readonly [K in keyof RoutingRule]: RoutingRule[K] }

const PROTOCOLS: { readonly [name: string]: number } = { icmp: 1, tcp: 6, udp: 17, sctp: 132 }

/** The three rules that always stand (fib_rules.c): their lines in `ip rule` output say nothing new. */
function stands(rule: RoutingRule): boolean {
  const everything = rule.from === null && rule.to === null && rule.in === null && rule.out === null && rule.mark === null
  if (!everything || rule.action.kind !== 'lookup') return false
  const { table } = rule.action
  return (
    (rule.priority === 0 && table === 'local') ||
    (rule.priority === 32_766 && table === 'main') ||
    (rule.priority === 32_767 && table === 'default')
  )
}

/** A line of `ip rule` output: `100:	from all fwmark 0x1/0xff lookup 100`. False when it is none. */
export function readRuleOutput(line: WordLine, reader: WordReader, draft: NetworkDraft): boolean {
  const first = reader.peek()
  const priority = /^(\d+):$/.exec(first?.text ?? '')
  const next = line.words[1]?.text
  if (priority === null || (next !== 'from' && next !== 'not')) return false
  reader.next()
  const rule = readRule(line, reader, draft, Number(priority[1]))
  if (rule !== null && !stands(rule)) draft.rules.push(rule)
  return true
}

/** `ip rule add|del SELECTOR ACTION`: the words after `ip rule`. */
export function readRuleCommand(line: WordLine, reader: WordReader, draft: NetworkDraft): void {
  const verb = reader.next()
  if (verb === null || ['show', 'list', 'ls', 'lst'].includes(verb.text)) return
  if (verb.text === 'flush') {
    draft.rules.length = 0
    return
  }
  if (!['add', 'del', 'delete'].includes(verb.text)) {
    draft.diagnostics.push(refusal(wordSpan(verb), 'ip', `Command "${verb.text}" is unknown, try "ip rule help".`, null, 255))
    return
  }
  const removing = verb.text !== 'add'
  const rule = readRule(line, reader, draft, null)
  if (rule === null || stands(rule)) return
  if (!removing) {
    draft.rules.push(rule)
    return
  }
  const at = draft.rules.findIndex(
    (other) =>
      JSON.stringify({ ...other, priority: rule.priority }) === JSON.stringify(rule) ||
      (other.priority === rule.priority && line.words.some(({ text }) => text.startsWith('pref') || text === 'priority')),
  )
  if (at < 0) draft.diagnostics.push(refusal(lineSpan(line), 'kernel', 'RTNETLINK answers: No such file or directory', ['no rule'], 2))
  else draft.rules.splice(at, 1)
}

function readRule(line: WordLine, reader: WordReader, draft: NetworkDraft, printed: number | null): RoutingRule | null {
  const fail = (at: Word | null, message: string, hint: Hint | null = null): null => {
    draft.diagnostics.push(refusal(at === null ? lineSpan(line) : wordSpan(at), 'ip', message, hint, 255))
    return null
  }
  const rule: Draft = lookupRule(printed ?? nextPriority(draft), 'main')
  for (let word = reader.next(); word !== null; word = reader.next()) {
    if (word.text === 'not') {
      rule.inverted = true
      continue
    }
    if (word.text === 'blackhole' || word.text === 'unreachable' || word.text === 'prohibit') {
      rule.action = { kind: word.text }
      continue
    }
    if (word.text === 'type' || word.text.startsWith('[')) continue
    const value = reader.next()
    if (value === null) return fail(word, 'Command line is not complete. Try option "help"')
    switch (word.text) {
      case 'from':
      case 'to': {
        const prefix = readPrefix(value.text)
        if (prefix === null) return fail(value, `Error: any valid prefix is expected rather than "${value.text}".`)
        rule[word.text] = prefix.length === 0 ? null : networkOf(prefix)
        break
      }
      case 'iif':
      case 'dev':
        rule.in = value.text
        break
      case 'oif':
        rule.out = value.text
        break
      case 'fwmark': {
        const [before = '', after] = value.text.split('/')
        const mark = readNumber(before, 0xffffffff)
        const mask = after === undefined ? 0xffffffff : readNumber(after, 0xffffffff)
        if (mark === null || mask === null) return fail(value, `Error: argument "${value.text}" is wrong: fwmark value is invalid`)
        rule.mark = { value: mark, mask }
        break
      }
      case 'tos':
      case 'dsfield': {
        const tos = readNumber(value.text.startsWith('0x') ? value.text : `0x${value.text}`, 255)
        if (tos === null) return fail(value, `Error: argument "${value.text}" is wrong: TOS value is invalid`)
        rule.tos = tos
        break
      }
      case 'ipproto': {
        const protocol = PROTOCOLS[value.text] ?? readNumber(value.text, 255)
        if (protocol === null) return fail(value, `Error: argument "${value.text}" is wrong: Invalid "ipproto" value`)
        rule.protocol = protocol
        break
      }
      case 'sport':
      case 'dport': {
        const [first = '', last] = value.text.split('-')
        const from = readNumber(first, 65_535)
        const to = last === undefined ? from : readNumber(last, 65_535)
        if (from === null || to === null) return fail(value, `Error: argument "${value.text}" is wrong: invalid ${word.text} range`)
        if (word.text === 'sport') rule.sourcePorts = [from, to]
        else rule.destinationPorts = [from, to]
        break
      }
      case 'pref':
      case 'preference':
      case 'priority':
      case 'order': {
        const priority = readNumber(value.text, 0xffffffff)
        if (priority === null) return fail(value, `Error: argument "${value.text}" is wrong: preference value is invalid`)
        rule.priority = priority
        break
      }
      case 'lookup':
      case 'table': {
        const table = tableName(value.text)
        if (table === null) return fail(value, `Error: argument "${value.text}" is wrong: invalid table ID`)
        rule.action = { kind: 'lookup', table }
        break
      }
      case 'suppress_prefixlength':
      case 'sup_pl': {
        const length = readNumber(value.text, 0x7fffffff)
        if (length === null) return fail(value, `Error: argument "${value.text}" is wrong: suppress_prefixlength value is invalid`)
        rule.suppressPrefixLength = length
        break
      }
      case 'suppress_ifgroup':
      case 'sup_group': {
        const group = value.text === 'default' ? 0 : readNumber(value.text, 0x7fffffff)
        if (group === null) return fail(value, 'Invalid "suppress_ifgroup" value')
        rule.suppressGroup = group
        break
      }
      case 'realms': {
        const realm = readRealms(value.text)
        if (realm === null) return fail(value, `Error: argument "${value.text}" is wrong: invalid realms`)
        rule.realm = realm
        break
      }
      // Who made a rule changes nothing about it.
      case 'protocol':
      case 'proto':
        break
      case 'goto': {
        const priority = readNumber(value.text, 0xffffffff)
        if (priority === null) return fail(value, `Error: argument "${value.text}" is wrong: invalid target`)
        rule.action = { kind: 'goto', priority }
        break
      }
      case 'uidrange':
      case 'l3mdev':
        draft.diagnostics.push({
          ...refusal(wordSpan(word), 'fivechains', `${word.text} in a routing rule is not modelled`, ['rule passed over'], 0),
          severity: 'warning',
        })
        return null
      default:
        return fail(word, `Error: argument "${word.text}" is wrong: Failed to parse rule type`)
    }
  }
  if (rule.action.kind === 'goto' && rule.action.priority <= rule.priority) {
    draft.diagnostics.push(refusal(lineSpan(line), 'kernel', 'Error: Backward goto not supported.', null, 2))
    return null
  }
  return rule
}

/** fib_default_rule_pref: one below the second rule that stands. */
function nextPriority(draft: NetworkDraft): number {
  const lowest = draft.rules.reduce((least, rule) => Math.min(least, rule.priority), 32_766)
  return Math.max(lowest - 1, 0)
}
