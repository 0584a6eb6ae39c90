import type { Locator, Page } from '@playwright/test'
import { expect } from './session'
import { part } from './workbench'

/** The text field of the full editor. */
export async function fullEditor(page: Page): Promise<Locator> {
  const field = part(page, 'Editor').getByRole('textbox')
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  await expect(field).toBeAttached()
  return field
}

/** Chooses everything in the editor and pastes over it, by keyboard. */
export async function pasteOver(page: Page, text: string): Promise<void> {
  const field = await fullEditor(page)
  await field.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
  await page.keyboard.press('ControlOrMeta+V')
}

/** Types at the end of the editor's text, key by key. */
export async function typeAtEnd(page: Page, text: string): Promise<void> {
  const field = await fullEditor(page)
  await field.focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(text)
}

/** Types at the beginning of a line, from 1. */
export async function typeAtLine(page: Page, line: number, text: string): Promise<void> {
  const field = await fullEditor(page)
  await field.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let down = 1; down < line; down++) await page.keyboard.press('ArrowDown')
  await page.keyboard.type(text)
}

/** The editor's whole text: chosen and copied, as a person would. */
export async function textOf(page: Page): Promise<string> {
  const field = await fullEditor(page)
  await field.focus()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+C')
  // A clipboard has the line ends of the person's system.
  return (await page.evaluate(() => navigator.clipboard.readText())).replaceAll('\r\n', '\n')
}

export async function chooseText(page: Page, name: 'Rules' | 'Network' | 'Sets' | 'Services' | 'Connections'): Promise<void> {
  await part(page, 'Editor').getByRole('tab', { name, exact: true }).click()
}

/** What stands below the text about its problems: how many, and the first with its line. */
export function problems(page: Page): Locator {
  return part(page, 'Editor').getByRole('status')
}

/** The line's number and its count, as they stand in the margin. */
export function margin(page: Page, line: number): Locator {
  return page.locator('.monaco-editor .line-numbers').filter({ hasText: new RegExp(`^\\s*${line}(\\s|$)`) })
}
