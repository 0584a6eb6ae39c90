import { fullEditor } from './steps/editor'
import { expect, test } from './steps/session'
import { alive, part, visit } from './steps/workbench'

test('a new visitor sees a scenario that is already alive', async ({ page }) => {
  await visit(page)
  await expect(page).toHaveTitle('Five Chains')
  await expect(page.getByRole('navigation')).toContainText('It works until WireGuard is restarted')
  for (const hook of ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'])
    await expect(part(page, 'Diagram').getByRole('region', { name: hook, exact: true })).toBeVisible()
  await expect(part(page, 'Inspector')).toContainText('Dropped in filter FORWARD')
  await expect(part(page, 'Inspector')).toContainText('Rule 16 has no conditions, so every packet that reaches it is dropped.')
  await expect(part(page, 'Editor')).toContainText('29 rules')
})

test('everything works where the page has no network but its own host, the full editor too', async ({ page, baseURL }) => {
  const home = new URL(baseURL ?? '').origin
  await page.route(
    (url) => url.origin !== home,
    (route) => route.abort(),
  )
  await visit(page)
  await fullEditor(page)
  await page.getByRole('button', { name: 'Stories' }).click()
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: /published port/ })
    .click()
  await alive(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible()
})

test('the columns are made wider and narrower by keyboard', async ({ page }) => {
  await visit(page)
  const handle = page.getByRole('separator', { name: 'Width of the editor' })
  const editor = part(page, 'Editor')
  const before = (await editor.boundingBox())?.width ?? 0
  await handle.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await editor.boundingBox())?.width ?? 0).toBeGreaterThan(before + 10)
})
