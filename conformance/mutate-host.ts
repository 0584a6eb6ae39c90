import type { Case } from './case'
import type { Dice } from './dice'

/** Settings that real cases touch seldom or never, beside those that they do. */
const SETTINGS: readonly (readonly [name: string, ...values: string[]])[] = [
  ['net.ipv4.ip_forward', '0'],
  ['net.ipv4.conf.all.rp_filter', '1', '2'],
  ['net.ipv4.conf.eth0.rp_filter', '1', '2'],
  ['net.ipv4.conf.eth1.rp_filter', '1', '2'],
  ['net.ipv4.conf.all.route_localnet', '1'],
  ['net.ipv4.conf.all.accept_local', '1'],
  ['net.ipv4.conf.all.src_valid_mark', '1'],
  ['net.ipv4.conf.eth1.forwarding', '0'],
  ['net.netfilter.nf_conntrack_tcp_be_liberal', '1'],
  ['net.netfilter.nf_conntrack_tcp_loose', '0'],
  ['net.ipv4.icmp_echo_ignore_all', '1'],
  ['net.ipv4.ip_default_ttl', '70'],
]

const PORTS = [22, 53, 80, 443, 3306, 5000, 8022, 8080, 9999]

/** The host of a real case with one thing about it otherwise. What it takes from others stands on wires that it has. */
export function mutateHost(dice: Dice, cases: readonly Case[], one: Case): Case {
  const wires = (one.ifaces ?? []).map(({ name }) => name)
  const other = dice.of(cases)
  switch (dice.between(1, 8)) {
    case 1:
    case 2: {
      const [name, ...values] = dice.of(SETTINGS)
      return { ...one, sysctl: { ...one.sysctl, [name]: dice.of(values) } }
    }
    case 3: {
      const { [dice.of(['', ...Object.keys(one.sysctl ?? {})])]: _, ...sysctl } = one.sysctl ?? {}
      return { ...one, sysctl }
    }
    case 4: {
      const changed = dice.of(wires)
      return {
        ...one,
        ifaces: (one.ifaces ?? []).map((iface) =>
          iface.name === changed ? { ...iface, addrs: otherAddresses(dice, iface.addrs) } : iface,
        ),
      }
    }
    case 5: {
      const routes = one.routes ?? []
      const offered = (other.routes ?? []).filter((route) => wires.includes(/dev (\S+)/.exec(route)?.[1] ?? wires[0] ?? ''))
      // The kernel refuses a second route to the same network.
      const fresh = offered.filter(
        (route) => !routes.some((own) => own.split(' via ')[0] === route.split(' via ')[0] && tableOf(own) === tableOf(route)),
      )
      const fewer = routes.length > 0 && dice.chance(0.5)
      const gone = dice.of(routes.length === 0 ? [''] : routes)
      return {
        ...one,
        routes: fewer ? routes.filter((route) => route !== gone) : fresh.length === 0 ? routes : [...routes, dice.of(fresh)],
      }
    }
    case 6: {
      const rules = one.rules ?? []
      const fresh = RULES.filter((rule) => !rules.some((own) => own.endsWith(rule.slice(rule.lastIndexOf('pref')))))
      return {
        ...one,
        rules: rules.length > 0 && dice.chance(0.4) ? rules.slice(1) : fresh.length === 0 ? rules : [...rules, dice.of(fresh)],
      }
    }
    case 7: {
      const listen = one.listen ?? []
      const service = { proto: dice.of(['tcp', 'udp'] as const), port: dice.of(PORTS) }
      const known = listen.some(({ proto, port }) => proto === service.proto && port === service.port)
      return { ...one, listen: listen.length > 0 && dice.chance(0.4) ? listen.slice(1) : known ? listen : [...listen, service] }
    }
    default:
      return { ...one, ipset: otherSets(dice, one.ipset ?? '') }
  }
}

/** Rules of policy routing; tables 100 and 101 are there where routes are in them. */
const RULES = [
  'fwmark 0x1/0xff lookup 100 pref 100',
  'from 192.0.2.0/24 lookup 101 pref 110',
  'fwmark 0x2 lookup 101 pref 105',
  'iif eth1 lookup 101 pref 120',
  'to 8.8.8.8 lookup 100 pref 125',
  'from 198.51.100.77 prohibit pref 130',
  'from 192.0.2.77 blackhole pref 135',
  'ipproto udp lookup 100 pref 140',
  'tos 0x10 lookup 101 pref 145',
]

function tableOf(route: string): string {
  return /table (\S+)/.exec(route)?.[1] ?? 'main'
}

function otherAddresses(dice: Dice, addresses: readonly string[]): readonly string[] {
  const net = addresses[0]?.split('.').slice(0, 3).join('.') ?? '192.0.2'
  const more = `${net}.${dice.of(['100', '120', '77'])}/24`
  if (addresses.length > 1 && dice.chance(0.5)) return addresses.slice(0, 1)
  return addresses.includes(more) ? addresses : [...addresses, more]
}

/** Sets with an element less, with properties, or flushed by nobody. */
function otherSets(dice: Dice, text: string): string {
  const lines = text.split('\n').filter((line) => line !== '')
  const sets = lines.filter((line) => line.startsWith('create ') && !line.includes('list:set'))
  const set = sets.length === 0 ? null : dice.of(sets)
  if (set === null) return text
  if (dice.chance(0.5)) {
    const elements = lines.filter((line) => line.startsWith('add '))
    const gone = dice.of(elements)
    return `${lines.filter((line) => line !== gone).join('\n')}\n`
  }
  const properties = dice.of([' timeout 600', ' counters', ' counters timeout 0', ' comment', ' skbinfo'])
  return `${lines.map((line) => (line === set ? line + properties : line)).join('\n')}\n`
}
