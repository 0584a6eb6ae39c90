import type { Hook, StageName } from './hook'

/** One stage on a hook. `priority` is the kernel's (include/uapi/linux/netfilter_ipv4.h): lower comes first. */
export interface Stage {
  readonly name: StageName
  readonly priority: number
}

/**
 * Every hook's stages in the order in which a packet meets them: the one table that the engine executes and the page draws.
 * Mind INPUT: nat's source side (priority 100) comes after filter there, as in POSTROUTING after mangle.
 * `confirm` is conntrack's last word (nf_confirm, INT_MAX): only what survived everything becomes a connection.
 */
export const PIPELINE: Readonly<Record<Hook, readonly Stage[]>> = {
  PREROUTING: [
    { name: 'raw', priority: -300 },
    { name: 'conntrack', priority: -200 },
    { name: 'mangle', priority: -150 },
    { name: 'nat', priority: -100 },
  ],
  INPUT: [
    { name: 'mangle', priority: -150 },
    { name: 'filter', priority: 0 },
    { name: 'security', priority: 50 },
    { name: 'nat', priority: 100 },
    { name: 'confirm', priority: 2147483647 },
  ],
  FORWARD: [
    { name: 'mangle', priority: -150 },
    { name: 'filter', priority: 0 },
    { name: 'security', priority: 50 },
  ],
  OUTPUT: [
    { name: 'raw', priority: -300 },
    { name: 'conntrack', priority: -200 },
    { name: 'mangle', priority: -150 },
    { name: 'nat', priority: -100 },
    { name: 'filter', priority: 0 },
    { name: 'security', priority: 50 },
  ],
  POSTROUTING: [
    { name: 'mangle', priority: -150 },
    { name: 'nat', priority: 100 },
    { name: 'confirm', priority: 2147483647 },
  ],
}
