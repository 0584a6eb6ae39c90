import { expectAccessible } from './steps/accessibility'
import { policy, rule, stage } from './steps/diagram'
import { fullEditor, textOf, typeAtLine } from './steps/editor'
import { dragRule, openRuleMenu, said } from './steps/rule-menu'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket } from './steps/timeline'
import { part, press } from './steps/workbench'

const SSH = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'
const DROP = '-A INPUT -j DROP'
const KNOCK = '-A knock -p udp -j ACCEPT'
const rules = (...lines: readonly string[]) =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:knock - [0:0]\n${lines.join('\n')}\nCOMMIT\n`
const START = {
  rules: rules(DROP, SSH, '-A INPUT -p icmp -j ACCEPT', '-A INPUT -j knock', KNOCK),
  network: 'ip addr add 192.0.2.1/24 dev eth0\n',
  services: 'tcp 22 ssh\n',
  traffic: [
    {
      kind: 'packet',
      after: 0,
      packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', sport: 5, dport: 22, flags: 'S' },
    },
  ],
} as const

test('a rule is dragged to another place: its line moves, the packet is sent again, one step of Undo takes it back', async ({ page }) => {
  await openScenario(page, START)
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter INPUT' })).toBeVisible()
  await dragRule(page, rule(page, 'filter INPUT', 2), rule(page, 'filter INPUT', 1), {
    meanwhile: () => expect(page.locator('.rule-drop')).toBeVisible(),
  })
  await expect(said(page)).toContainText('Rule 2 moved to 1 of filter INPUT. 1 packet fares differently')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/tcp dport 22, ACCEPT/)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAttribute('aria-pressed', 'true')
  await expect(rule(page, 'filter INPUT', 1)).toBeFocused()
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Delivered to ssh' })).toBeVisible()
  expect(await textOf(page)).toBe(rules(SSH, DROP, '-A INPUT -p icmp -j ACCEPT', '-A INPUT -j knock', KNOCK))

  await said(page).getByRole('button', { name: 'See the difference' }).click()
  await expect(page.getByRole('region', { name: 'In the text' })).toContainText('1 line moved')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/everything, DROP/)
  expect(await textOf(page)).toBe(START.rules)
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
})

test('Escape gives a drag up, a drag does not pan the view or select, and what cannot be is refused in words', async ({ page }) => {
  await openScenario(page, { ...START, rules: START.rules.replace(DROP, `${DROP}\n-A INPUT -p tcp -j REJECT --reject-with tcp-reset`) })
  const before = await rule(page, 'filter INPUT', 1).boundingBox()
  await dragRule(page, rule(page, 'filter INPUT', 2), rule(page, 'filter INPUT', 1), {
    meanwhile: async () => {
      await page.keyboard.press('Escape')
      await expect(page.locator('.rule-drop')).toHaveCount(0)
    },
  })
  expect(await rule(page, 'filter INPUT', 1).boundingBox()).toEqual(before)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/everything, DROP/)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAttribute('aria-pressed', 'false')
  // REJECT is for filter alone.
  await dragRule(page, rule(page, 'filter INPUT', 2), stage(page, 'mangle', 'INPUT'))
  await expect(said(page)).toContainText(/REJECT|filter/)
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
})

test('a rule that is dragged while the text changes stays that rule, lands where the line is drawn, and does nothing where it is gone', async ({
  page,
}) => {
  await openScenario(page, START)
  await fullEditor(page)
  /** The picture moves when a rule comes or goes: the mouse goes where the first rule is now. */
  const toFirst = async () => {
    const box = await rule(page, 'filter INPUT', 1).boundingBox()
    if (box === null) throw new Error('there is no first rule')
    await page.mouse.move(box.x + 60, box.y + 2, { steps: 3 })
    await expect(page.locator('.rule-drop')).toBeVisible()
  }
  // Another rule comes above it: what was rule 2 when it was taken is rule 3 when it is let go.
  await dragRule(page, rule(page, 'filter INPUT', 2), rule(page, 'filter INPUT', 1), {
    meanwhile: async () => {
      await typeAtLine(page, 5, '-A INPUT -p sctp -j DROP\n')
      await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/sctp, DROP/)
      await toFirst()
    },
  })
  await expect(said(page)).toContainText('Rule 3 moved to 1 of filter INPUT.')
  const sctp = '-A INPUT -p sctp -j DROP'
  const rest = ['-A INPUT -p icmp -j ACCEPT', '-A INPUT -j knock', KNOCK]
  expect(await textOf(page)).toBe(rules(SSH, sctp, DROP, ...rest))

  // It is cut out while it is held: there is nothing to be moved, and no other rule is.
  await dragRule(page, rule(page, 'filter INPUT', 2), rule(page, 'filter INPUT', 1), {
    meanwhile: async () => {
      await typeAtLine(page, 6, '# ')
      await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/everything, DROP/)
      await toFirst()
    },
  })
  await expect(said(page)).toContainText('This rule is no longer in the text.')
  expect(await textOf(page)).toBe(rules(SSH, `# ${sctp}`, DROP, ...rest))
})

