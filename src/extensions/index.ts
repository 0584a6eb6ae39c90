import type { Extension } from './extension'
import { addrtype } from './matches/addrtype'
import { ah } from './matches/ah'
import { comment } from './matches/comment'
import { connbytes } from './matches/connbytes'
import { connlimit } from './matches/connlimit'
import { connmark } from './matches/connmark'
import { conntrack, state } from './matches/conntrack'
import { cpu } from './matches/cpu'
import { dscp } from './matches/dscp'
import { ecn } from './matches/ecn'
import { esp } from './matches/esp'
import { hashlimit } from './matches/hashlimit'
import { helper } from './matches/helper'
import { icmp } from './matches/icmp'
import { iprange } from './matches/iprange'
import { length } from './matches/length'
import { limit } from './matches/limit'
import { mac } from './matches/mac'
import { mark } from './matches/mark'
import { multiport } from './matches/multiport'
import { owner } from './matches/owner'
import { physdev } from './matches/physdev'
import { pkttype } from './matches/pkttype'
import { quota } from './matches/quota'
import { realm } from './matches/realm'
import { recent } from './matches/recent'
import { rpfilter } from './matches/rpfilter'
import { set } from './matches/set'
import { socket } from './matches/socket'
import { statistic } from './matches/statistic'
import { string } from './matches/string'
import { tcp } from './matches/tcp'
import { tcpmss } from './matches/tcpmss'
import { time } from './matches/time'
import { tos } from './matches/tos'
import { ttl } from './matches/ttl'
import { u32 } from './matches/u32'
import { udp } from './matches/udp'
import { AUDIT } from './targets/AUDIT'
import { CHECKSUM } from './targets/CHECKSUM'
import { CLASSIFY } from './targets/CLASSIFY'
import { CONNMARK } from './targets/CONNMARK'
import { CONNSECMARK } from './targets/CONNSECMARK'
import { CT, NOTRACK } from './targets/CT'
import { DNAT } from './targets/DNAT'
import { DSCP } from './targets/DSCP'
import { ECN } from './targets/ECN'
import { LOG } from './targets/LOG'
import { MARK } from './targets/MARK'
import { MASQUERADE } from './targets/MASQUERADE'
import { NETMAP } from './targets/NETMAP'
import { NFLOG } from './targets/NFLOG'
import { NFQUEUE } from './targets/NFQUEUE'
import { REDIRECT } from './targets/REDIRECT'
import { REJECT } from './targets/REJECT'
import { SET } from './targets/SET'
import { SNAT } from './targets/SNAT'
import { TCPMSS } from './targets/TCPMSS'
import { TCPOPTSTRIP } from './targets/TCPOPTSTRIP'
import { TEE } from './targets/TEE'
import { TOS } from './targets/TOS'
import { TPROXY } from './targets/TPROXY'
import { TRACE } from './targets/TRACE'
import { TTL } from './targets/TTL'

/** Every match, by name. A file in matches/ that is missing here fails a test. */
export const allMatches: readonly Extension[] = [
  addrtype,
  ah,
  comment,
  connbytes,
  connlimit,
  connmark,
  conntrack,
  cpu,
  dscp,
  ecn,
  esp,
  hashlimit,
  helper,
  icmp,
  iprange,
  length,
  limit,
  mac,
  mark,
  multiport,
  owner,
  physdev,
  pkttype,
  quota,
  realm,
  recent,
  rpfilter,
  set,
  socket,
  state,
  statistic,
  string,
  tcp,
  tcpmss,
  time,
  tos,
  ttl,
  u32,
  udp,
]

/** Every target, by name. */
export const allTargets: readonly Extension[] = [
  AUDIT,
  CHECKSUM,
  CLASSIFY,
  CONNMARK,
  CONNSECMARK,
  CT,
  DNAT,
  DSCP,
  ECN,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NFLOG,
  NFQUEUE,
  NOTRACK,
  REDIRECT,
  REJECT,
  SET,
  SNAT,
  TCPMSS,
  TCPOPTSTRIP,
  TEE,
  TOS,
  TPROXY,
  TRACE,
  TTL,
]

const matchesByName = new Map(allMatches.map((extension) => [extension.name, extension]))
const targetsByName = new Map(allTargets.map((extension) => [extension.name, extension]))

/** The match that `-m name` (or `-p name`) loads, or null. */
export function findMatch(name: string): Extension | null {
  return matchesByName.get(name) ?? null
}

/** The target that `-j NAME` loads, or null. */
export function findTarget(name: string): Extension | null {
  return targetsByName.get(name) ?? null
}
