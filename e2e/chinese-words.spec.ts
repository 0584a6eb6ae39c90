import type { Page } from '@playwright/test'
import { linkTo } from './steps/scenario'
import { expect, test } from './steps/session'

const RULES =
  '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\n-A INPUT -j DROP\n-A INPUT -s 192.0.2.7 -j ACCEPT\n-A FORWARD -p tcp --dport 99999 -j ACCEPT\nCOMMIT\n'

test.use({ locale: 'zh-CN' })

async function openInChinese(page: Page): Promise<void> {
  await page.goto(linkTo({ rules: RULES }))
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible()
}

const editor = (page: Page) => page.locator('.monaco-editor').first()

test('beside iptables’ own words a hint says in Chinese what they mean, and hints of one language are fetched', async ({ page }) => {
  const fetched: string[] = []
  page.on('request', (request) => {
    if (/\/hints-[^/]*\.js$/.test(request.url())) fetched.push(request.url())
  })
  await openInChinese(page)
  const first = page.locator('.problems__first')
  await expect(first).toContainText("invalid port/service `99999' specified")
  await expect(first.locator('.problems__hint')).toHaveText('0 到 65535 的数字，或服务名。')
  await page.locator('.problems__all').click()
  const list = page.locator('.problem-list')
  await expect(list).toContainText('没有数据包能到达这条规则：规则 2（链 INPUT）')
  await expect(list).not.toContainText('No packet gets')
  expect(fetched).toHaveLength(1)

  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await expect(first.locator('.problems__hint')).toHaveText('A number from 0 to 65535, or the name of a service.')
  await expect(list).toContainText('No packet gets to this rule: rule 2 of INPUT')
  expect(fetched).toHaveLength(2)
})

test('hovers and completions speak Chinese on a Chinese page, and English on an English one', async ({ page }) => {
  await openInChinese(page)
  const field = editor(page).getByRole('textbox')
  await field.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let down = 1; down < 5; down++) await page.keyboard.press('ArrowDown')
  // Onto --dport, and the hover there by keys.
  await page.keyboard.press('Home')
  for (let right = 0; right < 18; right++) await page.keyboard.press('ArrowRight')
  const hover = page.locator('.monaco-hover:visible')
  const show = async () => {
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.press('ControlOrMeta+I')
    await expect(hover).toBeVisible({ timeout: 3_000 })
  }
  await expect(show).toPass()
  await expect(hover).toContainText('目的端口，或一个范围。')
  await expect(hover).toContainText('-m tcp 的选项。')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await field.focus()
  await expect(show).toPass()
  await expect(hover).toContainText('The destination port, or a range of them.')
})
