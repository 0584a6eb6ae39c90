import type { RoutingDecision, SkipReason } from '../../../trace/event'

const skipped: { readonly [K in SkipReason]: string } = {
  'connection already bound': 'not the first',
  'connection already known': 'seen before',
  untracked: 'untracked',
  invalid: 'INVALID',
  asleep: 'asleep',
  'table not loaded': 'not loaded',
}

const whySkipped: { readonly [K in SkipReason]: string } = {
  'connection already bound': 'skipped: later packet of a known connection',
  'connection already known': 'skipped: conntrack knows this packet from its way out',
  untracked: 'skipped: the packet is not tracked',
  invalid: 'skipped: conntrack calls the packet INVALID',
  asleep: 'skipped: conntrack is asleep until a rule needs it (a state match, a NAT target, …)',
  'table not loaded': 'skipped: the table is not loaded',
}

const outcomes: { readonly [K in RoutingDecision['outcome']]: string } = {
  local: 'for this host',
  forward: 'forward to',
  output: 'out',
  broadcast: 'broadcast',
  multicast: 'multicast',
  refused: 'refused',
}

const packets = (count: number): string => (count === 1 ? '1 packet' : `${count.toLocaleString('en')} packets`)

/** The diagram. */
export const diagram = {
  name: 'Tables and chains',
  help: 'Arrow keys move between rules, Enter selects, Right opens a chain, Left closes it, B sets a breakpoint, Alt with Up or Down moves the rule, Shift+F10 opens its menu.',
  in: (name: string) => `${name} in`,
  out: (name: string) => `${name} out`,
  routing: 'routing',
  routingDecision: 'routing decision',
  outputRouting: 'routing decision for packets sent by this host',
  decided: (outcome: RoutingDecision['outcome'], out: string | null) =>
    out === null || outcome === 'local' ? outcomes[outcome] : `${outcomes[outcome]} ${out}`,
  local: 'Local process',
  localServices: (first: string, more: number) => `Local: ${first}${more > 0 ? ` +${more}` : ''}`,
  confirm: 'confirm',
  rules: (count: number) => (count === 1 ? '1 rule' : `${count.toLocaleString('en')} rules`),
  empty: 'empty',
  notLoaded: 'This table is not loaded: the kernel does not visit it.',
  noRules: 'No rules here: only the policy.',
  policy: 'policy',
  policyIs: (policy: string) => `policy ${policy}`,
  policyUntold: 'policy not recorded',
  confirmed: 'confirmed',
  skipped: (reason: SkipReason) => (reason === 'table not loaded' || reason === 'asleep' ? skipped[reason] : `skipped: ${skipped[reason]}`),
  skippedBecause: (reason: SkipReason) => skipped[reason],
  whySkipped: (reason: SkipReason) => whySkipped[reason],
  everything: 'everything',
  counting: 'count only',
  sameAs: (number: number) => `the same as rule ${number}`,
  packets,
  packetUnit: (count: number): string => (count === 1 ? 'pkt' : 'pkts'),
  ruleName: (table: string, chain: string, number: number, conditions: string, target: string) =>
    `${table} ${chain} rule ${number}: ${conditions}, ${target}, `,
  policyName: (table: string, chain: string, policy: string) => `${table} ${chain} policy ${policy}, `,
  stageName: (stage: string, hook: string, word: string) => `${stage} ${hook}: ${word}`,
  chainName: (table: string, chain: string) => `${table} ${chain}`,
  neverReached: 'never reached',
  neverReachedWhy: 'An earlier rule matches everything, so no packet gets here.',
  comment: (text: string) => `comment: ${text}`,
  unknown: (name: string) => `${name} is not modelled: what this rule does is unknown`,
  unknownDecided: (name: string, answer: 'yes' | 'no') => `${name} is not modelled: you decided ${answer}`,
  breakpoint: 'breakpoint',
  folded: (count: number, matched: boolean) => `${count.toLocaleString('en')} more${matched ? '' : ', none matched'}`,
  unfold: (from: number, to: number) => `Show rules ${from} to ${to}`,
  fold: 'Fold the middle again',
  backTo: (chain: string, rule: number) => `back to ${chain}, after ${rule}`,
  openChain: (chain: string) => `Show chain ${chain}`,
  closeChain: (chain: string) => `Hide chain ${chain}`,
  uncalled: 'No rule calls these chains',
  refusedWhole: 'iptables-restore would refuse this ruleset.',
  refusedNothingWalks: 'Nothing is loaded, so no packet walks here until it is mended.',
  refusedLine: (line: number) => `Line ${line} is left out.`,
  refusedRestWalks: 'iptables-restore would load nothing; packets walk the rest here.',
  refusedShow: (line: number) => `Show line ${line}`,
  refusedHere: (message: string) => `refused by the kernel: ${message}`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit the diagram to the view',
  savePicture: 'Save as a picture (PNG)',
  pictureFailed: (why: string) => `The picture could not be saved: ${why}`,
}
