import type { Page } from '@playwright/test'
import { rule, stage } from './steps/diagram'
import { pasteOver, problems, textOf, typeAtEnd } from './steps/editor'
import { expect, test } from './steps/session'
import { part, visit } from './steps/workbench'

/** The page still does what a person asks of it: something is typed at the end of the text, and a dialog opens and closes. */
async function expectResponsive(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeHidden()
}

const save = (rules: string, chains = '') => `*filter\n:INPUT ACCEPT [0:0]\n${chains}${rules}COMMIT\n`

/** What people paste by mistake: what is said about it, and on which line. */
const CASES: readonly {
  readonly what: string
  readonly text: string
  readonly line: number
  readonly says: RegExp
  readonly loops?: true
}[] = [
  {
    what: 'chains that jump to each other in a ring',
    text: save('-A INPUT -j a\n-A a -j b\n-A b -j a\n', ':a - [0:0]\n:b - [0:0]\n'),
    line: 0,
    says: /Too many levels/,
    loops: true,
  },
  {
    what: 'a chain that jumps to itself',
    text: save('-A INPUT -j a\n-A a -j a\n', ':a - [0:0]\n'),
    line: 0,
    says: /Too many levels/,
    loops: true,
  },
  {
    what: 'a ruleset for IPv6',
    text: '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 2001:db8::/32 -p ipv6-icmp -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp6-port-unreachable\nCOMMIT\n',
    line: 0,
    says: /IPv6/,
  },
  { what: 'a jump to a chain that is not there', text: save('-A INPUT -j nobody\n'), line: 3, says: /nobody/ },
  { what: 'a table that nobody knows', text: '*filters\n:INPUT ACCEPT [0:0]\nCOMMIT\n', line: 1, says: /filters/ },
  { what: 'a save file without its COMMIT', text: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\n', line: 0, says: /COMMIT/ },
]

for (const { what, text, line, says, loops = false } of CASES)
  test(`${what}: a message at its place`, async ({ page }) => {
    await visit(page)
    await pasteOver(page, text)
    await expect(problems(page)).toContainText(/\d (error|warning)/)
    await expect(problems(page)).toContainText(says)
    const refused = part(page, 'Diagram').getByRole('status')
    if (loops) {
      await expect(refused).toContainText(/iptables-restore would refuse this ruleset.*Too many levels.*no packet walks/)
      await expect(page.getByRole('button', { name: /^Packets: / })).toBeDisabled()
      await expect(part(page, 'Diagram').getByRole('button', { name: /refused by the kernel/ })).toBeVisible()
    } else await expect(refused).not.toContainText('refuse')
    if (line > 0) await expect(problems(page)).toContainText(new RegExp(`(error|warning)s?${line}\\D`))
    expect(await textOf(page)).toBe(text)
    await expectResponsive(page)
  })

test('Windows line ends, tabs and comments in other scripts just work', async ({ page }) => {
  await visit(page)
  await pasteOver(
    page,
    '*filter\r\n:INPUT\tDROP [0:0]\r\n# 只放行 ssh — naïve\r\n-A INPUT\t-p tcp -m tcp --dport\t22 -m comment --comment "Zugang für Jürgen 🔑" -j ACCEPT\r\nCOMMIT\r\n',
  )
  await expect(part(page, 'Editor')).toContainText('1 rule')
  await expect(problems(page)).not.toContainText('error')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/tcp dport 22, ACCEPT.*comment: Zugang für Jürgen 🔑/)
  expect(await textOf(page)).toContain('# 只放行 ssh — naïve')
})

test('binary junk is called wrong, and nothing breaks', async ({ page }) => {
  await visit(page)
  let seed = 1
  const junk = Array.from({ length: 4_000 }, () => {
    seed = (seed * 48_271) % 2_147_483_647
    return String.fromCharCode(1 + (seed % 254))
  }).join('')
  await pasteOver(page, junk)
  await expect(problems(page)).toContainText(/error|warning/)
  await expectResponsive(page)
  await pasteOver(page, save('-A INPUT -p tcp -j DROP\n'))
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/tcp, DROP/)
})

test('100,000 rules are read, and the page stays at hand', async ({ page }) => {
  test.slow()
  await visit(page)
  const many = save(
    Array.from({ length: 100_000 }, (_, i) => `-A INPUT -s 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32 -p tcp -j DROP\n`).join(''),
  )
  await pasteOver(page, many)
  await expectResponsive(page)
  await expect(part(page, 'Editor')).toContainText('100,000 rules', { timeout: 60_000 })
  await expect(problems(page)).not.toContainText('Reading', { timeout: 60_000 })
  await expect(part(page, 'Diagram').getByRole('button', { name: /Show rules \d+ to \d+/ })).toBeVisible()
  // Not all of them are drawn; how many there are is said as it is.
  await expect(stage(page, 'filter', 'INPUT')).toHaveAccessibleName(/100,?000 rules/)
  await typeAtEnd(page, '# still here')
  await expectResponsive(page)
  await page.keyboard.press('ControlOrMeta+Z')
  await expectResponsive(page)
})

test('a paste of 10 MB is worked with, one of 20 MB is refused in words, and no text is lost', async ({ page }) => {
  test.slow()
  await visit(page)
  const line = `# ${'x'.repeat(97)}\n`
  await pasteOver(page, `${line.repeat(100_000)}iptables -A INPUT -p tcp -j DROP\n`)
  await expect(part(page, 'Editor')).toContainText('1 rule', { timeout: 60_000 })
  await expect(rule(page, 'filter INPUT', 1)).toBeVisible()
  await expectResponsive(page)

  const before = 'iptables -A INPUT -p udp -j DROP\n'
  await pasteOver(page, before)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/udp, DROP/)
  await pasteOver(page, line.repeat(200_001))
  const message = page.getByRole('region', { name: 'Messages' }).getByRole('alert')
  await expect(message).toContainText(/That text is 20\.0 MB; at most [\d.]+ MB can be worked with\. The text before it is kept\./, {
    timeout: 60_000,
  })
  await expectResponsive(page)
  expect(await textOf(page)).toBe(before)
})

test('a line of megabytes is quoted by its beginning and its end', async ({ page }) => {
  await visit(page)
  await pasteOver(page, 'y'.repeat(3_000_000))
  await expect(problems(page)).toContainText(/`y+ … y+' is no iptables command/)
  expect(((await problems(page).textContent()) ?? '').length).toBeLessThan(1000)
})
