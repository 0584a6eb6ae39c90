import type { Locator, Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { fullEditor } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { position, scrubber } from './steps/timeline'
import { part, visit } from './steps/workbench'

/** Presses Tab until the focus is there; a person would give up after a hundred. In the editor, Ctrl+M lets Tab out, as it says. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 100; press++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    if (await page.evaluate(() => document.activeElement?.closest('.monaco-editor') != null)) await page.keyboard.press('Control+M')
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

/** Sets a line that has the focus. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(text)
}

test('a packet is composed, sent and stepped through without a mouse', async ({ page }) => {
  await openScenario(page, {
    rules: 'iptables -P INPUT DROP\niptables -A INPUT -p tcp --dport 80 -j ACCEPT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
    services: 'tcp 80 web\n',
  })
  await tabTo(page, page.getByRole('button', { name: 'Send packet…' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Send a packet' })
  await expect(dialog).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'TCP connect', exact: true }))
  await page.keyboard.press('Space')
  await tabTo(page, dialog.getByLabel('Source address'))
  await write(page, '192.0.2.77')
  await tabTo(page, dialog.getByLabel('Destination address'))
  await write(page, '192.0.2.1')
  await tabTo(page, dialog.getByLabel('Destination port'))
  await write(page, '81')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Packets: 1 packet' })).toBeVisible()

  await tabTo(page, page.getByRole('button', { name: 'Back to the beginning' }))
  await page.keyboard.press('Enter')
  await expect.poll(() => position(page)).toBe(0)
  await tabTo(page, page.getByRole('button', { name: 'Step forward' }))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect.poll(() => position(page)).toBeGreaterThan(0)
  await tabTo(page, scrubber(page))
  await page.keyboard.press('End')
  await expect(part(page, 'Inspector')).toContainText('Dropped in filter INPUT')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(async () => (await position(page)) < Number(await scrubber(page).getAttribute('aria-valuemax'))).toBe(true)
})

test('a dialog holds the focus, and gives it back to where it was', async ({ page }) => {
  await visit(page)
  for (const name of ['Stories', 'Send packet…', 'Share', 'Help']) {
    const button = page.getByRole('button', { name, exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    for (let press = 0; press < 3; press++) {
      await page.keyboard.press('Tab')
      const outside = await page.evaluate(() => {
        const active = document.activeElement
        return active !== null && active !== document.body && active.closest('dialog') === null
      })
      expect(outside).toBe(false)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(button).toBeFocused()
  }
})

test('the diagram is walked by arrow keys, into a user chain and back', async ({ page }) => {
  await openScenario(page, {
    rules: 'iptables -N knock\niptables -A INPUT -p tcp -j knock\niptables -A INPUT -p udp -j DROP\niptables -A knock -j DROP\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\n',
  })
  await rule(page, 'filter INPUT', 1).focus()
  await page.keyboard.press('ArrowDown')
  await expect(rule(page, 'filter INPUT', 2)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(part(page, 'Inspector').getByRole('article', { name: 'Rule 2 of filter INPUT' })).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await expect(rule(page, 'filter knock', 1)).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(rule(page, 'filter knock', 1)).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(rule(page, 'filter INPUT', 1)).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(rule(page, 'filter knock', 1)).toHaveCount(0)
})

test('Tab leaves the editor after Ctrl+M, and tabs are chosen by arrows', async ({ page }) => {
  await visit(page)
  const field = await fullEditor(page)
  await field.focus()
  await expect(part(page, 'Editor')).toContainText('press Ctrl+M to let Tab leave the editor')
  await page.keyboard.press('Control+M')
  await page.keyboard.press('Tab')
  await expect(field).not.toBeFocused()

  await part(page, 'Editor').getByRole('tab', { name: 'Rules' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(part(page, 'Editor').getByRole('tab', { name: 'Network' })).toBeFocused()
  await expect(part(page, 'Editor').getByRole('tab', { name: 'Network' })).toHaveAttribute('aria-selected', 'true')
})

test('a screen reader is told each step, and the end', async ({ page }) => {
  await visit(page)
  const told = part(page, 'Timeline').getByRole('status')
  await expect(told).toHaveText('')
  await scrubber(page).press('Home')
  await expect(told).toHaveText('')
  await scrubber(page).press('ArrowRight')
  await expect(told).toContainText(/Rule|packet|polic/)
  const first = await told.textContent()
  await scrubber(page).press('ArrowRight')
  await expect(told).not.toHaveText(first ?? '')
  await scrubber(page).press('End')
  await expect(told).toContainText('The packet leaves by wg0 towards 11.11.11.20')
})

test('arrows step through the run from wherever the focus is, also from the buttons of the playback', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Back to the beginning' }).click()
  await expect.poll(() => position(page)).toBe(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => position(page)).toBe(2)
})

test('a message that is dismissed gives the focus back', async ({ page }) => {
  await visit(page)
  const stories = page.getByRole('button', { name: 'Stories', exact: true })
  await stories.press('Enter')
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: /^A home router/ })
    .press('Enter')
  await expect(stories).toBeFocused()
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' }).press('Enter')
  await expect(stories).toBeFocused()
})
