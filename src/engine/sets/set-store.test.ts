import { describe, expect, it } from 'vitest'
import { type IpSet, type Packet, parseIpv4, SECOND } from '../../model'
import type { SetSubject } from './packet-part'
import { SetStore } from './set-store'

function address(text: string): number {
  const value = parseIpv4(text)
  if (value === null) throw new Error(text)
  return value
}

function element(parts: IpSet['elements'][number]['parts'], more: Partial<IpSet['elements'][number]> = {}): IpSet['elements'][number] {
  return { parts, nomatch: false, timeout: null, comment: null, packets: 0, bytes: 0, ...more }
}

function set(name: string, type: IpSet['type'], elements: IpSet['elements'], more: Partial<IpSet> = {}): IpSet {
  return { name, type, family: 'inet', options: {}, timeout: null, counters: false, elements, ...more }
}

function packet(source: string, destination: string, protocol: 'tcp' | 'udp' | 'icmp' = 'tcp', port = 80): SetSubject {
  const transport: Packet['transport'] =
    protocol === 'icmp'
      ? { kind: 'icmp', protocol: 1, type: 8, code: 0, identifier: 1, sequence: 1, payload: '', quoted: null }
      : protocol === 'udp'
        ? { kind: 'udp', protocol: 17, sourcePort: 1000, destinationPort: port, payload: '' }
        : {
            kind: 'tcp',
            protocol: 6,
            sourcePort: 1000,
            destinationPort: port,
            sequence: 0,
            acknowledgement: 0,
            flags: 2,
            window: 0,
            urgentPointer: 0,
            options: '',
            payload: '',
          }
  const headers: Packet = {
    source: address(source),
    destination: address(destination),
    ttl: 64,
    tos: 0,
    id: 1,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport,
  }
  return { packet: headers, inInterface: 'eth0', outInterface: null, mark: 5, sourceMac: '02:00:00:00:00:02', now: 0 }
}

const net = (text: string, length: number) => ({ kind: 'net', prefix: { address: address(text), length } }) as const
const host = (text: string) => ({ kind: 'address', address: address(text) }) as const
const port = (protocol: number | null, number: number) => ({ kind: 'port', protocol, port: number }) as const

describe('membership', () => {
  const store = new SetStore([
    set('ip', 'hash:ip', [element([host('10.0.0.2')])]),
    set('net', 'hash:net', [
      element([net('8.8.0.0', 16)]),
      element([net('8.8.8.8', 32)], { nomatch: true }),
      element([net('10.0.0.0', 25)]),
    ]),
    set('ipport', 'hash:ip,port', [element([host('10.0.0.2'), port(6, 80)]), element([host('10.0.0.2'), port(1, 0x800)])]),
    set('port', 'bitmap:port', [element([port(null, 80)])], { options: { range: '0-1023' } }),
    set('list', 'list:set', [element([{ kind: 'set', name: 'net' }]), element([{ kind: 'set', name: 'ip' }])]),
    set('iface', 'hash:net,iface', [element([net('10.0.0.0', 8), { kind: 'interface', name: 'eth+' }])]),
    set('mac', 'hash:mac', [element([{ kind: 'mac', mac: '02:00:00:00:00:02' }])]),
    set('marked', 'hash:ip,mark', [element([host('10.0.0.2'), { kind: 'mark', mark: 5 }])]),
    set('nets', 'hash:net,net', [
      element([net('10.0.0.0', 8), net('8.0.0.0', 8)]),
      element([net('10.0.0.0', 24), net('8.8.0.0', 16)], { nomatch: true }),
    ]),
  ])
  const cases: readonly [name: string, directions: readonly ('src' | 'dst')[], SetSubject, boolean | null][] = [
    ['ip', ['src'], packet('10.0.0.2', '8.8.8.8'), true],
    ['ip', ['dst'], packet('10.0.0.2', '8.8.8.8'), false],
    ['net', ['dst'], packet('10.0.0.2', '8.8.8.8'), false],
    ['net', ['dst'], packet('10.0.0.2', '8.8.8.9'), true],
    ['net', ['src'], packet('10.0.0.200', '8.8.8.9'), false],
    ['ipport', ['src', 'dst'], packet('10.0.0.2', '8.8.8.9'), true],
    ['ipport', ['src', 'src'], packet('10.0.0.2', '8.8.8.9'), false],
    ['ipport', ['src', 'dst'], packet('10.0.0.2', '8.8.8.9', 'udp'), false],
    ['ipport', ['src', 'dst'], packet('10.0.0.2', '8.8.8.9', 'icmp'), true],
    ['ipport', ['src'], packet('10.0.0.2', '8.8.8.9'), false],
    ['port', ['dst'], packet('1.1.1.1', '2.2.2.2', 'udp'), true],
    ['port', ['dst'], packet('1.1.1.1', '2.2.2.2', 'icmp'), false],
    ['list', ['dst'], packet('1.1.1.1', '8.8.8.8'), false],
    ['list', ['src'], packet('10.0.0.2', '8.8.8.8'), true],
    ['list', ['src'], packet('10.0.0.3', '8.8.8.8'), true],
    ['iface', ['src', 'src'], packet('10.9.9.9', '8.8.8.8'), true],
    ['iface', ['src', 'dst'], packet('10.9.9.9', '8.8.8.8'), false],
    ['mac', ['src'], packet('10.9.9.9', '8.8.8.8'), true],
    ['marked', ['src', 'src'], packet('10.0.0.2', '8.8.8.8'), true],
    ['nets', ['src', 'dst'], packet('10.1.0.2', '8.8.8.8'), true],
    ['nets', ['src', 'dst'], packet('10.0.0.2', '8.8.8.8'), false],
    ['none', ['src'], packet('10.0.0.2', '8.8.8.8'), null],
  ]
  for (const [name, directions, subject, expected] of cases) {
    it(`${name} ${directions} of ${subject.packet.source.toString(16)} > ${subject.packet.destination.toString(16)} ${subject.packet.transport.kind} is ${expected}`, () =>
      expect(store.test(name, directions, subject)).toBe(expected))
  }
})

