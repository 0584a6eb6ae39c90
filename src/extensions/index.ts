import type { Extension } from './extension'
import { addrtype } from './matches/addrtype'
import { ah } from './matches/ah'
import { bpf } from './matches/bpf'
import { cgroup } from './matches/cgroup'
import { cluster } from './matches/cluster'
import { comment } from './matches/comment'
import { connbytes } from './matches/connbytes'
import { connlabel } from './matches/connlabel'
import { connlimit } from './matches/connlimit'
import { connmark } from './matches/connmark'
import { conntrack, state } from './matches/conntrack'
import { cpu } from './matches/cpu'
import { dccp } from './matches/dccp'
import { devgroup } from './matches/devgroup'
import { dscp } from './matches/dscp'
import { ecn } from './matches/ecn'
import { esp } from './matches/esp'
import { hashlimit } from './matches/hashlimit'
import { helper } from './matches/helper'
import { icmp } from './matches/icmp'
import { ipcomp } from './matches/ipcomp'
import { iprange } from './matches/iprange'
import { ipvs } from './matches/ipvs'
import { length } from './matches/length'
import { limit } from './matches/limit'
import { mac } from './matches/mac'
import { mark } from './matches/mark'
import { multiport } from './matches/multiport'
import { nfacct } from './matches/nfacct'
import { osf } from './matches/osf'
import { owner } from './matches/owner'
import { physdev } from './matches/physdev'
import { pkttype } from './matches/pkttype'
import { policy } from './matches/policy'
import { quota } from './matches/quota'
import { rateest } from './matches/rateest'
import { realm } from './matches/realm'
import { recent } from './matches/recent'
import { rpfilter } from './matches/rpfilter'
import { sctp } from './matches/sctp'
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
import { readRareValue } from './rare-values'
import { rareValues } from './read-value'
import { register } from './registry'
import { ALIASES, SERVICES } from './service-list'
import { knowServices } from './service-names'
import { AUDIT } from './targets/AUDIT'
import { CHECKSUM } from './targets/CHECKSUM'
import { CLASSIFY } from './targets/CLASSIFY'
import { CLUSTERIP } from './targets/CLUSTERIP'
import { CONNMARK } from './targets/CONNMARK'
import { CONNSECMARK } from './targets/CONNSECMARK'
import { CT, NOTRACK } from './targets/CT'
import { DNAT } from './targets/DNAT'
import { DSCP } from './targets/DSCP'
import { ECN } from './targets/ECN'
import { HMARK } from './targets/HMARK'
import { IDLETIMER } from './targets/IDLETIMER'
import { LED } from './targets/LED'
import { LOG } from './targets/LOG'
import { MARK } from './targets/MARK'
import { MASQUERADE } from './targets/MASQUERADE'
import { NETMAP } from './targets/NETMAP'
import { NFLOG } from './targets/NFLOG'
import { NFQUEUE } from './targets/NFQUEUE'
import { RATEEST } from './targets/RATEEST'
import { REDIRECT } from './targets/REDIRECT'
import { REJECT } from './targets/REJECT'
import { SECMARK } from './targets/SECMARK'
import { SET } from './targets/SET'
import { SNAT } from './targets/SNAT'
import { SYNPROXY } from './targets/SYNPROXY'
import { TCPMSS } from './targets/TCPMSS'
import { TCPOPTSTRIP } from './targets/TCPOPTSTRIP'
import { TEE } from './targets/TEE'
import { TOS } from './targets/TOS'
import { TPROXY } from './targets/TPROXY'
import { TRACE } from './targets/TRACE'
import { TTL } from './targets/TTL'
import { ULOG } from './targets/ULOG'

/** Every match, by name. A file in matches/ that is missing here fails a test. */
export const allMatches: readonly Extension[] = [
  addrtype,
  ah,
  bpf,
  cgroup,
  cluster,
  comment,
  connbytes,
  connlabel,
  connlimit,
  connmark,
  conntrack,
  cpu,
  dccp,
  devgroup,
  dscp,
  ecn,
  esp,
  hashlimit,
  helper,
  icmp,
  ipcomp,
  iprange,
  ipvs,
  length,
  limit,
  mac,
  mark,
  multiport,
  nfacct,
  osf,
  owner,
  physdev,
  pkttype,
  policy,
  quota,
  rateest,
  realm,
  recent,
  rpfilter,
  sctp,
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
  CLUSTERIP,
  CONNMARK,
  CONNSECMARK,
  CT,
  DNAT,
  DSCP,
  ECN,
  HMARK,
  IDLETIMER,
  LED,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NFLOG,
  NFQUEUE,
  NOTRACK,
  RATEEST,
  REDIRECT,
  REJECT,
  SECMARK,
  SET,
  SNAT,
  SYNPROXY,
  TCPMSS,
  TCPOPTSTRIP,
  TEE,
  TOS,
  TPROXY,
  TRACE,
  TTL,
  ULOG,
]

register([...allMatches, ...allTargets])
rareValues.bring(readRareValue)
knowServices(SERVICES, ALIASES)

export { findMatch, findTarget } from './registry'
