import { describe, expect, test } from 'vitest'
import { importText } from '../import-text'
import type { Answers } from '../imported'
import type { Said } from '../note-keys'
import { emptyScenario } from '../testing/empty-scenario'

interface Wanted {
  readonly rules?: readonly string[]
  readonly network?: readonly string[]
  readonly sets?: readonly string[]
  readonly leftOut?: readonly RegExp[]
  readonly notes?: readonly RegExp[]
  /** What is asked, each as `kind about (options): answer`. */
  readonly asks?: readonly string[]
  readonly answers?: Answers
}

const said = ({ key, words }: Said): string => [key, ...words].join(' ')

/** What a script becomes: its commands, its network, its sets, and what of it is named. */
function check(name: string, script: string, wanted: Wanted): void {
  test(name, () => {
    const { sections, notUnderstood, notes, questions } = importText(script, emptyScenario(), wanted.answers)
    const asked = questions.map(
      ({ kind, about, options, answer }) =>
        `${kind} ${about} (${options.map(({ value, label }) => label || value).join(' | ')}): ${answer}`,
    )
    if (wanted.asks !== undefined) expect(asked).toEqual(wanted.asks)
    const lines = (text: string | undefined): readonly string[] =>
      (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines(sections.rules)).toEqual(wanted.rules ?? [])
    expect(lines(sections.network)).toEqual(wanted.network ?? [])
    expect(lines(sections.sets)).toEqual(wanted.sets ?? [])
    expect(notUnderstood.map(({ why }) => said(why))).toHaveLength(wanted.leftOut?.length ?? 0)
    for (const [index, pattern] of (wanted.leftOut ?? []).entries())
      expect(notUnderstood.map(({ why }) => said(why))[index]).toMatch(pattern)
    for (const pattern of wanted.notes ?? []) expect(notes.map(({ say }) => said(say)).join('\n')).toMatch(pattern)
  })
}

