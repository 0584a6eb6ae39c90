import type { Locator, Page } from '@playwright/test'
import { expect, test } from './steps/session'
import { part, visit } from './steps/workbench'

/** Each kind of text, typed in by keyboard, what it is told to be, and what using it fills. */
interface Kind {
  readonly name: string
  readonly text: string
  readonly recognised: string
  /** The tab that gets a new text, and a part of it; null where packets alone are added. */
  readonly fills: readonly [tab: string, text: string] | null
  readonly packets?: string
}

const SAVE = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT\nCOMMIT\n'
const FLOW = 'src=10.0.0.2 dst=192.0.2.9 sport=1000 dport=80 src=192.0.2.9 dst=10.0.0.2 sport=80 dport=1000 [ASSURED] mark=0 use=1\n'

const KINDS: readonly Kind[] = [
  { name: 'a save file', text: SAVE, recognised: 'iptables-save', fills: ['Rules', '--dport 2222'] },
  {
    name: 'a list of rules',
    text: '-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT\n',
    recognised: 'iptables -S',
    fills: ['Rules', '--dport 2222'],
  },
  {
    name: 'a listing',
    text: 'Chain INPUT (policy DROP 1 packets, 40 bytes)\n pkts bytes target     prot opt in     out     source               destination\n    5   300 ACCEPT     udp  --  eth0   *       0.0.0.0/0            0.0.0.0/0            udp dpt:5353\n',
    recognised: 'iptables -L',
    fills: ['Rules', '--dport 5353'],
  },
  {
    name: 'a script',
    text: 'IPT=/sbin/iptables\nfor p in 2222 80; do\n  $IPT -A INPUT -p tcp --dport $p -j ACCEPT\ndone\n',
    recognised: 'a shell script',
    fills: ['Rules', '--dport 2222'],
  },
  {
    name: 'a wg-quick file',
    text: '[Interface]\nAddress = 10.9.0.1/24\nPostUp = iptables -A FORWARD -i %i -j ACCEPT\n[Peer]\nAllowedIPs = 10.9.0.2/32\n',
    recognised: 'a wg-quick file',
    fills: ['Network', '10.9.0.1/24'],
  },
  {
    name: 'a ruleset of nft',
    text: 'table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t\ttcp dport 2222 counter packets 5 bytes 300 accept\n\t}\n}\n',
    recognised: 'nft list ruleset',
    fills: ['Rules', '--dport 2222'],
  },
  { name: 'ipset save', text: 'create guests hash:ip\nadd guests 192.0.2.77\n', recognised: 'ipset save', fills: ['Sets', '192.0.2.77'] },
  {
    name: 'ipset list',
    text: 'Name: guests\nType: hash:ip\nRevision: 5\nHeader: family inet hashsize 1024 maxelem 65536\nMembers:\n192.0.2.77\n',
    recognised: 'ipset list',
    fills: ['Sets', '192.0.2.77'],
  },
  {
    name: 'ip addr',
    text: '2: lan7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n    inet 192.0.2.77/24 scope global lan7\n',
    recognised: 'ip addr',
    fills: ['Network', '192.0.2.77/24'],
  },
  {
    name: 'ip route',
    text: '192.0.2.0/24 dev lan7 proto kernel scope link src 192.0.2.77\n198.51.100.0/24 via 192.0.2.1 dev lan7\n',
    recognised: 'ip route',
    fills: ['Network', '198.51.100.0/24'],
  },
  {
    name: 'route -n',
    text: 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n192.0.2.128     0.0.0.0         255.255.255.128 U     0      0        0 lan7\n',
    recognised: 'route -n',
    fills: ['Network', '192.0.2.128/25'],
  },
  {
    name: 'ifconfig',
    text: 'lan8: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet 192.0.2.88  netmask 255.255.255.0  broadcast 192.0.2.255\n',
    recognised: 'ifconfig',
    fills: ['Network', '192.0.2.88/24'],
  },
  { name: 'sysctl', text: 'net.ipv4.conf.all.rp_filter = 2\n', recognised: 'sysctl', fills: ['Network', 'rp_filter = 2'] },
  {
    name: 'ss',
    text: 'Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\ntcp   LISTEN 0      128          0.0.0.0:2222      0.0.0.0:*\n',
    recognised: 'ss -lntu',
    fills: ['Services', 'tcp 2222'],
  },
  {
    name: 'connections',
    text: `ipv4     2 tcp      6 300 ESTABLISHED ${FLOW}ipv4     2 tcp      6 300 ESTABLISHED ${FLOW.replaceAll('1000', '1001')}`,
    recognised: 'conntrack -L',
    fills: ['Connections', 'sport=1001'],
  },
  {
    name: 'a line of tcpdump',
    text: '12:00:00.000001 IP 10.0.0.2.40000 > 10.0.0.1.22: Flags [S], seq 1, win 64240, length 0\n',
    recognised: 'tcpdump',
    fills: null,
    packets: '1 packet or exchange is added and played.',
  },
  {
    name: 'a line of the kernel log',
    text: 'kernel: [   10.5] refused: IN=eth0 OUT= SRC=10.0.0.2 DST=10.0.0.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=7 DF PROTO=TCP SPT=40000 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0\n',
    recognised: 'the kernel log',
    fills: null,
    packets: '1 packet or exchange is added and played.',
  },
]

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Import' })

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Share', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Import…' }).press('Enter')
  await expect(dialogOf(page)).toBeVisible()
  return dialogOf(page)
}

