import { expect, test } from 'vitest'
import { actions, pageStore } from './page-store'
import type { Notice } from './state'

function check(name: string, told: readonly (readonly [Notice['severity'], string])[], expected: readonly string[]): void {
  test(name, () => {
    pageStore.setState({ notices: [] })
    for (const [severity, text] of told) actions.notify({ severity, text, diagnostics: [] })
    expect(pageStore.getState().notices.map(({ text }) => text)).toEqual(expected)
  })
}

check(
  'what was done before has no news any more',
  [
    ['information', 'one story is open'],
    ['information', 'another is open'],
  ],
  ['another is open'],
)
check(
  'errors and warnings stay beside it',
  [
    ['error', 'this link is damaged'],
    ['warning', 'nothing is kept'],
    ['information', 'a story is open'],
    ['information', 'another is open'],
  ],
  ['this link is damaged', 'nothing is kept', 'another is open'],
)
check(
  'the same is said once',
  [
    ['error', 'lost'],
    ['error', 'lost'],
  ],
  ['lost'],
)
