import { describe, expect, it } from 'vitest'
import { formatIpv4 } from '../../../model'
import type { DirectionIndex } from '../connection'
import { readFtpLine } from './ftp-command'

/** `expected`: form, address and port, and the text that NAT would replace; or `partial` with the pattern. */
function check(payload: string, direction: DirectionIndex, expected: string | null) {
  it(`${direction === 0 ? 'client' : 'server'}: ${JSON.stringify(payload)}`, () => {
    const line = readFtpLine(payload, direction)
    if (line === null) expect(expected).toBeNull()
    else if (line.form === 'partial') expect(`partial ${line.pattern}`).toBe(expected)
    else {
      const address = line.address === null ? '-' : formatIpv4(line.address)
      expect(`${line.form} ${address} ${line.port} ${payload.slice(line.at, line.at + line.length)}`).toBe(expected)
    }
  })
}

describe('what clients write', () => {
  check('PORT 192,168,1,10,200,10\r\n', 0, 'PORT 192.168.1.10 51210 192,168,1,10,200,10')
  check('port 192,168,1,10,200,10\r\n', 0, 'PORT 192.168.1.10 51210 192,168,1,10,200,10')
  check('PORT 192,168,1,10,200,10\n', 0, 'partial PORT')
  check('PORT 192,168,1,10,200\r\n', 0, 'partial PORT')
  check('PORT 192,168,1,10,200,10', 0, 'partial PORT')
  check('PORT', 0, 'partial PORT')
  check('P', 0, 'partial PORT')
  check('E', 0, 'partial EPRT')
  check('PORTS\r\n', 0, 'partial PORT')
  check('PASV\r\n', 0, null)
  check('LIST PORT 1,2,3,4,5,6\r\n', 0, null)
  check('EPRT |1|192.168.1.10|50010|\r\n', 0, 'EPRT 192.168.1.10 50010 |1|192.168.1.10|50010|')
  check('EPRT !1!10.0.0.1!80!\r\n', 0, 'EPRT 10.0.0.1 80 !1!10.0.0.1!80!')
  check('EPRT |2|::1|50010|\r\n', 0, 'partial EPRT')
  check('EPRT |1|192.168.1.10|0|\r\n', 0, 'partial EPRT')
  check('EPRT 0101\r\n', 0, 'partial EPRT')
  check('227 Entering Passive Mode (1,2,3,4,5,6).\r\n', 0, null)
})

describe('what servers answer', () => {
  check('227 Entering Passive Mode (198,51,100,21,195,80).\r\n', 1, 'PASV 198.51.100.21 50000 198,51,100,21,195,80')
  check('227 =198,51,100,21,195,80\r\n', 1, 'PASV 198.51.100.21 50000 198,51,100,21,195,80')
  check('227 Entering\r\n', 1, 'partial 227 ')
  check('227 1,2,3\r\n', 1, 'partial 227 ')
  check('22', 1, 'partial 227 ')
  check('229 Extended Passive Mode (|||50000|)\r\n', 1, 'EPSV - 50000 |||50000|')
  check('229 Extended Passive Mode (|||0|)\r\n', 1, 'partial 229 ')
  check('229 Extended Passive Mode\r\n', 1, 'partial 229 ')
  check('200 ok\r\n', 1, null)
  check('PORT 192,168,1,10,200,10\r\n', 1, null)
})
