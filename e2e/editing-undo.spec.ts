import type { Page } from '@playwright/test'
import { chain, rule } from './steps/diagram'
import { chooseText, fullEditor, margin, pasteOver, textOf, typeAtEnd } from './steps/editor'
import { openRuleMenu, said } from './steps/rule-menu'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'

const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:log - [0:0]
-A INPUT -m set --match-set bad src -j log
-A log -j LOG
COMMIT
`
const SETS = 'create bad hash:ip\nadd bad 192.0.2.9\n'
const undo = (page: Page) => page.getByRole('button', { name: 'Undo', exact: true })
const redo = (page: Page) => page.getByRole('button', { name: 'Redo', exact: true })

/** Renames the set on line 6 by keyboard. */
async function renameSet(page: Page): Promise<void> {
  await (await fullEditor(page)).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let below = 1; below < 6; below++) await page.keyboard.press('ArrowDown')
  for (let right = 0; right < '-A INPUT -m set --match-set b'.length; right++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('F2')
  const field = page.locator('.rename-box input')
  await expect(field).toHaveValue('bad')
  await expect(field).toBeFocused()
  await page.keyboard.type('evil')
  await page.keyboard.press('Enter')
  await expect(field).toBeHidden()
  await expect.poll(() => textOf(page)).toContain('--match-set evil src')
}

async function bothTexts(page: Page): Promise<string> {
  await chooseText(page, 'Sets')
  const sets = await textOf(page)
  await chooseText(page, 'Rules')
  return (await textOf(page)) + sets
}

test('a set is renamed in rules and sets in one step of Undo and Redo, by button and by key', async ({ page }) => {
  await openScenario(page, { rules: RULES, sets: SETS })
  await renameSet(page)
  const renamed = RULES.replace('bad', 'evil') + SETS.replaceAll('bad', 'evil')
  expect(await bothTexts(page)).toBe(renamed)
  await undo(page).click()
  expect(await bothTexts(page)).toBe(RULES + SETS)
  await expect(undo(page)).toBeDisabled()
  await redo(page).click()
  expect(await bothTexts(page)).toBe(renamed)
  await expect(redo(page)).toBeDisabled()

  await (await fullEditor(page)).focus()
  await page.keyboard.press('ControlOrMeta+Z')
  expect(await bothTexts(page)).toBe(RULES + SETS)
  await page.keyboard.press('ControlOrMeta+Shift+Z')
  expect(await bothTexts(page)).toBe(renamed)
})

test('the key in the editor and the button take the same steps: a paste, a line, what was made in the diagram', async ({ page }) => {
  await openScenario(page, { rules: RULES, sets: SETS })
  await pasteOver(page, RULES.replace('-A log -j LOG\n', '-A log -j LOG\n-A log -j DROP\n'))
  await expect(rule(page, 'filter log', 2)).toBeVisible()
  await (await openRuleMenu(page, 'filter log', 1)).getByRole('menuitem', { name: 'Remove' }).click()
  await expect(said(page)).toContainText('Rule 1 of filter log is removed.')
  await typeAtEnd(page, '# one\n# two\n')
  for (const left of ['# one\n', '', 'LOG', RULES.at(-1) ?? '']) {
    await page.keyboard.press('ControlOrMeta+Z')
    await expect.poll(() => textOf(page)).toContain(left)
  }
  await expect.poll(() => textOf(page)).toBe(RULES)
  await expect(undo(page)).toBeDisabled()
  for (let step = 0; step < 4; step++) await redo(page).click()
  await expect.poll(() => textOf(page)).toBe(`${RULES.replace('-A log -j LOG\n', '-A log -j DROP\n')}# one\n# two\n`)
})

test('a chain is renamed from its menu, and a name that will not do is refused where it is typed', async ({ page }) => {
  await openScenario(page, { rules: RULES, sets: SETS })
  await chain(page, 'filter log')
    .getByRole('button', { name: /back to/i })
    .focus()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Rename log…' })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Rename filter log' })
  await dialog.getByLabel('New name').fill('LOG')
  await dialog.getByRole('button', { name: 'Rename everywhere' }).click()
  await expect(dialog.getByRole('status')).toContainText('LOG is a target')
  await dialog.getByLabel('New name').fill('diary')
  await page.keyboard.press('Enter')
  await expect(said(page)).toContainText('log is called diary now.')
  expect(await textOf(page)).toBe(RULES.replace(':log', ':diary').replace('-j log', '-j diary').replace('-A log', '-A diary'))
  await undo(page).click()
  await expect.poll(() => textOf(page)).toBe(RULES)
})

test('counts, the rule that is pointed at and breakpoints follow their lines while something is typed above', async ({ page }) => {
  await openScenario(page, {
    rules: '*filter\n:INPUT ACCEPT [0:0]\n[5:300] -A INPUT -i lo -j ACCEPT\n[7:420] -A INPUT -p icmp -j DROP\nCOMMIT\n',
  })
  await (await fullEditor(page)).focus()
  await rule(page, 'filter INPUT', 2).press('b')
  await rule(page, 'filter INPUT', 2).press('Enter')
  const here = page.locator('.monaco-editor .line-number--here')
  await expect(margin(page, 4)).toContainText('7')
  await expect(here).toContainText(/^\s*4/)

  await (await fullEditor(page)).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('-A INPUT -s 192.0.2.1 -j RETURN')
  await page.keyboard.press('Escape')
  await expect(rule(page, 'filter INPUT', 3)).toHaveAccessibleName(/icmp.*breakpoint/)
  await expect(rule(page, 'filter INPUT', 2)).not.toHaveAccessibleName(/breakpoint/)
  await expect(margin(page, 4)).toContainText('5')
  await expect(margin(page, 5)).toContainText('7')

  await rule(page, 'filter INPUT', 3).press('Enter')
  await expect(here).toContainText(/^\s*5/)
  await (await fullEditor(page)).focus()
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/icmp.*breakpoint/)
  await expect(margin(page, 4)).toContainText('7')
})
