import type { Page } from '@playwright/test'
import { expectAccessible } from './steps/accessibility'
import { rule } from './steps/diagram'
import { pasteOver, textOf } from './steps/editor'
import { expect, test } from './steps/session'
import { part, press, visit } from './steps/workbench'

const LISTING = `Chain INPUT (policy DROP)
target     prot opt source               destination
ACCEPT     tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:2222
DROP       udp  --  198.51.100.0/24      0.0.0.0/0
`
const LOG_LINE =
  'Jan  1 12:00:00 gw kernel: [   10.5] refused: IN=wg0 OUT= SRC=11.11.11.77 DST=11.11.11.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=4711 DF PROTO=TCP SPT=40001 DPT=2323 WINDOW=64240 RES=0x00 SYN URGP=0\n'

const offer = (page: Page) => part(page, 'Editor').getByRole('button', { name: 'Import it…' })
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Import' })

test('a pasted listing stays as it was typed, is offered to be imported, and its rules are drawn', async ({ page }) => {
  await visit(page)
  await pasteOver(page, LISTING)
  await expect(part(page, 'Editor')).toContainText('This looks like iptables -L.')
  expect(await textOf(page)).toBe(LISTING)
  await offer(page).focus()
  await page.keyboard.press('Enter')
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('status')).toContainText('Recognised: iptables -L.')
  await expect(dialog.getByRole('status')).toContainText(/Rules: \d+ lines/)
  await expect(dialog.getByRole('region', { name: 'Assumed, changed or not known' })).toContainText('line 1')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Use it' }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect(rule(page, 'filter INPUT', 1)).toBeVisible()
  await expect(part(page, 'Editor')).toContainText('2 rules')
  expect(await textOf(page)).toContain('-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT')
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await textOf(page)).toBe(LISTING)
})

test('the text may be kept, and plain rules are not asked about', async ({ page }) => {
  await visit(page)
  await pasteOver(page, LISTING)
  await offer(page).click()
  await dialogOf(page).getByRole('button', { name: 'Keep as text' }).click()
  await expect(offer(page)).toBeHidden()
  expect(await textOf(page)).toBe(LISTING)
  await pasteOver(page, '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport twentytwo -j ACCEPT\nCOMMIT\n')
  await expect(part(page, 'Editor')).toContainText('1 error')
  await expect(offer(page)).toBeHidden()
})

test('a line of the kernel log becomes a packet, and the rules that it was pasted over come back', async ({ page }) => {
  await visit(page)
  await expect(part(page, 'Editor')).toContainText(/[1-9]\d rules/)
  const before = await textOf(page)
  await pasteOver(page, LOG_LINE)
  await offer(page).click()
  await expect(dialogOf(page).getByRole('status')).toContainText('1 packet or exchange is added and played.')
  await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
  await expect(part(page, 'Editor')).toContainText(/[1-9]\d rules/)
  expect(await textOf(page)).toBe(before)
  await press(page, 'End')
  await expect(part(page, 'Inspector')).toContainText('11.11.11.77')
})

test('a script that is dropped as a file is shown first; Import… takes what is pasted there', async ({ page }) => {
  await visit(page)
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    const script = 'IPT=/sbin/iptables\nfor port in 22 80 443; do\n  $IPT -A INPUT -p tcp --dport $port -j ACCEPT\ndone\n'
    data.items.add(new File([script], 'firewall.sh', { type: 'text/plain' }))
    return data
  })
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('status')).toContainText('Recognised: a shell script.')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(part(page, 'Editor')).toContainText('3 rules')
  await expect(page.getByRole('navigation')).toContainText('firewall.sh')

  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Import…' }).click()
  await expect(dialog.getByRole('button', { name: 'Use it' })).toBeDisabled()
  await dialog.getByLabel('Text to import').fill('good morning\nip addr add 192.0.2.9/24 dev lan7\n')
  await expect(dialog.getByRole('region', { name: 'Left out' })).toContainText('good morning')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await part(page, 'Editor').getByRole('tab', { name: 'Network', exact: true }).click()
  await expect.poll(() => textOf(page)).toContain('192.0.2.9/24')
  await expect(part(page, 'Editor')).not.toContainText('This looks like')
})

const reading = (packets: number): string =>
  `*filter\n:INPUT DROP [${packets}:${packets * 60}]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n[${packets}:${packets * 40}] -A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT\nCOMMIT\n`

test('another reading of the rules in the editor is offered to be compared', async ({ page }) => {
  await visit(page)
  await pasteOver(page, reading(3))
  await expect(part(page, 'Editor')).toContainText('1 rule')
  await expect(part(page, 'Editor').getByRole('button', { name: 'Compare…' })).toBeHidden()
  await pasteOver(page, reading(10))
  await part(page, 'Editor').getByRole('button', { name: 'Compare…' }).press('Enter')
  await dialogOf(page).getByRole('button', { name: 'Compare counters' }).click()
  await expect(part(page, 'Logs')).toContainText('+7')
  await expect(part(page, 'Editor').getByRole('button', { name: 'Compare…' })).toBeHidden()
})

test('rules that are imported over a story bring packets of their own', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Import…' }).click()
  await dialogOf(page).getByLabel('Text to import').fill(LISTING)
  await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
  await expect(page.getByRole('button', { name: 'Packets: 3 packets' })).toBeEnabled()
})

test('what was quoted, numbered and broken over lines is read as it was printed', async ({ page }) => {
  await visit(page)
  await pasteOver(
    page,
    '> 1 | *filter\n> 2 | :INPUT DROP [0:0]\n> 3 | -A INPUT -p tcp -m tcp --dport\n> 4 | 2222 -j ACCEPT\n> 5 | COMMIT\n',
  )
  await offer(page).press('Enter')
  await expect(dialogOf(page).getByRole('region', { name: 'Assumed, changed or not known' })).toContainText('taken off')
  await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
  await expect(rule(page, 'filter INPUT', 1)).toBeVisible()
  expect(await textOf(page)).toContain('-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT')
})
