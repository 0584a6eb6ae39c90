import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TCP_TRANSITIONS } from '../../engine/conntrack/tcp-states'
import { describeEvent } from '../../trace/describe'
import type { TraceFact } from '../../trace/event'
import { sampleAddress, sampleConnection, sampleEvents, samplePlace, sampleSyn } from '../../trace/sample-events'
import type { RuleFacts } from '../../trace/sentence'
import type { PacketNow } from '../../trace/world'
import { conditionText, look } from './condition-text'
import { plain } from './Emphasis'
import { en } from './en'
import { say } from './say'
import { zh } from './zh'

const drop = { kind: 'verdict', name: 'DROP', details: '' } as const
const rules: { readonly [number: number]: RuleFacts } = {
  3: { tests: [{ subject: 'out interface', wants: 'docker0' }], target: drop },
  7: { tests: [{ subject: 'ctstate', wants: 'INVALID' }], target: drop },
  16: { tests: [], target: drop },
  17: { tests: [], target: { kind: 'jump', name: 'DOCKER', details: '' } },
}

const packet: PacketNow = {
  id: 1,
  origin: { kind: 'wire', interface: 'wg0' },
  sending: 0,
  first: sampleSyn(),
  headers: sampleSyn(),
  mark: 0,
  in: 'wg0',
  out: null,
  connection: 3,
  fate: null,
}

function check(fact: TraceFact, english: string, chinese: string): void {
  test(english, () => {
    const event = sampleEvents(1, 0, [fact])[0]
    if (event === undefined) throw new Error('no event')
    const sentence = describeEvent(event, packet, (place) => rules[place.number] ?? null)
    expect(plain(say(en, sentence))).toBe(english)
    expect(plain(say(zh, sentence))).toBe(chinese)
  })
}

describe('an event in a sentence', () => {
  check(
    { kind: 'packet appeared', origin: { kind: 'wire', interface: 'wg0' }, headers: sampleSyn(), mark: 0, sending: 0 },
    'A packet (SYN) from 11.11.11.20:51514 to 11.11.11.70:22 arrives on wg0.',
    '一个数据包（SYN）从 11.11.11.20:51514 发往 11.11.11.70:22，到达 wg0。',
  )
  check(
    { kind: 'rule matched', place: samplePlace('filter:FORWARD:rule:16'), comparisons: [], bytes: 40, traced: false },
    'Rule 16 has no conditions, so every packet that reaches it is dropped.',
    '规则 16 没有任何条件，所以每个到达它的数据包都被丢弃。',
  )
  check(
    {
      kind: 'rule matched',
      place: samplePlace('filter:FORWARD:rule:7'),
      comparisons: [{ test: 0, is: 'INVALID', holds: 'yes' }],
      bytes: 40,
      traced: false,
    },
    'Rule 7 matches (ctstate INVALID), so the packet is dropped.',
    '规则 7 匹配（ctstate INVALID），所以数据包被丢弃。',
  )
  check(
    { kind: 'rule matched', place: samplePlace('filter:FORWARD:rule:17'), comparisons: [], bytes: 40, traced: false },
    'Rule 17 has no conditions, so every packet that reaches it goes through chain DOCKER.',
    '规则 17 没有任何条件，所以每个到达它的数据包都进入链 DOCKER。',
  )
  check(
    { kind: 'rule missed', place: samplePlace('filter:FORWARD:rule:3'), comparisons: [{ test: 0, is: 'wg0', holds: 'no' }] },
    'Rule 3 does not match: it wants -o docker0, the packet has wg0.',
    '规则 3 不匹配：它要求 -o docker0，而数据包是 wg0。',
  )
  check(
    { kind: 'stage skipped', hook: 'POSTROUTING', stage: 'nat', reason: 'connection already bound' },
    'nat is skipped: it is asked only for a connection’s first packet; this one belongs to #3, already bound.',
    '跳过 nat：它只问连接的第一个数据包；这个数据包属于 #3 已经绑定的连接。',
  )
  check(
    {
      kind: 'packet changed',
      by: { kind: 'forwarding' },
      changes: [{ field: 'ttl', from: '128', to: '127' }],
      headers: sampleSyn({ ttl: 127 }),
      mark: 0,
    },
    'TTL 128 → 127: forwarded packets lose one.',
    'TTL 128 → 127：每转发一次就减一。',
  )
  check(
    { kind: 'policy applied', place: samplePlace('nat:PREROUTING:policy:1'), policy: 'ACCEPT', bytes: 40, traced: false },
    'nat PREROUTING has no rules, so its policy decides: ACCEPT.',
    'nat PREROUTING 没有规则，所以由默认策略决定：ACCEPT。',
  )
  check(
    {
      kind: 'connection looked up',
      state: 'ESTABLISHED',
      direction: 'reply',
      connection: 3,
      why: 'the SYN/ACK: the other side accepts the connection',
    },
    'conntrack: ESTABLISHED, #3, the way back (the SYN/ACK: the other side accepts the connection).',
    'conntrack：ESTABLISHED，#3，应答方向（SYN/ACK：对方接受了连接）。',
  )
  const route = {
    kind: 'unicast',
    destination: { address: sampleAddress('11.11.11.0'), length: 24 },
    table: 'main',
    interface: 'wg0',
    gateway: null,
    source: null,
    metric: 0,
    scope: 'link',
    tos: 0,
    onlink: false,
    origin: 'kernel',
  } as const
  check(
    {
      kind: 'routed',
      decision: { reason: 'input', outcome: 'forward', route, table: 'main', out: 'wg0', gateway: null, source: null, why: '' },
    },
    'Routing: 11.11.11.70 is not this host, so the packet is forwarded by wg0 (11.11.11.0/24 dev wg0).',
    '路由：11.11.11.70 不是本机，数据包经 wg0 转发（11.11.11.0/24 dev wg0）。',
  )
  check(
    {
      kind: 'nat bound',
      entry: sampleConnection({ sourceNat: true }),
      manip: 'source',
      place: samplePlace('nat:POSTROUTING:rule:1'),
      clash: 'port 4000 is taken by another connection: 1024 instead',
    },
    'Rule 1 of nat POSTROUTING binds connection #1: its source becomes 11.11.11.20:51514, for all its packets, and back again in answers. Port 4000 is taken by another connection: 1024 instead.',
    'nat POSTROUTING 的规则 1 绑定连接 #1：它所有数据包的源地址都变成 11.11.11.20:51514，应答时再换回来。（端口 4000 已被另一个连接占用，改用 1024）',
  )
  check(
    {
      kind: 'packet ended',
      fate: { kind: 'dropped', by: samplePlace('filter:OUTPUT:policy:3') },
      headers: sampleSyn(),
      certain: false,
      error: 'Operation not permitted',
    },
    'The policy of filter OUTPUT dropped the packet. The sending process is told: Operation not permitted. This is not certain: a rule on the way asks something that is not modelled.',
    'filter OUTPUT 的默认策略丢弃了数据包。发送进程得到的错误是：Operation not permitted。这并不确定：途中有规则用到了尚未模拟的条件。',
  )
})

