import type { Dice } from './dice'
import type { Profile } from './generate'
import { randomSetMatch } from './random-sets'

/** A random match, as after a rule's own conditions. `protocol` is the rule's, for matches that need one. */
export function randomMatch(dice: Dice, profile: Profile, chain: string, protocol: string | null): string {
  if (profile === 'sets') return randomSetMatch(dice)
  const not = dice.chance(0.15) ? '! ' : ''
  const choices: readonly (() => string)[] =
    profile === 'asleep'
      ? stateless(dice, not, chain, protocol)
      : profile === 'extensions'
        ? [...stateless(dice, not, chain, protocol), ...aboutConnections(dice, not, chain), ...withMemory(dice, not)]
        : profile === 'tracking' || profile === 'errors' || profile === 'nat'
          ? [...aboutConnections(dice, not, chain), ...aboutConnections(dice, not, chain), ...stateless(dice, not, chain, protocol)]
          : [...aboutConnections(dice, not, chain), ...stateless(dice, not, chain, protocol)]
  return dice.of(choices)()
}

function aboutConnections(dice: Dice, not: string, chain: string): readonly (() => string)[] {
  const states = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'RELATED', 'UNTRACKED', 'DNAT', 'SNAT', 'INVALID,UNTRACKED']
  const addresses = ['192.0.2.2', '10.0.0.0/8', '198.51.100.1', '8.8.8.8', '192.0.2.0/24']
  return [
    () => `-m conntrack ${not}--ctstate ${dice.of(states)}`,
    () => `-m conntrack ${not}--ctstate ${dice.of(states)}`,
    () => `-m state ${not}--state ${dice.of(['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED'])}`,
    () =>
      `-m conntrack ${not}--ctstatus ${dice.of(['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'SEEN_REPLY,ASSURED', 'NONE,CONFIRMED'])}`,
    () => `-m conntrack --ctdir ${dice.of(['ORIGINAL', 'REPLY'])}`,
    () => `-m conntrack ${not}--${dice.of(['ctorigsrc', 'ctorigdst', 'ctreplsrc', 'ctrepldst'])} ${dice.of(addresses)}`,
    () => `-m conntrack ${not}--ctproto ${dice.of(['6', '17', '1', '50'])}`,
    () => `-m conntrack ${not}--ctexpire ${dice.of(['0:20', '40:110', '1000:'])}`,
    () => `-m connlabel ${not}--label ${dice.of(['1', '2'])}${dice.of(['', ' --set'])}`,
    () =>
      `-m conntrack ${not}--${dice.of(['ctorigdstport', 'ctorigsrcport', 'ctreplsrcport', 'ctrepldstport'])} ${dice.of(['53', '80', '22:443', '1025', '0'])}`,
    () => clusterNode(dice, not),
    // It wakes defragmentation.
    ...(chain === 'PREROUTING' ? [() => `-m socket${dice.of(['', ' --nowildcard', ' --transparent'])}`] : []),
    () => `-m connmark ${not}--mark ${dice.of(['0x1', '0x0', '0x2/0x2', '0x4/0xf', '0x10'])}`,
  ]
}

