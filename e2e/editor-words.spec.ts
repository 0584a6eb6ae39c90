import type { Page } from '@playwright/test'
import { chooseText, fullEditor } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'

/** The list of offers, and what is said beside the chosen one. */
const offers = (page: Page) => page.locator('.suggest-widget.visible')

/** Writes a line at the end of the text and has it completed, all by keyboard; the line is taken away again. */
async function completes(page: Page, typed: string, wanted: readonly string[], said: RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText(typed)
  const first = wanted[0] ?? ''
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+Space')
    await expect(offers(page).locator('.monaco-list-row').first()).toBeVisible({ timeout: 2_000 })
  }).toPass()
  for (const label of wanted) {
    // A long list shows what is typed: the offer is asked for by its beginning.
    await page.keyboard.insertText(label.slice(0, -1))
    const row = offers(page).locator('.monaco-list-row').filter({ hasText: label })
    await expect(row.first()).toBeVisible()
    for (let back = 1; back < label.length; back++) await page.keyboard.press('Backspace')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+Space')
    await expect(offers(page).locator('.monaco-list-row').first()).toBeVisible()
  }
  await page.keyboard.insertText(first.slice(0, -1))
  await expect(offers(page).locator('.monaco-list-row.focused')).toContainText(first)
  const details = page.locator('.suggest-details-container')
  if (!(await details.isVisible())) await page.keyboard.press('ControlOrMeta+Space')
  await expect(details).toContainText(said)
  await page.keyboard.press('Enter')
  await expect(offers(page)).toHaveCount(0)
  await expect(page.locator('.monaco-editor .view-line').last()).toContainText(first)
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Delete')
}

const START = {
  rules:
    '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:diary - [0:0]\n-A INPUT -m mark --mark 0x7 -j diary\nCOMMIT\n',
  sets: 'create bad hash:ip timeout 60\n',
  network: 'ip addr add 192.0.2.1/24 dev eth7\n',
} as const

/** What is written before, what is offered then, and what is said of the first. */
const RULES: readonly (readonly [typed: string, offered: readonly string[], said: RegExp])[] = [
  ['-A ', ['INPUT', 'diary'], /Base chain of table filter/],
  ['-A INPUT ', ['--source', '--jump'], /comes from this address/],
  ['-A INPUT -m ', ['conntrack', 'recent'], /--ctstate/],
  ['-A INPUT -j ', ['REJECT', 'diary', 'ACCEPT'], /--reject-with/],
  ['-A INPUT -g ', ['diary'], /User chain with 0 rules/],
  ['-A INPUT -i ', ['eth7'], /Interface/],
  ['-A INPUT ! -i ', ['eth7'], /Interface/],
  ['-A INPUT -p tcp ! ', ['--destination-port'], /\[!\] --destination-port/],
  ['-A INPUT -p tcp --dport ', ['domain'], /Port 53/],
  ['-A INPUT -p icmp --icmp-type ', ['echo-request'], /type by number or name/],
  ['-A INPUT -j REJECT --reject-with ', ['tcp-reset', 'icmp-port-unreachable'], /\S/],
  ['-A INPUT -m conntrack --ctstate NEW,', ['ESTABLISHED', 'RELATED'], /to conntrack/],
  ['-A INPUT -m state --state NEW,', ['ESTABLISHED'], /to conntrack/],
  ['-A INPUT -m set --match-set ', ['bad'], /Set of type hash:ip with 0 elements/],
  ['-A INPUT -m set ! --match-set ', ['bad'], /Set of type hash:ip/],
  ['-A INPUT -m set --match-set bad ', ['src'], /source/],
  ['-A INPUT -m mark --mark ', ['0x7'], /mark/i],
  ['-A INPUT -s ', ['192.0.2.0/24'], /network of eth7/],
  ['iptables -t ', ['nat', 'mangle'], /Rewrites addresses/],
  ['iptables -t nat -A ', ['PREROUTING'], /table nat/],
]

test('everything that rules may name is completed by keyboard, with its own text', async ({ page }) => {
  test.slow()
  await openScenario(page, START)
  await (await fullEditor(page)).focus()
  for (const [typed, offered, said] of RULES) await test.step(typed, () => completes(page, typed, offered, said))
})

test('sets, network and services are completed, too', async ({ page }) => {
  await openScenario(page, START)
  await (await fullEditor(page)).focus()
  await chooseText(page, 'Sets')
  await (await fullEditor(page)).focus()
  await completes(page, 'create new ', ['hash:net', 'list:set'], /Networks of any size/)
  await completes(page, 'add ', ['bad'], /Set of type hash:ip/)
  await chooseText(page, 'Network')
  await (await fullEditor(page)).focus()
  await completes(page, 'ip ', ['route', 'rule'], /Where packets go/)
  await completes(page, 'ip route add 10.0.0.0/8 ', ['via', 'metric'], /gateway/)
  await completes(page, 'ip route add 10.0.0.0/8 dev ', ['eth7'], /Interface/)
  await chooseText(page, 'Services')
  await (await fullEditor(page)).focus()
  await completes(page, 'tcp 22 ', ['ssh'], /call/)
})

/** Puts the cursor on a word by keyboard and asks what it is. */
async function saidOf(page: Page, word: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ControlOrMeta+F')
  const find = page.locator('.find-widget textarea[aria-label="Find"], .find-widget .input').first()
  await expect(find).toBeVisible()
  await find.fill(word)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.press('ControlOrMeta+I')
}

test('a word says what it names, by keyboard: sets, chains, interfaces, addresses, marks', async ({ page }) => {
  await openScenario(page, {
    rules: `${START.rules.replace('COMMIT\n', '-A INPUT -i eth7 -s 192.0.2.77 -m set --match-set bad src -j DROP\nCOMMIT\n')}`,
    sets: `${START.sets}add bad 192.0.2.5\n`,
    network: `${START.network}ip route add default via 192.0.2.254\n`,
  })
  await (await fullEditor(page)).focus()
  const hover = page.locator('.monaco-hover:visible')
  for (const [word, said] of [
    ['bad', /Set bad, hash:ip.*1 entry; timeout 60 seconds.*Used by filter INPUT rule 2/s],
    ['diary', /User chain diary of table filter.*Called by INPUT rule 1/s],
    ['eth7', /Interface eth7: up.*192\.0\.2\.1\/24/s],
    ['192.0.2.77', /In 192\.0\.2\.0\/24, the network of eth7/],
    ['0x7', /Mark 0x7.*Asked for by filter INPUT rule 1/s],
  ] as const) {
    await saidOf(page, word)
    await expect(hover).toContainText(said)
    await page.keyboard.press('Escape')
  }
  await chooseText(page, 'Sets')
  await (await fullEditor(page)).focus()
  await saidOf(page, 'hash:ip')
  await expect(hover).toContainText('Addresses. The packet’s source or destination is looked up.')
  await chooseText(page, 'Network')
  await (await fullEditor(page)).focus()
  await saidOf(page, 'via')
  await expect(hover).toContainText('The gateway')
})
