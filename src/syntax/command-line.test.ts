import { describe, expect, test } from 'vitest'
import { saveLines } from './print-save'
import { readRules } from './read-rules'

/** What iptables v1.8.9 (legacy) makes of a command: the saved rule, or the first line of its refusal. Asked of the real one. */
type Answer = { readonly saved: string; readonly said?: string } | { readonly refused: string; readonly status?: number }

function check(command: string, answer: Answer): void {
  const { outcome } = readRules(`iptables ${command}\n`, 'commands')
  const rules = saveLines(outcome.ruleset, { counters: false }).filter((line) => line.startsWith('-A'))
  if ('saved' in answer) expect([outcome.stderr, rules.join('\n')]).toEqual([answer.said ?? '', answer.saved])
  else {
    expect(outcome.stderr.split('\n')[0]).toBe(answer.refused)
    expect(outcome.status).toBe(answer.status ?? 2)
    expect(rules).toEqual([])
  }
}

const no = (message: string): Answer => ({ refused: `iptables v1.8.9 (legacy): ${message}` })
const yes = (saved: string): Answer => ({ saved })

const TABLE: { readonly [about: string]: readonly (readonly [command: string, answer: Answer])[] } = {
  'options are found as getopt_long finds them': [
    ['-AINPUT -j ACCEPT', yes('-A INPUT -j ACCEPT')],
    ['--append INPUT --jump ACCEPT', yes('-A INPUT -j ACCEPT')],
    ['-j ACCEPT -A INPUT -p tcp', yes('-A INPUT -p tcp -j ACCEPT')],
    ['-A INPUT --so 1.1.1.1', yes('-A INPUT -s 1.1.1.1/32')],
    ['-A INPUT --s 1.1.1.1', no('unknown option "--s"')],
    ['-A INPUT --de 1.1.1.1', no('unknown option "--de"')],
    ['-A INPUT -p tcp --dport=80', yes('-A INPUT -p tcp -m tcp --dport 80')],
    ['-A INPUT -p tcp --dpo 80', yes('-A INPUT -p tcp -m tcp --dport 80')],
    ['-A INPUT --verbose=3', no('unknown option "--verbose=3"')],
    ['-vv -A INPUT', yes('-A INPUT')],
    ['-A INPUT -q', no('unknown option "-q"')],
    ['-A INPUT -- -j ACCEPT', no('unknown arguments found on commandline')],
    ['-A INPUT -', { refused: "Bad argument `-'" }],
    ['-A INPUT -j', no('option "-j" requires an argument')],
    ['-b -A INPUT', no('Unknown arg "(null)"')],
    // 1.8.9 takes the whole word for the argument of some options.
    ['-A INPUT -ptcp', no('unknown protocol "-ptcp" specified')],
    ['-A INPUT --source=1.1.1.1', no("host/network `--source=1.1.1.1' not found")],
    ['-A INPUT ! -2i', no('unknown option ""')],
    ['-A INPUT -2i', no('unknown option "INPUT"')],
    ['-A INPUT -ieth0', yes('-A INPUT -i -ieth0')],
  ],
  'addresses come in many forms': [
    ['-A INPUT -s 010.1.1.1', yes('-A INPUT -s 8.1.1.1/32')],
    ['-A INPUT -s 10.1/16', yes('-A INPUT -s 10.1.0.0/16')],
    ['-A INPUT -s 0x7f000001', yes('-A INPUT -s 127.0.0.1/32')],
    ['-A INPUT -s 167772161', yes('-A INPUT -s 10.0.0.1/32')],
    ['-A INPUT -s LOCALHOST -m conntrack --ctorigsrc LocalHost', yes('-A INPUT -s 127.0.0.1/32 -m conntrack --ctorigsrc 127.0.0.1')],
    ['-A INPUT -s localhost -d loopback', yes('-A INPUT -s 127.0.0.1/32 -d 127.0.0.0/32')],
    ['-A INPUT -s 1.1.1.1/0x8', yes('-A INPUT -s 1.0.0.0/8')],
    ['-A INPUT -s 1.2.3.4/255.0.255.0', yes('-A INPUT -s 1.0.3.0/255.0.255.0')],
    ['-A INPUT -s any/0', yes('-A INPUT')],
    ['-A INPUT ! -s 0/0', yes('-A INPUT ! -s 0.0.0.0/0')],
    ['-A INPUT -s "1.1.1.1, 2.2.2.2"', yes('-A INPUT -s 1.1.1.1/32\n-A INPUT -s 2.2.2.2/32')],
    ['-A INPUT -s 1.1.1.1/', no("invalid mask `' specified")],
    ['-A INPUT -s 1.1.1.1/08', no("invalid mask `08' specified")],
    ['-A INPUT -s 1.1.1.1/255.0', no("invalid mask `255.0' specified")],
    ['-A INPUT -s 1.1.1.1/24/8', no("host/network `1.1.1.1/24' not found")],
    ['-A INPUT -s 1.1.1.256', no("host/network `1.1.1.256' not found")],
    ['-A INPUT -s 1.1.1.1,', no("host/network `' not found")],
    ['-A INPUT ! -s 1.1.1.1,2.2.2.2', no('! not allowed with multiple source or destination IP addresses')],
    ['-A INPUT -d ::1', no("host/network `::1' not found")],
  ],
  'protocols, interfaces and fragments': [
    ['-A INPUT -p ALL', yes('-A INPUT')],
    ['-A INPUT ! -p all', no('rule would never match protocol')],
    ['-A INPUT -p Icmp', yes('-A INPUT -p icmp')],
    ['-A INPUT -p 94', yes('-A INPUT -p ipip')],
    ['-A INPUT -p 0x6', yes('-A INPUT -p tcp')],
    ['-A INPUT -p 200', yes('-A INPUT -p 200')],
    ['-A INPUT -p MPTCP -m conntrack --ctproto mptcp', yes('-A INPUT -p mptcp -m conntrack --ctproto 6')],
    ['-A INPUT -p 262', no('unknown protocol "262" specified')],
    ['-A INPUT -p 256', no('unknown protocol "256" specified')],
    ['-A INPUT -i + ! -i +', no('multiple -i flags not allowed')],
    ['-A INPUT ! -i +', yes('-A INPUT')],
    ['-A FORWARD -i eth+ ! -o wg0', yes('-A FORWARD -i eth+ ! -o wg0')],
    ['-A INPUT -i ""', no('Empty interface is likely to be undesired')],
    ['-A INPUT ! -f', yes('-A INPUT ! -f')],
    ['-A INPUT -f -f', no('multiple -f flags not allowed')],
  ],
  '! has its place': [
    ['-A INPUT ! ! -s 1.1.1.1', no('multiple consecutive ! not allowed')],
    ['-A INPUT -s ! 1.1.1.1', { refused: "Bad argument `1.1.1.1'" }],
    ['-A INPUT ! -j ACCEPT', no('cannot have ! before -j')],
    ['-A INPUT ! -m tcp', no('unexpected ! flag before --match')],
    ['! -A INPUT', no("unexpected '!' flag")],
    ['-A INPUT !', no('nothing appropriate following !')],
  ],
  'targets and chains': [
    ['-A INPUT -j accept', no("Couldn't load target `accept':No such file or directory")],
    ['-A INPUT -g ACCEPT', no("goto 'ACCEPT' is not a chain")],
    ['-A INPUT -j "a b"', no("Invalid target name `a b'")],
    ['-A INPUT -j INPUT', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    ['-A INPUT -j LOG -j ACCEPT', no('multiple -j flags not allowed')],
    ['-N LOG', no('chain name may not clash with target name')],
    ['-N !x', no("chain name not allowed to start with `!'")],
    ['-X INPUT', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    ['-E INPUT foo', { refused: 'iptables: No chain/target/match by that name.', status: 1 }],
    ['-N INPUT', { refused: 'iptables: Chain already exists.', status: 1 }],
    ['-P INPUT REJECT', { refused: "iptables: Bad policy name. Run `dmesg' for more information.", status: 1 }],
    ['-P foo DROP', { refused: 'iptables: Bad built-in chain name.', status: 1 }],
    ['-I INPUT 3 -j ACCEPT', { refused: 'iptables: Index of insertion too big.', status: 1 }],
    ['-D INPUT -j LOG', { refused: 'iptables: No chain/target/match by that name.', status: 1 }],
    ['-D INPUT -j DROP', { refused: 'iptables: Bad rule (does a matching rule exist in that chain?).', status: 1 }],
    ['-Z INPUT 1', { refused: 'iptables: Index of counter too big.', status: 1 }],
  ],
  'commands and their options': [
    ['-A INPUT -D INPUT', no('Cannot use -D with -A')],
    ['-D INPUT 1 -j ACCEPT', no("Illegal option `-j' with this command")],
    ['-A INPUT --line-numbers', no("Illegal option `-0' with this command")],
    ['-C INPUT -c 1 2', no("Illegal option `-c' with this command")],
    ['-A INPUT -c 10', no('-c requires packet and byte counter')],
    ['-s 1.1.1.1', no('no command specified')],
    ['-I INPUT 0 -j ACCEPT', no("Invalid rule number `0'")],
    ['-6 -A INPUT', { refused: "Try `iptables -h' or 'iptables --help' for more information." }],
    ['-A INPUT -W 3', { refused: 'Ignoring deprecated --wait-interval option.' }],
    [
      '-t foo -F',
      {
        refused: "iptables v1.8.9 (legacy): can't initialize iptables table `foo': Table does not exist (do you need to insmod?)",
        status: 3,
      },
    ],
  ],
  "options that exclude each other are named in iptables' own order": [
    ['-A INPUT -m ttl --ttl-gt 2 --ttl-eq 5 --ttl-lt 9', no('ttl: option "--ttl-lt" cannot be used together with "--ttl-eq".')],
    [
      '-A INPUT -p tcp -m multiport --dports 22 --sports 80',
      no('multiport: option "--source-ports" cannot be used together with "--destination-ports".'),
    ],
    ['-t mangle -A INPUT -j MARK --set-xmark 5 --and-mark 6', no('MARK: option "--set-xmark" cannot be used together with "--and-mark".')],
    [
      '-t mangle -A INPUT -j CONNMARK --restore-mark --or-mark 5 --set-xmark 1',
      no('CONNMARK: option "--set-xmark" cannot be used together with "--restore-mark".'),
    ],
    ['-A INPUT -p tcp --syn --tcp-flags ALL NONE', no("Only one of `--syn' or `--tcp-flags'  allowed")],
    ['-A INPUT -p tcp --tcp-flags ALL NONE --syn', no("Only one of `--syn' or `--tcp-flags'  allowed")],
    ['-A INPUT -m set --match-set blocked src --packets-eq 5 ! --packets-gt 7', no('only one of the --packets-[eq|lt|gt] is allowed')],
    ['-A INPUT -m set --match-set blocked src ! --bytes-lt 7', no('--bytes-lt option cannot be inverted')],
  ],
  'what is said last counts where both are kept in one place': [
    ['-t mangle -A INPUT -j CONNMARK --set-xmark 1/0xff --mask 0', yes('-A INPUT -j CONNMARK --set-xmark 0x1/0x0')],
    ['-t mangle -A INPUT -j CONNMARK --mask 0 --set-xmark 1/0xff', yes('-A INPUT -j CONNMARK --set-xmark 0x1/0xff')],
    ['-t mangle -A INPUT -j CONNMARK --or-mark 5 --ctmask 7', yes('-A INPUT -j CONNMARK --set-xmark 0x5/0x7')],
    ['-A INPUT -m statistic --mode random --probability 0.5 --every 1 --packet 5', no('the --packet p must be 0 <= p <= n-1')],
    [
      '-A INPUT -m cluster --cluster-total-nodes 2 --cluster-local-nodemask 5 --cluster-hash-seed 1',
      no("cluster match: `--cluster-local-nodemask' too big for `--cluster-total-nodes'"),
    ],
    ['-t raw -A OUTPUT -j CT --zone-reply mark --zone 5', yes('-A OUTPUT -j CT --zone-reply mark')],
    ['-t raw -A OUTPUT -j CT --zone-reply 3 --zone-orig 5', yes('-A OUTPUT -j CT --zone 5')],
    [
      '-A INPUT -m connbytes ! --connbytes 180:180 --connbytes-mode bytes --connbytes-dir both',
      yes('-A INPUT -m connbytes --connbytes 180:180 --connbytes-mode bytes --connbytes-dir both'),
    ],
    ['-A INPUT -m connbytes --connbytes 5:4 --connbytes-mode bytes --connbytes-dir both', no('5 should be less than 4')],
  ],
  'numbers are read as the C library reads them': [
    ['-A INPUT -m conntrack --ctorigsrcport 65616', yes('-A INPUT -m conntrack --ctorigsrcport 80')],
    ['-A INPUT -m conntrack --ctorigsrcport 4294967376:5', yes('-A INPUT -m conntrack --ctorigsrcport 80:5')],
    ['-A INPUT -m conntrack --ctorigsrcport -18446744073709551536', yes('-A INPUT -m conntrack --ctorigsrcport 80')],
    ['-A INPUT -m conntrack --ctorigsrcport 2147483648', no('Port "2147483648" does not resolve to anything.')],
    [
      "-t mangle -A PREROUTING -p tcp -j TPROXY --on-port ''",
      yes('-A PREROUTING -p tcp -j TPROXY --on-port 0 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0'),
    ],
    ['-A INPUT -m mac --mac-source -1:+f: 1::0:', no('Invalid MAC address specified.')],
    ['-A INPUT -m mac --mac-source -1:+f::2:0:', yes('-A INPUT -m mac --mac-source ff:0f:00:02:00:00')],
    ['-A INPUT -m connlabel --label -4294967256', yes('-A INPUT -m connlabel --label "40"')],
    [
      '-A INPUT -m connlabel --label 0xffffffff',
      { refused: 'Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory' },
    ],
    ['-A INPUT -m time --weekdays -25,Mo', yes('-A INPUT -m time --weekdays Mon,Sun --datestop 2038-01-19T03:14:07')],
    ['-A INPUT -m time --monthdays 1,-0', yes('-A INPUT -m time --monthdays 1 --datestop 2038-01-19T03:14:07')],
    [
      '-A INPUT -m rateest --rateest x --rateest-lt --rateest-bps 0x10kbit',
      yes('-A INPUT -m rateest --rateest x --rateest-lt --rateest-bps 16000bit'),
    ],
    [
      '-A INPUT -m rateest --rateest x --rateest-lt --rateest-bps infbps',
      yes('-A INPUT -m rateest --rateest x --rateest-lt --rateest-bps 0bit'),
    ],
    ['-A INPUT -m u32 --u32 "6 & x=1"', no('u32: at char 3: not a number or out of range')],
    ['-A INPUT -m u32 --u32 "6=1 :  x"', no('u32: at char 5: not a number or out of range')],
    ['-t mangle -A POSTROUTING -j CLASSIFY --set-class 18446744073709551617:a', yes('-A POSTROUTING -j CLASSIFY --set-class ffff:000a')],
    ['-A INPUT -m bpf --bytecode "1,6 18446744073709551616 0 1"', yes('-A INPUT -m bpf --bytecode "1,6 255 0 1"')],
    [
      '-A INPUT -m bpf --bytecode "2,2 0 0 0,96 0 0 0"',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    [
      '-A INPUT -m bpf --bytecode "2,96 0 0 0,6 0 0 0"',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    ['-A INPUT -m bpf --bytecode "3,2 0 0 0,96 0 0 0,6 0 0 0"', yes('-A INPUT -m bpf --bytecode "3,2 0 0 0,96 0 0 0,6 0 0 0"')],
    [
      '-A INPUT -m bpf --bytecode "2,21 0 1 0,6 0 0 0"',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    ['-A INPUT -p icmp --icmp-type 3/1:5', yes('-A INPUT -p icmp -m icmp --icmp-type 3/1')],
    ['-A INPUT -p icmp --icmp-type 3/0:255', yes('-A INPUT -p icmp -m icmp --icmp-type 3')],
    ['-A INPUT -p icmp --icmp-type 8:9', no('ICMP type range not supported')],
    ['-A INPUT -p icmp --icmp-type 8:', no("Unknown ICMP type `8:'")],
    ['-A INPUT -p icmp --icmp-type 3/1:x', no("Unknown ICMP code `3/1:x'")],
    [
      '-A INPUT -m hashlimit --hashlimit-above -4294966784kb/s --hashlimit-name a',
      yes('-A INPUT -m hashlimit --hashlimit-above 512kb/s --hashlimit-name a'),
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 4294967295b/s --hashlimit-name a',
      yes('-A INPUT -m hashlimit --hashlimit-above 4581298432b/s --hashlimit-name a'),
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 4097m --hashlimit-name a',
      yes('-A INPUT -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 1mb --hashlimit-name a'),
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above -18446744073709551104kb/s --hashlimit-name a',
      yes('-A INPUT -m hashlimit --hashlimit-above 0b/s --hashlimit-name a'),
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 5b/s --hashlimit-burst 20 --hashlimit-name a',
      { ...no('Floating point exception'), status: 136 },
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 4096m --hashlimit-name a',
      yes('-A INPUT -m hashlimit --hashlimit-above 1mb/s --hashlimit-name a --hashlimit-htable-expire 60000'),
    ],
    ['-A INPUT -m conntrack --ctorigsrcport -1', no('Port "-1" does not resolve to anything.')],
    ['-A INPUT -m statistic --mode random --probability 0x1p-2', yes('-A INPUT -m statistic --mode random --probability 0.25000000000')],
    ['-A INPUT -m statistic --mode random --probability nan', yes('-A INPUT -m statistic --mode random --probability 0.00000000000')],
    [
      "-A INPUT -m statistic --mode random --probability '0.5 '",
      no('statistic: bad value for option "--probability", or out of range (0-1).'),
    ],
    ["-A INPUT -m limit --limit '5x/day'", yes('-A INPUT -m limit --limit 5/day')],
    ['-A INPUT -m limit --limit -1/hour', no('Rate too fast "-1/hour"')],
    ['-A INPUT -m limit --limit 4294967297/day', { refused: 'iptables: Numerical result out of range.', status: 1 }],
    ["-t mangle -A POSTROUTING -j CLASSIFY --set-class ' -1:+2z'", yes('-A POSTROUTING -j CLASSIFY --set-class ffff:0002')],
    ['-t mangle -A POSTROUTING -j CLASSIFY --set-class 0x:2', yes('-A POSTROUTING -j CLASSIFY --set-class 0000:0002')],
    ["-t mangle -A POSTROUTING -j CLASSIFY --set-class '1 :2'", no('Bad class value "1 :2"')],
    ["-A INPUT -m bpf --bytecode '65537,6 0 300 -5 x'", yes('-A INPUT -m bpf --bytecode "1,6 0 44 4294967291"')],
    ['-A INPUT -m bpf --bytecode 0,', no('bpf: illegal zero length program')],
    ['-A INPUT -m tos --tos 0x10/', no('Illegal value: "0x10/"')],
    ['-A INPUT -m tos --tos 5x', no('Illegal value: "5x"')],
    ['-A INPUT -m devgroup --src-group 1x', no('devgroup: could not map name 1x to an integer value for option "--src-group".')],
    ['-A INPUT -m devgroup --src-group 1/2x', no('devgroup: trailing garbage after value for option "--src-group".')],
    ['-A INPUT -m time --timestart 22:00x', no('invalid time "00x" specified, should be hh:mm[:ss] format and within the boundaries')],
    ['-A INPUT -m time --timestart 22:61:00', no('invalid time "61:00" specified, should be hh:mm[:ss] format and within the boundaries')],
    [
      "-A INPUT -m time --timestop '1:-0: 4294967299'",
      yes('-A INPUT -m time --timestart 00:00:00 --timestop 01:00:03 --datestop 2038-01-19T03:14:07'),
    ],
    ["-A INPUT -m time --datestop '+2012- 9--4294967291T'", yes('-A INPUT -m time --datestop 2012-09-05T00:00:00')],
    ['-A INPUT -m time --datestop 2012-+', no('Invalid date "2012-+" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]')],
    ['-A INPUT -m time --datestop 1970-00', { refused: 'mktime: No such file or directory', status: 1 }],
    ['-A INPUT -m time --monthdays 1,,0', yes('-A INPUT -m time --monthdays 1 --datestop 2038-01-19T03:14:07')],
    ['-A INPUT -m time --monthdays 08', no('08 is not a valid day for --monthdays')],
    ['-A INPUT -m time --weekdays Mon,,Tue', no('No, the week does NOT begin with Sunday.')],
    ["-A INPUT -m string --algo bm --hex-string '||41|'", no("Invalid hex char '|'")],
    ['-A OUTPUT -m owner --uid-owner 0:5', yes('-A OUTPUT -m owner --uid-owner 0-5')],
    ['-A OUTPUT -m owner --uid-owner 5-0', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    ['-c 1,2 -w -W 4294967296 -A INPUT', { saved: '-A INPUT', said: 'Ignoring deprecated --wait-interval option.\n' }],
    ['-w -W 4294967295 -A INPUT', no('too long usec wait 4294967295 > 999999 usec')],
    ['-c -1 2x -C INPUT', no("Illegal option `-c' with this command")],
  ],
  'addresses and masks': [
    ['-t nat -A PREROUTING -p tcp -j DNAT --to-destination xx:80', yes('-A PREROUTING -p tcp -j DNAT --to-destination :80')],
    ['-t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1:5-9/7', yes('-A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1:5-9/0')],
    ['-t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 5-9/7', yes('-A POSTROUTING -p tcp -j MASQUERADE --to-ports 5-9/0')],
    ['-A INPUT -j TEE --gateway 10.0.0.9::', no('getaddrinfo: Name or service not known')],
    ['-t nat -A PREROUTING -j DNAT --to-destination 10.0.0.01', no('Bad IP address "10.0.0.01"')],
    ['-A INPUT -m iprange --src-range 10.1-10.2', yes('-A INPUT -m iprange --src-range 10.1.0.0-10.2.0.0')],
    ['-A INPUT -m conntrack --ctorigsrc 10.1.2.3/255.0.255.0', yes('-A INPUT -m conntrack --ctorigsrc 10.1.2.3')],
    [
      '-A INPUT -m connlimit --connlimit-above 2 --connlimit-mask 255.0.255.0',
      yes('-A INPUT -m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr'),
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-upto 1/s --hashlimit-name x --hashlimit-mode srcip --hashlimit-srcmask 33',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    [
      '-A INPUT -j HMARK --hmark-src-prefix 33 --hmark-rnd 1 --hmark-mod 5',
      yes('-A INPUT -j HMARK --hmark-src-prefix 32 --hmark-rnd 0x00000001 --hmark-mod 5'),
    ],
    ['-A INPUT -j TEE --gateway localhost', yes('-A INPUT -j TEE --gateway 127.0.0.1')],
    ['-A INPUT -j TEE --gateway ::1', no('getaddrinfo: Address family for hostname not supported')],
    ['-A INPUT -j TEE --gateway ::ffff:10.0.0.1', yes('-A INPUT -j TEE --gateway 10.0.0.1')],
  ],
  'what stands beside is said': [
    [
      '-A INPUT -m set --set blocked src',
      { saved: '-A INPUT -m set --match-set blocked src', said: '--set option deprecated, please use --match-set\n' },
    ],
    [
      '-A INPUT -j NFLOG --nflog-range 10',
      {
        saved: '-A INPUT -j NFLOG --nflog-range 10',
        said: 'warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead\n',
      },
    ],
    [
      '-A INPUT -m iprange --src-range 10.0.0.9-10.0.0.1',
      {
        saved: '-A INPUT -m iprange --src-range 10.0.0.9-10.0.0.1',
        said: 'xt_iprange: range 10.0.0.9-10.0.0.1 is reversed and will never match\n',
      },
    ],
    [
      "-A INPUT -m physdev --physdev-in 'a b'",
      {
        saved: '-A INPUT -m physdev --physdev-in a b',
        said: "Warning: weird character in interface `a b' ('/' and ' ' are not allowed by the kernel).\n",
      },
    ],
  ],
  'what the kernel refuses or changes': [
    ['-A INPUT -m rateest --rateest-lt --rateest-pps 5', { refused: 'iptables: No chain/target/match by that name.', status: 1 }],
    ['-A INPUT -m u32 --u32 "0>>31=1"', yes('-A INPUT -m u32 --u32 "0x0>>0x1f=0x1"')],
    ['-A INPUT -m u32 --u32 "0=1&&4<<32=1"', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    [
      '-A INPUT -m hashlimit --hashlimit-above -512kb/s --hashlimit-name a',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 10000000/min --hashlimit-name a --hashlimit-rate-match',
      { refused: 'iptables: Numerical result out of range.', status: 1 },
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-above 1/s --hashlimit-name a/b',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    ['-A INPUT -m recent --set --name .seen', yes('-A INPUT -m recent --set --name .seen --mask 255.255.255.255 --rsource')],
    ['-A INPUT -m recent --set --name ..', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    [
      '-A INPUT -j IDLETIMER --timeout 5 --label power',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    ['-A INPUT -j LED --led-trigger-id x --led-delay INFinite', yes('-A INPUT -j LED --led-trigger-id "x" --led-delay inf')],
    ["-A INPUT -m nfacct --nfacct-name ''", no('Argument must have a minimum length of 1 characters')],
    ['-A INPUT -m ipvs --vport 0x50', no('Port "0x50" does not resolve to anything.')],
    ["-t raw -A PREROUTING -j CT --helper '' --timeout ''", yes('-A PREROUTING -j CT')],
    ['-A OUTPUT -m physdev --physdev-out eth0', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    ['-A OUTPUT -m physdev --physdev-is-bridged --physdev-out eth0', yes('-A OUTPUT -m physdev --physdev-out eth0 --physdev-is-bridged')],
    [
      '-A INPUT -m hashlimit --hashlimit-upto 1/s --hashlimit-name x --hashlimit-htable-gcinterval 0',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
    [
      '-A INPUT -m hashlimit --hashlimit-upto 1/s --hashlimit-name x --hashlimit-htable-max 99999999',
      yes('-A INPUT -m hashlimit --hashlimit-upto 1/sec --hashlimit-burst 5 --hashlimit-name x --hashlimit-htable-max 1048576'),
    ],
    ['-t raw -A OUTPUT -j CT --timeout long', { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 }],
    [
      '-t mangle -A INPUT -j CONNMARK --save-mark --left-shift-mark 32',
      { refused: "iptables: Invalid argument. Run `dmesg' for more information.", status: 1 },
    ],
  ],
  'misplaced words': [
    [
      '-t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:10-20/30x',
      yes('-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:10-20/30'),
    ],
    ['-A INPUT -j HMARK --hmark-tuple _t,src', no('Bad type "_t,src"')],
    ['-A INPUT -p udp -m udp --source-p', no('unknown option "--source-p"')],
    ['-A INPUT -m comment --comm a -m comment --comm b', yes('-A INPUT -m comment --comment a -m comment --comment b')],
    ['-A INPUT -m conntrack --ctproto UDPLite', yes('-A INPUT -m conntrack --ctproto 136')],
    ['-A INPUT -m conntrack --ctproto ESP', no('unknown protocol "ESP" specified')],
    ['-A INPUT -m conntrack --ctproto TCP', yes('-A INPUT -m conntrack --ctproto 6')],
    ['-A INPUT -m bpf --bytecode 1,6556', no('bpf: error at instr 0')],
    ['-A INPUT -m bpf --bytecode 1,6556 0', no('bpf: error at instr 0')],
    ['-p ah -10.0.0.1 -A INPUT', no('unknown option "-p"')],
    ['-:S', no('unknown option "iptables"')],
    ['-C nosuch -j INPUT', { refused: 'iptables: Bad rule (does a matching rule exist in that chain?).', status: 1 }],
    ['-A INPUT -j TEE --gateway two:colons:', no('getaddrinfo: Name or service not known')],
    [
      '-A INPUT -m conntrack --ctorigsrc 1.2.3.4/x',
      no('conntrack: bad value for option "--ctorigsrc", neither a valid network mask nor valid CIDR (0-32).'),
    ],
    ['-A INPUT -m mark --mark 5x', no('mark: trailing garbage after value for option "--mark".')],
    ['-A INPUT -m conntrack --ctproto ALL', no('unknown protocol "ALL" specified')],
    ['-t FILTER -w -W 5 -L', { refused: 'Ignoring deprecated --wait-interval option.', status: 3 }],
    ['-A INPUT -j a\u2028b', no("Couldn't load target `a\u2028b':No such file or directory")],
    ['-N a\u00a0b -j DROP', no("Illegal option `-j' with this command")],
    ['-A OUTPUT -m owner --uid-owner games --gid-owner games', yes('-A OUTPUT -m owner --uid-owner 5 --gid-owner 60')],
    ['-A OUTPUT -m owner --uid-owner nogroup', no('owner: Bad value for "--uid-owner" option: "nogroup"')],
    ['-A INPUT -j LOG --log-prefix éééééééééééééééé', yes('-A INPUT -j LOG --log-prefix "éééééééééééééé\uFFFD"')],
    ['-A INPUT -j ULOG -m nosuch', { refused: 'Warning: Extension ULOG revision 0 not supported, missing kernel module?' }],
    ['-N ULOG', { refused: 'Warning: Extension ULOG revision 0 not supported, missing kernel module?' }],
    ['-A INPUT -m ah --ahspi 5x', no('ah: Argument to "--ahspi" has unexpected characters near "x".')],
  ],
}

for (const [about, cases] of Object.entries(TABLE))
  describe(about, () => {
    test.each(cases)('%s', check)
  })
