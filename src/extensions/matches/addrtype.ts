import { defineMatch } from '../extension'
import { custom, flag, type Invertible, Refusal } from '../option'
import type { AddressType, MatchEnvironment, Test } from '../semantics'
import { not } from '../test-forms'
import { readWordList } from '../word-lists'

/** What kind of address it is to this host's routing tables. Kernel: net/netfilter/xt_addrtype.c. */
export const addrtype = defineMatch({
  name: 'addrtype',
  summary: "What the source or destination is to this host's routing: local, unicast, broadcast, multicast...",
  options: {
    'src-type': { type: custom('TYPE[,TYPE...]', readTypes, types()), invertible: true, doc: 'The kind of the source address.' },
    'dst-type': { type: custom('TYPE[,TYPE...]', readTypes, types()), invertible: true, doc: 'The kind of the destination address.' },
    'limit-iface-in': {
      type: flag,
      excludes: ['limit-iface-out'],
      doc: 'Look only at addresses and routes of the interface the packet came in by.',
    },
    'limit-iface-out': {
      type: flag,
      excludes: ['limit-iface-in'],
      doc: 'Look only at addresses and routes of the interface the packet leaves by.',
    },
  },
  finalCheck: (given) =>
    given['src-type'] === undefined && given['dst-type'] === undefined
      ? new Refusal('addrtype: you must specify --src-type or --dst-type')
      : null,
  checkentry: (use, { hooks }) => {
    if (use['limit-iface-out'] && hooks.some((hook) => hook === 'PREROUTING' || hook === 'INPUT'))
      return { option: 'limit-iface-out', hint: ['no outgoing in', 'PREROUTING, INPUT'] }
    if (use['limit-iface-in'] && hooks.some((hook) => hook === 'POSTROUTING' || hook === 'OUTPUT'))
      return { option: 'limit-iface-in', hint: ['no incoming in', 'POSTROUTING, OUTPUT'] }
    return null
  },
  save: (use) =>
    [
      use['src-type'] ? ` ${not(use['src-type'])}--src-type ${use['src-type'].value.join(',')}` : '',
      use['dst-type'] ? ` ${not(use['dst-type'])}--dst-type ${use['dst-type'].value.join(',')}` : '',
      use['limit-iface-in'] ? ' --limit-iface-in' : '',
      use['limit-iface-out'] ? ' --limit-iface-out' : '',
    ].join(''),
  list: (use) =>
    [
      ' ADDRTYPE match',
      use['src-type'] ? ` src-type ${use['src-type'].inverted ? '!' : ''}${use['src-type'].value.join(',')}` : '',
      use['dst-type'] ? ` dst-type ${use['dst-type'].inverted ? '!' : ''}${use['dst-type'].value.join(',')}` : '',
      use['limit-iface-in'] ? ' limit-in' : '',
      use['limit-iface-out'] ? ' limit-out' : '',
    ].join(''),
  compile: (use) => {
    const limit = use['limit-iface-in'] ? 'in' : use['limit-iface-out'] ? 'out' : null
    const tests: Test[] = []
    if (use['src-type']) tests.push(typeTest('source', use['src-type'], limit))
    if (use['dst-type']) tests.push(typeTest('destination', use['dst-type'], limit))
    return tests
  },
  examples: [
    { rule: '-m addrtype --dst-type LOCAL', saved: '=' },
    {
      rule: '-m addrtype --src-type multicast,unicast ! --dst-type local',
      saved: '-m addrtype --src-type UNICAST,MULTICAST ! --dst-type LOCAL',
    },
    { rule: '-m addrtype --dst-type LOCAL --limit-iface-in', table: 'filter', chain: 'INPUT', saved: '=' },
    { rule: '-m addrtype --dst-type LOCAL --limit-iface-out', table: 'filter', chain: 'OUTPUT', saved: '=' },
    { rule: '-m addrtype --dst-type LOCAL --limit-iface-out', table: 'filter', chain: 'INPUT', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m addrtype --dst-type LOCAL --limit-iface-in', table: 'filter', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m addrtype --src-type HOME', rejected: 'addrtype: bad type "HOME"', by: 'iptables' },
    { rule: '-m addrtype', rejected: 'addrtype: you must specify --src-type or --dst-type', by: 'iptables' },
  ],
})

// In the order of rtnetlink.h, in which iptables prints them.
function types(): readonly AddressType[] {
  return [
    'UNSPEC',
    'UNICAST',
    'LOCAL',
    'BROADCAST',
    'ANYCAST',
    'MULTICAST',
    'BLACKHOLE',
    'UNREACHABLE',
    'PROHIBIT',
    'THROW',
    'NAT',
    'XRESOLVE',
  ]
}

function readTypes(argument: string): readonly AddressType[] | Refusal {
  return readWordList(argument, types(), (rest) => (rest.includes(',') ? `addrtype: bad type \`${rest}'` : `addrtype: bad type "${rest}"`))
}

function typeTest(side: 'source' | 'destination', wanted: Invertible<readonly AddressType[]>, limit: 'in' | 'out' | null): Test {
  const { value, inverted } = wanted
  const typeOf = (environment: MatchEnvironment) => {
    const limitTo = limit === 'in' ? environment.inInterface : limit === 'out' ? environment.outInterface : null
    return environment.host.addressType(environment.packet[side], limitTo)
  }
  return {
    subject: `${side} address type`,
    wants: `${not(wanted)}${value.join(',')}`,
    holds: (environment) => value.includes(typeOf(environment)) !== inverted,
    is: typeOf,
  }
}
