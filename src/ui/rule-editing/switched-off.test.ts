import { expect, test } from 'vitest'
import { switchedOff } from './switched-off'

function check(name: string, text: string, chain: string, expected: readonly (readonly [number, string])[]): void {
  test(name, () => {
    const [table = '', chainName = ''] = chain.split(' ')
    expect(switchedOff(text, table, chainName).map(({ line, rule }) => [line, rule])).toEqual(expected)
  })
}

const SAVE =
  '*nat\n#-A INPUT -j ACCEPT\nCOMMIT\n*filter\n# -A INPUT -p tcp -j DROP\n# a word about INPUT\n-A INPUT -j LOG\n# -A FORWARD -j DROP\nCOMMIT\n'
check('of its own table and chain', SAVE, 'filter INPUT', [[5, '-p tcp -j DROP']])
check('of another table', SAVE, 'nat INPUT', [[2, '-j ACCEPT']])
check('none', SAVE, 'filter OUTPUT', [])
check('commands', '# iptables -A INPUT -j DROP\n#iptables -t nat -I INPUT 2 -j ACCEPT\n', 'filter INPUT', [[1, '-j DROP']])
check('commands of another table', '# iptables -A INPUT -j DROP\n#iptables -t nat -I INPUT 2 -j ACCEPT\n', 'nat INPUT', [[2, '-j ACCEPT']])
