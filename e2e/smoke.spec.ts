import { expect, test } from '@playwright/test'

let thrown: Error[] = []

test.beforeEach(({ page }) => {
  thrown = []
  page.on('pageerror', (error) => thrown.push(error))
})

test.afterEach(() => {
  expect(thrown).toEqual([])
})

test('the page opens with the first story, and nothing is asked of another host', async ({ page, baseURL }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(baseURL ?? '').origin) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url())
  })
  await page.goto('./')
  await expect(page.getByRole('region', { name: 'Diagram' })).toContainText('FORWARD')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/drop/i)
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})

test('a story is opened, and Undo brings back what was there', async ({ page }) => {
  await page.goto('./')
  const story = page.getByRole('navigation')
  await expect(story).toContainText('home router')
  await story.getByRole('button', { name: 'Stories' }).click()
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: /WireGuard/ })
    .first()
    .click()
  await expect(story).toContainText('WireGuard')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('wg0')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(story).toContainText('home router')
})

test('a reload loses nothing', async ({ page }) => {
  await page.goto('./')
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.insertText('# mine\n')
  await page.getByRole('button', { name: '中文' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible()
  await expect(page.getByText('# mine')).toBeVisible()
})

test('a link opens the same moment, and a broken one changes nothing', async ({ page }) => {
  await page.goto('./')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/drop/i)
  await page.keyboard.press('Home')
  for (let step = 0; step < 5; step++) await page.keyboard.press(']')
  const moment = await page.getByRole('region', { name: 'Inspector' }).textContent()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const link = await page.getByLabel('Link to this moment').inputValue()
  await page.goto('about:blank')
  await page.goto(link)
  await expect.poll(() => page.getByRole('region', { name: 'Inspector' }).textContent()).toBe(moment)
  await page.goto(link.slice(0, -9))
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('cannot be opened')
  await expect.poll(() => page.getByRole('region', { name: 'Inspector' }).textContent()).toBe(moment)
})

test('traffic runs by itself until it is stopped', async ({ page }) => {
  await page.goto('./')
  await page.getByRole('button', { name: 'Traffic' }).click()
  const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
  await panel.getByRole('button', { name: 'Start' }).click()
  const sent = panel.getByRole('definition').first()
  await expect.poll(async () => Number((await sent.textContent())?.replace(/,/g, ''))).toBeGreaterThan(100)
  await panel.getByRole('button', { name: 'Stop' }).click()
  const stopped = await sent.textContent()
  await page.waitForTimeout(300)
  expect(await sent.textContent()).toBe(stopped)
})

test('pasted rules and a sent packet come to a verdict', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('./')
  const editor = page.locator('.monaco-editor').first()
  await expect(editor).toBeVisible()
  await editor.click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.evaluate(() =>
    navigator.clipboard.writeText('*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n'),
  )
  await page.keyboard.press('ControlOrMeta+V')
  await expect(page.getByRole('region', { name: 'Editor' })).toContainText('1 rule')
  await page.getByRole('button', { name: 'Send packet…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a packet' })
  await dialog.getByRole('button', { name: 'Clear the list' }).click()
  await dialog.getByRole('button', { name: 'TCP connect', exact: true }).click()
  await dialog.getByLabel('Destination port').fill('23')
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog).toBeHidden()
  await page.keyboard.press('End')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/dropped/i)
})
