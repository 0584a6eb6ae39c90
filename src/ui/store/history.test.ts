import { describe, expect, test } from 'vitest'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import { HISTORY_LENGTH, type History, NO_HISTORY, remember, stepBack, stepForward, TYPING_PAUSE } from './history'

const titled = (title: string): Scenario => ({ ...EMPTY_SCENARIO, title })

/** Edits as `[title before, what, at]`; the titles that Undo walks through from `now`. */
function check(edits: readonly (readonly [string, string | null, number])[], now: string, undone: readonly string[]) {
  let history: History = NO_HISTORY
  for (const [title, what, at] of edits) history = remember(history, titled(title), what, at)
  const titles: string[] = []
  let present = titled(now)
  for (let step = stepBack(history, present); step !== null; step = stepBack(history, present)) {
    history = step.history
    present = step.scenario
    titles.push(present.title)
  }
  expect(titles).toEqual(undone)
  // And all the way forward again.
  for (let step = stepForward(history, present); step !== null; step = stepForward(history, present)) {
    history = step.history
    present = step.scenario
  }
  expect(present.title).toBe(now)
}

describe('undo', () => {
  test('takes back single changes one by one', () =>
    check(
      [
        ['a', null, 0],
        ['b', null, 1],
      ],
      'c',
      ['b', 'a'],
    ))
  test('takes back typing without pauses at once', () =>
    check(
      [
        ['a', 'text rules', 0],
        ['ab', 'text rules', 500],
        ['abc', 'text rules', 900],
      ],
      'abcd',
      ['a'],
    ))
  test('splits typing at a pause', () =>
    check(
      [
        ['a', 'text rules', 0],
        ['ab', 'text rules', TYPING_PAUSE + 1],
      ],
      'abc',
      ['ab', 'a'],
    ))
  test('splits typing in another text', () =>
    check(
      [
        ['a', 'text rules', 0],
        ['b', 'text network', 1],
      ],
      'c',
      ['b', 'a'],
    ))
  test('has nothing to take back at first', () => check([], 'a', []))
})

test('a new change forgets what was undone', () => {
  const undone = stepBack(remember(NO_HISTORY, titled('a'), null, 0), titled('b'))
  expect(undone?.scenario.title).toBe('a')
  if (undone !== null) expect(stepForward(remember(undone.history, undone.scenario, null, 1), titled('c'))).toBeNull()
})

test('the past is bounded', () => {
  let history: History = NO_HISTORY
  for (let step = 0; step < HISTORY_LENGTH + 50; step++) history = remember(history, titled(String(step)), null, step)
  expect(history.past).toHaveLength(HISTORY_LENGTH)
  expect(history.past[0]?.title).toBe('50')
})
