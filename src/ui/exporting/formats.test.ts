import { expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../../model'
import { exporting as english } from '../texts/en/exporting'
import { exporting as chinese } from '../texts/zh/exporting'
import { TAB_FORMATS } from './CopyAs'
import { COMMANDS } from './formats'

test('what no command prints has a name in both languages', () => {
  const unnamed = Object.entries(COMMANDS).flatMap(([format, command]) => (command === null ? [format] : []))
  for (const words of [english, chinese]) expect(Object.keys(words.names)).toEqual(unnamed)
})

test('a tab offers what is there', () => {
  for (const formats of Object.values(TAB_FORMATS)) for (const format of formats) expect(EXPORT_FORMATS).toContain(format)
})