describe('keys of the engine', () => {
  const words = { exact: 'words', 'port # and #': 'first # then #' }
  const table: readonly (readonly [string, string])[] = [
    ['exact', 'words'],
    ['port 7 and 12', 'first 7 then 12'],
    ['nobody knows this', 'nobody knows this'],
    ['nobody knows 5', 'nobody knows 5'],
  ]
  for (const [key, expected] of table) test(`${key} is shown as ${expected}`, () => expect(look(words, key)).toBe(expected))

  test('every cell of the TCP table is explained in Chinese', () => {
    const whys = Object.values(TCP_TRANSITIONS).flatMap((direction) =>
      Object.values(direction).flatMap((event) => Object.values(event).map((cell) => cell.why)),
    )
    expect([...new Set(whys)].filter((why) => look(zh.facts.connections, why) === why)).toEqual([])
  })

  // Kinds of events and reasons of skipped stages, which have words of their own; and a bug's own words.
  const NO_WHYS = /^(connection (looked up|already known|already bound)|table not loaded|invariant: .*)$/
  test('whatever else conntrack thinks is said in Chinese', () => {
    const folder = join(import.meta.dirname, '../../engine/conntrack')
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'))
      .map((path) => readFileSync(join(folder, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ''))
    const whys = texts.flatMap((text) => [...text.matchAll(/'([A-Za-z][^'\n]* [^'\n]* [^'\n]*)'/g)].map((match) => match[1] ?? ''))
    const known = Object.keys(zh.facts.connections).map((key) => key.replace(/^[^a-z]*# /, ''))
    expect([...new Set(whys)].filter((why) => !NO_WHYS.test(why) && !known.includes(why))).toEqual([])
  })
})

describe('conditions in iptables’ notation', () => {
  const table: readonly (readonly [subject: string, wants: string, expected: string])[] = [
    ['out interface', 'docker0', '-o docker0'],
    ['source', '! 10.0.0.0/8', '! -s 10.0.0.0/8'],
    ['ctstate', 'NEW', 'ctstate NEW'],
    ['', 'something', 'something'],
  ]
  for (const [subject, wants, expected] of table) test(expected, () => expect(conditionText(en.facts, { subject, wants })).toBe(expected))
})
