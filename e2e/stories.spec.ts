import type { Page } from '@playwright/test'
import { rule, stage } from './steps/diagram'
import { margin } from './steps/editor'
import { copyLog, openLog } from './steps/logs'
import { expect, test } from './steps/session'
import { goToPacket, scrubber, stepUntil } from './steps/timeline'
import { alive, part, visit } from './steps/workbench'

async function openStory(page: Page, title: string): Promise<void> {
  await visit(page)
  await page.getByRole('button', { name: 'Stories' }).click()
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: new RegExp(`^${title.replace('?', '\\?')}`) })
    .click()
  await expect(page.getByRole('navigation')).toContainText(title)
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(`“${title}” is open`)
  await alive(page)
}

test('WireGuard restarted: rule 16 drops what the peers send each other, and moving a rule up lets it pass', async ({ page }) => {
  await openStory(page, 'It works until WireGuard is restarted')
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 1, ping: dropped/)
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  await expect(inspector).toContainText('Rule 16')
  await expect(inspector).toContainText(/The 6 rules behind it are never asked/)
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')

  // The rules that would have let it pass stand below, are grey, and have never counted.
  await expect(part(page, 'Editor').getByText('Nothing after this line can ever match.')).toBeVisible()
  for (const number of [17, 21, 22]) await expect(rule(page, 'filter FORWARD', number)).toHaveAccessibleName(/ 0 packets, never reached/)
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/comment: Added by the IPsec installer/)
  await expect(rule(page, 'filter FORWARD', 21)).toHaveAccessibleName(/comment: Added in wg0\.conf/)
  await expect(inspector.getByRole('region', { name: /Why not the others/ })).toContainText('would match')

  // What the peers send to the hub itself still arrives.
  await goToPacket(page, /ping: delivered/)
  await expect(inspector).toContainText('Delivered to')

  await goToPacket(page, /^Packet 1, ping: dropped/)
  await inspector
    .getByRole('region', { name: 'Try it' })
    .getByRole('button', { name: /^Try it: move rule \d+ before 16$/ })
    .click()
  await expect(inspector.getByRole('heading', { name: 'Sent on by wg0' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/-i wg0.*ACCEPT/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/DROP/)
})

test('WireGuard after booting: the same rules in the order of the boot let the same packets pass', async ({ page }) => {
  await openStory(page, 'It works after booting')
  await goToPacket(page, /^Packet 1, ping: sent on/)
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Sent on by wg0' })).toBeVisible()
  await expect(inspector).toContainText('Rule 16')
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  expect(await copyLog(page, 'Trace')).toMatch(
    /TRACE: filter:FORWARD:rule:16 IN=wg0 OUT=wg0 .*SRC=11\.11\.11\.20 DST=11\.11\.11\.70 LEN=60 .*TTL=127 ID=59207/,
  )
})

test('REDIRECT does not catch answers: nat OUTPUT is skipped for the SYN+ACK, filter OUTPUT logs it', async ({ page }) => {
  await openStory(page, 'Why does REDIRECT not catch the answers?')
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 2, SYN\+ACK: sent on/)
  await expect(stage(page, 'nat', 'OUTPUT')).toHaveAccessibleName(/skipped: later packet of a known connection/)
  await expect(inspector.getByRole('region', { name: 'Skipped' })).toContainText(
    'nat is skipped: it is asked only for a connection’s first packet; this one belongs to #1, already bound.',
  )
  await expect(inspector.getByRole('region', { name: 'Packet' })).not.toContainText('changed from 10.')
  await expect(rule(page, 'nat OUTPUT', 1)).toHaveAccessibleName(/LOG.* 0 packets$/)
  const log = await openLog(page, 'Kernel log')
  await expect(
    log.getByRole('button', { name: /filter-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=10\.211\.55\.2 .*SPT=8888 .*ACK SYN/ }),
  ).toHaveAttribute('aria-current', 'step')
})

test('REDIRECT does catch what the host itself begins: curl ends at 127.0.0.1:9999', async ({ page }) => {
  await openStory(page, 'Why does REDIRECT not catch the answers?')
  const inspector = part(page, 'Inspector')
  const slider = scrubber(page)
  // From the end of the packet before it.
  await goToPacket(page, /^Packet 10, /)
  await stepUntil(page, inspector, /A process of this host.*sends a packet \(SYN\) to 14\.215\.177\.39/)
  await stepUntil(page, inspector, /Rule 2 matches .*so the packet is redirected to this host itself/)
  await expect(rule(page, 'nat OUTPUT', 2)).toHaveAccessibleName(/REDIRECT.* 1 packet$/)
  await stepUntil(page, inspector, /14\.215\.177\.39 → 127\.0\.0\.1/)
  await expect(margin(page, 5)).toContainText(/1$/)
  const kernelLog = await copyLog(page, 'Kernel log')
  const fromNat = kernelLog.split('\n').filter((line) => line.includes('nat-output-log'))
  expect(fromNat).toHaveLength(1)
  expect(fromNat[0]).toMatch(/nat-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=14\.215\.177\.39 .*DPT=8888 .*SYN/)
  await goToPacket(page, /SYN: delivered/)
  await slider.press('End')
  const connections = await openLog(page, 'Connections')
  await expect(
    connections.getByRole('row', { name: /10\.211\.55\.11:35530 → 14\.215\.177\.39:8888 127\.0\.0\.1:9999 → 10\.211\.55\.11:35530/ }),
  ).toBeVisible()
})

test('a story is opened, and Undo brings back what was there', async ({ page }) => {
  await openStory(page, 'A server that lets in what it must')
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('is open. Undo brings back what was here.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('navigation')).toContainText('It works until WireGuard is restarted')
})
