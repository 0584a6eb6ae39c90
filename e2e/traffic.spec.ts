import type { Locator } from '@playwright/test'
import { policy, rule } from './steps/diagram'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { visit } from './steps/workbench'

/** What the panel has counted under a word: `sent`, `dropped`. */
async function total(panel: Locator, word: string): Promise<number> {
  const row = panel
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${word}$`) })
    .locator('xpath=following-sibling::*')
  if ((await row.count()) === 0) return 0
  return Number((await row.textContent())?.replaceAll(',', ''))
}

test('traffic runs by itself: counters tick, stop holds them, reset clears them', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Traffic' }).click()
  const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
  await panel.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => total(panel, 'sent')).toBeGreaterThan(50)
  await expect.poll(() => total(panel, 'accepted')).toBeGreaterThan(0)
  await expect.poll(() => total(panel, 'connections')).toBeGreaterThan(0)
  await expect(rule(page, 'filter FORWARD', 1)).toHaveAccessibleName(/[1-9][\d,]* packets?$/)

  await panel.getByRole('button', { name: 'Stop' }).click()
  await expect(panel.getByRole('button', { name: 'Start' })).toBeVisible()
  // Two readings apart, each after the page has drawn: nothing counts any more.
  const frames = () => page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))
  await frames()
  const held = await total(panel, 'sent')
  for (let look = 0; look < 10; look++) await frames()
  expect(await total(panel, 'sent')).toBe(held)

  await panel.getByRole('button', { name: 'Reset the counters' }).click()
  await expect.poll(() => total(panel, 'sent')).toBe(0)
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
})

test('the rate and the mix are the person’s choice, also while it runs', async ({ page }) => {
  await openScenario(page, {
    rules: 'iptables -P INPUT DROP\niptables -A INPUT -p icmp -j ACCEPT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
  })
  await page.getByRole('button', { name: 'Traffic' }).click()
  const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
  for (const flow of ['TCP connections', 'UDP questions', 'Port scans', 'Pings'])
    await panel.getByRole('checkbox', { name: flow }).uncheck()
  await expect(panel).toContainText('Choose at least one kind of flow.')
  await expect(panel.getByRole('button', { name: 'Start' })).toBeDisabled()
  await panel.getByRole('checkbox', { name: 'Pings' }).check()
  await panel.getByRole('slider', { name: 'Packets per second' }).fill('60')
  await panel.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => total(panel, 'sent')).toBeGreaterThan(20)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/[1-9][\d,]* packets?$/)
  await expect(policy(page, 'filter INPUT')).toHaveAccessibleName(/, 0 packets$/)

  await panel.getByRole('checkbox', { name: 'Pings' }).uncheck()
  await panel.getByRole('checkbox', { name: 'Port scans' }).check()
  await expect(policy(page, 'filter INPUT')).toHaveAccessibleName(/policy DROP, [1-9][\d,]* packets?$/)
  await panel.getByRole('button', { name: 'Stop' }).click()
})
