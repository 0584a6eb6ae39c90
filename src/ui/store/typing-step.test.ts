import { expect, test } from 'vitest'
import { NO_HISTORY, remember, TYPING_PAUSE } from './history'
import { typingStep } from './typing-step'

test.each<readonly [what: string, before: string, after: string, step: string | null]>([
  ['a key', 'a\nb', 'a\nbc', 'text rules 2'],
  ['a key taken back', 'ab\nb', 'a\nb', 'text rules 1'],
  ['the key that ends a line', 'a\nb', 'a\nb\n', 'text rules 2'],
  ['the first key', '', 'a', 'text rules 1'],
  ['a paste', 'a', 'abc', null],
  ['a word in the place of another', 'a b', 'a c', null],
])('%s', (_what, before, after, step) => expect(typingStep('rules', before, after)).toBe(step))

/** How many steps of Undo a text has that is typed key by key. */
function stepsOf(typed: string, pause: number): number {
  const scenario = (rules: string) => ({
    version: 1 as const,
    title: '',
    notes: '',
    seed: 0,
    host: { name: '', rules, sets: '', network: '', services: '' },
    traffic: [],
    decisions: {},
  })
  let history = NO_HISTORY
  for (let at = 0; at < typed.length; at++) {
    const [before, after] = [typed.slice(0, at), typed.slice(0, at + 1)]
    history = remember(history, scenario(before), typingStep('rules', before, after), at * pause)
  }
  return history.past.length
}

test.each([
  ['a line', 'iptables -F', 10, 1],
  ['two lines', 'iptables -F\niptables -X\n', 10, 2],
  ['a line with thinking', 'abc', TYPING_PAUSE + 1, 3],
])('%s typed key by key', (_what, typed, pause, steps) => expect(stepsOf(typed, pause)).toBe(steps))
