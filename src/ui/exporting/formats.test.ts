import { expect, test } from 'vitest'
import { EXPORT_GROUPS } from '../../export/formats'
import { exporting as english } from '../texts/en/exporting'
import { exporting as chinese } from '../texts/zh/exporting'
import { TAB_FORMATS } from './CopyAs'
import { COMMANDS, EXPORT_MENU } from './formats'

test('every format is offered, in the order of its group', () => expect(EXPORT_MENU).toEqual(EXPORT_GROUPS))

test('what no command prints has a name in both languages', () => {
  const unnamed = Object.entries(COMMANDS).flatMap(([format, command]) => (command === null ? [format] : []))
  for (const words of [english, chinese]) expect(Object.keys(words.names)).toEqual(unnamed)
})

test('a tab offers what is there', () => {
  const all: readonly string[] = Object.values(EXPORT_MENU).flat()
  for (const formats of Object.values(TAB_FORMATS)) for (const format of formats) expect(all).toContain(format)
})
