import type { Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { chooseText, fullEditor, pasteOver, problems, textOf } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { part } from './steps/workbench'

/** Asks for quick fixes where the cursor is, and takes the one of that name, all by keyboard. */
async function fix(page: Page, title: string): Promise<void> {
  const offers = page.locator('.action-widget .monaco-list-row.action')
  await page.keyboard.press('ControlOrMeta+.')
  await expect(offers.filter({ hasText: title }).first()).toBeVisible()
  const titles = (await offers.allTextContents()).map((text) => text.trim())
  const wanted = titles.indexOf(title)
  expect(titles).toContain(title)
  for (let step = 0; step < wanted; step++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(offers).toHaveCount(0)
}

/** The field for a new name is there, and takes what is typed. */
async function renaming(page: Page, name: string): Promise<void> {
  const field = page.locator('.rename-box input')
  await expect(field).toHaveValue(name)
  await expect(field).toBeFocused()
}

/** A command with what people get wrong in it, the fix, and the command after it. */
const FIXES: readonly (readonly [wrong: string, title: string, right: string])[] = [
  ['iptables -A INPUT -d ! 10.0.0.1 -j DROP', 'Change -d ! 10.0.0.1 to ! -d 10.0.0.1', 'iptables -A INPUT ! -d 10.0.0.1 -j DROP'],
  ['iptables -A INPUT --dport 53 -j ACCEPT', 'Add -p udp', 'iptables -A INPUT -p udp --dport 53 -j ACCEPT'],
  ['iptables -A INPUT --dport 22 -p tcp -j DROP', 'Put -p tcp first', 'iptables -A INPUT -p tcp --dport 22 -j DROP'],
  ['iptables -A INPUT --state NEW -j ACCEPT', 'Add -m conntrack', 'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT'],
  [
    'iptables -A INPUT -m state --state NEW -j ACCEPT',
    'Change -m state --state to -m conntrack --ctstate',
    'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT',
  ],
  ['iptables -A FORWARD -o eth0 -j MASQUERADE', 'Move the rule to nat POSTROUTING', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE'],
  ['iptables -t mangle -A PREROUTING -j REJECT', 'Change -j REJECT to -j DROP', 'iptables -t mangle -A PREROUTING -j DROP'],
  [
    'iptables -P INPUT REJECT',
    'Policy DROP, and a REJECT rule at the end of INPUT',
    'iptables -P INPUT DROP\niptables -A INPUT -j REJECT\n',
  ],
  ['iptables –A INPUT —j DROP', 'Plain quotes, dashes and blanks on this line', 'iptables -A INPUT -j DROP'],
  ['iptables -A INPUT -o eth0 -j DROP', 'Change -o eth0 to -i eth0', 'iptables -A INPUT -i eth0 -j DROP'],
  ['iptables -A INPUT -j accept', 'Change accept to ACCEPT', 'iptables -A INPUT -j ACCEPT'],
  ['iptables -A INPUT -j logdrop', 'Make the chain first: -N logdrop', 'iptables -N logdrop\niptables -A INPUT -j logdrop'],
  [
    'iptables -A INPUT -p tcp,udp --dport 53 -j DROP',
    'Make 2 rules of it',
    'iptables -A INPUT -p tcp --dport 53 -j DROP\niptables -A INPUT -p udp --dport 53 -j DROP',
  ],
  [
    'iptables -A INPUT -p tcp --dport 80,443 -j DROP',
    'Change --dport 80,443 to -m multiport --dports 80,443',
    'iptables -A INPUT -p tcp -m multiport --dports 80,443 -j DROP',
  ],
  [
    'iptables -A INPUT -m conntrack --ctstate NEW, RELATED -j DROP',
    'Change NEW, RELATED to NEW,RELATED',
    'iptables -A INPUT -m conntrack --ctstate NEW,RELATED -j DROP',
  ],
  ['iptables -A INPUT -j LOG --log-prefix IN DROP', 'Put it in quotes: "IN DROP"', 'iptables -A INPUT -j LOG --log-prefix "IN DROP"'],
  [
    'iptables -A INPUT -j LOG --log-prefix "this prefix is longer than it may be"',
    'Shorten to what is kept: "this prefix is longer than it"',
    'iptables -A INPUT -j LOG --log-prefix "this prefix is longer than it"',
  ],
  ['iptables -A INPUT -s any -j DROP', 'Leave out -s any', 'iptables -A INPUT -j DROP'],
  [
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to 10.0.0.1',
    'Change --to to --to-destination',
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1',
  ],
  ['*FILTER\n-A INPUT -j DROP\nCOMMIT', 'Change *FILTER to *filter', '*filter\n-A INPUT -j DROP\nCOMMIT'],
]

/** The same where the cursor has to stand further down; `line` counts from 1. */
const BELOW: readonly (readonly [wrong: string, line: number, title: string, right: string])[] = [
  [
    '*filter\n-A INPUT —j DROP\n-A INPUT –i lo\nCOMMIT',
    2,
    'Plain quotes, dashes and blanks in the whole text',
    '*filter\n-A INPUT -j DROP\n-A INPUT -i lo\nCOMMIT',
  ],
  ['*filter\n-A INPUT -j DROP\n', 3, 'Add the missing COMMIT', '*filter\n-A INPUT -j DROP\nCOMMIT\n'],
  ['*filter\nCOMMIT\n  \n*nat\nCOMMIT\n', 3, 'Leave out the blanks', '*filter\nCOMMIT\n\n*nat\nCOMMIT\n'],
  ['*filter\n-A INPUT -j DROP # all\nCOMMIT\n', 2, 'Put the comment on a line of its own', '*filter\n# all\n-A INPUT -j DROP\nCOMMIT\n'],
  [
    '*filter\n-A INPUT -j DROP\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n',
    3,
    'Move the rule before rule 1',
    '*filter\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j DROP\nCOMMIT\n',
  ],
  ['*filter\n-A INPUT -j DROP\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n', 3, 'Remove the rule', '*filter\n-A INPUT -j DROP\nCOMMIT\n'],
]

test('every quick fix is one key and Enter away', async ({ page }) => {
  test.slow()
  await openScenario(page, { rules: 'iptables -A INPUT -j ACCEPT\n' })
  const field = await fullEditor(page)
  for (const [wrong, line, title, right] of [...FIXES.map(([wrong, title, right]) => [wrong, 1, title, right] as const), ...BELOW]) {
    await test.step(title, async () => {
      // What is said below the text takes room of it: nothing is asked before it is there.
      await field.focus()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.press('Delete')
      await expect(part(page, 'Editor')).toContainText('0 rules')
      await pasteOver(page, wrong)
      await expect(part(page, 'Editor')).toContainText(/[1-9]\d* (rule|error)/)
      await page.keyboard.press('ControlOrMeta+Home')
      for (let below = 1; below < line; below++) await page.keyboard.press('ArrowDown')
      await fix(page, title)
      expect(await textOf(page)).toBe(right)
    })
  }
})

const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:log - [0:0]
-A INPUT -m set --match-set bad src -j log
-A INPUT --protocol tcp --dport ssh --jump ACCEPT
-A log -j LOG
COMMIT
`
const SETS = 'create bad hash:ip\nadd bad 192.0.2.9\n'

test('a chain and a set are renamed everywhere by F2, found by F12, and the rules are put into canonical form', async ({ page }) => {
  await openScenario(page, { rules: RULES, sets: SETS })
  const field = await fullEditor(page)
  await field.focus()

  await test.step('the chain of a jump', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    for (let below = 1; below < 6; below++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.press('F2')
    await renaming(page, 'log')
    await page.keyboard.type('diary')
    await page.keyboard.press('Enter')
    await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/diary/)
    expect(await textOf(page)).toBe(RULES.replace(':log', ':diary').replace('-j log', '-j diary').replace('-A log', '-A diary'))
  })

  await test.step('goes to where the set is made, in its own text', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    for (let below = 1; below < 6; below++) await page.keyboard.press('ArrowDown')
    for (let right = 0; right < '-A INPUT -m set --match-set b'.length; right++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F12')
    await expect(part(page, 'Editor').getByRole('tab', { name: 'Sets' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.locator('.monaco-editor').first()).toBeVisible()
    await page.keyboard.press('F2')
    await renaming(page, 'bad')
    await page.keyboard.type('evil')
    await page.keyboard.press('Enter')
    await expect(page.locator('.rename-box input')).toBeHidden()
    await expect.poll(() => textOf(page)).toBe(SETS.replaceAll('bad', 'evil'))
    await chooseText(page, 'Rules')
    expect(await textOf(page)).toContain('--match-set evil src')
  })

  await test.step('a base chain keeps its name, and is told so', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F2')
    await expect(page.getByText('INPUT is a base chain: the kernel calls it by this name.').first()).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('formats, keeping what it says', async () => {
    await page.keyboard.press('Shift+Alt+F')
    await expect.poll(() => textOf(page)).toContain('-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n')
    await expect(problems(page)).not.toContainText('error')
  })

  await test.step('folds the table and unfolds it', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.press('ControlOrMeta+Shift+BracketLeft')
    await expect(page.locator('.monaco-editor .view-lines')).not.toContainText('COMMIT')
    await page.keyboard.press('ControlOrMeta+Shift+BracketRight')
    await expect(page.locator('.monaco-editor .view-lines')).toContainText('COMMIT')
  })

  await test.step('goes to a chain by its name', async () => {
    await page.keyboard.press('ControlOrMeta+Shift+O')
    await page.keyboard.type('diary')
    await expect(page.locator('.quick-input-widget .monaco-list-row').first()).toContainText('filter diary')
    await page.keyboard.press('Enter')
    await expect(page.locator('.quick-input-widget')).toBeHidden()
    await page.keyboard.type('#')
    expect(await textOf(page)).toContain('#:diary')
    await page.keyboard.press('ControlOrMeta+Z')
  })
})

test('a rule is put in before and after, switched off and on, and found in the diagram all the while', async ({ page }) => {
  await openScenario(page, { rules: 'iptables -A INPUT -i lo \\\n  -j ACCEPT\niptables -A INPUT -j DROP\n' })
  const field = await fullEditor(page)
  await field.focus()
  await page.keyboard.press('ArrowRight')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAttribute('aria-pressed', 'true')

  await test.step('the key that comments takes the whole rule', async () => {
    await page.keyboard.press('ControlOrMeta+/')
    await expect(rule(page, 'filter INPUT', 2)).toBeHidden()
    await page.keyboard.press('ControlOrMeta+/')
    await expect(rule(page, 'filter INPUT', 2)).toBeVisible()
    expect(await textOf(page)).toBe('iptables -A INPUT -i lo \\\n  -j ACCEPT\niptables -A INPUT -j DROP\n')
  })

  await test.step('after the first', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(rule(page, 'filter INPUT', 3)).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.type('-s 192.0.2.1 -j RETURN')
    await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/RETURN/)
    await expect(rule(page, 'filter INPUT', 2)).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('before the first', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    await expect(rule(page, 'filter INPUT', 4)).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.type('-p icmp -j ACCEPT')
    await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/icmp/)
    expect((await textOf(page)).split('\n')[0]).toBe('iptables -A INPUT -p icmp -j ACCEPT')
  })

  await test.step('a rule of the diagram is the line of the editor', async () => {
    await rule(page, 'filter INPUT', 3).press('Enter')
    await expect(page.locator('.monaco-editor .line--here').first()).toBeVisible()
  })
})

test('what a key asks for is done, however late the answer and wherever the person is by then', async ({ page }) => {
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage
    Worker.prototype.postMessage = function (this: Worker, message: { readonly request?: string }) {
      // Longer than Monaco waits for an answer (500 ms), and than the text rests before it is read.
      if (['named', 'rename', 'format', 'fixes', 'open'].includes(message.request ?? '')) setTimeout(() => post.call(this, message), 900)
      else post.call(this, message)
    }
  })
  await openScenario(page, { rules: RULES, sets: SETS })
  const field = await fullEditor(page)
  await field.focus()

  await test.step('format, and the cursor moves on', async () => {
    await page.keyboard.press('Shift+Alt+F')
    await page.keyboard.press('ArrowDown')
    await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/22/)
    await expect.poll(() => textOf(page)).toContain('-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n')
  })

  await test.step('rename, and typing goes on elsewhere, even in the line before', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    for (let below = 1; below < 6; below++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.press('F2')
    await renaming(page, 'log')
    await page.keyboard.type('diary')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('# a remark\n')
    await expect.poll(() => textOf(page)).toMatch(/^# a remark\n\*filter\n[\s\S]*:diary[\s\S]*-j diary\n[\s\S]*-A diary -j LOG\n/)
  })

  await test.step('quick fixes, as soon as the mistake is typed', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    for (let below = 1; below < 9; below++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.type('\n-A INPUT -j accept')
    await fix(page, 'Change accept to ACCEPT')
    expect(await textOf(page)).toContain('-A INPUT -j ACCEPT\n')
  })

  await test.step('a rule after the one that has just been typed', async () => {
    await page.keyboard.press('ControlOrMeta+Home')
    for (let below = 1; below < 9; below++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.type('\n-A INPUT -s 192.0.2.7/32 -j DROP')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => textOf(page)).toMatch(/-s 192\.0\.2\.7\/32 -j DROP\n-A INPUT\s*\n/)
  })
})

test('whoever types before the full editor is there goes on typing in it', async ({ page }) => {
  let arrives = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrives = resolve
  })
  await page.route(/rich-editor[^/]*\.js/, async (route) => {
    await arrived
    await route.continue()
  })
  await openScenario(page, { rules: '*filter\n-A INPUT -j DROP\nCOMMIT\n' })
  const field = part(page, 'Editor').getByRole('textbox')
  await field.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.type('\n-A INPUT')
  arrives()
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  await page.keyboard.type(' -i lo -j ACCEPT')
  await page.keyboard.press('Escape')
  expect(await textOf(page)).toBe('*filter\n-A INPUT -j DROP\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n')
})
