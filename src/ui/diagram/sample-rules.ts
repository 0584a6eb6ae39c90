import type { TableName } from '../../model'
import type { ChainView, RulesetView, RuleView } from '../../worker/protocol'

/** Small hand-written rulesets for tests of the diagram. Never shown to anybody. */

const SPAN = { line: 1, column: 1, endLine: 1, endColumn: 1 }
const VERDICTS = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE']

/** `-i wg0 ACCEPT`, `DROP`, `goto LAST`, `tcp jump SSH`: conditions, then what is done. */
export function sampleRule(chain: string, number: number, text: string, change: Partial<RuleView> = {}): RuleView {
  const words = text.split(' ')
  const name = words.pop() ?? ''
  const way = words.at(-1) === 'jump' || words.at(-1) === 'goto' ? (words.pop() as 'jump' | 'goto') : null
  const conditions = words.join(' ')
  return {
    key: `${chain}/${number}`,
    number,
    text,
    conditions,
    tests: conditions === '' ? [] : [{ subject: conditions, wants: '' }],
    target: { kind: way ?? (VERDICTS.includes(name) ? 'verdict' : 'extension'), name, details: '' },
    comment: null,
    counters: { packets: 0, bytes: 0 },
    span: SPAN,
    ...change,
  }
}

export function sampleChain(name: string, rules: readonly string[], change: Partial<ChainView> = {}): ChainView {
  const base = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].includes(name)
  return {
    name,
    policy: base ? 'ACCEPT' : null,
    counters: { packets: 0, bytes: 0 },
    rules: rules.map((rule, index) => sampleRule(name, index + 1, rule)),
    ruleCount: rules.length,
    span: null,
    callers: [],
    ...change,
  }
}

/** Tables of chains of rules; who calls whom is filled in. */
export function sampleRules(tables: { readonly [K in TableName]?: { readonly [chain: string]: readonly string[] } }): RulesetView {
  const views = (Object.keys(tables) as TableName[]).map((name) => {
    const chains = Object.entries(tables[name] ?? {}).map(([chain, rules]) => sampleChain(chain, rules))
    const callersOf = (called: string) =>
      chains.flatMap((chain) =>
        chain.rules
          .filter((rule) => (rule.target.kind === 'jump' || rule.target.kind === 'goto') && rule.target.name === called)
          .map((rule) => ({ chain: chain.name, rule: rule.number })),
      )
    return { name, chains: chains.map((chain) => ({ ...chain, callers: callersOf(chain.name) })) }
  })
  return {
    tables: views,
    ruleCount: views.reduce((sum, table) => sum + table.chains.reduce((rules, chain) => rules + chain.rules.length, 0), 0),
  }
}

/** Story 1 in small: two calls, a long chain, a rule that ends it. */
export const SAMPLE_RULES = sampleRules({
  filter: {
    INPUT: [],
    FORWARD: ['jump USER', 'jump STAGE-1', '-o docker0 ACCEPT', 'ctstate INVALID DROP', 'DROP', '-i wg0 ACCEPT'],
    OUTPUT: [],
    USER: ['RETURN'],
    'STAGE-1': ['-i docker0 jump STAGE-2', 'RETURN'],
    'STAGE-2': ['-o docker0 DROP', 'RETURN'],
    LOST: ['DROP'],
  },
  nat: { PREROUTING: ['tcp dport 8080 DNAT'], INPUT: [], OUTPUT: [], POSTROUTING: ['-o eth0 MASQUERADE'] },
})
