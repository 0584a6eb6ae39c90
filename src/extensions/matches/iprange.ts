import { formatIpv4, type Ipv4 } from '../../model'
import { defineMatch } from '../extension'
import { readDotted } from '../host-text'
import { custom, type Invertible, type OptionSite, Refusal } from '../option'
import type { Test } from '../semantics'
import { not } from '../test-forms'

/** Addresses from one to another. Kernel: net/netfilter/xt_iprange.c. */
export const iprange = defineMatch({
  name: 'iprange',
  summary: 'The source or destination lies between two addresses.',
  options: {
    'src-range': { type: custom('FROM[-TO]', readRange), invertible: true, doc: 'The source address, both ends included.' },
    'dst-range': { type: custom('FROM[-TO]', readRange), invertible: true, doc: 'The destination address, both ends included.' },
  },
  finalCheck: (given) =>
    Object.keys(given).length === 0 ? new Refusal("iprange match: You must specify `--src-range' or `--dst-range'") : null,
  save: (use) => {
    const one = (option: 'src-range' | 'dst-range') => (use[option] ? ` ${not(use[option])}--${option} ${format(use[option].value)}` : '')
    return one('src-range') + one('dst-range')
  },
  list: (use) => {
    const one = (label: string, range: Invertible<Range> | undefined) =>
      range ? ` ${label} IP range ${not(range)}${format(range.value)}` : ''
    return one('source', use['src-range']) + one('destination', use['dst-range'])
  },
  compile: (use) => {
    const tests: Test[] = []
    if (use['src-range']) tests.push(rangeTest('source', use['src-range']))
    if (use['dst-range']) tests.push(rangeTest('destination', use['dst-range']))
    return tests
  },
  examples: [
    { rule: '-m iprange --src-range 10.0.0.5-10.0.0.9', saved: '=' },
    { rule: '-m iprange ! --dst-range 192.0.2.1', saved: '-m iprange ! --dst-range 192.0.2.1-192.0.2.1' },
    { rule: '-m iprange --src-range 10.0.0.5-nine', rejected: 'iprange: Bad value for "--src-range" option: "nine"', by: 'iptables' },
    { rule: '-m iprange', rejected: "iprange match: You must specify `--src-range' or `--dst-range'", by: 'iptables' },
  ],
})

type Range = readonly [Ipv4, Ipv4]

function readRange(argument: string, at: OptionSite): Range | Refusal {
  const dash = argument.indexOf('-')
  const words = dash < 0 ? [argument, argument] : [argument.slice(0, dash), argument.slice(dash + 1)]
  const ends: Ipv4[] = []
  for (const word of words) {
    const address = readDotted(word)
    if (address === null) return new Refusal(`iprange: Bad value for "--${at.option}" option: "${word}"`)
    ends.push(address)
  }
  const [first = 0, last = 0] = ends
  if (first > last) at.warn(`xt_iprange: range ${argument} is reversed and will never match`)
  return [first, last]
}

function format([first, last]: Range): string {
  return `${formatIpv4(first)}-${formatIpv4(last)}`
}

function rangeTest(side: 'source' | 'destination', range: Invertible<Range>): Test {
  const [first, last] = range.value
  const { inverted } = range
  return {
    subject: `${side} range`,
    wants: not(range) + format(range.value),
    holds: ({ packet }) => (packet[side] >= first && packet[side] <= last) !== inverted,
    is: ({ packet }) => formatIpv4(packet[side]),
  }
}
