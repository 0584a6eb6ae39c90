import { formatIpv4, type MaskedAddress, maskLength } from '../../model'
import { defineMatch } from '../extension'
import { custom, flag, type Invertible, type OptionSite, Refusal, uint32 } from '../option'
import { protocolName } from '../protocol-names'
import { readProtocol, readValue } from '../read-value'
import { not } from '../test-forms'

/** What IPsec does with the packet. Kernel: net/netfilter/xt_policy.c. */
export const policy = defineMatch({
  name: 'policy',
  summary: 'The IPsec policy that the packet came by or will leave by; hosts here have none.',
  options: {
    dir: {
      type: custom('in|out', (word) => (word === 'in' || word === 'out' ? word : new Refusal(`policy_match: invalid dir "${word}"`)), [
        'in',
        'out',
      ]),
      doc: 'in: how it was unwrapped. out: how it will be wrapped.',
    },
    pol: {
      type: custom(
        'none|ipsec',
        (word) => (word === 'none' || word === 'ipsec' ? word : new Refusal(`policy match: invalid policy "${word}"`)),
        ['none', 'ipsec'],
      ),
      doc: 'Whether IPsec has to do with it.',
    },
    strict: { type: flag, doc: 'The elements are the whole policy, in order; else any one of them will do.' },
    reqid: { type: element('NUMBER', readNumber), invertible: true, repeat: 'all', doc: 'The request number (setkey, ip xfrm).' },
    spi: { type: element('NUMBER', readNumber), invertible: true, repeat: 'all', doc: 'The security parameter index.' },
    'tunnel-src': { type: element('ADDRESS[/MASK]', readAddress), invertible: true, repeat: 'all', doc: "The tunnel's source." },
    'tunnel-dst': { type: element('ADDRESS[/MASK]', readAddress), invertible: true, repeat: 'all', doc: "The tunnel's destination." },
    proto: {
      type: element('PROTOCOL', readIpsecProtocol, ['ah', 'esp', 'ipcomp']),
      invertible: true,
      repeat: 'all',
      doc: 'ah, esp or ipcomp.',
    },
    mode: {
      type: element('tunnel|transport', readMode, ['tunnel', 'transport']),
      invertible: true,
      repeat: 'all',
      doc: 'tunnel or transport.',
    },
    next: { type: { kind: 'flag', refuse: refuseDepth }, repeat: 'all', needs: ['strict'], doc: 'The next element of the policy begins.' },
  },
  finalCheck: (given) => {
    const use: Use = given
    if (use.dir === undefined) return new Refusal('policy match: neither --dir in nor --dir out specified')
    if (use.pol === 'none') return use.strict ? new Refusal('policy match: policy none but --strict given') : null
    for (let at = 0; at <= (use.next?.length ?? 0); at++) {
      const { any, mode, tunnel } = elementOf(use, at)
      if (use.strict && !any)
        return new Refusal(
          `policy match: empty policy element ${at}. --strict is in effect, but at least one of reqid, spi, tunnel-src, tunnel-dst, proto or mode is required.`,
        )
      if (tunnel && (mode === undefined || (mode.value.value === 'tunnel') === mode.inverted))
        return new Refusal('policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode')
    }
    return null
  },
  checkentry: ({ dir }, { hooks }) => {
    if (dir === 'out' && hooks.some((hook) => hook === 'PREROUTING' || hook === 'INPUT'))
      return { option: 'dir', hint: ['nothing leaves', 'PREROUTING, INPUT'] }
    if (dir === 'in' && hooks.some((hook) => hook === 'POSTROUTING' || hook === 'OUTPUT'))
      return { option: 'dir', hint: ['nothing comes in', 'OUTPUT, POSTROUTING'] }
    return null
  },
  save: (use) => print(use, { dashes: '--', protocol: protocolName, separator: (at) => (at === 0 ? '' : ' --next') }),
  list: (use, { names }) =>
    ` policy match${print(use, { dashes: '', protocol: names === true ? protocolName : String, separator: (at) => (use.next === undefined ? '' : ` [${at}]`) })}`,
  compile: ({ pol }) => [
    {
      subject: 'policy',
      wants: pol ?? 'ipsec',
      // Without any policy the kernel finds nothing to compare.
      holds: () => pol === 'none',
      is: () => 'none',
    },
  ],
  examples: [
    { rule: '-m policy --dir in --pol ipsec', saved: '=' },
    { rule: '-m policy --dir out --pol none', saved: '=' },
    { rule: '-m policy --dir in ! --proto 51 --spi 16', saved: '-m policy --dir in --pol ipsec --spi 0x10 ! --proto ah' },
    {
      rule: '-m policy --dir in --pol ipsec --strict --reqid 1 --mode tunnel --tunnel-dst 10.0.0.0/8 ! --tunnel-src 10.1.0.1 --next --reqid 2',
      saved: '=',
    },
    { rule: '-m policy --pol ipsec', rejected: 'policy match: neither --dir in nor --dir out specified', by: 'iptables' },
    { rule: '-m policy --dir up', rejected: 'policy_match: invalid dir "up"', by: 'iptables' },
    { rule: '-m policy --dir in --pol some', rejected: 'policy match: invalid policy "some"', by: 'iptables' },
    { rule: '-m policy --dir in --pol none --strict', rejected: 'policy match: policy none but --strict given', by: 'iptables' },
    { rule: '-m policy --dir in --reqid 1 --reqid 2', rejected: 'policy match: double --reqid option', by: 'iptables' },
    { rule: '-m policy --dir in --mode car', rejected: 'policy match: invalid mode "car"', by: 'iptables' },
    { rule: '-m policy --dir in --proto tcp', rejected: 'policy match: protocol must be ah/esp/ipcomp', by: 'iptables' },
    {
      rule: '-m policy --dir in --spi x',
      rejected: 'policy: bad value for option "--spi", or out of range (0-4294967295).',
      by: 'iptables',
    },
    {
      rule: '-m policy --dir in --tunnel-src 10.0.0.1',
      rejected: 'policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode',
      by: 'iptables',
    },
    { rule: '-m policy --dir in --next --reqid 2', rejected: 'policy: option "--next" also requires "--strict".', by: 'iptables' },
    { rule: '-m policy --dir in --pol none', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** One value, and which element of the policy it belongs to. */
type InElement<V> = { readonly element: number; readonly value: V }
type Values<V> = readonly Invertible<InElement<V>>[]

interface Use {
  readonly dir?: 'in' | 'out'
  readonly pol?: 'none' | 'ipsec'
  readonly strict?: true
  readonly reqid?: Values<number>
  readonly spi?: Values<number>
  readonly 'tunnel-src'?: Values<MaskedAddress>
  readonly 'tunnel-dst'?: Values<MaskedAddress>
  readonly proto?: Values<number>
  readonly mode?: Values<'tunnel' | 'transport'>
  readonly next?: readonly true[]
}

/** XT_POLICY_MAX_ELEM. */
const MOST_ELEMENTS = 4
const PROTOCOLS = [51, 50, 108]

function refuseDepth({ given }: OptionSite): Refusal | null {
  return elementNow(given) + 1 === MOST_ELEMENTS ? new Refusal('policy match: maximum policy depth reached') : null
}

/** Each --next begins another element. */
function elementNow(given: OptionSite['given']): number {
  const nexts = given.next
  return Array.isArray(nexts) ? nexts.length : 0
}

/** A value of the present element: each element has one of a kind. */
function element<V>(placeholder: string, read: (argument: string, at: OptionSite) => V | Refusal, choices: readonly string[] = []) {
  return custom(
    placeholder,
    (argument: string, at: OptionSite): InElement<V> | Refusal => {
      const now = elementNow(at.given)
      const value = read(argument, at)
      if (value instanceof Refusal) return value
      const before = at.given[at.option] as Values<V> | undefined
      if (before?.some((one) => one.value.element === now)) return new Refusal(`policy match: double --${at.option} option`)
      return { element: now, value }
    },
    choices,
  )
}

function readNumber(argument: string, at: OptionSite): number | Refusal {
  return readValue(uint32, argument, at) as number | Refusal
}

function readAddress(argument: string, at: OptionSite): MaskedAddress | Refusal {
  return readValue({ kind: 'hostMask' }, argument, at) as MaskedAddress | Refusal
}

function readIpsecProtocol(argument: string): number | Refusal {
  const number = readProtocol(argument)
  if (number === null) return new Refusal(`unknown protocol "${argument}" specified`)
  return PROTOCOLS.includes(number) ? number : new Refusal('policy match: protocol must be ah/esp/ipcomp')
}

function readMode(argument: string): 'tunnel' | 'transport' | Refusal {
  return argument === 'tunnel' || argument === 'transport' ? argument : new Refusal(`policy match: invalid mode "${argument}"`)
}

function elementOf(use: Use, at: number) {
  const own = <V>(values: Values<V> | undefined) => values?.find((one) => one.value.element === at)
  const reqid = own(use.reqid)
  const spi = own(use.spi)
  const proto = own(use.proto)
  const mode = own(use.mode)
  const destination = own(use['tunnel-dst'])
  const source = own(use['tunnel-src'])
  const tunnel = (destination ?? source) !== undefined
  return { reqid, spi, proto, mode, destination, source, tunnel, any: tunnel || (reqid ?? spi ?? proto ?? mode) !== undefined }
}

interface Style {
  readonly dashes: string
  readonly protocol: (number: number) => string
  readonly separator: (element: number) => string
}

function print(use: Use, { dashes, protocol, separator }: Style): string {
  const words = [` ${dashes}dir ${use.dir ?? 'in'} ${dashes}pol ${use.pol ?? 'ipsec'}`]
  // With --pol none iptables forgets the elements.
  if (use.pol === 'none') return words.join('')
  if (use.strict) words.push(` ${dashes}strict`)
  for (let at = 0; at <= (use.next?.length ?? 0); at++) {
    const { reqid, spi, proto, mode, destination, source } = elementOf(use, at)
    words.push(separator(at))
    if (reqid) words.push(` ${not(reqid)}${dashes}reqid ${reqid.value.value}`)
    if (spi) words.push(` ${not(spi)}${dashes}spi 0x${spi.value.value.toString(16)}`)
    if (proto) words.push(` ${not(proto)}${dashes}proto ${protocol(proto.value.value)}`)
    if (mode) words.push(` ${not(mode)}${dashes}mode ${mode.value.value}`)
    if (destination) words.push(` ${not(destination)}${dashes}tunnel-dst ${network(destination.value.value)}`)
    if (source) words.push(` ${not(source)}${dashes}tunnel-src ${network(source.value.value)}`)
  }
  return words.join('')
}

// A mask that is no prefix is not printed at all.
function network({ address, mask }: MaskedAddress): string {
  const length = maskLength(mask)
  return length === null || length === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${length}`
}
