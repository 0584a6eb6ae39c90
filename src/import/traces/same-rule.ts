import type { RuleView } from '../../worker/protocol'

/** What iptables-nft's rules are called by nft, by their target (iptables/nft.c and libxtables' xlate functions). */
const STATEMENTS: { readonly [target: string]: RegExp } = {
  MASQUERADE: /\bmasquerade\b/,
  SNAT: /\bsnat\b/,
  DNAT: /\bdnat\b/,
  REDIRECT: /\bredirect\b/,
  REJECT: /\breject\b/,
  LOG: /\blog\b/,
  NFLOG: /\blog\b/,
  MARK: /\bmeta mark set\b/,
  CONNMARK: /\b(?:ct mark set|meta mark set ct mark)\b/,
  TRACE: /\bnftrace set 1\b/,
  NOTRACK: /\bnotrack\b/,
  CT: /\b(?:notrack|ct \w+ set)\b/,
  TCPMSS: /\btcp option maxseg size set\b/,
  TOS: /\bip dscp set\b/,
  DSCP: /\bip dscp set\b/,
  TTL: /\bip ttl set\b/,
  CLASSIFY: /\bmeta priority set\b/,
  NFQUEUE: /\bqueue\b/,
  TEE: /\bdup to\b/,
}

/** Words of iptables whose values nft prints as they are. */
const VALUES = /--(?:dport|sport|to-ports?|set-name|comment) "?([\w.-]+)"?/g

/**
 * Whether a rule of the page may be the one that nft prints as `text`: same interfaces and addresses, the same kind of target. nft
 * has words of its own for the rest, so that several rules may fit: the order decides between them.
 */
export function maySayTheSame(rule: RuleView, text: string, verdict: string | null): boolean {
  const words = ` ${rule.text} `
  return (
    sameSide(words, / (!?) ?-i (\S+) /, text, /\biif(?:name)? (!= )?"([^"]*)"/) &&
    sameSide(words, / (!?) ?-o (\S+) /, text, /\boif(?:name)? (!= )?"([^"]*)"/) &&
    sameSide(words, / (!?) ?-s (\S+) /, text, /\bip saddr (!= )?([\d./]+)/) &&
    sameSide(words, / (!?) ?-d (\S+) /, text, /\bip daddr (!= )?([\d./]+)/) &&
    sameTarget(rule.target, text, verdict) &&
    [...words.matchAll(VALUES)].every(([, value = '']) => text.includes(value)) &&
    / -m (?:conntrack|state) /.test(words) === /\b(?:ct state|xt match "(?:conntrack|state)")/.test(text)
  )
}

function sameSide(words: string, own: RegExp, text: string, nft: RegExp): boolean {
  const one = own.exec(words)
  const other = nft.exec(text)
  if (one === null || other === null) return one === other
  return (one[1] === '!') === (other[1] !== undefined) && plain(one[2] ?? '') === plain(other[2] ?? '')
}

function plain(value: string): string {
  return value.replace(/\/32$/, '').replace(/[+*]$/, '*')
}

function sameTarget(target: RuleView['target'], text: string, verdict: string | null): boolean {
  switch (target.kind) {
    case 'verdict':
      return verdict === null || verdict === target.name
    case 'jump':
    case 'goto':
      return verdict === null || verdict === `${target.kind} ${target.name}`
    case 'none':
      return verdict === null || verdict === 'CONTINUE'
    case 'extension':
    case 'unknown':
      return (
        (STATEMENTS[target.name]?.test(text) ?? false) || text.includes(`"${target.name}"`) || text.includes(`xt target ${target.name}`)
      )
  }
}
