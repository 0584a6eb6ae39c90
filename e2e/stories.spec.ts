import { catalogue } from '../src/stories'
import { rule, stage } from './steps/diagram'
import { margin, typeAtEnd } from './steps/editor'
import { goToStep, openStory, step, steps } from './steps/lesson'
import { copyLog, openLog } from './steps/logs'
import { expect, test } from './steps/session'
import { goToPacket, scrubber, stepUntil } from './steps/timeline'
import { alive, part, visit } from './steps/workbench'

test('WireGuard restarted: rule 16 drops what the peers send each other, and moving a rule up lets it pass', async ({ page }) => {
  await visit(page)
  await openStory(page, 'It works until WireGuard is restarted')
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 1, ping: dropped/)
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  await expect(inspector).toContainText('Rule 16')
  await expect(inspector).toContainText(/The 6 rules behind it are never asked/)
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')

  // The rules that would have let it pass stand below, are grey, and have never counted.
  await expect(part(page, 'Editor').getByText('Nothing after this line can ever match.')).toBeVisible()
  for (const number of [17, 21, 22]) await expect(rule(page, 'filter FORWARD', number)).toHaveAccessibleName(/ 0 packets, never reached/)
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/comment: Added by the IPsec installer/)
  await expect(rule(page, 'filter FORWARD', 21)).toHaveAccessibleName(/comment: Added in wg0\.conf/)
  await expect(inspector.getByRole('region', { name: /Why not the others/ })).toContainText('would match')

  // What the peers send to the hub itself still arrives.
  await goToPacket(page, /ping: delivered/)
  await expect(inspector).toContainText('Delivered to')

  await goToPacket(page, /^Packet 1, ping: dropped/)
  await inspector
    .getByRole('region', { name: 'Try it' })
    .getByRole('button', { name: /^Try it: move rule \d+ before 16$/ })
    .click()
  await expect(inspector.getByRole('heading', { name: 'Sent on by wg0' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/-i wg0.*ACCEPT/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/DROP/)
})

test('WireGuard after booting: the same rules in the order of the boot let the same packets pass', async ({ page }) => {
  await visit(page)
  await openStory(page, 'It works after booting')
  await goToPacket(page, /^Packet 1, ping: sent on/)
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Sent on by wg0' })).toBeVisible()
  await expect(inspector).toContainText('Rule 16')
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  expect(await copyLog(page, 'Trace')).toMatch(
    /TRACE: filter:FORWARD:rule:16 IN=wg0 OUT=wg0 .*SRC=11\.11\.11\.20 DST=11\.11\.11\.70 LEN=60 .*TTL=127 ID=59207/,
  )
})

test('REDIRECT does not catch answers: nat OUTPUT is skipped for the SYN+ACK, filter OUTPUT logs it', async ({ page }) => {
  await visit(page)
  await openStory(page, 'Why does REDIRECT not catch the answers?')
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 2, SYN\+ACK: sent on/)
  await expect(stage(page, 'nat', 'OUTPUT')).toHaveAccessibleName(/skipped: later packet of a known connection/)
  await expect(inspector.getByRole('region', { name: 'Skipped' })).toContainText(
    'nat is skipped: it is asked only for a connection’s first packet; this one belongs to #1, already bound.',
  )
  await expect(inspector.getByRole('region', { name: 'Packet' })).not.toContainText('changed from 10.')
  await expect(rule(page, 'nat OUTPUT', 1)).toHaveAccessibleName(/LOG.* 0 packets$/)
  const log = await openLog(page, 'Kernel log')
  await expect(
    log.getByRole('button', { name: /filter-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=10\.211\.55\.2 .*SPT=8888 .*ACK SYN/ }),
  ).toHaveAttribute('aria-current', 'step')
})

test('REDIRECT does catch what the host itself begins: curl ends at 127.0.0.1:9999', async ({ page }) => {
  await visit(page)
  await openStory(page, 'Why does REDIRECT not catch the answers?')
  const inspector = part(page, 'Inspector')
  const slider = scrubber(page)
  // From the end of the packet before it.
  await goToPacket(page, /^Packet 10, /)
  await stepUntil(page, inspector, /A process of this host.*sends a packet \(SYN\) to 14\.215\.177\.39/)
  await stepUntil(page, inspector, /Rule 2 matches .*so the packet is redirected to this host itself/)
  await expect(rule(page, 'nat OUTPUT', 2)).toHaveAccessibleName(/REDIRECT.* 1 packet$/)
  await stepUntil(page, inspector, /14\.215\.177\.39 → 127\.0\.0\.1/)
  await expect(margin(page, 5)).toContainText(/1$/)
  const kernelLog = await copyLog(page, 'Kernel log')
  const fromNat = kernelLog.split('\n').filter((line) => line.includes('nat-output-log'))
  expect(fromNat).toHaveLength(1)
  expect(fromNat[0]).toMatch(/nat-output-log IN= OUT=eth0 SRC=10\.211\.55\.11 DST=14\.215\.177\.39 .*DPT=8888 .*SYN/)
  await goToPacket(page, /SYN: delivered/)
  await slider.press('End')
  const connections = await openLog(page, 'Connections')
  await expect(
    connections.getByRole('row', { name: /10\.211\.55\.11:35530 → 14\.215\.177\.39:8888 127\.0\.0\.1:9999 → 10\.211\.55\.11:35530/ }),
  ).toBeVisible()
})

