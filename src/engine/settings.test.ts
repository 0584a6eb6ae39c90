import { describe, expect, it } from 'vitest'
import { readSettings } from './settings'

function check(sysctl: { readonly [name: string]: string }, interfaceName: string, sends: boolean): void {
  const told = Object.entries(sysctl).map(([name, value]) => `${name} = ${value}`)
  it(`${interfaceName} ${sends ? 'sends' : 'does not send'} redirects with ${told.length === 0 ? 'nothing said' : told.join(', ')}`, () => {
    expect(readSettings(sysctl).sendRedirects(interfaceName)).toBe(sends)
  })
}

describe('send_redirects', () => {
  check({}, 'eth0', true)
  check({ 'net.ipv4.conf.all.send_redirects': '0' }, 'eth0', true)
  check({ 'net.ipv4.conf.all.send_redirects': '0', 'net.ipv4.conf.default.send_redirects': '0' }, 'eth0', false)
  check({ 'net.ipv4.conf.all.send_redirects': '0', 'net.ipv4.conf.eth0.send_redirects': '0' }, 'eth0', false)
  // WireGuard's driver turns both off.
  check({}, 'wg0', false)
  check({ 'net.ipv4.conf.all.send_redirects': '1' }, 'wg0', true)
  check({ 'net.ipv4.conf.wg0.send_redirects': '1' }, 'wg0', true)
})
