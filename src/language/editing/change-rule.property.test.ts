import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ruleset } from '../../model'
import { printRuleWords } from '../../syntax/print-save'
import { readRules } from '../../syntax/read-rules'
import type { Edited, RuleChange } from '../../worker/protocol-editing'
import { changeRule } from './change-rule'
import { applyTextEdits } from './offset-edits'

/** Every chain's rules by `table/chain`; counters in front. The test's own idea of a ruleset, kept apart from the code's. */
type Chains = { [key: string]: string[] }

function chainsOf(ruleset: Ruleset): Chains {
  const chains: Chains = {}
  for (const table of ruleset.tables)
    for (const chain of table.chains)
      chains[`${table.name}/${chain.name}`] = chain.rules.map((rule) => `${rule.counters.packets} ${printRuleWords(rule)}`)
  return chains
}

const CHAINS = ['filter/INPUT', 'filter/FORWARD', 'filter/user', 'mangle/INPUT'] as const
type ChainKey = (typeof CHAINS)[number]
const chainKey = fc.constantFrom<ChainKey>(...CHAINS)

/** A rule that differs from every other one by its mark. */
const conditions = fc.constantFrom('', '-i eth0', '-s 10.0.0.0/8', '-p tcp -m tcp --dport 22', '-d 192.0.2.1/32 -p udp')
const target = fc.constantFrom('-j ACCEPT', '-j DROP', '-j LOG --log-prefix "a b"', '')
const ruleWords = (index: number, [condition, end]: readonly [string, string]) =>
  [condition, `-m mark --mark 0x${(index + 1).toString(16)}`, end].filter((part) => part !== '').join(' ')

const saveText = fc
  .array(fc.tuple(chainKey, conditions, target, fc.nat(9), fc.constantFrom('', '# note', '\n')), { maxLength: 12 })
  .map((rules) => {
    const section = (table: string, chains: readonly string[]) => {
      const own = rules.flatMap(([key, condition, end, packets, before], index) => {
        const [of, chain] = key.split('/')
        if (of !== table) return []
        return [
          ...(before === '# note' ? [before] : []),
          `${packets > 0 ? `[${packets}:${packets * 60}] ` : ''}-A ${chain} ${ruleWords(index, [condition, end])}`,
          ...(before === '\n' ? [''] : []),
        ]
      })
      return [`*${table}`, ...chains.map((chain) => `:${chain} ${chain === 'user' ? '-' : 'ACCEPT'} [0:0]`), ...own, 'COMMIT', '']
    }
    return [...section('filter', ['INPUT', 'FORWARD', 'OUTPUT', 'user']), ...section('mangle', ['INPUT', 'OUTPUT'])].join('\n')
  })

/** A script whose numbers are always right: what each command may say depends on what is there. */
const script = (before: fc.Arbitrary<string>, joint: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(chainKey, conditions, target, fc.constantFrom('A', 'A', 'A', 'I', 'In', 'R', 'Dn', 'D'), fc.nat(100), before, joint), {
      maxLength: 12,
    })
    .map((commands) => {
      const there: { [key: string]: string[] } = {}
      const lines: string[] = []
      let all = 'iptables -N user'
      commands.forEach(([key, condition, end, command, pick, before, joint], index) => {
        const [table, chain] = key.split('/')
        const program = table === 'filter' ? 'iptables' : `iptables -t ${table}`
        there[key] ??= []
        const rules = there[key]
        const words = ruleWords(index, [condition, end])
        const at = rules.length === 0 ? 0 : pick % rules.length
        if (command === 'A' || rules.length === 0) {
          rules.push(words)
          lines.push(`${before}${program} -A ${chain} ${words}`)
        } else if (command === 'I') {
          rules.unshift(words)
          lines.push(`${before}${program} -I ${chain} ${words}`)
        } else if (command === 'In') {
          rules.splice(at, 0, words)
          lines.push(`${before}${program} --insert ${chain} ${at + 1} ${words}${joint === '\n' ? ' # here' : ''}`)
        } else if (command === 'R') {
          rules[at] = words
          lines.push(`${before}${program} -R ${chain} ${at + 1} ${words}`)
        } else if (command === 'Dn') {
          rules.splice(at, 1)
          lines.push(`${before}${program} -D ${chain} ${at + 1}`)
        } else {
          const [gone] = rules.splice(at, 1)
          lines.push(`${before}${program} -D ${chain} ${gone}`)
        }
        all += `${joint}${lines.pop()}`
      })
      return `${all}\n`
    })
const scriptText = script(fc.constantFrom('', '', '# note\n', '\n', '  '), fc.constant('\n'))
/** Commands that share lines. */
const sharedText = script(fc.constant(''), fc.constantFrom('; ', ' && ', ' && \\\n  ', '\n'))

