import { expect, test } from 'vitest'
import { applyEdits } from './text-edits'

type At = readonly [line: number, column: number, endLine: number, endColumn: number, text: string]

function check(name: string, text: string, edits: readonly At[], expected: string): void {
  test(name, () =>
    expect(
      applyEdits(
        text,
        edits.map(([line, column, endLine, endColumn, replacement]) => ({ span: { line, column, endLine, endColumn }, text: replacement })),
      ),
    ).toBe(expected),
  )
}

check('nothing', 'a\nb', [], 'a\nb')
check('a line in front', 'a\nb\n', [[1, 1, 1, 1, 'x\n']], 'x\na\nb\n')
check(
  'a line taken away and put elsewhere, in any order',
  'a\nb\nc\n',
  [
    [3, 1, 3, 1, 'a\n'],
    [1, 1, 2, 1, ''],
  ],
  'b\na\nc\n',
)
check('at the end of a text without a newline', 'a', [[1, 2, 1, 2, '\nb']], 'a\nb')
check('behind the last line', 'a\n', [[2, 1, 2, 1, 'b\n']], 'a\nb\n')
check(
  'two at one place stay in the order in which they are given',
  'a\n',
  [
    [1, 1, 1, 1, 'x'],
    [1, 1, 1, 1, 'y'],
  ],
  'xya\n',
)
check(
  'words in a line',
  '-A INPUT -j DROP',
  [
    [1, 13, 1, 17, 'ACCEPT'],
    [1, 4, 1, 9, 'OUTPUT'],
  ],
  '-A OUTPUT -j ACCEPT',
)