test('a story is opened, and Undo brings back what was there', async ({ page }) => {
  await visit(page)
  await openStory(page, 'A server that lets in what it must')
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('is open. Undo brings back what was here.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('navigation')).toContainText('It works until WireGuard is restarted')
})

test('WireGuard step by step, by keyboard alone: from the rule that drops to the restart that mends; what was seen is remembered', async ({
  page,
}) => {
  await visit(page)
  const inspector = part(page, 'Inspector')
  await page.getByRole('button', { name: 'Show me, step by step' }).focus()
  await page.keyboard.press('Enter')
  await expect(step(page, 1)).toContainText('Rule 16 of FORWARD')
  await expect(inspector).toContainText('Rule 16 of filter FORWARD')
  await expect(rule(page, 'filter FORWARD', 16)).toBeInViewport()
  const next = page.getByRole('button', { name: 'Next step' })
  for (const [number, heading] of [
    [2, 'Dropped in filter FORWARD'],
    [3, 'Delivered to'],
  ] as const) {
    await next.focus()
    await page.keyboard.press('Enter')
    await expect(step(page, number)).toBeVisible()
    await expect(inspector).toContainText(heading)
  }
  await goToStep(page, 5)
  // The host is as it was: restarting is left to the person.
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/DROP/)
  await step(page, 5).getByRole('button', { name: 'Restart wg0, PostUp with -I' }).focus()
  await page.keyboard.press('Enter')
  await expect(inspector.getByRole('heading', { name: 'Sent on by wg0' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  await expect(rule(page, 'filter FORWARD', 1)).toHaveAccessibleName(/-o wg0.*ACCEPT/)
  // A step before it brings the host back to where it plays.
  await goToStep(page, 2)
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  await expect(rule(page, 'filter FORWARD', 16)).toHaveAccessibleName(/DROP/)

  await page.reload()
  await alive(page)
  await expect(steps(page).getByRole('button', { name: 'Step 3 of 7, seen' })).toBeVisible()
  await expect(steps(page).getByRole('button', { name: 'Step 6 of 7', exact: true })).toBeVisible()
  await expect(step(page, 2)).toBeVisible()
  await page.getByRole('button', { name: 'Stories', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Stories' })).toContainText('4 of 7 steps seen')
})

test('WireGuard: what a real kernel did is replayed, TTL 128 and then 127', async ({ page }) => {
  await visit(page)
  await goToStep(page, 7)
  const inspector = part(page, 'Inspector')
  await expect(page.getByRole('radio', { name: 'Recorded' })).toBeChecked()
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter FORWARD' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 128 to 127')
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Recorded' })).toHaveAttribute('aria-selected', 'true')
})

test('two routers: counters of the first, tcpdump of both, the DROP in mangle of the second, and three cures', async ({ page }) => {
  await visit(page)
  await openStory(page, 'Three SYNs and no answer')
  const inspector = part(page, 'Inspector')
  const capture = page.getByRole('dialog', { name: 'Export' }).getByRole('textbox')
  await goToStep(page, 2)
  await expect(part(page, 'Logs')).toContainText(/10 +21438 +1210K/)
  await goToStep(page, 3)
  await expect(capture).toHaveValue(
    /-i eth2\n12:00:00.*\n12:00:03.*\n12:00:09.*10174.*length 0\n\n# tcpdump -n -i eth0\n(.*172\.17\.21\.105\.22: Flags \[S\].*\n){3}/,
  )
  await page.keyboard.press('Escape')

  await goToStep(page, 5)
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText('second-router')
  await expect(inspector).toContainText('Rule 5 of mangle FIREWALL_172.17.21.105')
  await expect(rule(page, 'nat PREROUTING', 1)).toHaveAccessibleName(/DNAT/)
  await goToStep(page, 6)
  await expect(capture).toHaveValue(/-i eth2\n/)
  await expect(capture).not.toHaveValue(/-i eth0/)
  await page.keyboard.press('Escape')

  for (const [number, act] of [
    [7, 'Let port 22 in'],
    [8, 'Without the firewall'],
  ] as const) {
    await goToStep(page, number)
    await step(page, number).getByRole('button', { name: act }).click()
    await expect(inspector.getByRole('heading', { name: 'Sent on by eth0' })).toBeVisible()
    await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('10.1.1.69')
  }
  await goToStep(page, 9)
  await step(page, 9).getByRole('button', { name: 'Forward to port 10022' }).click()
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText('first-router')
  await goToStep(page, 10)
  await expect(inspector.getByRole('heading', { name: 'Sent on by eth0' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('10.1.1.69')
})

test('whoever changes the texts keeps them: a step that is not in the run says so, and gives the story back when asked', async ({
  page,
}) => {
  await visit(page)
  await openStory(page, 'The answer that leaves by the tunnel')
  await typeAtEnd(page, '# mine\n*filter\n-I INPUT 1 -j DROP\nCOMMIT\n')
  await expect(part(page, 'Editor')).toContainText('mine')
  await goToStep(page, 2)
  await expect(step(page, 2)).toContainText('This moment is not in the run as it is')
  await expect(part(page, 'Editor')).toContainText('mine')
  await step(page, 2).getByRole('button', { name: 'Take the story’s texts' }).click()
  await expect(part(page, 'Inspector')).toContainText('leaves by wg_s2s')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(part(page, 'Editor')).toContainText('mine')
})

test('a set in place of three hundred rules: the figure stands beside the step', async ({ page }) => {
  await visit(page)
  await openStory(page, 'Three hundred rules, or one set')
  await goToStep(page, 1)
  await expect(part(page, 'Inspector')).toContainText('Rule 303')
  await goToStep(page, 2)
  await step(page, 2).getByRole('button', { name: 'Put them into a set' }).click()
  await expect(part(page, 'Inspector')).toContainText('Rule 4 ')
  const figure = step(page, 2).getByRole('figure', { name: 'Rules asked about one packet, by networks blocked' })
  await expect(figure.getByRole('listitem').filter({ hasText: 'chain, 300' })).toContainText('303')
  await expect(figure.getByRole('listitem').filter({ hasText: 'set, 300' })).toContainText('4')
})

for (const half of [0, 1])
  test(`every step of every story is in its run, part ${half + 1}`, async ({ page }) => {
    await visit(page)
    for (const { title, load } of catalogue.filter((_, index) => index % 2 === half)) {
      const story = await load()
      await openStory(page, title)
      await expect(steps(page).getByRole('listitem')).toHaveCount(story.steps.length + 1)
      for (const [index, { act, look }] of story.steps.entries()) {
        const now = await goToStep(page, index + 1)
        if (act !== undefined) await now.getByRole('button', { name: act.name, exact: true }).click()
        if (look !== undefined && 'print' in look) {
          await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible()
          await page.keyboard.press('Escape')
        }
        await expect(page.getByRole('button', { name: /^Packets: [1-9]/ })).toBeEnabled()
        await expect(now).not.toContainText('not in the run')
      }
    }
  })

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  test('a story is led through above whatever part it points at', async ({ page }) => {
    await visit(page)
    await openStory(page, 'Why does REDIRECT not catch the answers?')
    await page.getByRole('button', { name: 'Show me, step by step' }).click()
    await expect(page.getByRole('tab', { name: 'Diagram' })).toHaveAttribute('aria-selected', 'true')
    await goToStep(page, 3)
    await expect(page.getByRole('tab', { name: 'Logs' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('tabpanel', { name: 'Logs' })).toContainText('filter-output-log')
    await expect(page.getByRole('button', { name: 'Next step' })).toBeInViewport()
  })

  test('what has just happened stands below the diagram, and leads to why', async ({ page }) => {
    await visit(page)
    await goToPacket(page, /^Packet 1,/)
    await page.getByRole('button', { name: /^Dropped in filter FORWARD · Rule 16 has no conditions/ }).click()
    const why = page.getByRole('tabpanel', { name: 'Why' })
    await expect(why).toContainText('The 6 rules behind it are never asked.')
    await expect(page.getByRole('button', { name: /^Dropped in filter FORWARD/ })).toHaveCount(0)
  })
})

for (const [size, viewport] of [
  ['a phone', { width: 390, height: 844 }],
  ['a small screen', { width: 1024, height: 768 }],
] as const)
  test(`the puzzle is told at first sight on ${size}, until it is folded away; the next story is told again`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await visit(page)
    await expect(page.getByText('What drops their packets?')).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Show me, step by step' })).toBeInViewport({ ratio: 1 })
    await page.getByText('Story', { exact: true }).click()
    await expect(page.getByText('What drops their packets?')).toBeHidden()
    await openStory(page, 'Why does REDIRECT not catch the answers?')
    await expect(page.getByText('Does the rule not work?')).toBeVisible()
  })

test('in a low window the picture has the room, and the story is told when it is asked for', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 })
  await visit(page)
  await expect(page.getByText('What drops their packets?')).toBeHidden()
  await page.getByText('Story', { exact: true }).click()
  await expect(page.getByText('What drops their packets?')).toBeVisible()
})