function stateless(dice: Dice, not: string, chain: string, protocol: string | null): readonly (() => string)[] {
  const choices = [
    () => `-m mark ${not}--mark ${dice.of(['0x1', '0x2/0x2', '0x0', '0x1/0xff', '0x0/0x1', '0x5/0x1'])}`,
    () =>
      `-m ttl ${dice.of(['--ttl-lt 10', '--ttl-gt 63', `${not}--ttl-eq 64`, '--ttl-eq 63', '--ttl-lt 1', '--ttl-eq 0', '--ttl-gt 254'])}`,
    () => `-m length ${not}--length ${dice.of(['0:40', '41:100', '84', '28', '1000:', '0'])}`,
    () => `-m tos ${not}--tos ${dice.of(['0x10/0xff', '0x08/0x3f', '0x00', 'Minimize-Delay', '0xff', '0x02/0x03'])}`,
    () => `-m dscp ${not}${dice.of(['--dscp 0x2e', '--dscp 0x00', '--dscp-class CS1', '--dscp-class BE'])}`,
    () =>
      `-m addrtype ${not}--${dice.of(['src', 'dst'])}-type ${dice.of(['LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST', 'UNSPEC', 'LOCAL,BROADCAST', 'BLACKHOLE,UNREACHABLE', 'ANYCAST', 'PROHIBIT,UNICAST', 'THROW,LOCAL', 'NAT,XRESOLVE'])}`,
    () => `-m pkttype ${not}--pkt-type ${dice.of(['unicast', 'broadcast', 'multicast'])}`,
    () =>
      `-m iprange ${not}--${dice.of(['src', 'dst'])}-range ${dice.of(['10.0.0.2-10.0.0.50', '192.0.2.2-198.51.100.3', '192.0.2.2-192.0.2.2'])}`,
    () =>
      `-m set ${not}--match-set ${dice.of(['people src', 'people dst', 'places src', 'places dst', 'doors dst,dst', 'doors src,src', 'doors src,dst', 'ports dst', 'ports src', 'all src', 'all dst'])}`,
    () => everyNth(dice, not),
    () => `-m comment --comment "${dice.of(['a word', 'x', "it's"])}"`,
    () => `-m ecn ${not}--ecn-ip-ect ${dice.of(['0', '1', '2', '3'])}`,
    () =>
      `-m u32 ${not}--u32 "${dice.of(['0x6&0xff=0x11', '0xc=0xc0000202', '0&0xffff=0x1c:0x40', '6&0xff=6 && 0>>22&0x3c@12>>26&0x3c@0=0:0xffff', '16=0xc0000200:0xc00002ff', '4&0x3fff=0', '0>>24=0x45', '6&0xff=1 && 0>>22&0x3c@0>>24=8,13', '100=0', '2&0xffff=0:100'])}"`,
    () =>
      `-m string --algo ${dice.of(['bm', 'kmp'])} ${not}--string "${dice.of(['xyz', 'GET', 'abc', 'x'])}"${dice.of(['', ' --from 28 --to 60', ' --icase', ' --from 20', ' --to 40', ' --from 40 --to 41'])}`,
    () => `-m cpu ${dice.of(['! --cpu 99', '--cpu 99'])}`,
  ]
  if (['PREROUTING', 'INPUT', 'FORWARD'].includes(chain)) {
    choices.push(() => `-m mac ${not}--mac-source ${dice.of(['02:00:00:00:00:02', '02:00:00:00:01:02', '02:00:00:00:00:77'])}`)
    choices.push(
      () => `-m addrtype --src-type ${dice.of(['LOCAL', 'UNICAST'])} ${not}--dst-type ${dice.of(['LOCAL', 'BROADCAST'])} --limit-iface-in`,
    )
  }
  if (['FORWARD', 'POSTROUTING'].includes(chain))
    choices.push(() => `-m addrtype ${not}--dst-type ${dice.of(['LOCAL', 'UNICAST', 'BROADCAST'])} --limit-iface-out`)
  if (['OUTPUT', 'POSTROUTING'].includes(chain))
    choices.push(
      () =>
        `-m owner ${not}${dice.of(['--uid-owner 0', '--gid-owner 0', '--uid-owner 1000', '--socket-exists', '--uid-owner 1-4294967294', '--uid-owner 0 --gid-owner 0'])}`,
    )
  if (['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain))
    choices.push(() => `-m realm ${not}--realm ${dice.of(['6', '0/1', '7', '0x3/0xffff', '0x30000/0xffff0000'])}`)
  if (protocol === 'tcp') {
    choices.push(() => `-m tcpmss ${not}--mss ${dice.of(['1460', '1000:1500', '536', '0', '0:65535'])}`)
    choices.push(() => `-m ecn ${not}--ecn-tcp-${dice.of(['cwr', 'ece'])}`)
  }
  return choices
}

function everyNth(dice: Dice, not: string): string {
  const every = dice.of([1, 2, 3, 5])
  return `-m statistic --mode nth ${not}--every ${every} --packet ${dice.between(0, every - 1)}`
}

/** The node is that of the connection's source. */
function clusterNode(dice: Dice, not: string): string {
  return `-m cluster --cluster-total-nodes 2 ${not}--cluster-local-node ${dice.of(['1', '2'])} --cluster-hash-seed ${dice.of(['0x1', '0xdeadbeef'])}`
}

/** Matches that remember packets. Names are shared, so that rules meet in them. */
function withMemory(dice: Dice, not: string): readonly (() => string)[] {
  // Long enough periods that the time which asking the kernel takes does not matter.
  return [
    () => `-m limit --limit ${dice.of(['1/hour', '2/day', '1/min'])}${dice.of(['', ' --limit-burst 1', ' --limit-burst 3'])}`,
    () => hashLimit(dice),
    () => `-m quota ${not}--quota ${dice.of(['40', '100', '200', '1000'])}`,
    () => recentList(dice, not),
    () => recentList(dice, not),
    () =>
      `-m connlimit --connlimit-${dice.of(['above', 'upto'])} ${dice.of(['0', '1', '2'])}${dice.of(['', ' --connlimit-mask 24', ' --connlimit-mask 0', ' --connlimit-mask 31'])}${dice.of(['', ' --connlimit-saddr', ' --connlimit-daddr'])}`,
    () =>
      `-m connbytes ${not}--connbytes ${dice.of(['1:', '2:3', '100:', ':50', '40:60'])} --connbytes-dir ${dice.of(['original', 'reply', 'both'])} --connbytes-mode ${dice.of(['packets', 'bytes', 'avgpkt'])}`,
    () => `-m helper ${not}--helper ftp`,
  ]
}

/** Names are nearly always others: rules that share one share the first one's settings, too. */
function hashLimit(dice: Dice): string {
  const what = dice.of([
    `${dice.of(['upto', 'above'])} 1/hour --hashlimit-burst ${dice.of(['1', '2', '4'])}`,
    `${dice.of(['upto', 'above'])} 2/day`,
    `${dice.of(['upto', 'above'])} 16b/s --hashlimit-burst ${dice.of(['60b', '200b'])}`,
  ])
  const modes = [
    '',
    ' --hashlimit-mode srcip',
    ' --hashlimit-mode dstip',
    ' --hashlimit-mode srcip,dstport',
    ' --hashlimit-mode srcip,dstip,srcport,dstport',
  ]
  const masks = ['', '', ' --hashlimit-srcmask 24', ' --hashlimit-dstmask 25', ' --hashlimit-srcmask 0']
  return `-m hashlimit --hashlimit-${what} --hashlimit-name h${dice.between(1, 99_999)}${dice.of(modes)}${dice.of(masks)}${dice.of(['', ' --hashlimit-htable-expire 100000'])}`
}

/** A list is of one mask: what rules name together they must mask together. */
function recentList(dice: Dice, not: string): string {
  const list = dice.of(['--name r1', '--name r2', '', '--name r3 --mask 255.255.255.0'])
  const side = dice.of(['--rsource', '--rdest'])
  const asks = dice.of([
    `${not}--${dice.of(['set', 'rcheck', 'update', 'remove'])}`,
    '--set',
    `${not}--${dice.of(['rcheck', 'update'])} --hitcount ${dice.of(['1', '2', '3'])}${dice.of(['', ' --seconds 600', ' --rttl', ' --seconds 600 --rttl'])}`,
    `${not}--${dice.of(['rcheck', 'update'])} ${dice.of(['--seconds 600', '--rttl', '--seconds 600 --reap'])}`,
  ])
  return `-m recent ${asks} ${list} ${side}`.replaceAll('  ', ' ')
}
