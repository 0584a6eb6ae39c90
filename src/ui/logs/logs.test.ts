import { describe, expect, test } from 'vitest'
import type { TableName } from '../../model'
import { droppedSyn } from '../../trace/sample-events'
import { kernelLine, traceRows } from '../../trace/trace-log'
import type { RulesetView, RuleView } from '../../worker/protocol'
import { listCount, listing } from './counter-rows'
import { lastAtOrBefore } from './lines-at'
import { tableToList } from './listed'

describe('counts as iptables -v prints them', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0'],
    [99_999, '99999'],
    [100_000, '100K'],
    [194_949, '195K'],
    [9_999_499, '9999K'],
    [9_999_500, '10M'],
    [12_345_678_901, '12G'],
    [99_999_999_999_999, '100T'],
  ]
  for (const [count, text] of table) test(`${count} is ${text}`, () => expect(listCount(count)).toBe(text))
})

describe('the last line that has happened', () => {
  const cursors = [3, 7, 7, 12]
  const table: readonly (readonly [cursor: number, index: number])[] = [
    [0, -1],
    [3, 0],
    [6, 0],
    [7, 2],
    [100, 3],
  ]
  for (const [cursor, index] of table) test(`at ${cursor}`, () => expect(lastAtOrBefore(cursors, cursor)).toBe(index))
  test('of no lines', () => expect(lastAtOrBefore([], 5)).toBe(-1))
})

test('counters are what was loaded and what came since', () => {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 2 }
  const rule: RuleView = {
    key: 'filter/INPUT/1',
    number: 1,
    text: '-j DROP',
    conditions: '',
    tests: [],
    target: { kind: 'verdict', name: 'DROP', details: '' },
    comment: null,
    counters: { packets: 394, bytes: 20_000 },
    span,
  }
  const view: RulesetView = {
    tables: [
      {
        name: 'filter',
        chains: [{ name: 'INPUT', policy: 'ACCEPT', counters: { packets: 1, bytes: 40 }, rules: [rule], ruleCount: 1, span, callers: [] }],
      },
    ],
    ruleCount: 1,
  }
  const lines = listing(
    view,
    'filter',
    { 'filter/INPUT/1': { packets: 1, bytes: 60 }, 'filter/INPUT/policy': { packets: 2, bytes: 80 } },
    { chains: { 'filter/INPUT': ['DROP       0    --  *      *       0.0.0.0/0            0.0.0.0/0           '] } },
  )
  expect(lines.map(({ text }) => text)).toEqual([
    'Chain INPUT (policy ACCEPT 3 packets, 120 bytes)',
    'num   pkts bytes target     prot opt in     out     source               destination         ',
    '1      395 20060 DROP       0    --  *      *       0.0.0.0/0            0.0.0.0/0           ',
  ])
})

describe('the table that is listed', () => {
  function check(name: string, chosen: TableName | null, here: string | null, expected: TableName) {
    test(name, () => expect(tableToList(['nat', 'filter'], chosen, here)).toBe(expected))
  }
  check('is filter, as iptables lists it', null, null, 'filter')
  check('follows the packet', null, 'nat/OUTPUT/1', 'nat')
  check('unless one was chosen', 'filter', 'nat/OUTPUT/1', 'filter')
  check('and is loaded', 'raw', 'mangle/INPUT/1', 'filter')
})

describe('the trace', () => {
  const rows = traceRows(droppedSyn(1, 0))
  test('has the kernel’s lines, and notes of what it does not log', () => {
    expect(rows.map(({ kind, event }) => `${kind}: ${event.kind}`)).toEqual([
      'note: packet appeared',
      'note: connection looked up',
      'kernel: policy applied',
      'note: routed',
      'note: packet changed',
      'kernel: rule matched',
      'note: connection vanished',
      'note: packet ended',
    ])
  })
  test('shows the packet as it was at each line', () => {
    expect(rows.filter(({ kind }) => kind === 'kernel').map((row) => kernelLine(row).slice(0, 130))).toEqual([
      'TRACE: nat:PREROUTING:policy:1 IN=wg0 OUT= SRC=11.11.11.20 DST=11.11.11.70 LEN=40 TOS=0x00 PREC=0x00 TTL=128 ID=1 DF PROTO=TCP SPT',
      'TRACE: filter:FORWARD:rule:3 IN=wg0 OUT=wg0 SRC=11.11.11.20 DST=11.11.11.70 LEN=40 TOS=0x00 PREC=0x00 TTL=127 ID=1 DF PROTO=TCP SP',
    ])
  })
})
