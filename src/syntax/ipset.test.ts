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

describe('ipset itself', () => {
  /** What ipset 7.17 says to one command on a host that has these sets; nothing where it takes it. */
  it.each([
    ['create x hash:ip timeout 5 timeout 6', 'Syntax error: timeout already specified'],
    ['create x hash:ip counters counters', ''],
    ['create x hash:ip family inet -4', 'Syntax error: -4 already specified'],
    ['create x hash:ip timeout 1.5 foo', "Unknown argument: `foo'"],
    ['create x hash:ip family foo bar', 'Syntax error: unknown inet family foo'],
    ['create x hash:ip family any', 'Protocol family not supported by the set type'],
    ['create x hash:ip timeout 2147484', "Syntax error: '2147484' is out of range 0-2147483"],
    ['create x hash:ip netmask 0', "Syntax error: '0' is out of range 1-32"],
    ['create x hash:net netmask 24', "Unknown argument: `netmask'"],
    ['create x hash:ip from 5', "Unknown argument: `from'"],
    ['create x hash:ip,port from 5 resize 3', ''],
    ['create x bitmap:ip from 10.0.0.0', "Mandatory option `to' is missing"],
    ['create x bitmap:ip range 10.0.0.0', 'Syntax error: IP/cidr or IP-IP range must be specified: 10.0.0.0'],
    ['create x bitmap:ip from 10.0.0.0 range 10.0.0.0/24', 'Syntax error: range already specified'],
    ['create x bitmap:ip range 10.0.0.0/24 netmask 24', 'Element is out of the range of the set'],
    ['create x bitmap:ip range 10.0.0.0/8 netmask 24', ''],
    ['create x bitmap:port range a-b', "Syntax error: 'b' is invalid as number"],
    ['create h hash:ip -exist', ''],
    ['create h hash:ip maxelem 5 -exist', 'Set cannot be created: set with the same name already exists'],
    ['add h 10.0.0.1 timeout 5', 'Timeout cannot be used: set was created without timeout support'],
    ['add f 10.0.0.1 timeout 5 timeout 6', 'Syntax error: timeout already specified'],
    ['add f 10.0.0.1 comment x comment y', 'Syntax error: comment already specified'],
    ['add f 10.0.0.1 packets 18446744073709551615', "Syntax error: '18446744073709551615' is out of range 0-18446744073709551614"],
    ['add f 10.0.0.1 skbmark 18', 'Syntax error: Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)'],
    ['add f 10.0.0.1 skbprio 1:', 'Syntax error: Invalid skbprio format, it should be:MAJOR:MINOR (see manpage)'],
    ['add f 10.0.0.1 skbqueue 65536', "Syntax error: '65536' is out of range 0-65535"],
    ['add n 10.0.0.1 nomatch nomatch', ''],
    ['add h x foo', 'Syntax error: cannot parse x: resolving to IPv4 address failed'],
    ['del h 10.0.0.1 timeout 5', "Unknown argument: `timeout'"],
    ['add h 10.0.0.1-', 'Syntax error: cannot parse 10.0.0.1-: resolving to IPv4 address failed'],
    ['add h 10.0.0.0/24-10.0.0.9', "Syntax error: '24-10.0.0.9' is invalid as number"],
    ['add h 10.0.0.0/-1', "Syntax error: '-1' is out of range 0-255"],
    ['add h 10.0.0.1,80,90', 'Syntax error: Elem separator in 10.0.0.1,80,90, but settype hash:ip supports none.'],
    ['add h 0.0.0.0', 'Null-valued element, cannot be stored in a hash type of set'],
    ['add p 0.0.0.0,80', 'Kernel error received: Invalid argument'],
    ['add n 0.0.0.0-255.255.255.255', 'Invalid range, covers the whole address space'],
    ['add p 10.0.0.1,udp:http', "Syntax error: 'http' is invalid as number"],
    ['add p 10.0.0.1,TCP:80', ''],
    ['add p 10.0.0.1,Tcp:80', "Syntax error: cannot parse 'Tcp' as a protocol"],
    ['add p 10.0.0.1,47:', "Syntax error: '47:' is invalid as number"],
    ['add p 10.0.0.1,icmp:any', 'Cannot parse any as an ICMP type/code.'],
    ['add p 10.0.0.1,icmpv6:0', 'Syntax error: Protocol ICMPv6 can be used with family inet6 only'],
    ['add p 10.0.0.1,ip:0', "Syntax error: Unsupported protocol 'ip'"],
    ['add pi 10.0.0.1,80,1.1.1.1-1.1.1.2', 'Syntax error: plain IP address must be supplied: 1.1.1.1-1.1.1.2'],
    ['add bm 10.0.0.1,2:0:0:0:0:1', ''],
    ['add bp 5 timeout 5', 'Element is out of the range of the set'],
    ['add b 11.0.0.1 timeout 5', 'Timeout cannot be used: set was created without timeout support'],
    ['add l b before n', "The set to which you referred with 'before' or 'after' is not added to the set."],
    ['add l b after nope', "The set to which you referred with 'before' or 'after' does not exist."],
    ['add l b,c', 'you must specify elements as setname,[before|after],setname'],
    ['add l b,c,d', 'you must specify elements as setname,[before|after],setname'],
    ['add l b,before,h', ''],
    ['flush h x', 'Unknown argument x'],
    ['destroy h', 'Set cannot be destroyed: it is in use by a kernel component'],
    ['destroy', 'Set cannot be destroyed: it is in use by a kernel component'],
    ['rename h z', 'Set cannot be renamed: it is in use by another system'],
    ['swap h n', 'The sets cannot be swapped: their type does not match'],
    ['swap h b', ''],
    ['swap h', 'Missing second mandatory argument to command swap'],
    ['--de h 10.0.0.9', "Element cannot be deleted from the set: it's not added"],
    ['new x hash:ip', ''],
    ['--new x hash:ip', ''],
    ['-quiet add h 10.0.0.1', ''],
    ['in', 'No command specified: unknown argument in'],
  ])('%s', (command, message) => {
    const sets = `create h hash:ip
create f hash:ip timeout 9 counters comment skbinfo
create n hash:net
create p hash:ip,port
create pi hash:ip,port,ip
create b bitmap:ip range 10.0.0.0/24
create bp bitmap:port range 10-99
create bm bitmap:ip,mac range 10.0.0.0/24
create l list:set
add l h
`
    expect(readSets(`${sets}ipset ${command}`).diagnostics.map((one) => one.message)).toEqual(message === '' ? [] : [message])
  })

  it('prints sizes as the kernel takes them, and elements with all that is said of them', () =>
    check(
      `create a hash:ip hashsize 65 bucketsize 3 initval 012 maxelem 0
create b hash:ip hashsize 0 bucketsize 255
create c bitmap:ip range 10.0.0.3-10.0.0.200 netmask 28
create i hash:net,iface timeout 9 counters comment skbinfo
add i 10.0.0.0/24,eth nomatch wildcard packets 1 bytes 2 comment x skbmark 0x12/0 skbprio 10000:1 skbqueue 3 timeout 5
create l list:set
add l a
add l b before a
add l c after b`,
      `create a hash:ip family inet hashsize 128 maxelem 0 bucketsize 4 initval 0x0000000a
create b hash:ip family inet hashsize 64 maxelem 65536 bucketsize 12
create c bitmap:ip range 10.0.0.0-10.0.0.207 netmask 28
create i hash:net,iface family inet hashsize 1024 maxelem 65536 timeout 9 counters comment skbinfo bucketsize 12
add i 10.0.0.0/24,eth timeout 5 nomatch wildcard packets 1 bytes 2 comment "x" skbmark 0x12 skbprio 0:1 skbqueue 3
create l list:set size 8
add l b
add l c
add l a`,
    ))
})
