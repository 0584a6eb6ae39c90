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
  await expect(page.getByRole('navigation')).toContainText('WireGuard')
  await expect(page.getByRole('region', { name: 'Diagram' })).toContainText('FORWARD')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/drop/i)
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
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
  await expect(page.getByText('1 rule', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Send packet…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a packet' })
  await dialog.getByRole('button', { name: 'Clear the list' }).click()
  await dialog.getByRole('button', { name: 'TCP connect' }).click()
  await dialog.getByLabel('Destination port').fill('23')
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog).toBeHidden()
  await page.keyboard.press('End')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/dropped/i)
})
