import { describe, expect, test } from 'vitest'
import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import type { Ruleset } from '../model'
import { prepareScenario } from '../scenario/prepare'
import { type TraceHop, traceHops, traceLine } from '../trace/log-line'
import { compareTrace, type TraceComparison } from './compare-trace'
import { importText } from './import-text'
import { emptyScenario } from './testing/empty-scenario'
import { recorded, sharedTexts } from './testing/recorded-texts'
import { type ReplayedFlow, replayTraffic } from './traces/replay-traffic'

/** Imports a host and a log of it, sends what the log saw, and lays each walk beside the simulated one. */
function compareAll(host: string, log: string, services: string): readonly TraceComparison[] {
  const walks = importText(log, emptyScenario()).traces
  const flows = replayTraffic(walks)
  const { hopsOf, ruleset } = simulate(host, flows, services, log.includes('TRACE: raw:PREROUTING:policy'))
  return flows.flatMap((flow, sending) =>
    flow.walks.map((index, nth) => {
      const walk = walks[index]
      if (walk === undefined) throw new Error('a flow names a walk that is not there')
      return compareTrace(walk, hopsOf(sending, nth), ruleset)
    }),
  )
}

function simulate(
  host: string,
  flows: readonly ReplayedFlow[],
  services: string,
  asKernel: boolean,
): { hopsOf(sending: number, nth: number): readonly TraceHop[]; ruleset: Ruleset } {
  const { sections } = importText(host, emptyScenario())
  const scenario = { ...emptyScenario({ services, ...sections }), traffic: flows.map(({ sending }) => sending) }
  const { input } = prepareScenario(scenario)
  const observer = recorder()
  createSimulator(input, observer, { traceEverything: !asKernel }).run()
  const hops = traceHops(observer.events)
  return {
    ruleset: input.ruleset,
    hopsOf(sending, nth) {
      const sent = observer.events.flatMap((event) =>
        event.kind === 'packet appeared' && event.sending === sending && event.origin.kind === 'wire' && event.origin.interface === 'lan0'
          ? [event.packet]
          : [],
      )
      return hops.filter(({ packet }) => packet === sent[nth])
    },
  }
}

const HOST = `${['save-nft.txt', 'ipset-save.txt', 'ip-addr.txt', 'ip-route.txt'].map(recorded).join('\n')}\nnet.ipv4.ip_forward = 1\n`

describe('a recorded trace lies beside the simulation of its own ruleset without a difference', () => {
  for (const file of ['xtables-monitor.txt', 'nft-monitor-trace.txt'])
    test(file, () => {
      const compared = compareAll(HOST, recorded(file), 'tcp 80\n')
      expect(compared.length).toBeGreaterThan(6)
      expect(compared.filter(({ kind }) => kind !== 'same')).toEqual([])
    })
})

describe('and so do the reference traces', () => {
  const samples = sharedTexts('corpus/samples')
  const cases = [
    ['xtables-monitor-trace.txt', 'iptables-save-c-nft.txt'],
    ['nft-monitor-trace.txt', 'iptables-save-c-nft.txt'],
    ['kernel-TRACE.txt', 'iptables-save-c-legacy.txt'],
  ] as const
  for (const [log, save] of cases)
    test(log, () => {
      const text = samples.get(log)
      if (text === undefined) return
      const host = [save, 'ipset-save.txt', 'ip-addr.txt', 'ip-route-table-all.txt', 'ip-rule.txt'].map((name) => samples.get(name) ?? '')
      const compared = compareAll([...host, 'net.ipv4.ip_forward = 1\n'].join('\n'), text, 'tcp 8080\n')
      expect(compared.length).toBeGreaterThan(10)
      expect(compared.filter(({ kind }) => kind !== 'same')).toEqual([])
    })
})

describe('where they differ, the first step and the likely reason', () => {
  function check(change: (save: string) => string, wanted: { readonly reason: string; readonly message: RegExp }): void {
    const compared = compareAll(change(HOST), recorded('xtables-monitor.txt'), 'tcp 80\n')
    const first = compared.find(({ kind }) => kind === 'differs')
    expect(first).toMatchObject({ kind: 'differs', reason: wanted.reason })
    expect(first?.kind === 'differs' ? first.message : '').toMatch(wanted.message)
  }
  test('another ruleset', () =>
    check((save) => save.replace('-A INPUT -p icmp', '-A INPUT -i lan0 -p icmp'), {
      reason: 'rule not in ruleset',
      message: /not the one that was running/,
    }))
  test('a rule before it', () =>
    check((save) => save.replace('-A INPUT -i lo -j ACCEPT', '-A INPUT -i lan0 -j DROP'), {
      reason: 'another rule matched',
      message: /here it is filter:INPUT:rule:1/,
    }))
  test('another way', () =>
    check((save) => save.replaceAll(/192\.168\.7\.1(?!\d)/g, '192.168.7.2'), { reason: 'another chain', message: /another way/ }))
  test('tables that are not there', () => {
    const [walk] = importText('trace id 1 inet fw4 input policy accept', emptyScenario()).traces
    if (walk === undefined) throw new Error('the trace is not read')
    expect(compareTrace(walk, [], { family: 'ipv4', tables: [] }).kind).toBe('incomparable')
  })
})

test('our own TRACE lines are read back to the same hops', () => {
  const flows = replayTraffic(importText(recorded('xtables-monitor.txt'), emptyScenario()).traces)
  const { hopsOf } = simulate(HOST, flows, 'tcp 80\n', false)
  for (const [sending] of flows.entries()) {
    const hops = hopsOf(sending, 0)
    const log = hops.map(
      (hop) => `[    1.000000] ${traceLine(hop.place, hop.headers, { in: hop.in, out: hop.out, mark: hop.mark, mac: null, owner: null })}`,
    )
    const [walk, ...others] = importText(log.join('\n'), emptyScenario()).traces
    expect(others).toEqual([])
    expect(walk?.hops.map(({ table, chain, kind, number }) => ({ table, chain, kind, number }))).toEqual(hops.map(({ place }) => place))
  }
})
