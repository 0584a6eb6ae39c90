/** The editor: the person's own texts. */
export const editor = {
  tabs: { rules: 'Rules', network: 'Network', sets: 'Sets', services: 'Services' },
  tabList: 'Texts',
  ruleCount: (count: number) => (count === 1 ? '1 rule' : `${count.toLocaleString('en')} rules`),
  labels: {
    rules: 'Rules, as iptables-save or iptables commands',
    network: 'Network, as ip addr, ip route and sysctl lines',
    sets: 'Sets, as ipset save or ipset commands',
    services: 'Services, one a line: tcp 22 ssh',
  },
  placeholder: {
    rules: 'Paste iptables-save output or\niptables commands here.',
    network: '',
    sets: 'create blocked hash:net\nadd blocked 203.0.113.0/24',
    services: '',
  },
  inferred: 'Inferred from the rules. Type to make it yours.',
  yours: 'Yours. The rules infer nothing here any more.',
  backToInferred: 'Back to inferred',
  leave: 'Tab types a tab stop here; press Ctrl+M to let Tab leave the editor.',
  loading: 'The full editor is loading…',
  plain: 'The full editor could not be loaded; this plain one does everything but colours.',
  tooLong: (megabytes: string, bound: string) =>
    `That text is ${megabytes} MB; at most ${bound} MB can be worked with. The text before it is kept.`,
  large: 'This text is large: colours and counts beside the lines are off.',
  problems: {
    error: (count: number) => (count === 1 ? '1 error' : `${count} errors`),
    warning: (count: number) => (count === 1 ? '1 warning' : `${count} warnings`),
  },
  nextProblem: 'Go to the next problem',
  afterCatchAll: 'Nothing after this line can ever match.',
  unreachable: 'Nothing before this line lets a packet get here.',
  limitReached: (bound: string) => `The run stops early: its bound of ${bound} is reached.`,
  sending: (index: number) => `packet ${index} on the list`,
  reading: 'Reading…',
}
