import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './steps/accessibility'
import { policy, rule } from './steps/diagram'
import { expect, test } from './steps/session'
import { alive, part, press, visit } from './steps/workbench'

/** What xtables-monitor would show of a ping through the tunnel of the first story, were its rules as they are on the page. */
const AT_RULE_16 = `PACKET: 2 5a0c01d2 IN=wg0 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=128 ID=4096
 TRACE: 2 5a0c01d2 nat:PREROUTING:policy:ACCEPT
PACKET: 2 5a0c01d2 IN=wg0 OUT=wg0 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=127 ID=4096
 TRACE: 2 5a0c01d2 filter:FORWARD:rule:0x11:JUMP:DOCKER-USER  -4 -t filter -A FORWARD -j DOCKER-USER
 TRACE: 2 5a0c01d2 filter:DOCKER-USER:rule:0x2a:RETURN  -4 -t filter -A DOCKER-USER -j RETURN
 TRACE: 2 5a0c01d2 filter:FORWARD:rule:0x12:JUMP:DOCKER-ISOLATION-STAGE-1  -4 -t filter -A FORWARD -j DOCKER-ISOLATION-STAGE-1
 TRACE: 2 5a0c01d2 filter:DOCKER-ISOLATION-STAGE-1:rule:0x27:RETURN  -4 -t filter -A DOCKER-ISOLATION-STAGE-1 -j RETURN
 TRACE: 2 5a0c01d2 filter:FORWARD:rule:0x20:DROP  -4 -t filter -A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP
`

/** A router whose ruleset nobody pasted. */
const FOREIGN = `trace id 77aa0001 inet home raw_prerouting packet: iif "tun9" ip saddr 10.9.0.2 ip daddr 10.8.0.2 ip dscp cs0 ip ecn not-ect ip ttl 64 ip id 7 ip protocol udp ip length 60 udp sport 4000 udp dport 53
trace id 77aa0001 inet home raw_prerouting policy accept
trace id 77aa0001 inet home forward packet: iif "tun9" oif "eth7" ip saddr 10.9.0.2 ip daddr 10.8.0.2 ip dscp cs0 ip ecn not-ect ip ttl 63 ip id 7 ip protocol udp ip length 60 udp sport 4000 udp dport 53
trace id 77aa0001 inet home forward rule iifname "tun9" jump guests comment "guest network" (verdict jump guests)
trace id 77aa0001 inet home guests rule ip daddr 10.8.0.0/24 counter packets 3 bytes 180 drop (verdict drop)
`

const COUNTED = (first: number, second: number, policy: number) => `*filter
:INPUT ACCEPT [${policy}:${policy * 60}]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [7:420]
[${first}:${first * 60}] -A INPUT -i lo -j ACCEPT
[${second}:${second * 60}] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`

/** Opens the import dialog and pastes there, by keyboard. */
async function paste(page: Page, text: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Share', exact: true }).press('Enter')
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Import…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
  await dialog.getByRole('textbox').first().focus()
  await page.keyboard.press('ControlOrMeta+V')
  return dialog
}

async function replay(page: Page, trace: string): Promise<void> {
  const dialog = await paste(page, trace)
  await expect(dialog.getByRole('status')).toContainText('1 recorded packet to replay')
  await dialog.getByRole('button', { name: 'Replay this trace' }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('radio', { name: 'Recorded' })).toBeChecked()
  await alive(page)
}

/** On a phone the logs are a part of their own. */
const panel = (page: Page) => page.locator('#log-panel')

test('a trace is replayed on the page’s own rules, step by step, and lies beside the simulation', async ({ page }) => {
  await visit(page)
  await replay(page, AT_RULE_16)
  await press(page, 'Home')
  await press(page, '.')
  await expect(part(page, 'Timeline')).toContainText('ping')
  await press(page, 'End')
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAttribute('data-state', 'against')
  // What the trace does not tell is nowhere.
  await expect(rule(page, 'filter FORWARD', 3)).toHaveAttribute('data-state', 'ahead')
  await expect(part(page, 'Inspector')).toContainText('128 → 127')
  await expect(panel(page)).toContainText('No difference')
  // And back to the simulation, by keyboard.
  await page.getByRole('radio', { name: 'Recorded' }).press('ArrowLeft')
  await expect(page.getByRole('radio', { name: 'Simulation' })).toBeChecked()
  await press(page, 'End')
  await expect(rule(page, 'filter FORWARD', 3)).not.toHaveAttribute('data-state', 'ahead')
})

