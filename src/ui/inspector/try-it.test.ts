import { describe, expect, test } from 'vitest'
import { viewRuleset } from '../../analysis/ruleset-view'
import { recorder } from '../../engine/observer'
import { createSimulator } from '../../engine/simulator'
import { prepareScenario } from '../../scenario/prepare'
import { packetStory } from '../../trace/packet-story'
import { createTimeline } from '../../trace/timeline'
import { ruleAt } from '../store/rule-place'
import { type Suggestion, suggestion } from './try-it'

const NETWORK = '2: eth0 inet 192.0.2.1/24\n'

/** Sends a SYN for port 22 to a host with these rules, and looks at what is suggested. */
function run(rules: string): { readonly suggested: Suggestion | null; readonly fate: string } {
  const prepared = prepareScenario({
    version: 1,
    title: '',
    notes: '',
    seed: 1,
    host: { name: 'host', rules, sets: '', network: NETWORK, services: 'tcp 22 ssh' },
    traffic: [
      {
        kind: 'packet',
        after: 0,
        packet: { in: 'eth0', src: '192.0.2.7', dst: '192.0.2.1', proto: 'tcp', sport: 4_000, dport: 22, flags: 'S' },
      },
    ],
    decisions: {},
  })
  const observer = recorder()
  createSimulator(prepared.input, observer).run()
  const view = viewRuleset(prepared.input.ruleset)
  const timeline = createTimeline(observer.events)
  const track = timeline.packets[0]
  const story = track === undefined ? null : packetStory(timeline, track, observer.events.length, (place) => ruleAt(view, place))
  if (story === null) throw new Error('no packet')
  return { suggested: suggestion(story, view, rules), fate: story.fate?.kind ?? 'walking' }
}

const save = (...lines: readonly string[]): string =>
  ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...lines, 'COMMIT', ''].join('\n')

function check(name: string, rules: string, expected: string | null): void {
  test(name, () => {
    const { suggested, fate } = run(rules)
    expect(suggested?.text ?? null).toBe(expected)
    if (suggested === null) return
    // The promise is kept: with the suggestion the packet gets through.
    expect(fate).not.toBe('delivered')
    expect(run(suggested.text).fate).toBe('delivered')
  })
}

describe('one thing to try', () => {
  check(
    'the first ACCEPT behind that would match moves before the rule that stopped the packet',
    save(
      '-A INPUT -i lo -j ACCEPT',
      '-A INPUT -j DROP',
      '-A INPUT -i eth1 -j ACCEPT',
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      '# end',
    ),
    save(
      '-A INPUT -i lo -j ACCEPT',
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A INPUT -j DROP',
      '-A INPUT -i eth1 -j ACCEPT',
      '# end',
    ),
  )
  check(
    'a refusal is treated alike',
    save('-A INPUT -p tcp -j REJECT', '-A INPUT -s 192.0.2.0/24 -j ACCEPT'),
    save('-A INPUT -s 192.0.2.0/24 -j ACCEPT', '-A INPUT -p tcp -j REJECT'),
  )
  check(
    'commands move as whole lines',
    'iptables -A INPUT -j DROP\nsudo iptables -A INPUT -i eth0 -j ACCEPT\n',
    'sudo iptables -A INPUT -i eth0 -j ACCEPT\niptables -A INPUT -j DROP\n',
  )
  check('nothing when nothing behind would match', save('-A INPUT -j DROP', '-A INPUT -i eth1 -j ACCEPT'), null)
  check('nothing when it cannot be proved', save('-A INPUT -j DROP', '-A INPUT -m limit --limit 1/sec -j ACCEPT'), null)
  check('nothing when what would match does not accept', save('-A INPUT -j DROP', '-A INPUT -j LOG'), null)
  check('nothing for a packet that got through', save('-A INPUT -j ACCEPT', '-A INPUT -i eth0 -j ACCEPT'), null)
  check('nothing for a policy', save('-A INPUT -i eth1 -j ACCEPT').replace(':INPUT ACCEPT', ':INPUT DROP'), null)
  check('nothing when two commands share a line', 'iptables -A INPUT -j DROP; iptables -A INPUT -i eth0 -j ACCEPT\n', null)
  check('nothing when rules are inserted and not appended', 'iptables -I INPUT -i eth0 -j ACCEPT\niptables -I INPUT -j DROP\n', null)
})
