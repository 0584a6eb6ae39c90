import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import links from './fixtures/links-v1.json'
import type { Scenario } from './scenario'
import { decodeLink, encodeLink, LONGEST_LINK } from './url'

function scenarioOf(rules: string): Scenario {
  return {
    version: 1,
    title: '',
    notes: '',
    seed: 1,
    host: { name: 'host', rules, sets: '', network: '', services: '' },
    traffic: [],
    decisions: {},
  }
}

/** Links that were given away must open for ever: never change the fixtures, add to them. */
describe('links of the first version', () => {
  for (const { name, link, scenario, view } of links) {
    it(`opens: ${name}`, () => expect(decodeLink(link)).toEqual({ ok: true, scenario, view }))
    it(`opens with its #: ${name}`, () => expect(decodeLink(`#${link}`).ok).toBe(true))
  }
})

describe('a link', () => {
  it('gives back any text exactly', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.option(fc.nat(1_000_000)),
        fc.nat(0xffffffff),
        (rules, cursor, seed) => {
          const scenario = { ...scenarioOf(rules), seed }
          const wellFormed = JSON.parse(JSON.stringify(scenario))
          expect(decodeLink(encodeLink(scenario, { cursor }))).toEqual({ ok: true, scenario: wellFormed, view: { cursor } })
        },
      ),
    )
  })

  it('is recognised when it is cut short', () => {
    const link = links[1]?.link ?? ''
    for (let length = 0; length < link.length; length++) expect(decodeLink(link.slice(0, length)).ok).toBe(false)
  })

  it('is recognised when a character was changed', () => {
    const link = links[1]?.link ?? ''
    fc.assert(
      fc.property(fc.nat(link.length - 2), fc.constantFrom(...'ABCXYZabcxyz0189-_=%. é'), (at, character) => {
        // The last character may hold bits that mean nothing; every other one counts.
        fc.pre(link[at] !== character)
        expect(decodeLink(link.slice(0, at) + character + link.slice(at + 1)).ok).toBe(false)
      }),
    )
  })

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeLink(`1${text}`)))
    fc.assert(fc.property(fc.base64String({ maxLength: 4000 }), (text) => void decodeLink(`1${text}`)))
  })

  it('says in words what is wrong', () => {
    const wrong = (fragment: string): string => {
      const opened = decodeLink(fragment)
      return opened.ok ? '' : opened.message
    }
    expect(wrong('')).toMatch(/empty/)
    expect(wrong('9abc')).toMatch(/newer version/)
    expect(wrong('1abc')).toMatch(/incomplete/)
    expect(wrong(`1${'A'.repeat(LONGEST_LINK)}`)).toMatch(/longer than/)
    expect(wrong(encodeLink({ ...scenarioOf(''), seed: -1 }, { cursor: null }))).toBe('seed: may not be negative')
  })

  it('does not inflate without bound', () => {
    const bomb = encodeLink(scenarioOf('A'.repeat(40_000_000)), { cursor: null })
    expect(bomb.length).toBeLessThan(100_000)
    expect(decodeLink(bomb).ok).toBe(false)
  })

  it('holds 2 kB of varied rules in 1,000 characters', () => {
    // One of a kind on purpose: names, comments, addresses and ports that no dictionary holds.
    const words = 'office printer backup camera kitchen studio garage mirror legacy billing metrics queue vault mailer relay archive'.split(
      ' ',
    )
    const lines = words.map((word, i) => {
      const address = `10.${(i * 37) % 200}.${(i * 91 + 13) % 250}.${(i * 53 + 7) % 250}`
      const port = 1024 + ((i * 7919) % 60_000)
      return `-A INPUT -s ${address}/32 -p tcp -m tcp --dport ${port} -m conntrack --ctstate NEW -m comment --comment "${word} ${i}" -j ACCEPT`
    })
    const rules = `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`
    expect(rules.length).toBeGreaterThanOrEqual(2_000)
    expect(encodeLink(scenarioOf(rules), { cursor: 12 }).length).toBeLessThanOrEqual(1_000)
  })
})
