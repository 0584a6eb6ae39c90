/** What iptables' own words mean, in a sentence. */
export const ruleWords = {
  tables: {
    raw: 'Comes first, before connection tracking: for exempting packets from it.',
    mangle: 'Changes packets: TOS, TTL, marks, TCP MSS. Stands on every hook.',
    nat: 'Rewrites addresses and ports. Only the first packet of a connection gets here; the others follow what it decided.',
    filter: 'Decides what may pass. The table that is meant when none is named.',
    security: 'Comes after filter: marks for mandatory access control (SELinux).',
  },
  hooks: {
    PREROUTING: 'Every packet that comes in from the network, before it is routed.',
    INPUT: 'Packets for this host itself, after routing.',
    FORWARD: 'Packets that come in from the network and go out again to other hosts.',
    OUTPUT: 'Packets that this host sends.',
    POSTROUTING: 'Every packet that is about to leave, forwarded or its own.',
  },
  verdicts: {
    ACCEPT: 'Lets the packet through this table: no further rule of it is asked. Later tables still are.',
    DROP: 'Ends the packet here. Nobody is told.',
    RETURN: 'Goes back to the calling chain, behind the rule that jumped here. In a base chain the policy decides.',
    QUEUE: 'Hands the packet to a program in user space.',
  },
}
