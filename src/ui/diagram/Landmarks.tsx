import { memo } from 'react'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import type { LaidNode } from './layout'
import { usePicture } from './picture'

/** Whether the packet has been at a node, or is there. */
function useVisited(node: LaidNode): 'here' | 'against' | 'lit' | undefined {
  return usePicture(({ moment, lit }) => {
    const here = node.kind === 'routing' ? `routing:${node.which}` : node.id
    if (moment.here === here) return moment.against ? 'against' : 'here'
    for (const edge of lit.edges) if (edge.startsWith(`${node.id}>`) || edge.endsWith(`>${node.id}`)) return 'lit'
    return undefined
  })
}

export const InterfacePill = memo(function InterfacePill({ node }: { readonly node: LaidNode & { readonly kind: 'pill' } }) {
  const texts = useTexts().diagram
  const state = useVisited(node)
  return (
    <div className="pill" data-state={state} data-node={node.id} title={node.interface}>
      <span className="pill__words">{node.which === 'in' ? texts.in(node.interface) : texts.out(node.interface)}</span>
    </div>
  )
})

export const LocalPill = memo(function LocalPill({ node }: { readonly node: LaidNode & { readonly kind: 'local' } }) {
  const texts = useTexts().diagram
  const state = useVisited(node)
  const services = usePage((page) => page.opened?.network.network.services)
  const first = services?.[0]
  const words =
    first === undefined
      ? texts.local
      : texts.localServices(`${first.name === '' ? first.protocol : first.name} ${first.port}`, (services?.length ?? 1) - 1)
  const all = services?.map((service) => `${service.protocol} ${service.port} ${service.name}`.trim()).join('\n')
  return (
    <div className="pill" data-state={state} data-node={node.id} title={all}>
      <span className="pill__words">{words}</span>
    </div>
  )
})

export const RoutingDiamond = memo(function RoutingDiamond({ node }: { readonly node: LaidNode & { readonly kind: 'routing' } }) {
  const texts = useTexts().diagram
  const state = useVisited(node)
  const words = node.which === 'input' ? texts.routingDecision : texts.outputRouting
  const { width, height } = node
  return (
    <div className="diamond" data-state={state} data-node={node.id} role="img" aria-label={words} title={words}>
      <svg className="diamond__shape" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        <path d={`M${width / 2} 1 ${width - 1} ${height / 2} ${width / 2} ${height - 1} 1 ${height / 2}Z`} />
      </svg>
      {node.which === 'input' && <span className="diamond__words">{texts.routing}</span>}
    </div>
  )
})

export const UncalledChains = memo(function UncalledChains({ node }: { readonly node: LaidNode & { readonly kind: 'uncalled' } }) {
  const texts = useTexts().diagram
  const selected = usePicture((picture) => picture.selectedChain)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="uncalled" role="group" aria-label={texts.uncalled}>
      <h3 className="uncalled__head">{texts.uncalled}</h3>
      <ul className="uncalled__list">
        {node.chains.map(({ table, chain }) => (
          <li key={`${table}/${chain.name}`}>
            <button
              type="button"
              className="uncalled__chain"
              data-stop="chain"
              tabIndex={-1}
              data-table={table}
              aria-pressed={selected === `${table}/${chain.name}`}
              aria-label={`${texts.chainName(table, chain.name)}, ${texts.rules(chain.rules.length)}`}
              onClick={() => actions.select({ kind: 'chain', table, chain: chain.name })}
            >
              <span className="stage__dot" />
              {chain.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
})
