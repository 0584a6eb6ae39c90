import { viewRuleset } from '../../analysis/ruleset-view'
import { type Counters, type Span, type TableName, ZERO_COUNTERS } from '../../model'
import { readRules } from '../../syntax/read-rules'
import type { RuleView } from '../../worker/protocol'

/** A rule that only a recording names, as the diagram draws it. */
export type RecordedRow = Omit<RuleView, 'key' | 'number'>

/** Nowhere in the person's text. */
export const NOWHERE: Span = { line: 0, column: 0, endLine: 0, endColumn: 0 }

/** A rule of which the recording tells nothing but that it stands there. */
export const UNTOLD_ROW: RecordedRow = {
  text: '',
  conditions: '?',
  tests: [],
  target: { kind: 'unknown', name: '?', details: '' },
  comment: null,
  counters: ZERO_COUNTERS,
  span: NOWHERE,
}

const TARGET = /(?:^| )-([jg]) (\S+)/

/** The row of a rule in iptables' words, as xtables-monitor prints them behind `-A CHAIN`. */
export function rowOfWords(words: string, table: TableName, verdict: string | null): RecordedRow {
  const chain = 'RECORDED'
  const called = /^(?:jump|goto) (\S+)$/.exec(verdict ?? '')?.[1]
  const declared = [chain, ...(called === undefined || called === chain ? [] : [called])].map((name) => `:${name} - [0:0]`)
  const reading = readRules(`*${table}\n${declared.join('\n')}\n-A ${chain} ${words}\nCOMMIT\n`, 'save')
  const rule = viewRuleset(reading.value)
    .tables[0]?.chains.find(({ name }) => name === chain)
    ?.rules.at(0)
  if (rule !== undefined) return { ...rule, span: NOWHERE }
  const target = TARGET.exec(words)
  return {
    ...UNTOLD_ROW,
    text: words,
    conditions: words.replace(TARGET, '').trim() || '?',
    target: targetOf(target?.[1] === 'g' ? `goto ${target[2]}` : (target?.[2] ?? ''), verdict),
  }
}

/** What ends a rule of nft: the words of its statement, and what the page calls it. */
const STATEMENT =
  /\s*\b(accept|drop|continue|return|queue(?: .*)?|reject(?: .*)?|masquerade(?: .*)?|redirect(?: .*)?|[sd]nat(?: .*)?|jump \S+|goto \S+)\s*$/

/** The row of a rule in nft's own words. */
export function rowOfNft(text: string, verdict: string | null): RecordedRow {
  const comment = /\s*\bcomment "([^"]*)"\s*$/.exec(text)
  const counter = /\s*\bcounter packets (\d+) bytes (\d+)/.exec(text)
  const bare = (comment === null ? text : text.slice(0, comment.index)).replace(/\s*\bcounter packets \d+ bytes \d+/, '')
  const statement = STATEMENT.exec(bare)
  const conditions = (statement === null ? bare : bare.slice(0, statement.index)).trim()
  const counters: Counters = counter === null ? ZERO_COUNTERS : { packets: Number(counter[1]), bytes: Number(counter[2]) }
  return { ...UNTOLD_ROW, text, conditions, target: targetOf(statement?.[1] ?? '', verdict), comment: comment?.[1] ?? null, counters }
}

/** The target that words say, else what the verdict shows of it. */
export function targetOf(words: string, verdict: string | null): RuleView['target'] {
  const said = words === '' ? (verdict ?? '') : words
  const [word = '', ...rest] = said.split(' ')
  const details = rest.join(' ')
  switch (word.toLowerCase()) {
    case '':
    case 'continue':
      return { kind: 'none', name: '', details: '' }
    case 'accept':
    case 'drop':
    case 'return':
    case 'queue':
      return { kind: 'verdict', name: word.toUpperCase(), details }
    case 'jump':
    case 'goto':
      return { kind: word.toLowerCase() === 'jump' ? 'jump' : 'goto', name: details, details: '' }
    default:
      return { kind: 'extension', name: word.toUpperCase(), details }
  }
}