test('by keyboard: Alt with an arrow moves the rule and keeps the focus on it, and says so at the chain’s end', async ({ page }) => {
  await openScenario(page, START)
  await rule(page, 'filter INPUT', 2).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(said(page)).toContainText('Rule 2 moved to 1 of filter INPUT.')
  await expect(rule(page, 'filter INPUT', 1)).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(said(page)).toContainText('It is the first rule of filter INPUT.')
  // Two presses at once are two places.
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(said(page)).toContainText('Rule 2 moved to 3 of filter INPUT.')
  await expect(rule(page, 'filter INPUT', 3)).toBeFocused()
  await expect(rule(page, 'filter INPUT', 3)).toHaveAccessibleName(/tcp dport 22, ACCEPT/)
})

test('a rule moves into a user chain by the menu, and its breakpoint goes with it', async ({ page }) => {
  await openScenario(page, START)
  await rule(page, 'filter INPUT', 2).focus()
  await page.keyboard.press('b')
  await page.keyboard.press('Shift+F10')
  const menu = page.getByRole('menu', { name: 'Rule 2 of filter INPUT' })
  await expect(menu.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Move rule 2 of filter INPUT' })
  await dialog.getByLabel('To chain').selectOption('knock')
  await dialog.getByLabel('Place').selectOption({ label: 'at the end' })
  await dialog.getByRole('button', { name: 'Move it there' }).click()
  await expect(said(page)).toContainText('Rule 2 of filter INPUT moved to 2 of filter knock.')
  await expect(rule(page, 'filter knock', 2)).toHaveAccessibleName(/tcp dport 22, ACCEPT.*breakpoint/)
  expect(await textOf(page)).toBe(
    rules(DROP, '-A INPUT -p icmp -j ACCEPT', '-A INPUT -j knock', KNOCK, '-A knock -p tcp -m tcp --dport 22 -j ACCEPT'),
  )
})

test('the menu switches a rule off and on again, copies it and removes it', async ({ page }) => {
  await openScenario(page, START)
  await (await openRuleMenu(page, 'filter INPUT', 1)).getByRole('menuitem', { name: 'Switch off' }).click()
  await expect(said(page)).toContainText('Rule 1 of filter INPUT is switched off: its line is a comment now. 1 packet fares differently')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/tcp dport 22/)
  await (await openRuleMenu(page, 'filter INPUT', 1)).getByRole('menuitem', { name: 'Switch on: -j DROP' }).click()
  await expect(said(page)).toContainText('Rule 1 of filter INPUT is switched on again.')
  await (await openRuleMenu(page, 'filter INPUT', 2)).getByRole('menuitem', { name: 'Copy below' }).click()
  await expect(rule(page, 'filter INPUT', 3)).toHaveAccessibleName(/the same as rule 2/)
  await (await openRuleMenu(page, 'filter INPUT', 3)).getByRole('menuitem', { name: 'Remove' }).click()
  await expect(said(page)).toContainText('Rule 3 of filter INPUT is removed.')
  expect(await textOf(page)).toBe(START.rules)
})

