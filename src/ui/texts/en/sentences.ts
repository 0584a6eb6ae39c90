import type { Copier, PacketId, Place } from '../../../trace/event'
import type { Condition, Sentence, TargetFacts } from '../../../trace/sentence'
import { conditionText, look, shortDetails } from '../condition-text'
import { facts } from './facts'

/** Says each sentence. `**` stands around what matters most; see Emphasis.tsx. */
export type Sentences = { readonly [K in Sentence['key']]: (sentence: Extract<Sentence, { key: K }>) => string }

/** What a target does to the packet, after "the packet". */
function effect(target: TargetFacts | null): string {
  if (target === null) return 'is handed to the rule’s target'
  const { name, details } = target
  if (target.kind === 'none') return 'is counted, and the next rule is asked'
  if (target.kind === 'jump') return `goes through chain ${name}`
  if (target.kind === 'goto') return `goes on in chain ${name} and does not come back here`
  return EFFECTS[name]?.(details) ?? `is handed to ${name}${details === '' ? '' : ` ${details}`}`
}

const COPIES: { readonly [K in Copier]: (of: PacketId, label: string) => string } = {
  TEE: (of, label) => `**TEE sends a copy of packet ${of}** (${label}): untracked, it walks the chains from OUTPUT on, to the gateway.`,
  multicast: (of, label) =>
    `**A copy of packet ${of}** (${label}) stays here: the host is in the multicast group itself, and hears what it sends.`,
  broadcast: (of, label) => `**A copy of packet ${of}** (${label}) stays here: a broadcast is for its sender, too.`,
  fragmentation: (of, label) =>
    `**Another fragment of packet ${of}** (${label}): it was cut when it was sent, and nobody tracks it, so it crosses lo in pieces.`,
}

const EFFECTS: { readonly [target: string]: ((details: string) => string) | undefined } = {
  ACCEPT: () => 'is accepted by this table',
  DROP: () => 'is dropped',
  QUEUE: () => 'is handed to a program',
  RETURN: () => 'goes back to the calling chain',
  REJECT: (details) => `is refused with an answer${after(details)}`,
  LOG: () => 'is written to the kernel log, and the next rule is asked',
  DNAT: (details) => `gets a new destination${after(details)}`,
  SNAT: (details) => `gets a new source${after(details)}`,
  MASQUERADE: () => 'gets the address of the way out as its source',
  REDIRECT: (details) => `is redirected to this host itself${after(details)}`,
  NETMAP: (details) => `has its network part replaced${after(details)}`,
  MARK: (details) => `is marked${after(details)}`,
  CONNMARK: (details) => `exchanges marks with its connection${after(details)}`,
  TOS: (details) => `gets another TOS${after(details)}`,
  DSCP: (details) => `gets another DSCP${after(details)}`,
  TTL: (details) => `gets another TTL${after(details)}`,
  NOTRACK: () => 'is kept from conntrack',
  CT: (details) => `is handled specially by conntrack${after(details)}`,
  TRACE: () => 'is traced from here on',
  SET: (details) => `changes a set${after(details)}`,
  TCPMSS: (details) => `has its MSS limited${after(details)}`,
  CHECKSUM: () => 'gets its checksum filled in',
}

function after(details: string): string {
  return details === '' ? '' : ` (${shortDetails(details)})`
}

function uncertain(certain: boolean): string {
  return certain ? '' : ' This is not certain: a rule on the way asks something that is not modelled.'
}

function rule(place: Place): string {
  return `Rule ${place.number}`
}

function all(conditions: readonly Condition[]): string {
  return conditions.map((condition) => conditionText(facts, condition)).join(', ')
}

