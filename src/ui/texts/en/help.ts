/** How the page is used, and what it can and cannot do. */
export const help = {
  title: 'About and help',
  description: 'Paste rules on the left, send a packet, and follow it. Everything stays in this browser.',
  shortcuts: 'Keyboard',
  keys: [
    ['Space', 'Play or pause'],
    ['→ ←', 'Step by one event'],
    ['↓ ↑', 'Step by one rule'],
    ['] [', 'Step by one stage'],
    ['. ,', 'Step to the next or previous verdict'],
    ['Home End', 'To the beginning, to the end'],
    ['N', 'Send a packet'],
    ['S', 'Share'],
    ['D', 'Compare with before'],
    ['B', 'In the diagram: breakpoint on the rule'],
    ['Alt+↑ Alt+↓', 'In the diagram: move the rule'],
    ['Shift+F10', 'In the diagram: change the rule'],
    ['Ctrl+Z Ctrl+Shift+Z', 'Undo, redo'],
    ['Ctrl+M', 'In the editor: Tab leaves it, or types'],
    ['?', 'This help'],
  ] as readonly (readonly [string, string])[],
  colours: 'Tables keep one colour each',
  sections: [
    {
      title: 'What is modelled',
      text: 'IPv4 through iptables: the five chains with raw, mangle, nat, filter and security, user chains, connection tracking, NAT, routing and the local stack of one host; iptables-save text and iptables commands as input, and by import listings, scripts, captures and logs; counters, TRACE lines, the kernel log and the connection table as the kernel writes them.',
    },
    {
      title: 'What is not',
      text: 'IPv6, nftables, bridges, several hosts, and what asks hardware or other programs. The Linux kernel is the judge: a match or target that is not modelled answers unknown, never a guess. The rule says so, a badge counts it, and you may decide.',
    },
    {
      title: 'Privacy',
      text: 'Everything happens in this browser. Nothing is uploaded and no other host is asked. Your work is kept in this browser only; a link carries it in the part after #, which browsers do not send.',
    },
  ],
}
