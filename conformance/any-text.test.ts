import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRules } from '../src/syntax/read-rules'
import { anyText, faultOf, readAnyhow } from './any-text'

/** More of them: FIVECHAINS_TEXT_RUNS, or `npm run fuzz:text`. */
const RUNS = Number(process.env.FIVECHAINS_TEXT_RUNS ?? 1000)

it('no text throws, hangs, or loses a line', () => {
  fc.assert(fc.property(anyText, readAnyhow), { numRuns: RUNS })
}, 600_000)

it('notices a lost line and a message that stands nowhere', () => {
  const text = '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n'
  const reading = readRules(text)
  const nowhere = { line: 9, column: 1, endLine: 9, endColumn: 2 }
  expect(faultOf(text, reading)).toBeNull()
  expect(faultOf(text, { ...reading, value: { family: 'ipv4', tables: [] } })).toBe('line 2 is lost')
  const message = { severity: 'error', speaker: 'iptables', message: 'no', span: nowhere, hint: null, status: 2 } as const
  expect(faultOf(text, { ...reading, diagnostics: [message] })).toContain('stands nowhere')
})