async function pasteByKeyboard(page: Page, dialog: Locator, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await dialog.getByLabel('Text to import').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+V')
}

test('each kind of text is pasted by keyboard, recognised and used', async ({ page, context }) => {
  test.slow()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await visit(page)
  for (const { name, text, recognised, fills, packets } of KINDS)
    await test.step(name, async () => {
      const dialog = await openDialog(page)
      await pasteByKeyboard(page, dialog, text)
      await expect(dialog.getByRole('status')).toContainText(`Recognised: ${recognised}`)
      if (packets !== undefined) await expect(dialog.getByRole('status')).toContainText(packets)
      if (fills !== null)
        await expect(dialog.getByLabel(`New text: ${fills[0]}`)).toHaveValue(new RegExp(fills[1].replace(/[/.]/g, '\\$&')))
      await dialog.getByRole('button', { name: 'Use it' }).press('Enter')
      await expect(dialog).toBeHidden()
    })
})

test('what a text does not say is asked, and the answer counts', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await visit(page)
  const dialog = await openDialog(page)
  const script =
    'WAN=$(guess)\nif [ -f /etc/strict ]; then\n  iptables -P INPUT DROP\nelse\n  iptables -P INPUT ACCEPT\nfi\niptables -A INPUT -i $WAN -j DROP\n'
  await pasteByKeyboard(page, dialog, script)
  const asked = dialog.getByRole('region', { name: 'What the text does not say' })
  await expect(dialog.getByRole('region', { name: 'Left out' })).toContainText('WAN')
  await asked.getByLabel(/Value of WAN/).fill('ppp0')
  await asked.getByLabel(/Value of WAN/).press('Enter')
  await asked.getByLabel(/What runs of/).selectOption('1')
  await expect(dialog.getByLabel('New text: Rules')).toHaveValue(/-P INPUT DROP\n.*-i ppp0/s)
  await expect(dialog.getByRole('region', { name: 'Left out' })).toBeHidden()
})

test('a dropped listing of connections is there before the first packet', async ({ page }) => {
  await visit(page)
  const dropped = await page.evaluateHandle(
    (text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'nf_conntrack', { type: '' }))
      return data
    },
    `ipv4     2 tcp      6 300 ESTABLISHED ${FLOW}ipv4     2 udp      17 25 ${FLOW.replace('[ASSURED] ', '').replaceAll('1000', '53535')}`,
  )
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(dialogOf(page).getByRole('status')).toContainText('Recognised: conntrack -L')
  await dialogOf(page).getByRole('button', { name: 'Use it' }).press('Enter')
  const editor = part(page, 'Editor')
  await editor.getByRole('tab', { name: 'Connections', exact: true }).click()
  await expect(editor).toContainText('sport=53535')
  await part(page, 'Logs')
    .getByRole('tab', { name: /^Connections/ })
    .click()
  await expect(page.getByRole('region', { name: 'Connections' })).toContainText('10.0.0.2:1000')
})

test('rules that have nothing of a story leave its network and packets behind, in one step of Undo', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await visit(page)
  const editor = part(page, 'Editor')
  await expect(editor).toContainText(/[1-9]\d rules/)
  const dialog = await openDialog(page)
  await pasteByKeyboard(page, dialog, '*filter\n:INPUT DROP [0:0]\n-A INPUT -i uplink9 -p tcp -m tcp --dport 2222 -j ACCEPT\nCOMMIT\n')
  await expect(dialog.getByRole('status')).toContainText('Recognised: iptables-save')
  await dialog.getByRole('button', { name: 'Use it' }).press('Enter')
  await expect(editor).toContainText('1 rule')
  await editor.getByRole('tab', { name: 'Network', exact: true }).click()
  await expect(editor).toContainText('Inferred from the rules')
  await expect(editor).toContainText('uplink9')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(editor).toContainText('wg0')
})
