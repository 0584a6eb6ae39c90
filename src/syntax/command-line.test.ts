import { describe, expect, test } from 'vitest'
import { saveLines } from './print-save'
import { readRules } from './read-rules'

/** What iptables v1.8.9 (legacy) makes of a command: the saved rule, or the first line of its refusal. Asked of the real one. */
type Answer = { readonly saved: string } | { readonly refused: string; readonly status?: number }

function check(command: string, answer: Answer): void {
  const { outcome } = readRules(`iptables ${command}\n`, 'commands')
  const rules = saveLines(outcome.ruleset, { counters: false }).filter((line) => line.startsWith('-A'))
  if ('saved' in answer) expect([outcome.stderr, rules.join('\n')]).toEqual(['', answer.saved])
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
    ['-A INPUT -ieth0', yes('-A INPUT -i -ieth0')],
  ],
  'addresses come in many forms': [
    ['-A INPUT -s 010.1.1.1', yes('-A INPUT -s 8.1.1.1/32')],
    ['-A INPUT -s 10.1/16', yes('-A INPUT -s 10.1.0.0/16')],
    ['-A INPUT -s 0x7f000001', yes('-A INPUT -s 127.0.0.1/32')],
    ['-A INPUT -s 167772161', yes('-A INPUT -s 10.0.0.1/32')],
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
}

for (const [about, cases] of Object.entries(TABLE))
  describe(about, () => {
    test.each(cases)('%s', check)
  })