test('a rule is inserted: the line is tried as it is typed, in the tool’s words', async ({ page }) => {
  await openScenario(page, START)
  await rule(page, 'filter INPUT', 1).hover()
  await page.getByRole('button', { name: 'Change rule 1 of filter INPUT' }).click()
  await page.getByRole('menuitem', { name: 'Insert a rule before…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New rule before rule 1 of filter INPUT' })
  const line = dialog.getByLabel('What stands behind -A INPUT')
  await expect(line).toBeFocused()
  await line.fill('-p tcp --dport 99999 -j ACCEPT')
  await expect(dialog.getByRole('status')).toContainText("invalid port/service `99999' specified")
  await expect(dialog.getByRole('button', { name: 'Add the rule' })).toBeDisabled()
  await line.fill('-s 192.0.2.0/24 -j ACCEPT')
  await expect(dialog.getByRole('button', { name: 'Add the rule' })).toBeEnabled()
  await line.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(said(page)).toContainText('Rule 1 of filter INPUT is new. 1 packet fares differently')
  await expect(rule(page, 'filter INPUT', 1)).toBeFocused()
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Delivered to ssh' })).toBeVisible()

  // A chain without rules has a menu, too.
  await stage(page, 'filter', 'FORWARD').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Insert a rule at the end…' }).click()
  await page.getByLabel('What stands behind -A FORWARD').press('Enter')
  await expect(rule(page, 'filter FORWARD', 1)).toHaveAccessibleName(/everything, ACCEPT/)
  await policy(page, 'filter FORWARD').focus()
  await page.keyboard.press('ContextMenu')
  await expect(page.getByRole('menuitem', { name: 'Insert a rule at the end…' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(policy(page, 'filter FORWARD')).toBeFocused()
})

test('a rule is made from the packet that was dropped, and lets it pass', async ({ page }) => {
  await openScenario(page, START)
  await goToPacket(page, /^Packet 1, SYN: dropped/)
  const inspector = part(page, 'Inspector')
  await inspector.getByRole('button', { name: 'Make a rule from this packet…' }).click()
  const form = inspector.getByRole('region', { name: 'A rule for this packet' })
  const line = form.getByLabel('What stands behind -A INPUT')
  await expect(line).toHaveValue('-s 192.0.2.9/32 -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT')
  await form.getByLabel('then').selectOption('LOG')
  await expect(line).toHaveValue(/-j LOG$/)
  await form.getByLabel('then').selectOption('ACCEPT')
  await expect(line).toHaveValue(/-j ACCEPT$/)
  await line.fill('-s 192.0.2.9/32 -p tcp -m tcp --dport 22 -j ACCEPT')
  await form.getByRole('button', { name: 'Add the rule' }).click()
  await expect(said(page)).toContainText('Rule 1 of filter INPUT is new. 1 packet fares differently')
  await expect(inspector.getByRole('heading', { name: 'Delivered to ssh' })).toBeVisible()
  await expect(inspector.getByRole('button', { name: 'Make a rule from this packet…' })).toHaveCount(0)
  expect(await textOf(page)).toContain(`-A INPUT -s 192.0.2.9/32 -p tcp -m tcp --dport 22 -j ACCEPT\n${DROP}\n`)
})

test('a rule in the diagram and its line in the editor find each other, also when it has been moved', async ({ page }) => {
  await openScenario(page, START)
  const field = await fullEditor(page)
  await (await openRuleMenu(page, 'filter INPUT', 3)).getByRole('menuitem', { name: 'Move up' }).click()
  await expect(rule(page, 'filter INPUT', 2)).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.line-number--here')).toHaveText(/^\s*6/)
  await rule(page, 'filter INPUT', 3).click()
  await expect(page.locator('.line-number--here')).toHaveText(/^\s*7/)
  await field.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let line = 1; line < 6; line++) await page.keyboard.press('ArrowDown')
  await expect(rule(page, 'filter INPUT', 2)).toHaveAttribute('aria-pressed', 'true')
  // Undo takes what was pointed at back to where it came from.
  await rule(page, 'filter INPUT', 2).click()
  await press(page, 'ControlOrMeta+z')
  await expect(rule(page, 'filter INPUT', 3)).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.line-number--here')).toHaveText(/^\s*7/)
})

test('three hundred rules: the chain unfolds under the rule that is held over its fold, and scrolls at its edge', async ({ page }) => {
  const many = Array.from({ length: 300 }, (_, index) => `-A INPUT -s 10.${index >> 8}.${index & 255}.0/24 -j ACCEPT`)
  await openScenario(page, { ...START, rules: rules(...many) })
  await press(page, 'End')
  const fold = part(page, 'Diagram').getByRole('button', { name: /Show rules 5 to/ })
  await dragRule(page, rule(page, 'filter INPUT', 1), fold, {
    meanwhile: async () => {
      await expect(fold).toHaveCount(0)
      await expect(rule(page, 'filter INPUT', 8)).toBeVisible()
      const box = await page.locator('.chain-rows--scrolls').boundingBox()
      if (box === null) throw new Error('nothing scrolls')
      await page.mouse.move(box.x + 60, box.y + box.height - 6, { steps: 4 })
      await expect(rule(page, 'filter INPUT', 30)).toBeVisible()
      await page.mouse.move(box.x + 60, box.y + box.height / 2, { steps: 4 })
    },
  })
  await expect(said(page)).toContainText(/Rule 1 moved to \d\d+ of filter INPUT/)
})

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`axe finds nothing, ${colorScheme}`, () => {
    test.use({ colorScheme })
    test('in the menu, its forms and the rule for a packet', async ({ page }) => {
      await openScenario(page, START)
      await part(page, 'Inspector').getByRole('button', { name: 'Make a rule from this packet…' }).click()
      await expect(page.getByLabel('What stands behind -A INPUT')).toHaveValue(/ACCEPT/)
      await expectAccessible(page)
      await openRuleMenu(page, 'filter INPUT', 2)
      await expectAccessible(page)
      await page.getByRole('menuitem', { name: 'Insert a rule after…' }).click()
      await page
        .getByRole('dialog', { name: /^New rule/ })
        .getByRole('textbox')
        .fill('-p nothing')
      await expect(page.getByRole('dialog', { name: /^New rule/ }).getByRole('status')).not.toBeEmpty()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await (await openRuleMenu(page, 'filter INPUT', 2)).getByRole('menuitem', { name: 'Move to…' }).click()
      await expectAccessible(page)
    })
  })
