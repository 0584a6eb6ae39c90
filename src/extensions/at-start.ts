import { addrtype } from './matches/addrtype'
import { comment } from './matches/comment'
import { conntrack, state } from './matches/conntrack'
import { icmp } from './matches/icmp'
import { limit } from './matches/limit'
import { multiport } from './matches/multiport'
import { tcp } from './matches/tcp'
import { udp } from './matches/udp'
import { register } from './registry'
import { DNAT } from './targets/DNAT'
import { LOG } from './targets/LOG'
import { MASQUERADE } from './targets/MASQUERADE'
import { REJECT } from './targets/REJECT'
import { SNAT } from './targets/SNAT'
import { TRACE } from './targets/TRACE'

/** What most rulesets name. The page's simulation starts with these; a text that names another makes it fetch all of `index.ts`. */
register([addrtype, comment, conntrack, icmp, limit, multiport, state, tcp, udp, DNAT, LOG, MASQUERADE, REJECT, SNAT, TRACE])
