import type { Locator, Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { fullEditor } from './steps/editor'
import { linkTo, openScenario } from './steps/scenario'
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

test('a dialog that is open again before the browser tells that it was closed stays open', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await expect(dialog).toBeVisible()
  await dialog.dispatchEvent('close')
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
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

/** What has the focus in the diagram, with its card; null outside of it. */
async function focusedPart(page: Page): Promise<{ readonly card: string; readonly part: string } | null> {
  return page.getByRole('application').evaluate((diagram) => {
    const part = document.activeElement
    const card = part === null || !diagram.contains(part) ? null : part.closest('section')
    return card === null ? null : { card: card.ariaLabel ?? '', part: part?.ariaLabel ?? part?.textContent ?? '' }
  })
}

/** Presses Tab until the focus is at another part of the diagram, or behind it. A card that was out of sight has first to be drawn. */
async function tabOn(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Awaited<ReturnType<typeof focusedPart>>> {
  await page.evaluate(() => {
    document.documentElement.dataset.focused = 'nothing yet'
    const focused = ({ target }: FocusEvent) => {
      if (target instanceof Element) delete document.documentElement.dataset.focused
    }
    document.addEventListener('focusin', focused, { once: true })
  })
  await page.keyboard.press(key)
  await expect(page.locator('html')).not.toHaveAttribute('data-focused')
  return focusedPart(page)
}

/** The whole box of what has the focus lies in the diagram's pane, which has not been scrolled. */
async function expectFocusInSight(page: Page): Promise<void> {
  const pane = page.getByRole('application')
  await expect
    .poll(() =>
      pane.evaluate((element) => {
        const [outer, inner] = [element.getBoundingClientRect(), document.activeElement?.getBoundingClientRect()]
        if (inner === undefined) return 'nothing has the focus'
        if (element.scrollTop !== 0 || element.scrollLeft !== 0) return 'the pane is scrolled'
        const isInside =
          inner.left >= outer.left &&
          inner.right <= outer.right &&
          inner.top >= outer.top &&
          inner.bottom <= outer.bottom &&
          inner.width > 0
        return isInside ? 'in sight' : `${document.activeElement?.getAttribute('aria-label')} is out of sight`
      }),
    )
    .toBe('in sight')
}

/** So many rules and user chains that no pane holds them: three for each hook of filter, and what comes after them. */
const LARGE = `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${Array.from({ length: 24 }, (_, at) => `:user-${at} - [0:0]\n`).join('')}${Array.from(
  { length: 24 },
  (_, at) =>
    `-A ${['INPUT', 'FORWARD', 'OUTPUT'][at % 3]} -p tcp -m tcp --dport ${at + 1} -j user-${at}\n-A user-${at} -s 10.0.${at}.0/24 -j DROP\n`,
).join('')}COMMIT\n`

async function open(page: Page, tabs: readonly string[]): Promise<void> {
  await page.goto(linkTo({ rules: LARGE, network: 'ip addr add 192.0.2.1/24 dev eth0\n' }))
  // By keyboard: what a mouse has been pressed before moves no view.
  for (const name of tabs) await page.getByRole('tab', { name }).press('Enter')
}

/** A hook's or a chain's, also where the diagram is a part by itself. */
function card(page: Page, name: string): Locator {
  return page.getByRole('application').getByRole('region', { name, exact: true })
}

for (const { viewport, tabs } of [
  { viewport: { width: 1440, height: 900 }, tabs: [] },
  { viewport: { width: 390, height: 844 }, tabs: ['Diagram'] },
])
  test.describe(`the focus is never out of sight, ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport })

    test('it goes through the whole diagram, and through every row of a card', async ({ page }) => {
      await open(page, tabs)
      await card(page, 'PREROUTING')
        .getByRole('button', { name: /^raw PREROUTING/ })
        .focus()
      const seen = new Set<string>()
      for (let at = await focusedPart(page); at !== null; at = await tabOn(page)) {
        const place = `${at.card}: ${at.part}`
        expect(seen).not.toContain(place)
        seen.add(at.card).add(place)
        await expectFocusInSight(page)
        if (at.card !== 'FORWARD') continue
        for (const press of [
          'End',
          ...Array.from({ length: 12 }, () => 'ArrowUp'),
          'Home',
          ...Array.from({ length: 12 }, () => 'ArrowDown'),
        ]) {
          await page.keyboard.press(press)
          await expectFocusInSight(page)
        }
      }
      expect([...seen]).toEqual(expect.arrayContaining(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']))
      // And back again from behind.
      const back = new Set<string>()
      for (let at = await tabOn(page, 'Shift+Tab'); at !== null; at = await tabOn(page, 'Shift+Tab')) {
        back.add(at.card)
        await expectFocusInSight(page)
      }
      expect([...seen]).toEqual(expect.arrayContaining([...back]))
      expect([...back]).toEqual(expect.arrayContaining(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']))
    })

    test('it is taken into a user chain that is out of sight, and back to the rule that calls it', async ({ page }) => {
      await open(page, tabs)
      const jump = card(page, 'INPUT').getByRole('button', { name: /^filter INPUT rule 8:/ })
      const opener = card(page, 'INPUT').getByRole('button', { name: /chain user-21$/ })
      const inChain = card(page, 'filter user-21').getByRole('button', { name: /^filter user-21 rule 1:/ })
      await jump.focus()
      await expectFocusInSight(page)
      if ((await opener.getAttribute('aria-expanded')) === 'false') await page.keyboard.press('ArrowRight')
      await expect(opener).toHaveAttribute('aria-expanded', 'true')
      await expect(jump).toBeFocused()
      await expectFocusInSight(page)
      await page.keyboard.press('ArrowRight')
      await expect(inChain).toBeFocused()
      await expectFocusInSight(page)
      await page.keyboard.press('ArrowLeft')
      await expect(jump).toBeFocused()
      await expectFocusInSight(page)
    })
  })

test('Tab leaves the editor after Ctrl+M, and tabs are chosen by arrows', async ({ page }) => {
  await visit(page)
  const field = await fullEditor(page)
  await field.focus()
  await expect(part(page, 'Editor')).toContainText('Press Ctrl+M to let Tab leave the editor')
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
