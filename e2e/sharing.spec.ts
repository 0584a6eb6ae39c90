import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { openComposer } from './steps/composer'
import { fullEditor, pasteOver, problems, textOf, typeAtEnd } from './steps/editor'
import { copyLog, openLog } from './steps/logs'
import { expect, test } from './steps/session'
import { goToPacket, position } from './steps/timeline'
import { alive, part, press, visit } from './steps/workbench'

/** Everything by which one would notice that it is not the same moment of the same run. */
async function picture(page: Page): Promise<object> {
  // What is pointed at shows the button of its menu.
  await page.mouse.move(0, 0)
  return {
    at: await position(page),
    diagram: await part(page, 'Diagram').ariaSnapshot(),
    inspector: await part(page, 'Inspector').textContent(),
    trace: await copyLog(page, 'Trace'),
    rules: await textOf(page),
  }
}

async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect(dialog.getByRole('status')).toContainText('Copied.')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(await dialog.getByLabel('Link to this moment').inputValue()).toBe(link)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  return link
}

test('a copied link, opened by somebody else, is the same picture, the same trace, the same step', async ({ page, browser, baseURL }) => {
  await visit(page)
  await goToPacket(page, /^Packet 1, ping/)
  await press(page, '[')
  const link = await shareLink(page)
  expect(link.length).toBeLessThan(2_000)
  const mine = await picture(page)

  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '', permissions: ['clipboard-read', 'clipboard-write'] })
  const other = await elsewhere.newPage()
  await other.goto(link)
  await alive(other)
  await expect.poll(() => position(other)).toBe(await position(page))
  await fullEditor(other)
  expect(await picture(other)).toEqual(mine)
  await elsewhere.close()
})

test('a link into a page that is open already replaces what is there, and Undo brings it back', async ({ page }) => {
  await visit(page)
  const link = await shareLink(page)
  await pasteOver(page, 'iptables -P INPUT DROP\n')
  await expect(part(page, 'Editor')).toContainText('0 rules')
  await page.evaluate((hash) => {
    location.hash = hash
  }, new URL(link).hash)
  await expect(part(page, 'Editor')).toContainText('29 rules')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(part(page, 'Editor')).toContainText('0 rules')
})

test('a reload loses nothing: texts, packets, the step, the tabs, the theme, the language', async ({ page }) => {
  await visit(page)
  await typeAtEnd(page, '# mine')
  await goToPacket(page, /^Packet 1, ping/)
  await press(page, '[')
  await openLog(page, 'Counters')
  await page.getByRole('button', { name: /^Theme: / }).click()
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible()
  const at = await position(page)
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible()
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await alive(page)
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible()
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Counters' })).toHaveAttribute('aria-selected', 'true')
  await expect.poll(() => position(page)).toBe(at)
  expect(await textOf(page)).toMatch(/# mine$/)
})

test('undo and redo go through texts, packets and decisions one by one', async ({ page }) => {
  await visit(page)
  const undo = page.getByRole('button', { name: 'Undo' })
  const redo = page.getByRole('button', { name: 'Redo' })
  await expect(undo).toBeDisabled()
  await expect(part(page, 'Editor')).toContainText('29 rules')
  const dialog = await openComposer(page, 'keep')
  await dialog.getByRole('button', { name: 'Clear the list' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Packets: 0 packets' })).toBeVisible()
  await pasteOver(page, 'iptables -P INPUT DROP\n')
  await expect(part(page, 'Editor')).toContainText('0 rules')
  await undo.click()
  await expect(part(page, 'Editor')).toContainText('29 rules')
  await expect(page.getByRole('button', { name: 'Packets: 0 packets' })).toBeVisible()
  await undo.click()
  await alive(page)
  await expect(undo).toBeDisabled()
  await redo.click()
  await redo.click()
  await expect(page.getByRole('button', { name: 'Packets: 0 packets' })).toBeVisible()
  await expect(part(page, 'Editor')).toContainText('0 rules')
  await expect(redo).toBeDisabled()
})

test('a scenario is saved as a file and opened again; rules are saved as iptables-save prints them', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  const [saved] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save scenario (JSON)' }).click()])
  await dialog.getByLabel('with counters').check()
  const [rules] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save rules (iptables-save)' }).click(),
  ])
  expect(await readFile(await rules.path(), 'utf8')).toMatch(
    /^\*filter$[\s\S]*^\[2:104\] -A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP$/m,
  )
  await page.keyboard.press('Escape')
  await pasteOver(page, 'iptables -P INPUT DROP\n')
  await expect(part(page, 'Editor')).toContainText('0 rules')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog
    .getByLabel('Open a file…')
    .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: await readFile(await saved.path()) })
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('mine.json is open')
  await expect(part(page, 'Editor')).toContainText('29 rules')
})

test('a file of rules that is dropped on the page is opened', async ({ page }) => {
  await visit(page)
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['*filter\n-A INPUT -p tcp --dport 9999 -j DROP\nCOMMIT\n'], 'rules.v4', { type: 'text/plain' }))
    return data
  })
  await page.dispatchEvent('main', 'dragover', { dataTransfer: dropped })
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(part(page, 'Editor')).toContainText('1 rule')
  await expect(page.getByRole('navigation')).toContainText('rules.v4')
})

test('a truncated or tampered link is told of, and the editor is untouched', async ({ page }) => {
  await visit(page)
  const link = await shareLink(page)
  await pasteOver(page, 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT # my own work\n')
  await expect(part(page, 'Editor')).toContainText('1 rule')
  const messages = page.getByRole('region', { name: 'Messages' })
  const middle = Math.floor(link.length / 2)
  for (const broken of [
    link.slice(0, -9),
    `${link.slice(0, middle)}${link[middle] === 'A' ? 'B' : 'A'}${link.slice(middle + 1)}`,
    `${link.split('#')[0]}#1%%%`,
    `${link.split('#')[0]}#9${'A'.repeat(300)}`,
  ]) {
    await page.goto(broken)
    await expect(messages.getByRole('alert')).toContainText('This link cannot be opened')
    await expect(messages.getByRole('alert')).toContainText('Your rules are untouched.')
    await messages.getByRole('button', { name: 'Dismiss' }).first().click()
    await expect(messages).not.toContainText('cannot be opened')
    await expect(part(page, 'Editor')).toContainText('1 rule')
  }
  expect(await textOf(page)).toBe('iptables -A INPUT -p tcp --dport 22 -j ACCEPT # my own work\n')
  await expect(problems(page)).not.toContainText('error')

  // A visitor who comes by a broken link for the first time is told, and sees the first scenario.
  const fresh = await page.context().browser()?.newPage()
  if (fresh === undefined) throw new Error('no browser')
  await fresh.goto(link.slice(0, -9))
  await expect(fresh.getByRole('region', { name: 'Messages' })).toContainText('This link cannot be opened')
  await alive(fresh)
  await fresh.context().close()
})
