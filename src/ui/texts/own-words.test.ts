import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allMatches, allTargets } from '../../extensions'
import { ownerOf } from '../../extensions/refusal-hints'
import { extensionDocs } from '../../words/zh/extension-docs'
import { en } from './en'
import { translated } from './translated'
import { zh } from './zh'

const own = zh.facts.own

describe('what Five Chains says itself is said in Chinese', () => {
  test.each<readonly [english: string, chinese: string]>([
    ['this link is empty', '链接是空的'],
    ['more than 1000 sets: the rest is not read', '超过 1000 个集合：其余的不读取'],
    ['this line is not understood: ip (what*?)', '无法理解这一行：ip (what*?)'],
    ['this is no number up to 65535: x: y', '这不是不超过 65535 的数字：x: y'],
    ["in the quoted packet: bad protocol 'x'", '在被引用的数据包里：协议“x”不对'],
    [
      'No packet gets to this rule: rule 3 of INPUT takes all that it asks for. Move it before that rule, or take it out.',
      '没有数据包能到达这条规则：规则 3（链 INPUT）已包揽它要匹配的全部数据包。把它移到那条规则之前，或删掉它。',
    ],
    ['nobody has words for this', 'nobody has words for this'],
  ])('%s', (english, chinese) => {
    expect(translated(own, english)).toBe(chinese)
    expect(translated(en.facts.own, english)).toBe(english)
  })
})

/** Where such words are written, and behind what. */
const WRITTEN: readonly (readonly [file: string, behind: RegExp])[] = [
  ['syntax/connections.ts', /(?:'fivechains', |why: |\bno\([^']*?, )/],
  ['syntax/network-services.ts', /(?:'fivechains', |wrong\([^']*?, )/],
  ['syntax/network.ts', /'fivechains', /],
  ['syntax/shown-line.ts', /'fivechains',\s*/],
  ['syntax/ip-address.ts', /'fivechains', /],
  ['syntax/ip-rule.ts', /'fivechains', /],
  ['syntax/ipset.ts', /(?=[`']more than )/],
  ['syntax/rules-form.ts', /message = /],
  ['syntax/read-save.ts', /(?:message = (?=`Only)|\? (?='iptables-restore ends)|: (?='This line is for))/],
  ['syntax/read-commands.ts', /(?:leftOut\(|message = )/],
  ['syntax/diagnostic-list.ts', /null : /],
  ['analysis/unreachable-rules.ts', /message: /],
  ['analysis/ruleset-view.ts', /reason: /],
  ['worker/views.ts', /limits\.push\(\s*/],
  ['worker/client.ts', /restart\('timeout', /],
  ['engine/packet-spec.ts', /problem: /],
  ['engine/exchanges.ts', /return /],
  ['engine/virtual-time.ts', /problem: /],
  ['scenario/url.ts', /(?:message: |DAMAGED = )/],
  ['scenario/migrate.ts', /message: /],
  ['extensions/matches/owner.ts', /unmodelledPart: \(use\) => \(use\['suppl-groups'\] \? /],
  ['extensions/targets/CT.ts', /strange === null \? null : /],
]

describe('whatever is written there has its words', () => {
  test.each(WRITTEN)('%s', (file, behind) => {
    const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
    const literal = /('(?:[^'\\\n]|\\.)* (?:[^'\\\n]|\\.)*'|"[^"\n]* [^"\n]*"|`(?:[^`\\]|\\.)* (?:[^`\\]|\\.)*`)/
    const found = [...text.matchAll(new RegExp(behind.source + literal.source, 'g'))].map((match) =>
      (match[1] ?? '')
        .slice(1, -1)
        .replace(/\\(.)/g, '$1')
        .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '9'),
    )
    expect(found).not.toEqual([])
    expect(found.filter((english) => translated(own, english) === english)).toEqual([])
  })

  const reasons = [...allMatches, ...allTargets].flatMap((extension) =>
    extension.meaning.kind === 'unmodelled' && extensionDocs[ownerOf(extension)] !== undefined
      ? [[extension.name, extension.meaning.reason]]
      : [],
  )
  test.each(reasons)('why %s is not modelled', (_name, reason) => {
    expect(own[reason ?? '']).toMatch(/[\u4e00-\u9fff]/)
  })
})
