import { rule } from './steps/diagram'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket } from './steps/timeline'
import { part } from './steps/workbench'

const GUESSING = {
  rules: `*filter
:INPUT ACCEPT [0:0]
-A INPUT -p tcp -m osf --genre Linux --ttl 0 --log 0 -j DROP
COMMIT
`,
  network: 'ip addr add 192.0.2.1/24 dev eth0\n',
  services: 'tcp 22 ssh\n',
  traffic: [
    { kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', sport: 5, dport: 22, flags: 'S' } },
  ],
} as const

test('what is not modelled is counted in a badge, makes the verdict uncertain, and is decided by the person', async ({ page }) => {
  await openScenario(page, GUESSING)
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 1, SYN: delivered/)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/osf is not modelled: what this rule does is unknown/)
  await expect(inspector.getByRole('heading', { level: 2, name: /Delivered to ssh, but not certain/ })).toBeVisible()

  await inspector.getByRole('region', { name: 'Not certain' }).getByRole('button', { name: 'Yes, it matches' }).click()
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter INPUT', exact: true })).toBeVisible()

  await page.getByRole('button', { name: '1 unknown' }).click()
  const badge = page.getByRole('dialog', { name: /^Not modelled/ })
  const answer = badge.getByRole('group', { name: /filter\/INPUT\/1 answers/ })
  await expect(answer.getByRole('radio', { name: 'yes' })).toBeChecked()
  await answer.getByRole('radio', { name: 'no' }).check()
  await expect(answer.getByRole('radio', { name: 'no' })).toBeChecked()
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/you decided no/)
  await page.keyboard.press('Escape')
  await expect(badge).toBeHidden()
  await goToPacket(page, /^Packet 1, SYN: delivered/)
  await expect(inspector.getByRole('heading', { name: 'Delivered to ssh', exact: true })).toBeVisible()
  await page.getByRole('button', { name: '1 unknown' }).click()
  await answer.getByRole('radio', { name: 'open' }).check()
  await expect(inspector.getByRole('heading', { name: /but not certain/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(badge).toBeHidden()
})

test('what follows from an uncertain packet is uncertain, too, and leads back to it', async ({ page }) => {
  await openScenario(page, GUESSING)
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 2, SYN\+ACK: sent on, not certain/)
  await expect(inspector.getByRole('heading', { level: 2, name: 'Sent on by eth0, but not certain' })).toBeVisible()
  const why = inspector.getByRole('region', { name: 'Not certain' })
  await expect(why).toContainText('This follows from what became of packet 1 (SYN), and that hangs on a rule that is not modelled.')
  await why.getByRole('button', { name: 'Go to packet 1' }).click()
  await expect(inspector.getByRole('heading', { level: 2, name: 'Delivered to ssh, but not certain' })).toBeVisible()
})