describe('packets change sets', () => {
  it('adds with the longest prefix in use, once, and tells', () => {
    const told: string[] = []
    const store = new SetStore([set('net', 'hash:net', [element([net('8.8.0.0', 16)])])], (name, one, change) =>
      told.push(`${name} ${change} ${JSON.stringify(one.parts)}`),
    )
    expect(store.add('net', ['src'], packet('10.1.2.3', '8.8.8.8'), { exist: false, timeout: null })).toBe(true)
    expect(store.add('net', ['src'], packet('10.1.9.9', '8.8.8.8'), { exist: false, timeout: null })).toBe(false)
    expect(store.test('net', ['src'], packet('10.1.200.1', '8.8.8.8'))).toBe(true)
    expect(store.remove('net', ['src'], packet('10.1.0.1', '8.8.8.8'))).toBe(true)
    expect(told).toEqual([
      `net added [{"kind":"net","prefix":{"address":${address('10.1.0.0')},"length":16}}]`,
      `net removed [{"kind":"net","prefix":{"address":${address('10.1.0.0')},"length":16}}]`,
    ])
  })

  it('forgets when a timeout is over, and --exist begins it anew', () => {
    const store = new SetStore([set('ip', 'hash:ip', [], { timeout: 10 })])
    const at = (seconds: number): SetSubject => ({ ...packet('10.0.0.1', '8.8.8.8'), now: seconds * SECOND })
    store.add('ip', ['src'], at(0), { exist: false, timeout: null })
    expect(store.test('ip', ['src'], at(9))).toBe(true)
    expect(store.add('ip', ['src'], at(9), { exist: false, timeout: null })).toBe(false)
    store.add('ip', ['src'], at(9), { exist: true, timeout: 30 })
    expect(store.test('ip', ['src'], at(38))).toBe(true)
    expect(store.snapshot(20 * SECOND)[0]?.elements[0]?.timeout).toBe(19)
    expect(store.test('ip', ['src'], at(39))).toBe(false)
    expect(store.snapshot(40 * SECOND)[0]?.elements).toEqual([])
  })

  it('takes no more than maxelem, nor what is outside a bitmap', () => {
    const store = new SetStore([
      set('small', 'hash:ip', [], { options: { maxelem: '1' } }),
      set('port', 'bitmap:port', [], { options: { range: '0-79' } }),
    ])
    expect(store.add('small', ['src'], packet('10.0.0.1', '8.8.8.8'), { exist: false, timeout: null })).toBe(true)
    expect(store.add('small', ['src'], packet('10.0.0.2', '8.8.8.8'), { exist: false, timeout: null })).toBe(false)
    expect(store.add('port', ['dst'], packet('10.0.0.2', '8.8.8.8'), { exist: false, timeout: null })).toBe(false)
  })

  it('counts where the set has counters', () => {
    const store = new SetStore([set('ip', 'hash:ip', [element([host('10.0.0.1')])], { counters: true })])
    store.test('ip', ['src'], packet('10.0.0.1', '8.8.8.8'))
    store.test('ip', ['src'], packet('10.0.0.1', '8.8.8.8'))
    expect(store.snapshot(0)[0]?.elements[0]).toMatchObject({ packets: 2, bytes: 80 })
  })
})

