import type { Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { pasteOver, problems, textOf } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { scrubber } from './steps/timeline'
import { alive, part } from './steps/workbench'

const MINE = 'iptables -A INPUT -p tcp --dport 4321 -j DROP\n'

/** From now on, or from the beginning, the next simulation that is started is another program; those after it are the real one. */
async function breakNext(page: Page, program: string): Promise<void> {
  let broken = false
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    if (broken) return route.fallback()
    broken = true
    return route.fulfill({ contentType: 'text/javascript', body: program })
  })
}

test('a simulation that fails is started anew, the person is told, and nothing typed is lost', async ({ page }) => {
  await breakNext(page, 'onmessage = () => { throw new Error("a bug in the engine") }')
  await page.goto('./')
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('alert')).toContainText(
    /The simulation was restarted \(.*a bug in the engine.*\)\. Your text is as you left it\./,
  )
  // What was asked is asked once more: the first visit is alive all the same.
  await alive(page)
  await pasteOver(page, MINE)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/dport 4321, DROP/)
  expect(await textOf(page)).toBe(MINE)
})

test('a simulation that never ends is ended, and what was typed meanwhile is read by the next', async ({ page }) => {
  await breakNext(page, 'onmessage = () => { for (;;); }; postMessage({ kind: "ready" })')
  await page.goto('./')
  await pasteOver(page, MINE)
  // The page is there all the while.
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('alert')).toContainText(
    'The simulation was restarted (no answer within',
    {
      timeout: 30_000,
    },
  )
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/dport 4321, DROP/)
  expect(await textOf(page)).toBe(MINE)
})

test('a run that would hardly end comes to a bound, and the page says which', async ({ page }) => {
  // Everything for 198.18.0.0/15 goes round over lo until its time to live is used up: a thousand events a ping.
  const pings = { what: 'ping', in: 'eth0', src: '192.0.2.9', dst: '198.18.0.1', count: 100 } as const
  await openScenario(page, {
    rules: '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add 198.18.0.0/15 dev lo\nnet.ipv4.ip_forward = 1\n',
    traffic: [0, 1, 2, 3, 4].map(() => ({ kind: 'exchange', after: 0, exchange: pings })),
  })
  await expect(problems(page)).toContainText(/The run stops early: its bound of .* is reached\./)
  await scrubber(page).press('Home')
  await scrubber(page).press('End')
  await expect(part(page, 'Inspector')).not.toContainText('No packet here yet')
})