/** A change of the text's rules, and the rulesets that it must come to: picked by numbers, as a generator cannot know what is there. */
const pick = fc.record({
  kind: fc.constantFrom('move', 'copy', 'remove', 'switch off', 'insert', 'rewrite'),
  rule: fc.nat(1000),
  chain: chainKey,
  place: fc.nat(1000),
})

function wanted(text: string, picked: { kind: string; rule: number; chain: ChainKey; place: number }) {
  const before = chainsOf(readRules(text).value)
  const keys = Object.entries(before).flatMap(([key, rules]) => rules.map((_, index) => `${key}/${index + 1}`))
  const after: Chains = Object.fromEntries(Object.entries(before).map(([key, rules]) => [key, [...rules]]))
  const list = (key: string) => {
    after[key] ??= []
    return after[key]
  }
  const [toTable = '', toChain = ''] = picked.chain.split('/')
  const number = (picked.place % (list(picked.chain).length + 1)) + 1
  if (picked.kind === 'insert') {
    list(picked.chain).splice(number - 1, 0, '0 -s 198.51.100.1/32 -j DROP')
    const change: RuleChange = { kind: 'insert', rule: '-s 198.51.100.1 -j DROP', at: { table: toTable, chain: toChain, number } }
    return { change, after }
  }
  const key = keys[picked.rule % Math.max(1, keys.length)]
  if (key === undefined) return null
  const chain = key.slice(0, key.lastIndexOf('/'))
  const index = Number(key.slice(key.lastIndexOf('/') + 1)) - 1
  const rule = list(chain)[index] ?? ''
  switch (picked.kind) {
    case 'move': {
      list(chain).splice(index, 1)
      const at = chain === picked.chain && number - 1 > index ? number - 2 : number - 1
      list(picked.chain).splice(at, 0, rule)
      return { change: { kind: 'move', ruleKey: key, to: { table: toTable, chain: toChain, number } } as const, after }
    }
    case 'rewrite':
      list(chain).splice(index, 1, rule.replace(/ .*/, ' -s 198.51.100.1/32 -j DROP'))
      return { change: { kind: 'rewrite', ruleKey: key, rule: '-s 198.51.100.1 -j DROP' } as const, after }
    case 'copy':
      list(chain).splice(index + 1, 0, rule.replace(/^\d+/, '0'))
      return { change: { kind: 'copy', ruleKey: key } as const, after }
    default:
      list(chain).splice(index, 1)
      return { change: { kind: picked.kind === 'remove' ? 'remove' : 'switch off', ruleKey: key } as RuleChange, after }
  }
}

const nonEmpty = (chains: Chains) => Object.fromEntries(Object.entries(chains).filter(([, rules]) => rules.length > 0))

function afterwards(text: string, answer: Extract<Edited, { kind: 'edited' }>): Chains {
  return chainsOf(readRules(applyTextEdits(text, answer.edits.rules ?? [])).value)
}

test('in a save file every change comes to exactly what is wanted', () => {
  fc.assert(
    fc.property(saveText, pick, (text, picked) => {
      const want = wanted(text, picked)
      if (want === null) return
      const answer = changeRule(text, want.change)
      if (answer.kind === 'refused') throw new Error(answer.why)
      expect(nonEmpty(afterwards(text, answer))).toEqual(nonEmpty(want.after))
    }),
    { numRuns: 400 },
  )
})

test.each([
  ['lines of their own', scriptText],
  ['shared lines', sharedText],
])('in a script of %s every change comes to exactly what is wanted', (_what, scripts) => {
  fc.assert(
    fc.property(scripts, pick, (text, picked) => {
      const want = wanted(text, picked)
      if (want === null) return
      const answer = changeRule(text, want.change)
      if (answer.kind === 'refused') throw new Error(answer.why)
      expect(nonEmpty(afterwards(text, answer))).toEqual(nonEmpty(want.after))
    }),
    { numRuns: 400 },
  )
})

test('off and on again is the text as it was', () => {
  fc.assert(
    fc.property(saveText, fc.nat(1000), (text, rule) => {
      const want = wanted(text, { kind: 'switch off', rule, chain: 'filter/INPUT', place: 0 })
      if (want === null) return
      const off = changeRule(text, want.change)
      if (off.kind === 'refused' || off.select === null) throw new Error('refused')
      const without = applyTextEdits(text, off.edits.rules ?? [])
      const on = changeRule(without, { kind: 'switch on', line: off.select.line })
      expect(on.kind === 'edited' ? applyTextEdits(without, on.edits.rules ?? []) : on.why).toBe(text)
    }),
    { numRuns: 100 },
  )
})
