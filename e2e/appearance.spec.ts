import { openComposer } from './steps/composer'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket, scrubber } from './steps/timeline'
import { part, visit } from './steps/workbench'

test('in Chinese everything is Chinese, but what the kernel itself says', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await page.getByRole('button', { name: '案例', exact: true }).click()
  const stories = page.getByRole('dialog')
  await stories
    .getByRole('button', { name: /一重启 WireGuard 就不通/ })
    .first()
    .click()
  await expect(page.getByRole('navigation')).toContainText('一重启 WireGuard 就不通')
  await expect(page.getByRole('region', { name: 'FORWARD', exact: true })).toBeVisible()
  for (const english of ['Why not the others', 'Send packet', 'Dropped in', 'Routing:', 'Playback', 'What just happened'])
    await expect(page.locator('body')).not.toContainText(english)
  const labels = await page.locator('[aria-label]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
  // Names of tables, chains, rules and packets stay as the kernel has them.
  const english = labels.filter((label) => /\b(the|of|to|and|packet|Step|Theme|Language)\b/.test(label) && !/[\u4e00-\u9fff]/.test(label))
  expect(english).toEqual([])
})

test.describe('a visitor whose browser speaks Chinese', () => {
  test.use({ locale: 'zh-CN' })
  test('is met in Chinese', async ({ page }) => {
    await page.goto('./')
    await expect(page.getByRole('navigation')).toContainText('一重启 WireGuard 就不通')
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  })
})

test('the theme follows the system until one is chosen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await visit(page)
  const brightness = () =>
    page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] =
        getComputedStyle(document.body)
          .backgroundColor.match(/[\d.]+/g)
          ?.map(Number) ?? []
      return Math.max(red, green, blue)
    })
  expect(await brightness()).toBeLessThan(80)
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await expect.poll(brightness).toBeGreaterThan(200)
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await expect.poll(brightness).toBeLessThan(80)
})

for (const reducedMotion of ['reduce', 'no-preference'] as const)
  test(`with motion ${reducedMotion === 'reduce' ? 'reduced, a packet stands where it is' : 'allowed, a packet slides there'} after a step`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion })
    // Each picture of moving packets begins by wiping the one before.
    await page.addInitScript(() => {
      const wipe = CanvasRenderingContext2D.prototype.clearRect
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (this.canvas.width > 400)
          document.documentElement.dataset.pictures = String(Number(document.documentElement.dataset.pictures ?? 0) + 1)
        wipe.apply(this, box)
      }
    })
    await openScenario(page, {
      rules: 'iptables -P INPUT ACCEPT\n',
      network: 'ip addr add 192.0.2.1/24 dev eth0\n',
      traffic: [{ kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'udp', sport: 1, dport: 9 } }],
      cursor: 2,
    })
    const pictures = async () => Number(await page.locator('html').getAttribute('data-pictures'))
    /** How many pictures follow, until none does any more. */
    const settle = async () => {
      let before = -1
      await expect
        .poll(
          async () => {
            const same = before === (await pictures())
            before = await pictures()
            return same
          },
          { intervals: [400] },
        )
        .toBe(true)
      return before
    }
    /** Pictures drawn for two steps there, and two back again. */
    const drawnForSteps = async () => {
      const before = await settle()
      for (const key of ['ArrowRight', 'ArrowRight']) await scrubber(page).press(key)
      const drawn = (await settle()) - before
      for (const key of ['ArrowLeft', 'ArrowLeft']) await scrubber(page).press(key)
      return drawn
    }
    if (reducedMotion === 'reduce') expect(await drawnForSteps()).toBeLessThanOrEqual(6)
    // A busy machine may leave few frames for one slide, but not for every one.
    else await expect(async () => expect(await drawnForSteps()).toBeGreaterThan(6)).toPass()
  })

test('a packet can be composed in Chinese, and what is wrong is said in Chinese', async ({ page }) => {
  await visit(page)
  const dialog = await openComposer(page, 'keep')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: '中文' }).click()
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.keyboard.press('n')
  const chinese = page.getByRole('dialog')
  await chinese.getByLabel('源地址').fill('x')
  await chinese.getByRole('button', { name: '发送', exact: true }).click()
  await expect(chinese.getByLabel('源地址')).toHaveAccessibleDescription(/[\u4e00-\u9fff]/)
})

test('on paper there is the picture with what is said of the packet, in the light theme, and nothing to press', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await visit(page)
  await goToPacket(page, /^Packet 1,/)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByRole('region', { name: 'FORWARD', exact: true })).toBeInViewport()
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeInViewport()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'light')
  for (const name of ['Share', 'Play', 'Zoom in', /^Try it/]) await expect(page.getByRole('button', { name })).toHaveCount(0)
})
