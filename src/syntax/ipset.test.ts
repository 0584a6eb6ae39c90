import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipsetLines } from '../trace/ipset-line'
import { readSets } from './ipset'

/** Reads, and holds `ipset save -sorted` of it against what ipset 7.17 printed for the same text. */
function check(text: string, saved: string, messages: readonly string[] = []): void {
  const read = readSets(text)
  expect(read.diagnostics.map(({ span, message }) => `${span.line}: ${message}`)).toEqual(messages)
  expect(ipsetLines(read.value).join('\n')).toBe(saved.trim())
}

describe('the sets text', () => {
  it('reads ipset save', () =>
    check(
      `create a hash:ip family inet hashsize 64 maxelem 100 netmask 24 timeout 300 counters comment bucketsize 12 initval 0x870e9318
add a 10.0.0.0 timeout 299 packets 3 bytes 99 comment "hi there"
add a 11.0.0.0 timeout 0 packets 0 bytes 0`,
      `create a hash:ip family inet hashsize 64 maxelem 100 netmask 24 timeout 300 counters comment bucketsize 12 initval 0x870e9318
add a 10.0.0.0 timeout 299 packets 3 bytes 99 comment "hi there"
add a 11.0.0.0 timeout 0 packets 0 bytes 0`,
    ))

  it('masks addresses by netmask and bitmask, each printed in its place', () =>
    check(
      `create a hash:ip bitmask 255.255.0.255 timeout 5
add a 10.1.2.3
create b hash:ip,port netmask 24 counters
add b 10.1.2.3,tcp:80
create c hash:ip netmask 32`,
      `create a hash:ip family inet hashsize 1024 maxelem 65536 bitmask 255.255.0.255 timeout 5 bucketsize 12
add a 10.1.0.3 timeout 5
create b hash:ip,port family inet hashsize 1024 maxelem 65536 counters bucketsize 12 netmask 24
add b 10.1.2.0,tcp:80 packets 0 bytes 0
create c hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12`,
    ))

  it('completes an element by its MAC, which keeps the time that it has', () =>
    check(
      `create m bitmap:ip,mac range 10.0.0.0/24 timeout 600
add m 10.0.0.1 timeout 300
add m 10.0.0.1,02:00:00:00:00:01
add m 10.0.0.2 timeout 300
add m 10.0.0.2,02:00:00:00:00:02 timeout 60`,
      `create m bitmap:ip,mac range 10.0.0.0-10.0.0.255 timeout 600
add m 10.0.0.1,02:00:00:00:00:01 timeout 300
add m 10.0.0.2,02:00:00:00:00:02 timeout 60`,
    ))

  it('keeps of an element that is added again what the kernel keeps', () =>
    check(
      `create a hash:ip counters comment
add a 10.0.0.1 packets 5 bytes 50 comment "x" -exist
add a 10.0.0.1 bytes 60 -exist
create m bitmap:ip,mac range 10.0.0.0/24
add m 10.0.0.1,02:00:00:00:00:01
add m 10.0.0.1 -exist
create t bitmap:ip,mac range 10.0.0.0/24 timeout 60
add t 10.0.0.1,02:00:00:00:00:01
add t 10.0.0.1 -exist`,
      `create a hash:ip family inet hashsize 1024 maxelem 65536 counters comment bucketsize 12
add a 10.0.0.1 packets 5 bytes 60
create m bitmap:ip,mac range 10.0.0.0-10.0.0.255
add m 10.0.0.1,02:00:00:00:00:01
create t bitmap:ip,mac range 10.0.0.0-10.0.0.255 timeout 60`,
    ))

  it('remembers what the places of a bitmap have counted', () =>
    check(
      `create b bitmap:ip range 10.0.0.0/24 counters
add b 10.0.0.1 packets 5 bytes 50
del b 10.0.0.1
add b 10.0.0.1 bytes 9
flush b
add b 10.0.0.1 packets 3
create h hash:ip counters
add h 10.0.0.1 packets 5 bytes 50
del h 10.0.0.1
add h 10.0.0.1
create m bitmap:ip,mac range 10.0.0.0/24 timeout 60 counters
ipset add m 10.0.0.1,02:00:00:00:00:01 packets 2 bytes 100
ipset add m 10.0.0.1 -exist
ipset add m 10.0.0.1,02:00:00:00:00:07 packets 9
add m 10.0.0.2 timeout 5
add m 10.0.0.2 timeout 7`,
      `create b bitmap:ip range 10.0.0.0-10.0.0.255 counters
add b 10.0.0.1 packets 3 bytes 9
create h hash:ip family inet hashsize 1024 maxelem 65536 counters bucketsize 12
add h 10.0.0.1 packets 0 bytes 0
create m bitmap:ip,mac range 10.0.0.0-10.0.0.255 timeout 60 counters
add m 10.0.0.1,02:00:00:00:00:01 timeout 60 packets 9 bytes 100
add m 10.0.0.2 timeout 7 packets 0 bytes 0`,
    ))

  it('goes on with -exist where a line of a restore has said it, but not for what is sent with lines before', () => {
    const twice = "3: Element cannot be added to the set: it's already added"
    const told = (text: string) => readSets(text).diagnostics.map(({ span, message }) => `${span.line}: ${message}`)
    const add = (words = '') => `add a 10.0.0.1${words}\n`
    const rows: readonly (readonly [text: string, said: readonly string[]])[] = [
      [`${add()}${add()}`, [twice]],
      [`${add(' -exist')}${add()}del a 10.0.0.9\n`, []],
      [`${add()}${add(' -exist')}`, [twice]],
      [`${add()}create b hash:ip\n${add(' -exist')}${add()}`, []],
      [`${add()}ipset ${add(' -exist')}`, []],
      [`${add()}ipset ${add()}`, [twice]],
    ]
    for (const [text, said] of rows) expect(told(`create a hash:ip\n${text}`)).toEqual(said)
  })

  it('reads the address of a bitmask, and of an element, as the resolver does', () =>
    check(
      `create a hash:ip bitmask 24
create b hash:ip bitmask 255.255.0.0/8
add b 010.1.2.3
create c hash:ip
add c LocalHost
add c 10`,
      `create a hash:ip family inet hashsize 1024 maxelem 65536 bitmask 0.0.0.24 bucketsize 12
create b hash:ip family inet hashsize 1024 maxelem 65536 bitmask 255.255.0.0 bucketsize 12
add b 8.1.0.0
create c hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12
add c 0.0.0.10
add c 127.0.0.1`,
    ))

  it('reads commands, ranges and short forms', () =>
    check(
      `ipset create b bitmap:ip range 10.0.0.0/24
sudo ipset add b 10.0.0.1-10.0.0.3
ipset -exist create b bitmap:ip range 10.0.0.0/24
ipset -N m nethash
ipset -A m 10.0.0.0-10.0.0.5
ipset add m 8.8.8.8/32 nomatch
ipset create l bitmap:port range 0-1023
ipset add l 20-22
ipset add l ssh -exist
ipset del l 21
ipset create e hash:ip,port
ipset add e 10.0.0.1,80
ipset add e 10.1,udp:53
ipset create d hash:net,iface
ipset add d 0.0.0.0/0,eth wildcard
ipset create k list:set
ipset add k b
ipset add k m`,
      `create b bitmap:ip range 10.0.0.0-10.0.0.255
add b 10.0.0.1
add b 10.0.0.2
add b 10.0.0.3
create m hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12
add m 8.8.8.8 nomatch
add m 10.0.0.0/30
add m 10.0.0.4/31
create l bitmap:port range 0-1023
add l 20
add l 22
create e hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12
add e 10.0.0.1,tcp:80
add e 10.0.0.1,udp:53
create d hash:net,iface family inet hashsize 1024 maxelem 65536 bucketsize 12
add d 0.0.0.0/0,eth wildcard
create k list:set size 8
add k b
add k m`,
    ))

  it('says what ipset says', () =>
    check(
      `create a hash:ip
create a hash:ip
create
create x
create x hash:foo
create x hash:ip foo
create x hash:ip timeout abc
create x hash:ip timeout
create 012345678901234567890123456789012 hash:ip
add nope 1.2.3.4
add a
add a 300.1.1.1
add a 10.0.0.1
add a 10.0.0.1
add a 10.0.0.1 timeout 4
add a 10.0.0.1,80
add a 10.0.0.9 nomatch
del a 99.0.0.1
foo a
create n hash:net
add n 0.0.0.0/0
add n 10.0.0.0/33
create b bitmap:ip
create b bitmap:ip range 10.0.0.0/8
create b bitmap:ip range 10.0.0.0/24
add b 11.0.0.1
create i hash:ip,port
add i 10.0.0.1
add i 10.0.0.1,foo:80
create l list:set
add l nope
add l l
create f hash:ip maxelem 1
add f 1.1.1.1
add f 1.1.1.2
add a 10.0.0.3 comment foo`,
      `create a hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12
add a 10.0.0.1
create n hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12
create b bitmap:ip range 10.0.0.0-10.0.0.255
create i hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12
create f hash:ip family inet hashsize 1024 maxelem 1 bucketsize 12
add f 1.1.1.1
create l list:set size 8`,
      [
        '2: Set cannot be created: set with the same name already exists',
        '3: Missing mandatory argument to command create',
        '4: Missing second mandatory argument to command create',
        "5: Syntax error: typename 'hash:foo' is unknown",
        "6: Unknown argument: `foo'",
        "7: Syntax error: 'abc' is invalid as number",
        "8: Missing mandatory argument of option `timeout'",
        "9: Syntax error: setname '012345678901234567890123456789012' is longer than 31 characters",
        '10: The set with the given name does not exist',
        '11: Missing second mandatory argument to command add',
        '12: Syntax error: cannot parse 300.1.1.1: resolving to IPv4 address failed',
        "14: Element cannot be added to the set: it's already added",
        '15: Timeout cannot be used: set was created without timeout support',
        '16: Syntax error: Elem separator in 10.0.0.1,80, but settype hash:ip supports none.',
        "17: Unknown argument: `nomatch'",
        "18: Element cannot be deleted from the set: it's not added",
        '19: No command specified: unknown argument foo',
        '21: The value of the CIDR parameter of the IP address is invalid',
        "22: Syntax error: '33' is out of range 0-32",
        "23: Mandatory option `range' is missing",
        '24: The range you specified exceeds the size limit of the set type',
        '26: Element is out of the range of the set',
        '28: Syntax error: Second element is missing from 10.0.0.1.',
        "29: Syntax error: cannot parse 'foo' as a protocol",
        '31: Set to be added/deleted/tested as element does not exist.',
        '32: Sets with list:set type cannot be added to the set.',
        '35: Hash is full, cannot add more elements',
        '36: Comment cannot be used: set was created without comment support',
      ],
    ))

  it('never throws', () => {
    const words = fc.constantFrom(
      'create',
      'add',
      'del',
      'a',
      'b',
      'hash:ip',
      'hash:net',
      'hash:ip,port',
      'list:set',
      'bitmap:port',
      'range',
      '0-9',
      '10.0.0.1',
      '10.0.0.0/8',
      '10.0.0.1,tcp:80',
      'timeout',
      '5',
      'comment',
      '"x',
      'swap',
      'rename',
      'flush',
    )
    const line = fc.array(words, { maxLength: 6 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n')),
        ),
        (text) => void ipsetLines(readSets(text).value),
      ),
    )
  })
})

describe('ICMP in an element', () => {
  it('has ipset’s names', () =>
    check(
      'create q hash:ip,port\nadd q 10.0.0.2,icmp:8/0\nadd q 10.0.0.2,icmp:host-unreachable\nadd q 9.0.0.2,sctp:9\nadd q 9.0.0.2,tcp:443\nadd q 9.0.0.2,icmp:ping',
      `create q hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12
add q 9.0.0.2,tcp:443
add q 9.0.0.2,icmp:echo-request
add q 9.0.0.2,sctp:9
add q 10.0.0.2,icmp:host-unreachable
add q 10.0.0.2,icmp:echo-request`,
    ))
})
