import { beforeEach, expect, test } from 'vitest'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import { hasLost, isRelated, knowStories, suggestedTraffic, withoutStory } from './fresh-start'

const PING = { in: 'wg0', src: '10.0.0.2', dst: '10.0.0.1', proto: 'icmp', type: 8 }
const MINE = { kind: 'packet', after: 5, packet: { ...PING, src: '10.0.0.3' } } as const
const STORY: Scenario = {
  ...EMPTY_SCENARIO,
  title: 'A story',
  notes: 'Why?',
  recording: 'TRACE',
  host: { ...EMPTY_SCENARIO.host, rules: '-A INPUT -j DROP', network: 'ip addr add 10.0.0.1/24 dev wg0', services: 'tcp 22 ssh' },
  traffic: [{ kind: 'packet', after: 0, packet: PING }],
}

beforeEach(() => knowStories([STORY]))

test('a story goes with its rules', () => {
  const left = withoutStory(STORY)
  expect(left).toEqual({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: '-A INPUT -j DROP' } })
  expect(hasLost(STORY, left)).toBe(true)
})

test('what somebody wrote stays', () => {
  const network = `${STORY.host.network}\nip addr add 10.0.1.1/24 dev lan0`
  const edited: Scenario = { ...STORY, recording: 'mine', host: { ...STORY.host, network }, traffic: [...STORY.traffic, MINE] }
  expect(withoutStory(edited)).toMatchObject({ host: { network, services: '' }, traffic: [MINE], recording: 'mine' })
})

test('a scenario that is no story loses its title alone', () => {
  knowStories([])
  const left = withoutStory(STORY)
  expect(left).toEqual({ ...STORY, title: '', notes: '' })
  expect(hasLost(STORY, left)).toBe(false)
})

test('rules are related where half of the shorter text is in the other', () => {
  const check = (before: readonly string[], after: readonly string[], expected: boolean) =>
    expect(isRelated(before.join('\n'), after.join('\n')), `${before} / ${after}`).toBe(expected)
  const [lo, ssh, web, drop] = [
    '-A INPUT -i lo -j ACCEPT',
    '-A INPUT -p tcp --dport 22 -j ACCEPT',
    '-A INPUT -p tcp --dport 80 -j ACCEPT',
    '-A INPUT -j DROP',
  ]
  check([], [drop], true)
  check([drop, lo], [lo], true)
  check([drop], [lo], false)
  check([lo, ssh, web, drop], [lo, ssh], true)
  check([lo, ssh, web], [lo, `${ssh}X`, web], true)
  check([lo, ssh, web, drop], [lo, '-A INPUT -s 10.0.0.0/8 -j ACCEPT', '-A FORWARD -j DROP'], false)
  check([lo, ssh], ['[12:720] -A INPUT -i lo -j ACCEPT', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'], true)
  check([lo, ssh], [], false)
  const docker = ['-j DOCKER-USER', '-j DOCKER-FORWARD', '-i docker0 -j ACCEPT', '-o docker0 -j DOCKER'].map((rule) => `-A FORWARD ${rule}`)
  const containers = (net: string, ...hosts: readonly number[]) =>
    hosts.map((host) => `-A DOCKER -d 172.${net}.0.${host}/32 -p tcp -j ACCEPT`)
  check([...docker, ...containers('17', 2, 3, 4)], [...docker, ...containers('18', 2, 3, 4)], false)
  // Whoever adds containers, or changes some, has the same host.
  check([...docker, ...containers('17', 2, 3, 4)], [...docker, ...containers('17', 2, 3, 4, 5, 6, 7)], true)
  check([...docker, ...containers('17', 2, 3, 4)], [...docker, ...containers('17', 2), ...containers('18', 3, 4)], true)
  check([...docker, ...containers('17', 2, 3, 4)], [...docker, '-A DOCKER -j RETURN', '-A INPUT -j DROP', '-A OUTPUT -j DROP'], false)
  check([...docker, ...containers('17', 2, 3, 4)], [...docker, ...containers('17', 2, 3, 4).map((rule) => `${rule} -m limit`)], true)
})

test('packets are suggested a second apart', () =>
  expect(suggestedTraffic(Array.from({ length: 5 }, () => ({ packet: PING }))).map(({ after }) => after)).toEqual([
    0, 1_000_000, 1_000_000,
  ]))