test('where the rules are others, the first difference is marked with its reason, and follows an edit', async ({ page }) => {
  await visit(page)
  await replay(
    page,
    AT_RULE_16.replace(
      '0x20:DROP  -4 -t filter -A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP',
      '0x21:ACCEPT  -4 -t filter -A FORWARD -s 11.11.11.0/24 -j ACCEPT',
    ),
  )
  const steps = panel(page)
  await expect(steps).toContainText('1 of 1 packets go another way')
  await expect(steps.getByRole('row', { name: 'first difference' })).toContainText('-s 11.11.11.0/24 -j ACCEPT')
  await expect(steps).toContainText('filter FORWARD here has no rule “-s 11.11.11.0/24 -j ACCEPT”')
  await expect(steps.getByRole('row', { name: 'first difference' })).toBeInViewport()
  // The rule that only the recording names is drawn, and the packet stands there.
  await steps.getByRole('row', { name: 'first difference' }).getByRole('button').press('Enter')
  await expect(rule(page, 'filter FORWARD', 23)).toHaveAttribute('aria-current', 'step')
})

test('a recording survives a reload and travels in a link', async ({ page }) => {
  await visit(page)
  await replay(page, AT_RULE_16)
  await press(page, 'End')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const link = await page.getByRole('dialog', { name: 'Share' }).getByRole('textbox').first().inputValue()
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Recorded' })).toBeChecked()
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  const other = await page.context().newPage()
  await other.goto(link)
  await expect(other.getByRole('radio', { name: 'Recorded' })).toBeChecked()
  await expect(part(other, 'Inspector').getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
})

test('somebody else’s ruleset is shown with its own chains on their hooks', async ({ page }) => {
  await visit(page)
  await replay(page, FOREIGN)
  await press(page, 'End')
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter guests' })).toBeVisible()
  await expect(part(page, 'Diagram').getByRole('region', { name: /guests/ })).toContainText('ip daddr 10.8.0.0/24')
  await expect(panel(page)).toContainText('paste the ruleset of that host')
})

test('a trace that is dropped as a file is replayed, too', async ({ page }) => {
  await visit(page)
  const dropped = await page.evaluateHandle((trace) => {
    const data = new DataTransfer()
    data.items.add(new File([trace], 'monitor.log', { type: 'text/plain' }))
    return data
  }, AT_RULE_16)
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await page.getByRole('dialog', { name: 'Import' }).getByRole('button', { name: 'Replay this trace' }).click()
  await expect(page.getByRole('radio', { name: 'Recorded' })).toBeChecked()
  await expect(panel(page)).toContainText('No difference')
})

test('two readings that are pasted together tell which rules moved, in a table and beside the rules', async ({ page }) => {
  await visit(page)
  const dialog = await paste(page, COUNTED(5, 7, 10) + COUNTED(6, 10, 12))
  await expect(dialog.getByRole('status')).toContainText('3 counters moved')
  await dialog.getByRole('button', { name: 'Compare counters' }).press('Enter')
  const rows = panel(page).getByRole('row')
  await expect(rows.nth(1)).toContainText('+3')
  await expect(rows.nth(1)).toContainText('--dport 22')
  await expect(rows.nth(2)).toContainText('+2')
  await expect(rows.nth(3)).toContainText('+1')
  await expect(rule(page, 'filter INPUT', 2)).toContainText('moved by +3')
  await expect(policy(page, 'filter INPUT')).toContainText('moved by +2')
  await expectAccessible(page)
  // One after the other: what stands there is the earlier reading.
  const next = await paste(page, COUNTED(6, 60, 12))
  await expect(next.getByRole('status')).toContainText('1 counter moved')
  await next.getByRole('button', { name: 'Compare counters' }).press('Enter')
  await expect(rows.nth(1)).toContainText('+50')
  await page.getByRole('button', { name: 'Remove the comparison' }).press('Enter')
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Counters moved' })).toBeHidden()
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, width, height] of [
    ['desktop', 1440, 900],
    ['tablet', 1024, 768],
    ['phone', 390, 844],
  ] as const)
    test(`axe finds nothing with a recording, ${colorScheme}, on ${size}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height })
      await visit(page)
      await replay(page, AT_RULE_16.replaceAll('-j DROP', '-s 11.11.0.0/16 -j DROP'))
      await press(page, 'End')
      if (size === 'phone') await page.getByRole('tab', { name: 'Logs' }).click()
      await expect(panel(page).getByRole('row', { name: 'first difference' })).toBeInViewport()
      await expectAccessible(page)
      if (process.env.PICTURES !== undefined) await page.screenshot({ path: `${process.env.PICTURES}/${size}-${colorScheme}.png` })
    })
