import { fill, openComposer, sendToTheEnd } from './steps/composer'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket, packets } from './steps/timeline'
import { part } from './steps/workbench'

const FIREWALL = {
  rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT -p tcp -m multiport --dports 22,81 -j ACCEPT
-A INPUT -p udp -m udp --dport 53 -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i eth1 -o eth0 -m ttl --ttl-gt 5 -j ACCEPT
COMMIT
`,
  network: `ip addr add 192.0.2.1/24 dev eth0
ip addr add 10.0.0.1/24 dev eth1
ip route add default via 192.0.2.254 dev eth0
net.ipv4.ip_forward = 1
`,
  services: 'tcp 22 ssh\nudp 53 dns\n',
}

test.beforeEach(async ({ page }) => {
  await openScenario(page, FIREWALL)
})

test('a packet is composed field by field, from an interface, and sent', async ({ page }) => {
  const dialog = await openComposer(page)
  await fill(dialog, {
    from: 'eth1',
    choices: { Protocol: 'TCP' },
    lines: {
      'Source address': '10.0.0.7',
      'Destination address': '198.51.100.9',
      'Source port': '40000',
      'Destination port': '443',
      TTL: '4',
      TOS: '0x10',
      'Payload bytes': '12',
    },
  })
  await dialog.getByRole('checkbox', { name: 'SYN' }).check()
  await dialog.getByRole('checkbox', { name: 'PSH' }).check()
  await sendToTheEnd(page, dialog)
  const inspector = part(page, 'Inspector')
  await expect(inspector).toContainText('Dropped in filter FORWARD')
  await expect(inspector).toContainText(/from10\.0\.0\.7to198\.51\.100\.9in → outeth1/)
  await expect(inspector).toContainText('TCP 40000 → 443')
  await expect(inspector).toContainText('0x10')
  await expect(inspector).toContainText('52 bytes')
  await expect(inspector.getByRole('button', { name: /^Rule 2: .*does not match/ })).toBeVisible()
})

test('a packet from a local process walks OUTPUT and leaves', async ({ page }) => {
  const dialog = await openComposer(page)
  await fill(dialog, {
    from: 'a local process',
    choices: { Protocol: 'UDP' },
    lines: { 'Source address': '192.0.2.1', 'Destination address': '198.51.100.53', 'Destination port': '53' },
  })
  await sendToTheEnd(page, dialog)
  await expect(part(page, 'Inspector')).toContainText('Sent on by eth0')
  await expect(part(page, 'Inspector')).toContainText('local → eth0')
})

for (const { preset, fate, says } of [
  { preset: 'Ping', fate: 'Delivered to', says: 'ICMP' },
  { preset: 'TCP connect', fate: 'Delivered to ssh', says: 'SYN' },
  { preset: 'DNS query', fate: 'Delivered to dns', says: 'UDP' },
  { preset: 'Stray ACK', fate: 'Delivered to ssh', says: '22 ACK' },
])
  test(`the preset ${preset} is a packet ready to be sent`, async ({ page }) => {
    const dialog = await openComposer(page)
    await fill(dialog, { from: 'eth0', lines: { 'Source address': '192.0.2.77', 'Destination address': '192.0.2.1' } })
    await dialog.getByRole('button', { name: preset, exact: true }).click()
    if (preset === 'TCP connect' || preset === 'Stray ACK') await fill(dialog, { lines: { 'Destination port': '22' } })
    await sendToTheEnd(page, dialog)
    await goToPacket(page, /^Packet 1,/)
    await expect(part(page, 'Inspector')).toContainText(fate)
    await expect(part(page, 'Inspector')).toContainText(says)
  })

test('what is not a packet is said at the field, which gets the focus, and nothing is sent', async ({ page }) => {
  const dialog = await openComposer(page)
  await fill(dialog, {
    choices: { Protocol: 'TCP' },
    lines: { 'Source address': '10.0.0', 'Destination address': '', 'Destination port': '99999', TTL: '0', TOS: 'x' },
  })
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog).toBeVisible()
  const source = dialog.getByLabel('Source address')
  await expect(source).toHaveAccessibleDescription('An IPv4 address, like 192.0.2.7.')
  await expect(source).toBeFocused()
  await expect(dialog.getByLabel('Destination address')).toHaveAccessibleDescription('Needed here.')
  await expect(dialog.getByLabel('Destination port')).toHaveAccessibleDescription('A whole number from 0 to 65535.')
  await expect(dialog.getByLabel('TOS')).toHaveAccessibleDescription('A whole number from 0 to 255.')
  await expect(dialog.getByRole('region', { name: 'On the list' })).toContainText('Nothing yet.')
  await source.fill('10.0.0.7')
  await expect(source).not.toHaveAttribute('aria-invalid', 'true')
})

test('the list of what is sent can be added to, put in another order, changed and emptied', async ({ page }) => {
  const dialog = await openComposer(page)
  const list = dialog.getByRole('region', { name: 'On the list' })
  await fill(dialog, { from: 'eth0', lines: { 'Source address': '192.0.2.77', 'Destination address': '192.0.2.1' } })
  await dialog.getByRole('button', { name: 'Ping', exact: true }).click()
  await dialog.getByRole('button', { name: 'Add to the list' }).click()
  await dialog.getByRole('button', { name: 'DNS query', exact: true }).click()
  await dialog.getByRole('button', { name: 'Add to the list' }).click()
  await expect(list.getByRole('listitem')).toHaveText([/ping/, /udp/])
  await list.getByRole('button', { name: 'Move 2 up' }).click()
  await expect(list.getByRole('listitem')).toHaveText([/udp/, /ping/])
  await list.getByRole('button', { name: 'Duplicate 1' }).click()
  await list.getByRole('button', { name: 'Remove 3' }).click()
  await expect(list.getByRole('listitem')).toHaveText([/udp/, /udp/])
  await list.getByRole('button', { name: 'Edit 2' }).click()
  await dialog.getByLabel('Destination port').fill('5353')
  await dialog.getByRole('button', { name: 'Replace 2' }).click()
  await expect(list.getByRole('listitem')).toHaveText([/:53/, /:5353/])
  await list.getByRole('button', { name: 'Clear the list' }).click()
  await expect(list).toContainText('Nothing yet.')
})

test('a whole TCP exchange with the host’s own service: handshake, data, close', async ({ page }) => {
  const dialog = await openComposer(page)
  await dialog.getByRole('radio', { name: 'A whole exchange' }).check()
  await fill(dialog, {
    from: 'eth0',
    choices: { Exchange: 'TCP: handshake, data, close' },
    lines: { 'Source address': '192.0.2.77', 'Destination address': '192.0.2.1', 'Destination port': '22' },
  })
  await sendToTheEnd(page, dialog)
  const all = await packets(page)
  expect(all.slice(0, 3)).toEqual(['Packet 1, SYN: delivered', 'Packet 2, SYN+ACK: sent on', 'Packet 3, ACK: delivered'])
  expect(all.some((name) => /data/.test(name))).toBe(true)
  expect(all.filter((name) => /FIN/.test(name)).length).toBe(2)
  expect(all.every((name) => /: (delivered|sent on)$/.test(name))).toBe(true)
})

test('a ping and a DNS question to a forwarded peer are answered from there', async ({ page }) => {
  const dialog = await openComposer(page)
  await dialog.getByRole('radio', { name: 'A whole exchange' }).check()
  await fill(dialog, {
    from: 'eth1',
    choices: { Exchange: 'Ping: echo and reply', 'At the far end': 'somebody answers' },
    lines: { 'Source address': '10.0.0.7', 'Destination address': '198.51.100.9', 'How many': '2' },
  })
  await dialog.getByRole('button', { name: 'Add to the list' }).click()
  await dialog.getByText('More fields').click()
  await fill(dialog, { choices: { Exchange: 'UDP: question and answer' }, lines: { 'Destination port': '53', 'Wait before, ms': '5000' } })
  await sendToTheEnd(page, dialog)
  expect(await packets(page)).toEqual([
    'Packet 1, ping: sent on',
    'Packet 2, pong: sent on',
    'Packet 3, ping: sent on',
    'Packet 4, pong: sent on',
    expect.stringMatching(/^Packet 5, udp 53: sent on$/),
    expect.stringMatching(/^Packet 6, udp .*: sent on$/),
  ])
})

test('a closed port answers for itself: RST for TCP, port unreachable for UDP', async ({ page }) => {
  const dialog = await openComposer(page)
  await dialog.getByRole('radio', { name: 'A whole exchange' }).check()
  await fill(dialog, {
    from: 'eth0',
    choices: { Exchange: 'TCP: handshake, data, close' },
    lines: { 'Source address': '192.0.2.77', 'Destination address': '192.0.2.1', 'Destination port': '81' },
  })
  await dialog.getByRole('button', { name: 'Add to the list' }).click()
  await fill(dialog, {
    from: 'eth1',
    choices: { Exchange: 'UDP: question and answer', 'At the far end': 'the port is closed' },
    lines: { 'Source address': '10.0.0.7', 'Destination address': '198.51.100.9', 'Destination port': '9' },
  })
  await sendToTheEnd(page, dialog)
  expect(await packets(page)).toEqual([
    'Packet 1, SYN: stopped',
    expect.stringMatching(/^Packet 2, RST(\+ACK)?: sent on$/),
    'Packet 3, udp 9: sent on',
    'Packet 4, port unreachable: sent on',
  ])
})