describe('questions beyond membership', () => {
  const plain = { returnNomatch: false, keepCounters: false, keepSubcounters: false, packets: null, bytes: null, looking: false } as const
  /** `expected`: the answer, and the packets that the element of `ip` has counted afterwards. */
  function check(what: string, name: string, question: object, expected: readonly [boolean | null, number]) {
    it(what, () => {
      const store = new SetStore([
        set('ip', 'hash:ip', [element([host('10.0.0.2')], { packets: 3, bytes: 200 })], { counters: true }),
        set('net', 'hash:net', [element([net('10.0.0.0', 8)]), element([net('10.0.0.0', 24)], { nomatch: true })]),
        set('list', 'list:set', [element([{ kind: 'set', name: 'ip' }], { packets: 7 })], { counters: true }),
      ])
      const answer = store.test(name, ['src'], packet('10.0.0.2', '8.8.8.8'), { ...plain, ...question })
      expect([answer, store.snapshot(0).find((one) => one.name === 'ip')?.elements[0]?.packets]).toEqual(expected)
    })
  }
  check('the element counts the packet first', 'ip', { packets: { compare: 'equal', value: 4n } }, [true, 4])
  check('and counts it also where its counters do not suit', 'ip', { packets: { compare: 'less', value: 4n } }, [false, 4])
  check('! --update-counters', 'ip', { keepCounters: true, packets: { compare: 'equal', value: 3n } }, [true, 3])
  check('bytes', 'ip', { bytes: { compare: 'more', value: 239n } }, [true, 4])
  check('only a look', 'ip', { looking: true, packets: { compare: 'equal', value: 4n } }, [true, 3])
  check('--return-nomatch', 'net', { returnNomatch: true }, [true, 3])
  check('a set without networks has no nomatch to return', 'ip', { returnNomatch: true }, [true, 4])
  check("a list's conditions are about its own element", 'list', { packets: { compare: 'equal', value: 8n } }, [true, 4])
  check('! --update-subcounters', 'list', { keepSubcounters: true, packets: { compare: 'equal', value: 8n } }, [true, 3])

  it('maps packets by what the element holds', () => {
    const mapping = { mark: 0x12, markMask: 0xff, priority: 0, queue: 0 }
    const store = new SetStore([set('ip', 'hash:ip', [element([host('10.0.0.2')], { mapping })])])
    expect(store.mapping('ip', ['src'], packet('10.0.0.2', '8.8.8.8'))).toEqual({ mark: { value: 0x12, mask: 0xff } })
    expect(store.mapping('ip', ['src'], packet('10.0.0.3', '8.8.8.8'))).toBeNull()
  })

  it('hash:net,iface: the most specific network that is there decides', () => {
    const eth = (name: string) => ({ kind: 'interface', name }) as const
    const store = new SetStore([
      set('iface', 'hash:net,iface', [
        element([net('10.0.0.0', 8), eth('eth0')]),
        element([net('10.1.0.0', 16), eth('eth9')]),
        element([net('10.2.0.0', 16), eth('physdev:eth9')]),
      ]),
    ])
    expect(store.test('iface', ['src', 'src'], packet('10.9.0.1', '8.8.8.8'))).toBe(true)
    expect(store.test('iface', ['src', 'src'], packet('10.1.0.1', '8.8.8.8'))).toBe(false)
    expect(store.test('iface', ['src', 'src'], packet('10.2.0.1', '8.8.8.8'))).toBe(true)
  })
})
