import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../scenario/scenario'
import { folds } from './folds'
import { format } from './format'
import { named } from './named'
import { applyTextEdits } from './offset-edits'
import { rename } from './rename'

const host = (rules: string, sets = ''): Scenario['host'] => ({ name: 'host', rules, sets, network: '', services: '' })

const SAVE = `*filter
:INPUT ACCEPT [0:0]
:log - [0:0]
-A INPUT -m set --match-set bad src -j log
-A INPUT -g log
-A log -j LOG --log-prefix "log "
COMMIT
*mangle
:log - [0:0]
COMMIT
`
const SCRIPT = `iptables -N log
iptables -A INPUT -glog
iptables -t nat -A PREROUTING -j log
iptables --append=log -j "LOG" --log-prefix 'x y'
iptables -A INPUT -p tcp --dport x -j log
iptables -E log new
iptables -D INPUT 1
`
const SETS = 'create bad hash:ip\nadd bad 10.0.0.1\ncreate all list:set\nadd all bad\nswap bad other\n'

/** `line:column` of each, sets with an `s` before them. */
function places(text: string, sets: string, section: 'rules' | 'sets', line: number, column: number): readonly string[] {
  const thing = named(host(text, sets), section, line, column)
  return (thing?.named ?? []).map(
    ({ section: where, span }) => `${where === 'sets' ? 's' : ''}${span.line}:${span.column}-${span.endColumn}`,
  )
}

describe('a name is found everywhere', () => {
  test.each<readonly [what: string, text: string, section: 'rules' | 'sets', at: readonly [number, number], found: readonly string[]]>([
    ['a chain of its table, not of another', SAVE, 'rules', [3, 3], ['3:2-5', '4:40-43', '5:13-16', '6:4-7']],
    ['a chain of another table', SAVE, 'rules', [9, 4], ['9:2-5']],
    ['a chain in commands, spelt in every way', SCRIPT, 'rules', [1, 14], ['1:13-16', '2:21-24', '4:19-22', '5:39-42', '6:13-16']],
    ['a set, in rules and sets', SAVE, 'rules', [4, 31], ['4:29-32', 's1:8-11', 's2:5-8', 's4:9-12', 's5:6-9']],
    ['a set from its own text', SAVE, 'sets', [4, 10], ['4:29-32', 's1:8-11', 's2:5-8', 's4:9-12', 's5:6-9']],
    ['a rule by its number', SCRIPT, 'rules', [7, 19], ['2:1-24', '7:19-20']],
    ['nothing', SAVE, 'rules', [1, 2], []],
  ])('%s', (_what, text, section, [line, column], found) => {
    expect(places(text, SETS, section, line, column)).toEqual(found)
  })
})

describe('renaming', () => {
  const check = (text: string, sets: string, section: 'rules' | 'sets', line: number, column: number, to: string): string => {
    const answer = rename(host(text, sets), section, line, column, to)
    if (answer.kind === 'refused') return answer.why
    return applyTextEdits(text, answer.edits.rules ?? []) + applyTextEdits(sets, answer.edits.sets ?? [])
  }
  test('a chain, everywhere in its table', () => {
    expect(check(SAVE, '', 'rules', 4, 41, 'diary')).toBe(
      SAVE.replace(':log -', ':diary -').replace('-j log', '-j diary').replace('-g log', '-g diary').replace('-A log', '-A diary'),
    )
  })
  test('a set, in both texts', () => {
    expect(check(SAVE, SETS, 'sets', 2, 5, 'evil')).toBe(SAVE.replace('bad', 'evil') + SETS.replaceAll('bad', 'evil'))
  })
  test.each([
    ['base chain', 2, 3, 'x'],
    ['name is taken', 3, 3, 'INPUT'],
    ['name is a target', 3, 3, 'LOG'],
    ['chain name too long', 3, 3, 'a'.repeat(29)],
    ['name has odd characters', 3, 3, 'a b'],
    ['nothing to rename', 1, 3, 'x'],
  ] as const)('is refused: %s', (why, line, column, to) => {
    expect(check(SAVE, '', 'rules', line, column, to)).toBe(why)
  })
})

test('lines that fold', () => {
  const text = '# a\n# b\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j A\n-A INPUT -j B\n-A INPUT -j C\nCOMMIT\niptables -A X \\\n  -j DROP\n'
  expect(folds(text).map(({ from, to }) => `${from}-${to}`)).toEqual(['1-2', '3-8', '5-7', '9-10'])
})

describe('formatting', () => {
  const check = (text: string): string => {
    const answer = format(text)
    return answer.kind === 'refused' ? answer.why : applyTextEdits(text, answer.edits.rules ?? [])
  }
  test.each([
    [
      'a save file',
      '*filter\n:INPUT   ACCEPT\n# note\n[1:60]   -A INPUT --protocol tcp --dport ssh --source 10.1.2.3 --jump ACCEPT  \n\n-I INPUT -j LOG\nCOMMIT\n',
      '*filter\n:INPUT ACCEPT [0:0]\n# note\n[1:60] -A INPUT -s 10.1.2.3/32 -p tcp -m tcp --dport 22 -j ACCEPT\n\n-I INPUT -j LOG\nCOMMIT\n',
    ],
    [
      'a script',
      'sudo iptables --append INPUT -t nat -p udp --dport domain -j REDIRECT --to 53 # dns\n',
      'sudo iptables -t nat -A INPUT -p udp -m udp --dport 53 -j REDIRECT --to-ports 53 # dns\n'.replaceAll('-A INPUT', '-A INPUT'),
    ],
    [
      'several addresses',
      '  iptables -A INPUT -s 10.0.0.1,10.0.0.2 -j DROP\n',
      '  iptables -A INPUT -s 10.0.0.1/32 -j DROP\n  iptables -A INPUT -s 10.0.0.2/32 -j DROP\n',
    ],
    ['not what waits', 'iptables -w -A INPUT --jump DROP\n', 'iptables -w -A INPUT --jump DROP\n'],
    ['not what is wrong', 'iptables -A INPUT --jump nowhere\n', 'iptables -A INPUT --jump nowhere\n'],
    ['a quoted prefix', "iptables -A INPUT -j LOG --log-prefix 'a b'\n", 'iptables -A INPUT -j LOG --log-prefix "a b"\n'],
  ])('%s', (_what, text, formatted) => {
    expect(check(text)).toBe(formatted)
    expect(check(formatted)).toBe(formatted)
  })
})
