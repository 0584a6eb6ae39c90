import type { Locator } from '@playwright/test'
import { policy, rule } from './steps/diagram'
import { fullEditor, margin } from './steps/editor'
import { openLog } from './steps/logs'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { scrubber } from './steps/timeline'
import { part, visit } from './steps/workbench'

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

test('what traffic has counted stays after it was stopped, everywhere alike, until the timeline is moved; and that is said', async ({
  page,
}) => {
  await openScenario(page, {
    rules: 'iptables -A INPUT -p icmp -j ACCEPT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
    traffic: [
      { kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'icmp', type: 8, id: 1, seq: 1 } },
    ],
  })
  await fullEditor(page)
  const row = rule(page, 'filter INPUT', 1)
  const listing = await openLog(page, 'Counters')
  const timeline = part(page, 'Timeline')
  /** All that show the rule's counter agree about it. */
  const expectEverywhere = async (count: number) => {
    await expect(row).toHaveAccessibleName(new RegExp(`, ${count} packets?$`))
    await expect(margin(page, 1)).toHaveText(new RegExp(`^\\s*1\\s*${count === 0 ? '' : count}$`))
    await expect(listing.getByRole('listitem').getByRole('button')).toHaveAccessibleName(new RegExp(`^1 ${count} .* ACCEPT `))
    await expect(part(page, 'Inspector').getByRole('article', { name: 'Rule 1 of filter INPUT' })).toContainText(
      new RegExp(`\\D${count} packets?`),
    )
  }
  const runTraffic = async () => {
    await page.getByRole('button', { name: 'Traffic' }).click()
    const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
    await panel.getByRole('button', { name: 'Start' }).click()
    await expect.poll(() => total(panel, 'sent')).toBeGreaterThan(50)
    await expect(timeline).toContainText('Counters count the traffic.')
    await panel.getByRole('button', { name: 'Stop' }).click()
    await page.keyboard.press('Escape')
    await expect(timeline).toContainText('Counters show the traffic.')
    return Number((await listing.getByRole('listitem').getByRole('button').textContent())?.trim().split(/\s+/)[1])
  }
  await row.click()
  await expectEverywhere(1)
  const first = await runTraffic()
  expect(first).toBeGreaterThan(1)
  await expectEverywhere(first)
  await timeline.getByRole('button', { name: 'Show the run’s' }).click()
  await expect(timeline).not.toContainText('Counters')
  await expectEverywhere(1)

  await expectEverywhere(await runTraffic())
  await scrubber(page).press('Home')
  await expect(timeline).not.toContainText('Counters')
  await expect(row).toHaveAccessibleName(/, 0 packets$/)
})
