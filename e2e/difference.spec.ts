import { expectAccessible } from './steps/accessibility'
import { changedPackets, changedText, difference } from './steps/difference'
import { pasteOver, textOf, typeAtEnd } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket } from './steps/timeline'
import { part, press } from './steps/workbench'

const syn = (dport: number, sport: number) =>
  ({
    kind: 'packet',
    after: 0,
    packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', sport, dport, flags: 'S' },
  }) as const

const RULES = ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT', '-A INPUT -j DROP']
const text = (rules: readonly string[]) => `*filter\n:INPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`
const START = {
  rules: text(RULES),
  network: 'ip addr add 192.0.2.1/24 dev eth0\n',
  services: 'tcp 22 ssh\ntcp 80 web\n',
  traffic: [syn(22, 5001), syn(80, 5002), syn(443, 5003)],
} as const

test('what an edit changes is told in the text and packet by packet, follows the next edit, and is empty again after undoing', async ({
  page,
}) => {
  await openScenario(page, START)
  await page.getByRole('button', { name: 'Compare with before' }).click()
  await expect(difference(page)).toContainText('Nothing has changed.')

  await pasteOver(page, text(RULES.with(0, '-A INPUT -p tcp -m tcp --dport 22 -j DROP')))
  await expect(changedText(page)).toContainText('1 line added, 1 line removed')
  await expect(changedText(page).locator('mark')).toHaveText(['ACCEPT', 'DROP'])
  // The refused SYN's answer is gone with it.
  await expect(changedPackets(page)).toContainText('1 packet fares differently, 1 gone')
  const first = changedPackets(page).getByRole('button').first()
  await expect(first).toHaveAccessibleName(
    'Packet 1, SYN: before Delivered to ssh (rule 1: -p tcp -m tcp --dport 22 -j ACCEPT); now Dropped in filter INPUT (rule 1: -p tcp -m tcp --dport 22 -j DROP). Go to it',
  )
  await first.click()
  await expect(part(page, 'Inspector').getByRole('heading', { name: 'Dropped in filter INPUT' })).toBeVisible()
  await expect(first).toHaveAttribute('aria-current', 'true')

  await changedPackets(page)
    .getByText(/packets? fares? as before/)
    .click()
  await expect(changedPackets(page).getByRole('button', { name: /^Packet \d+, SYN: before Dropped/ })).toBeVisible()

  await pasteOver(page, text([RULES[2], RULES[0], RULES[1]].filter((rule) => rule !== undefined)))
  await expect(changedText(page)).toContainText('1 line moved')
  await expect(changedText(page)).toContainText('moved to line 3')
  await expect(changedPackets(page)).toContainText('2 packets fare differently, 2 gone')

  await press(page, 'ControlOrMeta+z')
  await press(page, 'ControlOrMeta+z')
  await expect(difference(page)).toContainText('Nothing has changed.')
})

test('an edit that breaks a line, the quick fix that mends it and Undo are each told, in packets and a whole exchange', async ({
  page,
}) => {
  const exchange = {
    what: 'tcp',
    in: 'eth0',
    src: '192.0.2.9',
    dst: '192.0.2.1',
    sport: 5005,
    dport: 80,
    request: 10,
    response: 10,
  } as const
  await openScenario(page, { ...START, traffic: [...START.traffic, { kind: 'exchange', after: 0, exchange }] })
  await press(page, 'd')
  await pasteOver(page, text(RULES.with(1, '-A INPUT -p tcp -m tcp --dport 80 -j ACEPT')))
  await expect(changedText(page)).toContainText('1 line added, 1 line removed')
  // The packet, and the exchange's first one; the answers and the rest of the exchange are gone.
  await expect(changedPackets(page)).toContainText(/2 packets fare differently, .*gone/)
  await page.getByRole('button', { name: /with (its|their) fixes/ }).click()
  await page.getByRole('button', { name: 'Change ACEPT to ACCEPT' }).click()
  await expect(difference(page)).toContainText('Nothing has changed.')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(changedPackets(page)).toContainText(/2 packets fare differently, .*gone/)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(difference(page)).toContainText('Nothing has changed.')
})

