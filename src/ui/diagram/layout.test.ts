import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RulesetView } from '../../worker/protocol'
import { edgeId, type LaidNode, type Layout, type LayoutInput } from './layout'
import { layoutDiagram } from './layout-diagram'
import { CHARACTER, PILL_HEIGHT } from './measures'
import type { Point } from './path'
import { SAMPLE_RULES, sampleRules } from './sample-rules'

const EMPTY: RulesetView = { tables: [], ruleCount: 0 }

function laid(change: Partial<LayoutInput> = {}): Layout {
  return layoutDiagram({
    rules: SAMPLE_RULES,
    interfaces: ['wg0', 'eth0'],
    open: new Set(),
    unfolded: new Set(),
    closed: new Set(),
    keep: new Map(),
    column: null,
    conditions: 24,
    ...change,
  })
}

function overlaps(a: LaidNode, b: LaidNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Names of all pairs of nodes that lie on each other. */
function overlapping(layout: Layout): readonly string[] {
  return layout.nodes.flatMap((a, index) => layout.nodes.slice(index + 1).flatMap((b) => (overlaps(a, b) ? [`${a.id} and ${b.id}`] : [])))
}

const ALL_OPEN = new Set(['FORWARD/filter/1', 'FORWARD/filter/2', 'FORWARD/filter/2/1'])

describe('nothing lies on anything else', () => {
  function check(name: string, change: Partial<LayoutInput>) {
    test(name, () => expect(overlapping(laid(change))).toEqual([]))
  }
  check('an empty host', { rules: EMPTY })
  check('rules, chains closed', {})
  check('all chains open', { open: ALL_OPEN })
  check('in one column', { column: 330, open: ALL_OPEN })
  check('four interfaces', { interfaces: ['enp0s31f6', 'wlan0', 'docker0', 'wg0'] })
})

test('any ruleset is laid without overlap and the same way twice', () => {
  const rule = fc.constantFrom(
    'jump A',
    '-i x jump B',
    'ACCEPT',
    'tcp dport 22 ACCEPT',
    'goto C',
    '-s 10.0.0.0/8 -d 192.168.0.0/16 ctstate RELATED,ESTABLISHED DROP',
  )
  const rules = fc.array(rule, { maxLength: 20 })
  const instances = fc.array(
    fc
      .constantFrom('FORWARD/filter', 'INPUT/filter', 'OUTPUT/filter')
      .chain((base) => fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }).map((path) => [base, ...path].join('/'))),
  )
  fc.assert(
    fc.property(
      fc.record({ INPUT: rules, FORWARD: rules, OUTPUT: rules, A: rules, B: rules, C: rules }),
      instances,
      fc.option(fc.constant(330)),
      (filter, open, column) => {
        const input = {
          rules: sampleRules({ filter }),
          open: new Set(open.flatMap((instance) => instance.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/')))),
          column,
        }
        const layout = laid(input)
        expect(overlapping(layout)).toEqual([])
        expect(laid(input)).toEqual(layout)
      },
    ),
    { numRuns: 60 },
  )
})

/** Whether a straight line, across or down, passes through a box. */
function crosses(box: LaidNode, from: Point, to: Point): boolean {
  return (
    Math.max(from.x, to.x) > box.x &&
    Math.min(from.x, to.x) < box.x + box.width &&
    Math.max(from.y, to.y) > box.y &&
    Math.min(from.y, to.y) < box.y + box.height
  )
}

describe('the picture that everybody knows', () => {
  const layout = laid()
  const at = (id: string) => {
    const node = layout.byId.get(id)
    if (node === undefined) throw new Error(`no ${id}`)
    return node
  }
  test('one flow downwards on the left', () => {
    const ys = ['in:wg0', 'hook:PREROUTING', 'routing:input', 'hook:INPUT', 'local'].map((id) => at(id).y)
    expect(ys).toEqual([...ys].sort((a, b) => a - b))
  })
  test('FORWARD and OUTPUT right of it, POSTROUTING last', () => {
    expect(at('hook:FORWARD').x).toBeGreaterThan(at('hook:PREROUTING').x + at('hook:PREROUTING').width)
    expect(at('hook:OUTPUT').x).toBe(at('hook:FORWARD').x)
    expect(at('hook:POSTROUTING').x).toBeGreaterThan(at('hook:OUTPUT').x + at('hook:OUTPUT').width)
    expect(at('out:wg0').y).toBeGreaterThan(at('hook:POSTROUTING').y)
  })
  test('every way that a packet can take has its line, from border to border', () => {
    const ways = [
      ['in:wg0', 'hook:PREROUTING'],
      ['in:eth0', 'hook:PREROUTING'],
      ['hook:PREROUTING', 'routing:input'],
      ['routing:input', 'hook:INPUT'],
      ['routing:input', 'hook:FORWARD'],
      ['hook:INPUT', 'local'],
      ['local', 'routing:output'],
      ['routing:output', 'hook:OUTPUT'],
      ['hook:FORWARD', 'hook:POSTROUTING'],
      ['hook:OUTPUT', 'hook:POSTROUTING'],
      ['hook:POSTROUTING', 'out:wg0'],
    ] as const
    for (const column of [null, 330]) {
      const picture = laid({ column })
      for (const [from, to] of ways) {
        const edge = picture.edgeById.get(edgeId(from, to))
        expect(edge, `${from} > ${to}`).toBeDefined()
        const ends = [edge?.points[0], edge?.points.at(-1)]
        ;[from, to].forEach((id, index) => {
          const node = picture.byId.get(id)
          const end = ends[index]
          if (node === undefined || end === undefined) throw new Error('nothing there')
          const inside =
            end.x >= node.x - 0.5 && end.x <= node.x + node.width + 0.5 && end.y >= node.y - 0.5 && end.y <= node.y + node.height + 0.5
          expect(inside, `${from} > ${to} touches ${id}`).toBe(true)
        })
      }
    }
  })
  test('nat comes after filter on INPUT', () => {
    const hook = at('hook:INPUT')
    expect(hook.kind === 'hook' && hook.stages.map((stage) => stage.stage)).toEqual(['mangle', 'filter', 'nat', 'confirm'])
  })
  test('security stands there only when it is loaded', () => {
    const hook = laid({ rules: sampleRules({ security: { INPUT: [], FORWARD: [], OUTPUT: [] } }) }).byId.get('hook:FORWARD')
    expect(hook?.kind === 'hook' && hook.stages.map((stage) => stage.stage)).toEqual(['mangle', 'filter', 'security'])
  })
  test('chains that nobody calls are shown', () => {
    const node = at('uncalled')
    expect(node.kind === 'uncalled' && node.chains.map((entry) => entry.chain.name)).toEqual(['LOST'])
  })
  test('no line passes behind the pill of an interface that it does not lead to', () => {
    for (const rules of [sampleRules({}), sampleRules({ filter: { OUTPUT: ['-p tcp ACCEPT', '-p udp DROP'] } })]) {
      const picture = laid({ rules, interfaces: ['enp0s31f6', 'eth0'] })
      for (const pill of picture.nodes.filter(({ kind }) => kind === 'pill'))
        for (const edge of picture.edges)
          if (edge.from !== pill.id && edge.to !== pill.id && edge.kind === 'flow')
            expect(
              edge.points.slice(1).some((to, before) => crosses(pill, edge.points[before] ?? to, to)),
              `${edge.id} behind ${pill.id}`,
            ).toBe(false)
    }
  })
  test('pills have the height that lines are drawn for', () => expect(at('in:wg0').height).toBe(PILL_HEIGHT))
})

describe('user chains unfold beside the rule that calls them', () => {
  const chains = (change: Partial<LayoutInput>) =>
    laid(change)
      .nodes.filter((node) => node.kind === 'chain')
      .map((node) => node.id)
  test('closed by default', () => expect(chains({})).toEqual([]))
  test('opened, in the order of their callers', () =>
    expect(chains({ open: ALL_OPEN })).toEqual(['chain:FORWARD/filter/1', 'chain:FORWARD/filter/2', 'chain:FORWARD/filter/2/1']))
  test('not while their caller is closed', () => expect(chains({ open: new Set(['FORWARD/filter/2/1']) })).toEqual([]))
  test('not out of a closed base chain', () => expect(chains({ open: ALL_OPEN, closed: new Set(['FORWARD/filter']) })).toEqual([]))
  test('text that loops ends', () => {
    const rules = sampleRules({ filter: { FORWARD: ['jump A'], A: ['jump A'] } })
    expect(chains({ rules, open: new Set(['FORWARD/filter/1', 'FORWARD/filter/1/1', 'FORWARD/filter/1/1/1']) })).toEqual([
      'chain:FORWARD/filter/1',
    ])
  })
  test('as wide as its name needs', () => {
    const width = (name: string) =>
      laid({
        rules: sampleRules({ filter: { FORWARD: [`jump ${name}`], [name]: ['DROP'] } }),
        open: new Set(['FORWARD/filter/1']),
      }).byId.get('chain:FORWARD/filter/1')?.width ?? 0
    expect(width('DOCKER-ISOLATION-STAGE-2') - width('DOCKER-ISOLATION-ST')).toBeGreaterThan(5 * 7)
  })
  test('right of the card that calls', () => {
    const layout = laid({ open: ALL_OPEN })
    const x = ['hook:FORWARD', 'chain:FORWARD/filter/2', 'chain:FORWARD/filter/2/1'].map((id) => layout.byId.get(id)?.x ?? 0)
    expect(x).toEqual([...x].sort((a, b) => a - b))
  })
})

test('1,000 rules take no more room than a fold or a scrolled box', () => {
  const rules = sampleRules({ filter: { FORWARD: Array.from({ length: 1000 }, (_, index) => `-i eth${index} ACCEPT`) } })
  const node = laid({ rules }).byId.get('hook:FORWARD')
  expect(node?.height).toBeLessThan(500)
  const unfolded = laid({ rules, unfolded: new Set(['FORWARD/filter']) }).byId.get('hook:FORWARD')
  expect(unfolded?.height).toBeLessThan(700)
})

test('a card leaves room for the conditions of all its tables beside the widest target', () => {
  const conditions = '-s 192.168.100.0/24 -p tcp'
  const width = (mangle: string) =>
    laid({ rules: sampleRules({ mangle: { INPUT: [mangle] }, filter: { INPUT: [`${conditions} DROP`] } }), conditions: 27 }).byId.get(
      'hook:INPUT',
    )?.width ?? 0
  // Targets stand below each other: what filter's rules do begins where mangle's does.
  expect(width('jump TO_ANOTHER_1') - width('ACCEPT')).toBeGreaterThan(6 * CHARACTER)
})