function saved(...lines: readonly string[]): readonly string[] {
  return ['*filter', ':INPUT DROP [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...lines, 'COMMIT']
}

describe('shell scripts', () => {
  check('variables', `IPT="/sbin/iptables"\nWAN=eth0\n$IPT -A INPUT -i \${WAN} -p tcp --dport "22" -j ACCEPT # ssh\n`, {
    rules: ['/sbin/iptables -A INPUT -i eth0 -p tcp --dport "22" -j ACCEPT'],
  })
  check('defaults and exports', `export A=1 B=2\niptables -A INPUT -p tcp --dport \${PORT:-80} -j ACCEPT\n`, {
    rules: ['iptables -A INPUT -p tcp --dport 80 -j ACCEPT'],
  })
  check(
    'loops, one in another',
    'for i in eth0 eth1; do\n  for p in 22 80\n  do iptables -A INPUT -i $i -p tcp --dport $p -j ACCEPT; done\ndone\n',
    {
      rules: ['eth0 22', 'eth0 80', 'eth1 22', 'eth1 80'].map(
        (pair) => `iptables -A INPUT -i ${pair.split(' ')[0]} -p tcp --dport ${pair.split(' ')[1]} -j ACCEPT`,
      ),
    },
  )
  check(
    'functions with arguments',
    'allow() {\n  iptables -A INPUT -p $1 --dport $2 -j ACCEPT\n}\nfunction drop { iptables -A "$1" -j DROP; }\nallow tcp 22\nallow udp 53\ndrop FORWARD\n',
    {
      rules: [
        'iptables -A INPUT -p tcp --dport 22 -j ACCEPT',
        'iptables -A INPUT -p udp --dport 53 -j ACCEPT',
        'iptables -A "FORWARD" -j DROP',
      ],
    },
  )
  check('an if is named, not guessed', 'if [ "$1" = yes ]; then\n  iptables -F\nelse\n  iptables -X\nfi\niptables -P INPUT DROP\n', {
    rules: ['iptables -P INPUT DROP'],
    leftOut: [/if not known \[ "\$1" = yes \]/],
    asks: ['branch [ "$1" = yes ] ([ "$1" = yes ] | else): '],
  })
  check('what only the machine knows', 'IP=$(hostname -I)\niptables -A INPUT -d $IP -j ACCEPT\niptables -A INPUT -j DROP\n', {
    rules: ['iptables -A INPUT -j DROP'],
    leftOut: [/variable not known IP/],
    asks: ['variable IP (): '],
  })
  const IF = 'if [ "$1" = yes ]; then\n  iptables -F\nelif [ -f /etc/x ]; then\n  iptables -X\nelse\n  iptables -Z\nfi\n'
  for (const [answer, rule] of [
    ['1', 'iptables -F'],
    ['2', 'iptables -X'],
    ['else', 'iptables -Z'],
  ] as const)
    check(`an answer chooses the branch: ${answer}`, IF, {
      rules: [rule],
      answers: { 'branch 1 [ "$1" = yes ]': answer },
      asks: [`branch [ "$1" = yes ] ([ "$1" = yes ] | [ -f /etc/x ] | else): ${answer}`],
    })
  check('no branch at all may be the answer', 'if [ -f /x ]; then\n  iptables -F\nfi\niptables -X\n', {
    rules: ['iptables -X'],
    answers: { 'branch 1 [ -f /x ]': 'none' },
    asks: ['branch [ -f /x ] ([ -f /x ] | none): none'],
  })
  check(
    'a condition on what the script itself says is no question',
    'LOG=yes\nif [ "$LOG" = "yes" ]; then iptables -N LOG1; else iptables -F; fi\n',
    {
      rules: ['iptables -N LOG1'],
      asks: [],
    },
  )
  check('a guarded command is asked about', '[ -f /etc/x ] && iptables -F\n[ -x "$IPT" ] || exit 1\niptables -X\n', {
    rules: ['iptables -X'],
    leftOut: [/if not known \[ -f \/etc\/x \]/],
    asks: ['branch [ -f /etc/x ] (iptables -F | none): '],
  })
  check(
    'an answer is the variable',
    'IP=$(hostname -I)\nfor p in $PORTS; do iptables -A INPUT -d $IP -p tcp --dport $p -j ACCEPT; done\n',
    {
      rules: ['iptables -A INPUT -d 10.0.0.1 -p tcp --dport 22 -j ACCEPT', 'iptables -A INPUT -d 10.0.0.1 -p tcp --dport 80 -j ACCEPT'],
      answers: { 'variable IP': '10.0.0.1', 'variable PORTS': '22 80' },
      asks: ['variable PORTS (): 22 80', 'variable IP (): 10.0.0.1'],
    },
  )
  check(
    'what a branch may have assigned is not known',
    'P=22\nif [ -f /x ]; then\n  P=2222\nfi\niptables -A INPUT -p tcp --dport $P -j ACCEPT\n',
    {
      leftOut: [/variable not known P/],
      asks: ['variable P (): '],
    },
  )
  check('exit ends a script', 'stop() {\n  iptables -F\n}\nif [ "$1" = stop ]; then\n  stop\n  exit 0\nfi\niptables -X\n', {
    rules: ['iptables -F'],
    answers: { 'branch 4 [ "$1" = stop ]': '1' },
  })
  check('an init script is started', 'case "$1" in\nstart)\n  iptables -P INPUT DROP\n  ;;\nstop)\n  iptables -F\n  ;;\nesac\n', {
    rules: ['iptables -P INPUT DROP'],
    notes: [/script started start/],
    asks: ['branch "$1" (start | stop | none): 1'],
  })
  check('a save in a here-document', 'iptables-restore <<EOF\n*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\nEOF\n', {
    rules: ['*filter', ':INPUT DROP [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', '[0:0] -A INPUT -i lo -j ACCEPT', 'COMMIT'],
  })
  check(
    'sets, addresses, routes and sysctl go where they belong',
    'ipset create bad hash:ip\nipset add bad 1.2.3.4\nip addr add 10.0.0.1/24 dev eth1\nip route add default via 10.0.0.254\nsysctl -w net.ipv4.ip_forward=1\necho 1 > /proc/sys/net/ipv4/conf/all/rp_filter\niptables -A INPUT -m set --match-set bad src -j DROP\n',
    {
      rules: ['iptables -A INPUT -m set --match-set bad src -j DROP'],
      sets: ['create bad hash:ip', 'add bad 1.2.3.4'],
      network: [
        'ip addr add 10.0.0.1/24 dev eth1',
        'ip route add default via 10.0.0.254 dev eth1',
        'net.ipv4.ip_forward = 1',
        'net.ipv4.conf.all.rp_filter = 1',
      ],
    },
  )
  check('continuations and commands behind prompts', 'root@gw:~# iptables -A INPUT \\\n  -j DROP\n$ sudo iptables -A OUTPUT -j DROP\n', {
    rules: ['iptables -A INPUT  -j DROP', 'iptables -A OUTPUT -j DROP'],
  })
  check(
    'a loop reads the lines below it',
    'while read -r ip port; do\n  [ -z "$ip" ] && continue\n  [[ $ip == \\#* ]] && continue\n  iptables -A INPUT -s $ip -p tcp --dport "$port" -j ACCEPT\ndone <<END\n# office\n10.0.0.1 22\n\n10.0.0.2 80\nEND\n',
    {
      rules: ['iptables -A INPUT -s 10.0.0.1 -p tcp --dport "22" -j ACCEPT', 'iptables -A INPUT -s 10.0.0.2 -p tcp --dport "80" -j ACCEPT'],
    },
  )
  check(
    'or behind a pipe, cut at a colon',
    "cat <<'X' | while IFS=: read a b; do iptables -A FORWARD -s $a -d $b -j DROP; done\n10.1.0.0/16:10.2.0.0/16\nX\necho 1.2.3.4 | while read h; do iptables -A OUTPUT -d $h -j DROP; done\n",
    { rules: ['iptables -A FORWARD -s 10.1.0.0/16 -d 10.2.0.0/16 -j DROP', 'iptables -A OUTPUT -d 1.2.3.4 -j DROP'] },
  )
  check(
    'or of a variable, until a break',
    'L="5.5.5.5\n6.6.6.6\n7.7.7.7"\nwhile read h; do\n  case "$h" in\n    6.*) continue ;;\n  esac\n  iptables -A OUTPUT -d $h -j REJECT\ndone <<< "$L"\nfor p in 1 2 3; do [ $p = 2 ] && break; iptables -A INPUT -p udp --dport $p; done\n',
    {
      rules: ['iptables -A OUTPUT -d 5.5.5.5 -j REJECT', 'iptables -A OUTPUT -d 7.7.7.7 -j REJECT', 'iptables -A INPUT -p udp --dport 1'],
    },
  )
  check(
    'or of a file that the script wrote',
    'N=10.0.0\ncat > /tmp/hosts <<END\n$N.1\n$N.2\nEND\nwhile read h; do iptables -A INPUT -s $h; done < /tmp/hosts\n',
    {
      rules: ['iptables -A INPUT -s 10.0.0.1', 'iptables -A INPUT -s 10.0.0.2'],
    },
  )
  const OF_A_FILE = 'while read a; do iptables -A INPUT -s $a -j DROP; done < /etc/bad\n'
  check('the lines of another file are asked for', OF_A_FILE, { leftOut: [/lines not known/], asks: ['lines /etc/bad (): '] })
  check('and are what a person says', OF_A_FILE, {
    answers: { 'lines 1 /etc/bad': '1.1.1.1; 2.2.2.2' },
    rules: ['iptables -A INPUT -s 1.1.1.1 -j DROP', 'iptables -A INPUT -s 2.2.2.2 -j DROP'],
  })
  check('a loop in which nothing is seen is not asked about', 'ls | while read f; do rm "$f"; done\niptables -F\n', {
    rules: ['iptables -F'],
    asks: [],
  })
  check(
    'what is restored and what is added run in their order',
    'L=lan0\ncat > /tmp/r <<END\n*filter\n:INPUT DROP [0:0]\n-A INPUT -i $L -m comment --comment "it is $L" -j ACCEPT\nCOMMIT\nEND\niptables -A INPUT -p icmp\niptables-restore < /tmp/r\niptables -A INPUT -p udp\niptables -I INPUT -i lo\n',
    {
      rules: saved('[0:0] -A INPUT -i lo', '[0:0] -A INPUT -i lan0 -m comment --comment "it is lan0" -j ACCEPT', '[0:0] -A INPUT -p udp'),
    },
  )
  check(
    '--noflush keeps what was there',
    'iptables -A INPUT -p icmp\nprintf x | cat <<END | sudo iptables-restore -n\n*filter\n:INPUT DROP [0:0]\n-A INPUT -p udp\nCOMMIT\nEND\n',
    {
      rules: saved('[0:0] -A INPUT -p icmp', '[0:0] -A INPUT -p udp'),
    },
  )
  check(
    'where a tool is does not matter',
    'IPT=$(which iptables)\nIPS=`command -v ipset`\n$IPT -F\n"$IPS" create a hash:ip\nsysctl -w net.ipv4.ip_forward=1 >/dev/null 2>&1\n',
    { rules: ['iptables -F'], sets: ['create a hash:ip'], network: ['net.ipv4.ip_forward = 1'] },
  )
  check(
    'lists and numbers',
    `P=(22 "80")\nP+=(443)\nfor p in "\${P[@]}"; do iptables -A INPUT -p tcp --dport $p; done\nfor i in {1..2} $(seq 8 9); do iptables -A FORWARD -s 10.0.$i.0/24; done\n`,
    {
      rules: [
        ...['22', '80', '443'].map((port) => `iptables -A INPUT -p tcp --dport ${port}`),
        ...[1, 2, 8, 9].map((net) => `iptables -A FORWARD -s 10.0.${net}.0/24`),
      ],
    },
  )
  check('shift', 'f() { local p=$1; shift; for n in "$@"; do iptables -A INPUT -p $p --dport $n; done; }\nf udp 53 123\n', {
    rules: ['iptables -A INPUT -p udp --dport 53', 'iptables -A INPUT -p udp --dport 123'],
  })
  check('other commands are listed', '#!/bin/sh\niptables -F\nfrobnicate --all\necho done\n', {
    rules: ['iptables -F'],
    leftOut: [/other command/],
  })
})

describe('wg-quick files', () => {
  check(
    'the interface comes up',
    '# wg2.conf\n[Interface]\nAddress = 10.9.0.1/24, fd00::1/64\nListenPort = 51820\nPrivateKey = x=\nPostUp = iptables -A FORWARD -i %i -j ACCEPT; iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE\nPostDown = iptables -D FORWARD -i %i -j ACCEPT\n\n[Peer]\nPublicKey = y=\nAllowedIPs = 10.9.0.2/32, 192.168.9.0/24\n',
    {
      rules: ['iptables -A FORWARD -i wg2 -j ACCEPT', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE'],
      network: ['ip addr add 10.9.0.1/24 dev wg2', 'ip route add 192.168.9.0/24 dev wg2'],
      notes: [/going down does not run/],
    },
  )
})