export const sentences: Sentences = {
  'nothing yet': () => 'Nothing has happened yet.',
  arrived: (s) => `A packet (${s.label}) from ${s.source} to ${s.destination} **arrives on ${s.interface}**.`,
  'left process': (s) =>
    `A process of this host${s.owner === '' ? '' : ` (${s.owner})`} **sends a packet** (${s.label}) to ${s.destination}.`,
  'left host': (s) => `This host itself **sends a packet** (${s.label}) to ${s.destination}.`,
  answered: (s) =>
    `**The host answers packet ${s.to} itself**: ${look(facts.answerers, s.by)} (${s.label}) goes to ${s.destination}, and walks the chains like any other packet.`,
  copied: (s) => COPIES[s.by](s.of, s.label),
  'hook entered': (s) => `The packet enters **${s.hook}**: ${look(facts.hooks, s.hook)}.`,
  'stage entered': (s) => `${s.hook}: ${look(facts.stages, s.stage)}.`,
  'stage skipped': (s) =>
    s.reason === 'connection already bound' && s.stage === 'nat'
      ? `**nat is skipped**: it is asked only for a connection’s first packet; this one belongs to ${s.connection === null ? 'a connection' : `#${s.connection}`}, already bound.`
      : `**${s.stage} is skipped**: ${look(facts.skips, s.reason)}.`,
  'chain entered': (s) => `${s.table} asks its chain ${s.chain}, rule by rule, until one decides.`,
  'chain called': (s) =>
    s.how === 'jump'
      ? `Rule ${s.from.number} of ${s.from.chain} jumps to **${s.chain}**; if nothing there decides, the packet comes back behind it.`
      : `Rule ${s.from.number} of ${s.from.chain} goes to **${s.chain}**; the packet will not come back to ${s.from.chain}.`,
  'rule missed': (s) =>
    s.condition === null
      ? `${rule(s.place)} does not match, so the next one is asked.`
      : `${rule(s.place)} does not match: it wants ${conditionText(facts, s.condition)}${s.condition.is === '' ? '' : `, the packet has ${s.condition.is}`}.`,
  'rule matched': (s) =>
    s.conditions === null
      ? `${rule(s.place)} matches, so **the packet ${effect(s.target)}**.`
      : s.conditions.length === 0
        ? `${rule(s.place)} has no conditions, so **every packet that reaches it ${effect(s.target)}**.`
        : `${rule(s.place)} matches (${all(s.conditions)}), so **the packet ${effect(s.target)}**.`,
  'rules behind': (s) =>
    s.ever
      ? `${s.count === 1 ? 'The rule behind it was' : `The ${s.count} rules behind it were`} not asked.`
      : `${s.count === 1 ? 'The rule behind it is' : `The ${s.count} rules behind it are`} **never asked**.`,
  'rule unknown': (s) =>
    `${rule(s.place)} asks **${s.name}**, which is not modelled. It is passed by as if it did not match; decide it to be sure.`,
  'chain returned': (s) =>
    s.to === null
      ? `${s.place.kind === 'rule' ? `Rule ${s.place.number} returns` : `${s.place.chain} ends`}; the policy decides.`
      : `${s.place.kind === 'rule' ? `Rule ${s.place.number} returns` : `${s.place.chain} ends without a decision`}: back to ${s.to.chain}, ${s.to.kind === 'policy' ? 'where the policy decides' : `rule ${s.to.number}`}.`,
  'policy applied': (s) =>
    s.rules <= 0
      ? `${s.place.table} ${s.place.chain} has no rules, so its policy decides: **${s.policy}**.`
      : `No rule of ${s.place.table} ${s.place.chain} decided, so its policy does: **${s.policy}**.`,
  'verdict fell': (s) => `${VERDICTS[s.verdict](s.place)}${uncertain(s.certain)}`,
  'packet changed': (s) => {
    const changes = s.changes.map(({ field, from, to }) => `**${look(facts.fields, field)} ${from} → ${to}**`).join(', ')
    switch (s.by.kind) {
      case 'forwarding':
        return `${changes}: forwarded packets lose one.`
      case 'nat':
        return `${changes}: this is what nat decided for connection #${s.by.connection}.`
      case 'rule':
        return `${changes}: rule ${s.by.place.number} of ${s.by.place.table} ${s.by.place.chain} changed it.`
      case 'routing':
        return `${changes}: routing filled it in.`
      case 'untold':
        return `${changes}: between two lines of the recording, which does not say by whom.`
    }
  },
  'trace enabled': (s) => `${rule(s.place)} turns tracing on: from here on the kernel logs every rule that this packet matches.`,
  'line logged': (s) => (s.place === null ? 'The kernel writes a line to its log.' : `${rule(s.place)} writes a line to the kernel log.`),
  'tracking disabled': (s) => `${rule(s.place)} keeps conntrack away from this packet: it is UNTRACKED, and nat will not see it.`,
  'connection expected': (s) =>
    `The ${s.helper} helper reads in connection #${s.master} that another will come from ${s.from} to **${s.to}**: that one will be RELATED.`,
  'connection looked up': (s) => {
    const which = s.connection === null ? '' : `, #${s.connection}, ${s.direction === 'original' ? 'the way it was begun' : 'the way back'}`
    return `conntrack: **${s.state}**${which} (${s.why === '' ? look(facts.states, s.state) : look(facts.connections, s.why)}).`
  },
  'connection changed': (s) =>
    `Connection #${s.connection} ${s.state === null ? 'has changed' : `is now **${s.state}**`}${s.why === '' ? '' : ` (${look(facts.connections, s.why)})`}.`,
  'connection confirmed': (s) => `Connection #${s.connection} is **confirmed**: its packet got through, so from now on it counts.`,
  'connection vanished': (s) => `Connection #${s.connection} is forgotten: ${look(facts.vanished, s.why)}.`,
  'nat bound': (s) => {
    const clash = s.clash === null ? '' : ` ${s.clash.charAt(0).toUpperCase()}${s.clash.slice(1)}.`
    const who = s.place === null ? 'nat' : `Rule ${s.place.number} of nat ${s.place.chain}`
    if (!s.changed) return `nat leaves the ${s.manip} of connection #${s.connection} as it is, for all its packets.${clash}`
    return `${who} binds connection #${s.connection}: its ${s.manip} becomes **${s.to}**, for all its packets, and back again in answers.${clash}`
  },
  routed: (s) => {
    const by =
      s.route === null ? '' : ` (${s.route}${s.table === null || s.table === 'main' || s.table === 'local' ? '' : `, table ${s.table}`})`
    const again = s.reason === 'reroute' ? 'Routed again, because a rule changed what routing looks at: ' : 'Routing: '
    switch (s.outcome) {
      case 'local':
        return `${again}${s.destination} is **this host itself**, so the packet goes to INPUT${by}.`
      case 'forward':
        return `${again}${s.destination} is not this host, so the packet is **forwarded by ${s.out ?? '?'}**${by}.`
      case 'output':
        return `${again}${s.destination} **leaves by ${s.out ?? '?'}**${by}.`
      case 'broadcast':
        return `${again}${s.destination} is a **broadcast address**, so this host listens too${by}.`
      case 'multicast':
        return `${again}${s.destination} is a **multicast address**${by}.`
      case 'refused':
        return `${again}**no way to ${s.destination}**: ${look(facts.deaths, s.why)}${by}.`
    }
  },
  'set changed': (s) => `Set ${s.set}: ${s.element} ${s.change}.`,
  'recent changed': (s) =>
    s.seen === null
      ? `The list ${s.list} forgets ${s.address}.`
      : `The list ${s.list} remembers ${s.address}, seen ${s.seen === 1 ? 'once' : `${s.seen} times`}.`,
  'socket changed': (s) => `The host’s socket ${s.socket} is now **${s.state}**.`,
  'limit reached': (s) => `The run stops here: the bound of ${s.bound} ${look(facts.limits, s.limit)} is reached.`,
  transmitted: (s) => `The packet **leaves by ${s.interface}** towards ${s.nextHop}.${uncertain(s.certain)}`,
  delivered: (s) =>
    `The packet **reaches ${s.to === '' ? 'this host' : s.to === 'icmp' || s.to === 'igmp' ? `this host itself (${s.to.toUpperCase()})` : s.to}**.${uncertain(s.certain)}`,
  dropped: (s) =>
    `${s.by.kind === 'policy' ? `The policy of ${s.by.table} ${s.by.chain}` : `Rule ${s.by.number} of ${s.by.table} ${s.by.chain}`} **dropped the packet**. ${s.error === null ? 'Nobody is told.' : `The sending process is told: ${s.error}.`}${uncertain(s.certain)}`,
  rejected: (s) =>
    `Rule ${s.by.number} of ${s.by.table} ${s.by.chain} **refused the packet**${s.answer === null ? '' : ` and told the sender so (packet ${s.answer})`}.${uncertain(s.certain)}`,
  untold: (s) =>
    `**The recording tells no more of this packet**: nothing that was recorded stopped it up to ${s.after}${s.out === null ? '' : `, on its way to ${s.out}`}.`,
  died: (s) =>
    `**The packet ends here**: ${look(facts.deaths, s.reason)}.${s.error === null ? '' : ` The sending process is told: ${s.error}.`}${uncertain(s.certain)}`,
}

const VERDICTS: { readonly [verdict in 'ACCEPT' | 'DROP' | 'REJECT' | 'QUEUE' | 'STOLEN']: (place: Place) => string } = {
  ACCEPT: (place) => `${place.table} ${place.chain} lets the packet pass; the next stage is asked.`,
  DROP: (place) => `${place.table} ${place.chain} **drops the packet**. Nothing after it is asked.`,
  REJECT: (place) => `${place.table} ${place.chain} **refuses the packet** and answers its sender.`,
  QUEUE: (place) => `${place.table} ${place.chain} hands the packet to a program.`,
  STOLEN: (place) => `${place.table} ${place.chain} **keeps the packet**: SYNPROXY goes on with the handshake itself.`,
}
