import type { Page } from '@playwright/test'
import { chain, rule } from './steps/diagram'
import { fullEditor, pasteOver, textOf } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { part } from './steps/workbench'

/** The cursor on a line of the editor, by keyboard; lines count from 1. */
async function goToLine(page: Page, line: number): Promise<void> {
  await (await fullEditor(page)).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let below = 1; below < line; below++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
}

const here = (page: Page) => page.locator('.monaco-editor .line-number--here')

/** Both ways: the line chooses the rule, and the rule its line. */
async function findEachOther(page: Page, line: number, name: string, number: number): Promise<void> {
  await goToLine(page, line)
  await expect(rule(page, name, number).first()).toHaveAttribute('aria-pressed', 'true')
  await rule(page, name, number).first().press('Escape')
  await expect(rule(page, name, number).first()).toHaveAttribute('aria-pressed', 'false')
  await rule(page, name, number).first().press('Enter')
  await expect(here(page).first()).toContainText(new RegExp(`^\\s*${line}(\\s|$)`))
}

const SAVE = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:log - [0:0]
# of the house
-A INPUT -i lo -j ACCEPT

[3:180] -A INPUT -p tcp -m tcp --dport 22 -j log
-A log -j LOG
COMMIT
*mangle
:INPUT ACCEPT [0:0]
-A INPUT -j MARK --set-mark 0x1
COMMIT
`
const SCRIPT = `#!/bin/sh
iptables -N log
iptables -A INPUT -i lo \\
  -j ACCEPT
if true; then
  iptables -A INPUT -p icmp -j log
fi
iptables -I INPUT 2 -p udp -j DROP
iptables -A log -j LOG
`
const LISTING = `Chain INPUT (policy ACCEPT 5 packets, 300 bytes)
num   pkts bytes target     prot opt in     out     source               destination
1        7   420 ACCEPT     all  --  lo     *       0.0.0.0/0            0.0.0.0/0
2        1    60 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:23
`

test('in a save file', async ({ page }) => {
  await openScenario(page, { rules: SAVE })
  await findEachOther(page, 6, 'filter INPUT', 1)
  await findEachOther(page, 8, 'filter INPUT', 2)
  await findEachOther(page, 9, 'filter log', 1)
  await findEachOther(page, 13, 'mangle INPUT', 1)
  await expect(chain(page, 'filter log')).toBeVisible()
})

test('in a script, where numbers, continued lines and blocks put them elsewhere', async ({ page }) => {
  await openScenario(page, { rules: SCRIPT })
  await findEachOther(page, 3, 'filter INPUT', 1)
  await findEachOther(page, 8, 'filter INPUT', 2)
  await findEachOther(page, 6, 'filter INPUT', 3)
  await findEachOther(page, 9, 'filter log', 1)
  await goToLine(page, 4)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAttribute('aria-pressed', 'true')
})

test('in a listing and in a script with a loop, once they are taken over', async ({ page }) => {
  for (const [pasted, words] of [
    [LISTING, /tcp.*23/],
    ['IPT=/sbin/iptables\nfor port in 22 23; do\n  $IPT -A INPUT -p tcp --dport $port -j ACCEPT\ndone\n', /23/],
  ] as const) {
    await openScenario(page, { rules: 'iptables -A INPUT -j ACCEPT\n' })
    await pasteOver(page, pasted)
    await part(page, 'Editor').getByRole('button', { name: 'Import it…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Use it', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(words)
    const lines = (await textOf(page)).split('\n')
    const line = lines.findIndex((text) => /-A INPUT .*--dport 23/.test(text)) + 1
    await findEachOther(page, line, 'filter INPUT', 2)
  }
})
