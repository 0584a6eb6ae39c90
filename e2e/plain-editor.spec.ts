import type { Page } from '@playwright/test'
import { expectAccessible } from './steps/accessibility'
import { rule } from './steps/diagram'
import { said } from './steps/rule-menu'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { part } from './steps/workbench'

/** The full editor does not come: a slow line, an old phone. */
async function withoutFullEditor(page: Page): Promise<void> {
  await page.route(/rich-editor[^/]*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: "throw new Error('lost')" }))
}

const field = (page: Page) => page.getByRole('textbox', { name: /^Rules, as/ })
const list = (page: Page) => page.getByRole('region', { name: 'Problems and what can be done' })
const WRONG = 'iptables -A INPUT --dport 53 -j ACCEPT\niptables -A INPUT -d ! 10.0.0.1 -j DROP\niptables -P INPUT REJECT\n'

test('the plain editor has every problem with a button for each fix, by keyboard', async ({ page }) => {
  await withoutFullEditor(page)
  await openScenario(page, { rules: 'iptables -A INPUT -j ACCEPT\n' })
  await expect(part(page, 'Editor')).toContainText('this plain one does everything but colours')
  await field(page).fill(WRONG)
  const show = page.getByRole('button', { name: 'Show all 3 with their fixes' })
  await show.focus()
  await page.keyboard.press('Enter')
  await expect(list(page).getByRole('listitem')).toHaveCount(3)
  await expect(list(page)).toContainText('Line 1')
  await expectAccessible(page)

  await list(page).getByRole('button', { name: 'Add -p udp' }).focus()
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue(WRONG.replace('--dport', '-p udp --dport'))
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  await list(page).getByRole('button', { name: 'Change -d ! 10.0.0.1 to ! -d 10.0.0.1' }).click()
  await expect(list(page).getByRole('listitem')).toHaveCount(1)
  await list(page).getByRole('button', { name: 'Policy DROP, and a REJECT rule at the end of INPUT' }).click()
  await expect(list(page)).toContainText('Nothing is wrong here.')
  await expect(field(page)).toHaveValue(
    'iptables -A INPUT -p udp --dport 53 -j ACCEPT\niptables -A INPUT ! -d 10.0.0.1 -j DROP\niptables -A INPUT -j REJECT\niptables -P INPUT DROP\n',
  )
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(list(page).getByRole('listitem')).toHaveCount(1)
})

test('rule and line find each other in the plain editor', async ({ page }) => {
  await withoutFullEditor(page)
  await openScenario(page, { rules: 'iptables -A INPUT -i lo -j ACCEPT\niptables -A INPUT -p icmp -j DROP\n' })
  await field(page).focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('ArrowUp')
  await expect(rule(page, 'filter INPUT', 2)).toHaveAttribute('aria-pressed', 'true')
  await rule(page, 'filter INPUT', 1).press('Enter')
  const chosen = () => field(page).evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))
  await expect.poll(chosen).toBe('iptables -A INPUT -i lo -j ACCEPT')
})

test.describe('on a phone, by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })
  test('the rule’s menu edits, moves, inserts and switches off where the editor is plain', async ({ page }) => {
    await withoutFullEditor(page)
    await openScenario(page, {
      rules: 'iptables -A INPUT -i lo -j ACCEPT; iptables -A INPUT -p icmp -j DROP\niptables -A INPUT -j ACCEPT\n',
      network: 'ip addr add 192.0.2.1/24 dev eth0\n',
      traffic: [{ kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'udp', dport: 9 } }],
    })
    await page.getByRole('tab', { name: 'Diagram', exact: true }).tap()
    const row = (chain: string, number: number) => page.getByRole('button', { name: new RegExp(`^filter ${chain} rule ${number}:`) })
    const choose = async (number: number, item: string) => {
      await row('INPUT', number).tap()
      await page.getByRole('button', { name: `Change rule ${number} of filter INPUT` }).tap()
      await page.getByRole('menuitem', { name: item, exact: true }).tap()
    }
    await choose(2, 'Move up')
    await expect(said(page)).toContainText('Rule 2 moved to 1 of filter INPUT.')
    await choose(1, 'Move down')
    await expect(row('INPUT', 1)).toHaveAccessibleName(/-i lo/)

    await choose(2, 'Edit…')
    const dialog = page.getByRole('dialog', { name: 'Edit rule 2 of filter INPUT' })
    const line = dialog.getByLabel('What stands behind -A INPUT')
    await expect(line).toHaveValue('-p icmp -j DROP')
    await line.fill('-p icmp -j REJCT')
    await expect(dialog.getByRole('status')).not.toBeEmpty()
    await expect(dialog.getByRole('button', { name: 'Change the rule' })).toBeDisabled()
    await line.fill('-p udp -j REJECT')
    await dialog.getByRole('button', { name: 'Change the rule' }).tap()
    await expect(said(page)).toContainText('Rule 2 of filter INPUT is changed.')

    await choose(1, 'Switch off')
    await expect(said(page)).toContainText('Rule 1 of filter INPUT is switched off')
    await choose(1, 'Move to…')
    await page.getByLabel('To chain').selectOption('FORWARD')
    await page.getByRole('button', { name: 'Move it there' }).tap()
    await expect(row('FORWARD', 1)).toHaveAccessibleName(/udp/)
    await page.getByRole('tab', { name: 'Rules', exact: true }).tap()
    await expect(field(page)).toHaveValue(
      '# iptables -A INPUT -i lo -j ACCEPT\niptables -A INPUT -j ACCEPT\niptables -A FORWARD -p udp -j REJECT\n',
    )
  })
})