test('by keyboard: D shows it and D puts it away, the choice of before is made by arrow keys, a line leads to the editor', async ({
  page,
}) => {
  await openScenario(page, START)
  await press(page, 'd')
  await expect(difference(page)).toBeVisible()
  await typeAtEnd(page, '# a word\n')
  await expect(changedText(page)).toContainText('1 line added')
  await expect(changedPackets(page)).toContainText('packets fare as before')

  const choice = difference(page).getByRole('radio', { name: 'As opened' })
  await choice.focus()
  await page.keyboard.press('ArrowRight')
  await expect(difference(page).getByRole('radio', { name: 'Last change' })).toBeChecked()
  await expect(changedText(page)).toContainText('1 line added')
  await page.keyboard.press('ArrowRight')
  await expect(difference(page)).toContainText('Nothing is pinned yet.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(difference(page)).toContainText('Nothing has changed.')
  await typeAtEnd(page, '# another\n')
  await expect(changedText(page)).toContainText('# another')
  await expect(changedText(page).getByText('# a word')).toBeVisible()
  await changedText(page).getByRole('button', { name: 'Go to line 8' }).focus()
  await page.keyboard.press('Enter')

  await press(page, 'd')
  await expect(difference(page)).toHaveCount(0)
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Trace' })).toHaveAttribute('aria-selected', 'true')
})

test('another sending is no other packet: packets are known again by what is sent', async ({ page }) => {
  await openScenario(page, START)
  await press(page, 'd')
  await page.getByRole('button', { name: 'Send packet…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a packet' })
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(changedText(page)).toContainText('1 more to send')
  await expect(changedPackets(page)).toContainText(/^In the packets\d+ new/)
})

test('a reload loses neither what was opened nor what was pinned', async ({ page }) => {
  await openScenario(page, START)
  await press(page, 'd')
  await difference(page).getByRole('button', { name: 'Pin this state' }).click()
  await pasteOver(page, text(RULES.slice(1)))
  await expect(changedText(page)).toContainText('1 line removed')
  await page.reload()
  await expect(difference(page).getByRole('radio', { name: 'As opened' })).toBeChecked()
  await expect(changedText(page)).toContainText('1 line removed')
  await difference(page).getByRole('radio', { name: 'Pinned' }).check()
  await expect(changedText(page)).toContainText('1 line removed')
  await expect(changedPackets(page)).toContainText('1 packet fares differently')
})

test('what is compared is copied as a patch and a list of packets', async ({ page }) => {
  await openScenario(page, START)
  await press(page, 'd')
  await pasteOver(page, text(RULES.slice(1)))
  await expect(changedPackets(page)).toContainText('1 packet fares differently')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await part(page, 'Logs').getByRole('button', { name: 'Copy as text' }).click()
  await part(page, 'Logs').getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.replaceAll('\r\n', '\n').split('\n')).toEqual([
    'Rules: 1 line removed',
    '  *filter',
    '  :INPUT ACCEPT [0:0]',
    `- ${RULES[0]}`,
    `  ${RULES[1]}`,
    `  ${RULES[2]}`,
    '  …',
    'Packet 1, SYN: before Delivered to ssh (rule 1: -p tcp -m tcp --dport 22 -j ACCEPT); now Dropped in filter INPUT (rule 2: -j DROP)',
    expect.stringMatching(/^Packet 2, SYN\+ACK: before Sent on by eth0.*; now not there$/),
  ])
  expect(await textOf(page)).toBe(text(RULES.slice(1)))
})

/** A rule that would have let the packet pass, behind the one that stopped it. */
const TOO_LATE = { ...START, rules: text([RULES[2] ?? '', RULES[0] ?? '', RULES[1] ?? '']) }

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`axe finds nothing, ${colorScheme}`, () => {
    test.use({ colorScheme })
    for (const { size, viewport } of [
      { size: 'a desktop', viewport: { width: 1440, height: 900 } },
      { size: 'a tablet', viewport: { width: 1024, height: 768 } },
      { size: 'a phone', viewport: { width: 390, height: 844 } },
    ])
      test(`in the difference on ${size}`, async ({ page }) => {
        await page.setViewportSize(viewport)
        await openScenario(page, TOO_LATE)
        await goToPacket(page, /^Packet 1, SYN: dropped/)
        if (size === 'a phone') await page.getByRole('tab', { name: 'Why', exact: true }).click()
        await page.getByRole('button', { name: /^Try it: move rule 2 before 1/ }).click()
        await press(page, 'd')
        await expect(page.getByRole('region', { name: 'In the packets' })).toContainText('1 packet fares differently')
        await expectAccessible(page)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
      })
  })
