import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRules } from '../../syntax/read-rules'
import { importText } from '../import-text'
import { emptyScenario } from '../testing/empty-scenario'
import { recorded, sharedTexts } from '../testing/recorded-texts'
import { beforeAndAfter } from './before-after'
import { movesBetween } from './counter-moves'

function save(...rules: readonly string[]): string {
  return `*filter\n:INPUT DROP [5:500]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`
}

describe('which rules moved and by how much', () => {
  function check(before: string, after: string, wanted: { moved: readonly string[]; still: number; unpaired?: readonly string[] }): void {
    const { moved, still, unpaired } = movesBetween(readRules(before).value, readRules(after).value)
    expect({
      moved: moved.map(
        (one) =>
          `${one.chain} ${one.number ?? 'policy'} +${one.after.packets - one.before.packets} +${one.after.bytes - one.before.bytes}${one.reset ? ' reset' : ''}`,
      ),
      still,
      unpaired: unpaired.map((one) => `${one.in} ${one.chain} ${one.number} ${one.rule}`),
    }).toEqual({ unpaired: [], ...wanted })
  }
  const ONE = '-A INPUT -i lo -j ACCEPT'
  const TWO = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'
  test('the biggest first', () =>
    check(save(`[1:60] ${ONE}`, `[7:420] ${TWO}`), save(`[2:120] ${ONE}`, `[10:600] ${TWO}`).replace('[5:500]', '[6:560]'), {
      moved: ['INPUT 2 +3 +180', 'INPUT policy +1 +60', 'INPUT 1 +1 +60'],
      still: 2,
    }))
  test('a rule that came between pairs nothing away', () =>
    check(save(`[1:60] ${ONE}`, `[7:420] ${TWO}`), save(`[1:60] ${ONE}`, '[4:40] -A INPUT -p udp -j DROP', `[8:480] ${TWO}`), {
      moved: ['INPUT 3 +1 +60'],
      still: 4,
      unpaired: ['after INPUT 2 -p udp -j DROP'],
    }))
  test('the same rule twice pairs in order', () =>
    check(save(`[1:60] ${ONE}`, `[5:300] ${ONE}`), save(`[1:60] ${ONE}`, `[9:540] ${ONE}`), { moved: ['INPUT 2 +4 +240'], still: 4 }))
  test('counters that were set back are told', () =>
    check(save(`[100:6000] ${ONE}`), save(`[3:180] ${ONE}`), { moved: ['INPUT 1 +-97 +-5820 reset'], still: 3 }))
  test('a rule that went', () => check(save(ONE, TWO), save(TWO), { moved: [], still: 4, unpaired: ['before INPUT 1 -i lo -j ACCEPT'] }))
  test('any two orders pair each rule at most once', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 12 }), fc.array(fc.nat(4), { maxLength: 12 }), (one, other) => {
        const text = (ports: readonly number[]) => save(...ports.map((port) => `[0:0] -A INPUT -p tcp -m tcp --dport ${port} -j ACCEPT`))
        const { moved, still, unpaired } = movesBetween(readRules(text(one)).value, readRules(text(other)).value)
        expect(moved).toEqual([])
        expect((still - 3) * 2 + unpaired.length).toBe(one.length + other.length)
      }),
    ))
})

describe('two readings that were pasted together are cut in two', () => {
  function check(text: string, wanted: readonly [lines: number, lines: number] | null): void {
    const cut = beforeAndAfter(text)
    expect(cut === null ? null : [cut.before.trim().split('\n').length, cut.after.trim().split('\n').length]).toEqual(wanted)
  }
  const lines = (text: string): number => text.trim().split('\n').length
  const saved = recorded('save-c.txt')
  const listed = recorded('listing.nvL-line-numbers.txt')
  test('saves', () => check(saved + saved.replaceAll(/\[(\d+):/g, '[9$1:'), [lines(saved), lines(saved)]))
  test('listings with numbers', () => check(`${listed}\n${listed}`, [lines(listed), lines(listed)]))
  test('listings with their prompts', () => {
    const prompted = recorded('listing.prompts-nvxL.txt')
    check(`${prompted}\n${prompted}`, [lines(prompted), lines(prompted)])
  })
  test('one listing of several tables is one', () => {
    check(saved, null)
    check(listed, null)
    check(recorded('listing.prompts-nvxL.txt'), null)
  })
  test('nothing', () => check('', null))
})

test('three refused connections on the first router', () => {
  const text = sharedTexts('stories').get('cloud-router.counters-before-after.txt')
  if (text === undefined) return
  const cut = beforeAndAfter(text)
  const rules = (part: string) => readRules(importText(part, emptyScenario()).sections.rules ?? '').value
  const { moved, unpaired } = movesBetween(rules(cut?.before ?? ''), rules(cut?.after ?? ''))
  expect(moved.map(({ before, after }) => [after.packets - before.packets, after.bytes - before.bytes])).toEqual([[3, 156]])
  expect(unpaired).toEqual([])
})
