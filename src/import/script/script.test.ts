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

const ports = (...numbers: readonly (number | string)[]): readonly string[] =>
  numbers.map((port) => `iptables -A INPUT -p tcp --dport ${port}`)
const RULE = 'iptables -A INPUT -p tcp --dport'

describe('what a shell works out by itself is no question', () => {
  check('a loop that counts', `i=1; while [ $i -le 3 ]; do\n  ${RULE} $i\n  i=$((i+1))\ndone\n${RULE} 9$i\n`, {
    rules: ports(1, 2, 3, '94'),
  })
  check(
    'until, let and expr',
    `n=3\nuntil [ "$n" -eq 0 ]\ndo\n  ${RULE} $n\n  ((n--))\ndone\nlet n+=5\n${RULE} $n\nn=\`expr $n + 1\`\n${RULE} $n\n`,
    {
      rules: ports(3, 2, 1, 5, 6),
    },
  )
  check(
    'for ((;;)), one in another, with continue and break',
    `#!/bin/bash\nfor ((i=1; i<=9; i++)); do\n  [ $i -eq 2 ] && continue\n  if (( i > 3 )); then break; fi\n  for ((j=0; j<2; j+=1)); do ${RULE} $i$j; done\ndone\n`,
    {
      rules: ports(10, 11, 30, 31),
    },
  )
  check('a loop that never ends is named', 'while true; do iptables -F; done\n', {
    rules: Array.from({ length: 2001 }, () => 'iptables -F'),
    leftOut: [/loop not known/],
  })
  check(
    'a loop that the machine ends is named, and what it counts is not known',
    `n=1\nwhile [ -f /x ]; do ${RULE} 1; ((n++)); done\n${RULE} $n\n`,
    {
      leftOut: [/loop not known/, /variable not known n/],
      asks: ['variable n (): '],
    },
  )
  check(
    'numbers',
    `M=0x10\n${RULE} $((M + 2 * (3 - 1)))\n${RULE} $(( 1 << 4 | 2 ))\n${RULE} $((7 / 2 % 2 == 1 ? 80 : 81))\n: $((M += 4))\n${RULE} $M\n`,
    {
      rules: ports(20, 18, 80, 20),
    },
  )
  check(
    'tests of words and numbers, and what is made of them',
    `A=\nN=5\nW=router\n${[
      '[ ! "$A" ]',
      '[ "x$A" = x ] && [ $N -gt 4 ]',
      '[[ -n $W && $W == r* ]]',
      '((N != 5)) || test $N -ge 5',
      '! [ -z "$A" -a 1 -eq 2 ]',
      '[ "$A" ]',
      '[ $N -lt 5 -o "$W" != router ]',
      'false',
    ]
      .map((condition, index) => `if ${condition}; then ${RULE} ${index}; fi`)
      .join('\n')}\n`,
    { rules: ports(0, 1, 2, 3, 4), asks: [] },
  )
  check(
    'what a file decides is asked about, unless the rest decides it',
    `N=1\nif [ $N -eq 2 ] && [ -f /x ]; then ${RULE} 1; fi\nif [ $N -eq 1 ] || [ -f /x ]; then ${RULE} 2; fi\nif [ $N -eq 1 ] && [ -f /x ]; then ${RULE} 3; fi\n`,
    {
      rules: ports(2),
      leftOut: [/if not known/],
      asks: ['branch [ $N -eq 1 ] && [ -f /x ] ([ $N -eq 1 ] && [ -f /x ] | none): '],
    },
  )
  check(
    'parts of what variables hold',
    `NET=10.5.0.0/24\nL=web:80\nU=tcp\nP=22,80\n${RULE} \${L##*:}\niptables -A INPUT -s \${NET%/*} -d 1.2.3.4/\${NET#*/} -p \${U}\niptables -N \${U^^}_\${L%%:*}\nfor p in \${P//,/ }; do ${RULE} $p; done\niptables -A INPUT -i \${LAN:=eth1}\niptables -A OUTPUT -o $LAN\n${RULE} \${NET:3:1}\${#U}\n`,
    {
      rules: [
        ...ports(80),
        'iptables -A INPUT -s 10.5.0.0 -d 1.2.3.4/24 -p tcp',
        'iptables -N TCP_web',
        ...ports(22, 80),
        'iptables -A INPUT -i eth1',
        'iptables -A OUTPUT -o eth1',
        ...ports(53),
      ],
    },
  )
  check(
    'lists, their elements and their keys',
    `P=(22 80\n  # web\n  443)\nP+=(8080)\ndeclare -A TO=([80]=10.0.0.8)\nTO[22]=10.0.0.2\n${RULE} \${P[1]}\nfor i in "\${!P[@]}"; do ${RULE} $i; done\nfor p in 22 80; do iptables -A INPUT -d \${TO[$p]}; done\no=(-m comment --comment "a b")\niptables -A INPUT "\${o[@]}" -j DROP\n${RULE} \${#P[@]}\n`,
    {
      rules: [
        ...ports(80, 0, 1, 2, 3),
        'iptables -A INPUT -d 10.0.0.2',
        'iptables -A INPUT -d 10.0.0.8',
        'iptables -A INPUT "-m" "comment" "--comment" "a b" -j DROP',
        ...ports(4),
      ],
    },
  )
  check('braces', `for p in 1{08..10} 8{1,2}5; do ${RULE} $p; done\n`, { rules: ports(108, 109, 110, 815, 825) })
  check('a list cut by IFS', `L="web:80,ssh:22"\nIFS=,\nfor e in $L; do ${RULE} \${e#*:}; done\n`, { rules: ports(80, 22) })
  check('what prints the same everywhere', `for p in $(echo 22,80 | tr ',' ' ') \`seq 1 2 5\` $(printf '%03d' 10); do ${RULE} $p; done\n`, {
    rules: ports(22, 80, 1, 3, 5, '010'),
  })
  check(
    'what a function is called with, word by word',
    `IPT=iptables\nrun() { "$@"; }\nipt() { $IPT "$@"; }\nadd() {\n  while [ $# -gt 0 ]; do ${RULE} "$1"; shift; done\n}\nmain() { ipt -A INPUT -m comment --comment "a b"; run $IPT -F; add 1 2; }\nmain "$@"\n`,
    {
      rules: ['iptables "-A" "INPUT" "-m" "comment" "--comment" "a b"', '"iptables" "-F"', `${RULE} "1"`, `${RULE} "2"`],
    },
  )
  check('a function with a word that nobody knows is named', `f() { ${RULE} $1; }\nf $PORT\n`, {
    leftOut: [/variable not known PORT/],
    asks: ['variable PORT (): '],
  })
  check(
    'groups behind a condition',
    `N=1\n[ $N -eq 1 ] && { ${RULE} 1; ${RULE} 2; }\n[ $N -eq 1 ] || {\n  ${RULE} 3\n}\n{\n  ${RULE} 4\n} >/dev/null 2>&1\n(${RULE} 5; ${RULE} 6)\niptables -F || { echo no; exit 1; }\n${RULE} 7\n`,
    {
      rules: [...ports(1, 2, 4, 5, 6), 'iptables -F', ...ports(7)],
    },
  )
  check(
    'a rule that is made unless it is there',
    'add() {\n  if ! iptables -C "$@" 2>/dev/null; then\n    iptables -A "$@"\n  fi\n}\nadd INPUT -j DROP\n',
    {
      rules: ['iptables -C "INPUT" "-j" "DROP" 2>/dev/null || iptables -A "INPUT" "-j" "DROP"'],
      asks: [],
    },
  )
  check(
    'lines of a file that the script wrote',
    `cat > ./nets <<END\n10.1.0.0/16\n10.2.0.0/16\nEND\nfor n in $(cat ./nets); do iptables -A INPUT -s $n; done\nmapfile -t A <<END\n1.1.1.1\nEND\nfor a in "\${A[@]}"; do iptables -A INPUT -d $a; done\n`,
    {
      rules: ['iptables -A INPUT -s 10.1.0.0/16', 'iptables -A INPUT -s 10.2.0.0/16', 'iptables -A INPUT -d 1.1.1.1'],
    },
  )
  check('words from another command are named', 'cat /etc/bad | xargs -n1 iptables -A INPUT -j DROP -s\niptables -F\n', {
    rules: ['iptables -F'],
    leftOut: [/other command/],
  })
  check(
    'a line behind the longest is a line',
    `allow() { ${RULE} "$1"; }\niptables -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -s 10.0.0.0/8 -j ACCEPT\nallow 5\ntimeout 5 iptables -F\n`,
    {
      rules: [
        'iptables -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -s 10.0.0.0/8 -j ACCEPT',
        `${RULE} "5"`,
        'iptables -F',
      ],
    },
  )
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
