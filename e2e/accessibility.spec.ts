import type { Page } from '@playwright/test'
import { expectAccessible } from './steps/accessibility'
import { rule } from './steps/diagram'
import { fullEditor, typeAtEnd } from './steps/editor'
import { linkTo } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket } from './steps/timeline'
import { alive, part, visit } from './steps/workbench'

/** A page with everything on it at once: an error, an unknown match, user chains, every log filled. */
const EVERYTHING = linkTo({
  rules: `*filter
:INPUT DROP [0:0]
:knock - [0:0]
-A INPUT -p tcp -m tcp --dport 22 -j LOG --log-prefix "knock: "
-A INPUT -p tcp -m osf --genre Linux --ttl 0 --log 0 -j ACCEPT
-A INPUT -p tcp -j knock
-A knock -j ACCEPT
-A knock -j DROP
-A INPUT -p tcp --dport 99999 -j DROP
COMMIT
`,
  network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
  services: 'tcp 22 ssh\n',
  traffic: [{ kind: 'exchange', after: 0, exchange: { what: 'tcp', in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', sport: 5, dport: 22 } }],
})

async function open(page: Page): Promise<void> {
  await page.goto(EVERYTHING)
  await alive(page)
}

/** What can be opened over the page, and how; each is closed again with Escape. */
const VIEWS = [
  { name: 'the composer', button: 'Send packet…', dialog: 'Send a packet' },
  { name: 'sharing', button: 'Share', dialog: 'Share' },
  { name: 'the stories', button: 'Stories', dialog: 'Stories' },
  { name: 'help', button: 'Help', dialog: 'Help' },
  { name: 'traffic', button: 'Traffic', dialog: 'Traffic by itself' },
  { name: 'the unknowns', button: '1 unknown', dialog: /^Not modelled/ },
] as const

for (const colorScheme of ['light', 'dark'] as const)
  for (const { size, viewport } of [
    { size: 'a desktop', viewport: { width: 1440, height: 900 } },
    { size: 'a small screen', viewport: { width: 1024, height: 768 } },
    { size: 'a phone', viewport: { width: 390, height: 844 } },
  ])
    test.describe(`axe finds nothing, ${colorScheme}, on ${size}`, () => {
      test.use({ colorScheme, viewport })
      test.slow()

      test('in the workbench and each of its tabs', async ({ page }) => {
        await open(page)
        if (size !== 'a phone') await fullEditor(page)
        await expectAccessible(page)
        const tabs = page.getByRole('tab')
        const names = await tabs.evaluateAll((all) => all.map((tab) => tab.id))
        for (const id of names) {
          await page.locator(`#${id}`).click()
          await expect(page.locator(`#${id}`)).toHaveAttribute('aria-selected', 'true')
          if (size === 'a phone') {
            // The part that has just been chosen has tabs of its own.
            const inner = page.getByRole('tabpanel').first().getByRole('tab')
            for (const tab of await inner.all()) {
              await tab.click()
              await expectAccessible(page)
            }
          }
          await expectAccessible(page)
        }
      })

      test('in what opens over it', async ({ page }) => {
        await open(page)
        for (const { button, dialog } of VIEWS) {
          // On a phone some of the buttons are in a menu, which is a popover, too.
          const opener = page.getByRole('button', { name: button, exact: true })
          if (!(await opener.isVisible())) await page.getByRole('button', { name: 'More', exact: true }).click()
          await opener.click()
          const panel = page.getByRole('dialog', { name: dialog })
          await expect(panel).toBeVisible()
          await expectAccessible(page)
          await page.keyboard.press('Escape')
          await expect(panel).toBeHidden()
        }
        await page.getByRole('button', { name: 'Send packet…' }).click()
        const composer = page.getByRole('dialog', { name: 'Send a packet' })
        await composer.getByLabel('Source address').fill('nobody')
        await composer.getByRole('button', { name: 'Send', exact: true }).click()
        await expect(composer.getByLabel('Source address')).toHaveAttribute('aria-invalid', 'true')
        await composer.getByRole('radio', { name: 'A whole exchange' }).check()
        await expectAccessible(page)
        await page.keyboard.press('Escape')
        await page.getByRole('button', { name: /^Packets: / }).click()
        await expect(page.getByRole('list', { name: 'Packets' })).toBeVisible()
        await expectAccessible(page)
        await page.keyboard.press('Escape')
        await page.evaluate(() => {
          location.hash = '#1broken'
        })
        await expect(page.getByRole('region', { name: 'Messages' }).getByRole('alert')).toContainText('cannot be opened')
        await expectAccessible(page)
      })

      test('in a story with its solution, while traffic runs, and where the kernel would load nothing', async ({ page }) => {
        await visit(page)
        if (size !== 'a desktop') {
          if (size === 'a phone') await page.getByRole('tab', { name: 'Why', exact: true }).click()
        }
        await page.getByRole('button', { name: 'Hint', exact: true }).click()
        await page.getByRole('button', { name: 'Solution', exact: true }).click()
        await expectAccessible(page)
        await page.getByRole('button', { name: 'Show me, step by step' }).click()
        await expect(page.getByRole('group', { name: 'Step 1 of 7' })).toBeVisible()
        await expectAccessible(page)
        const opener = page.getByRole('button', { name: 'Traffic', exact: true })
        if (!(await opener.isVisible())) await page.getByRole('button', { name: 'More', exact: true }).click()
        await opener.click()
        const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
        await panel.getByRole('button', { name: 'Start', exact: true }).click()
        await expect(panel.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
        await expectAccessible(page)
        // The panel, and the menu that it was opened from.
        for (let open = 0; open < 2; open++) await page.keyboard.press('Escape')
        await expect(panel).toBeHidden()
        await page.goto(linkTo({ rules: '*filter\n:INPUT ACCEPT [0:0]\n:a - [0:0]\n-A INPUT -j a\n-A a -j a\nCOMMIT\n' }))
        if (size === 'a phone') await page.getByRole('tab', { name: 'Diagram', exact: true }).click()
        await expect(part(page, 'Diagram').or(page.getByRole('tabpanel', { name: 'Diagram' }))).toContainText('would refuse this ruleset')
        await expectAccessible(page)
      })
    })

test('where the system enforces its own colours, everything is there, and where the packet is has a line around it', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await visit(page)
  await fullEditor(page)
  await goToPacket(page, /^Packet 1,/)
  await expect(rule(page, 'filter FORWARD', 16)).toHaveCSS('outline-style', 'solid')
  await expect(rule(page, 'filter FORWARD', 1)).toHaveCSS('outline-style', 'none')
  await typeAtEnd(page, '-A')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled()
})

test('on a phone nothing sticks out, and one part at a time is shown', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page)
  const parts = page.getByRole('tablist', { name: 'Diagram' })
  for (const name of ['Rules', 'Diagram', 'Why', 'Logs']) {
    await parts.getByRole('tab', { name, exact: true }).click()
    await expect(page.locator('#part')).toHaveAccessibleName(name)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }
})
