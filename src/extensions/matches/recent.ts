import { formatIpv4, type Ipv4, LIMITED_BROADCAST, type Microseconds } from '../../model'
import { defineMatch } from '../extension'
import { HZ, jiffies } from '../jiffies'
import { flag, host, type Invertible, integer, Refusal, text, uint32 } from '../option'
import { isProcName } from '../proc-name'
import type { MatchEnvironment, RecentEntry } from '../semantics'

/** Named lists of addresses with the times they were seen. Kernel: net/netfilter/xt_recent.c recent_mt. */
export const recent = defineMatch({
  name: 'recent',
  summary: 'Remembers addresses in a named list, and asks how lately and how often they were seen.',
  options: {
    set: { type: flag, invertible: true, excludes: operations(), doc: 'Put the address into the list, or renew it. Always matches.' },
    rcheck: { type: flag, invertible: true, excludes: operations(), doc: 'Match when the address is in the list.' },
    update: { type: flag, invertible: true, excludes: operations(), doc: 'Match when the address is in the list, and renew it.' },
    remove: { type: flag, invertible: true, excludes: operations(), doc: 'Match when the address is in the list, and take it out.' },
    seconds: { type: integer(32, { min: 1 }), doc: 'Only when it was seen within so many seconds.' },
    reap: { type: flag, needs: ['seconds'], doc: 'Forget the oldest entry when it has passed --seconds.' },
    hitcount: { type: uint32, doc: 'Only when it was seen at least so often.' },
    rttl: { type: flag, excludes: ['set', 'remove'], doc: 'Only when the TTL is the same as it was, against forged addresses.' },
    name: { type: text({ keep: 199 }), doc: 'The name of the list; DEFAULT when it is not given.' },
    rsource: { type: flag, doc: 'The list holds source addresses (default).' },
    rdest: { type: flag, doc: 'The list holds destination addresses.' },
    mask: { type: host, doc: 'Only these bits of the address count.' },
  },
  finalCheck: (given) =>
    operations().every((operation) => given[operation] === undefined)
      ? new Refusal("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'")
      : null,
  checkentry: (use) => {
    const { kind } = operationOf(use)
    if ((kind === 'set' || kind === 'remove') && (use.rttl || use.reap || use.seconds !== undefined || (use.hitcount ?? 0) !== 0))
      return { hint: ['recent asks nothing', kind] }
    if ((use.hitcount ?? 0) >= MOST_STAMPS) return { option: 'hitcount', hint: ['fewer times', MOST_STAMPS] }
    if (use.name !== undefined && !isProcName(use.name)) return { option: 'name', hint: ['file name', '/proc/net/xt_recent'] }
    return null
  },
  shares: {
    name: nameOf,
    // The mask is the first rule's; the times that are kept are those of who wants most.
    join: (made, use) => ({ ...made, hitcount: Math.max(made.hitcount ?? 0, use.hitcount ?? 0) }),
  },
  save: (use) => {
    const { kind, inverted } = operationOf(use)
    return [
      inverted ? ' !' : '',
      ` --${kind}`,
      use.seconds === undefined ? '' : ` --seconds ${use.seconds | 0}`,
      use.reap ? ' --reap' : '',
      use.hitcount ? ` --hitcount ${use.hitcount}` : '',
      use.rttl ? ' --rttl' : '',
      ` --name ${nameOf(use)} --mask ${formatIpv4(maskOf(use))}`,
      sideOf(use) === 'source' ? ' --rsource' : ' --rdest',
    ].join('')
  },
  list: (use) => {
    const { kind, inverted } = operationOf(use)
    return [
      inverted ? ' !' : '',
      ` recent: ${LISTED[kind]}`,
      use.seconds === undefined ? '' : ` seconds: ${use.seconds | 0}`,
      use.reap ? ' reap' : '',
      use.hitcount ? ` hit_count: ${use.hitcount}` : '',
      use.rttl ? ' TTL-Match' : '',
      ` name: ${nameOf(use)} side: ${sideOf(use) === 'source' ? 'source' : 'dest'} mask: ${formatIpv4(maskOf(use))}`,
    ].join('')
  },
  compile: (use, shared) => {
    const { kind, inverted } = operationOf(use)
    const name = nameOf(use)
    const mask = maskOf(shared)
    const kept = stampsKept(shared.hitcount ?? 0)
    const side = sideOf(use)
    const addressOf = ({ packet }: MatchEnvironment): Ipv4 => (packet[side] & mask) >>> 0
    const lookUp = (environment: MatchEnvironment) => {
      const entry = environment.host.recent(name, mask).get(addressOf(environment))
      if (entry === null || !use.rttl) return entry
      const ttl = ttlOf(environment)
      return entry.ttl === ttl || entry.ttl === 0 || ttl === 0 ? entry : null
    }
    const enough = (entry: RecentEntry, now: Microseconds) => {
      const hits = use.seconds === undefined ? entry.stamps.length : countSince(entry.stamps, jiffies(now) - use.seconds * HZ)
      return hits >= Math.max(1, use.hitcount ?? 0)
    }
    return [
      {
        subject: `recent ${name}`,
        wants: `${inverted ? '! ' : ''}${LISTED[kind]}${use.seconds === undefined ? '' : ` seconds ${use.seconds}`}${use.hitcount ? ` hitcount ${use.hitcount}` : ''}`,
        holds: (environment) => {
          const { now } = environment
          const list = environment.host.recent(name, mask)
          const entry = lookUp(environment)
          const renew = () =>
            list.put({
              address: addressOf(environment),
              ttl: ttlOf(environment),
              stamps: entry === null ? [now] : [...entry.stamps, now].slice(-kept),
            })
          switch (kind) {
            case 'set':
              renew()
              return !inverted
            case 'remove':
              if (entry === null) return inverted
              list.remove(entry.address)
              return !inverted
            case 'rcheck':
            case 'update': {
              if (entry === null) return inverted
              const answer = enough(entry, now) !== inverted
              const renewing = kind === 'update' && answer
              if (use.reap) {
                const oldest = list.oldest()
                // The kernel looks at the head of its list only, and spares the entry that it is about to renew.
                if (
                  oldest !== null &&
                  !(renewing && oldest.address === entry.address) &&
                  countSince(oldest.stamps, jiffies(now) - (use.seconds ?? 0) * HZ) === 0
                )
                  list.remove(oldest.address)
              }
              if (renewing) renew()
              return answer
            }
          }
        },
        is: (environment) => {
          const entry = lookUp(environment)
          return entry === null
            ? `${formatIpv4(addressOf(environment))} not listed`
            : `${formatIpv4(entry.address)} seen ${entry.stamps.length}`
        },
      },
    ]
  },
  examples: [
    { rule: '-m recent --set --name seen --mask 255.255.255.255 --rsource', saved: '=' },
    {
      rule: '-m recent --update --seconds 60 --hitcount 4',
      saved: '-m recent --update --seconds 60 --hitcount 4 --name DEFAULT --mask 255.255.255.255 --rsource',
    },
    { rule: '-m recent ! --rcheck --rdest --name a', saved: '-m recent ! --rcheck --name a --mask 255.255.255.255 --rdest' },
    { rule: '-m recent --remove --mask 255.255.255.0', saved: '-m recent --remove --name DEFAULT --mask 255.255.255.0 --rsource' },
    {
      rule: '-m recent --rcheck --seconds 10 --reap --rttl',
      saved: '-m recent --rcheck --seconds 10 --reap --rttl --name DEFAULT --mask 255.255.255.255 --rsource',
    },
    { rule: '-m recent --rcheck --set', rejected: 'recent: option "--set" cannot be used together with "--rcheck".', by: 'iptables' },
    { rule: '-m recent --rcheck --reap', rejected: 'recent: option "--reap" also requires "--seconds".', by: 'iptables' },
    {
      rule: '-m recent --rcheck --seconds 0',
      rejected: 'recent: bad value for option "--seconds", or out of range (1-4294967295).',
      by: 'iptables',
    },
    { rule: '-m recent', rejected: "recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'", by: 'iptables' },
    { rule: '-m recent --set --seconds 60', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m recent --rcheck --hitcount 65536', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

type Operation = 'set' | 'rcheck' | 'update' | 'remove'

function operations(): readonly Operation[] {
  return ['set', 'rcheck', 'update', 'remove']
}

const LISTED: { readonly [operation in Operation]: string } = { set: 'SET', rcheck: 'CHECK', update: 'UPDATE', remove: 'REMOVE' }

/** XT_RECENT_MAX_NSTAMPS. */
const MOST_STAMPS = 65536

/** A list keeps as many times as the next power of two above the hit count, and 32 when nobody counts. */
function stampsKept(hitcount: number): number {
  return Math.max(32, 2 ** Math.ceil(Math.log2(Math.max(1, hitcount))))
}

function operationOf(use: { readonly [operation in Operation]?: Invertible<true> }): {
  readonly kind: Operation
  readonly inverted: boolean
} {
  const kind = operations().find((operation) => use[operation] !== undefined) ?? 'rcheck'
  return { kind, inverted: use[kind]?.inverted ?? false }
}

function nameOf(use: { readonly name?: string }): string {
  return use.name ?? 'DEFAULT'
}

function maskOf(use: { readonly mask?: Ipv4 }): Ipv4 {
  return use.mask ?? LIMITED_BROADCAST
}

// The later of --rsource and --rdest counts.
function sideOf(use: { readonly rsource?: true; readonly rdest?: true }): 'source' | 'destination' {
  const sides = Object.keys(use).filter((option) => option === 'rsource' || option === 'rdest')
  return sides.at(-1) === 'rdest' ? 'destination' : 'source'
}

// A packet on its way out has been forwarded already: the TTL it came with is one more. The host's own are not.
function ttlOf({ packet, inInterface, outInterface }: MatchEnvironment): number {
  return outInterface !== null && inInterface !== null ? packet.ttl + 1 : packet.ttl
}

function countSince(stamps: readonly Microseconds[], tick: number): number {
  let count = 0
  for (const stamp of stamps) if (jiffies(stamp) >= tick) count++
  return count
}
