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
    <div className="landmark" data-state={state} data-node={node.id} title={node.interface}>
      <span className="landmark__words">{node.which === 'in' ? texts.in(node.interface) : texts.out(node.interface)}</span>
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
    <div className="landmark" data-state={state} data-node={node.id} title={all}>
      <span className="landmark__words">{words}</span>
    </div>
  )
})

export const RoutingDiamond = memo(function RoutingDiamond({ node }: { readonly node: LaidNode & { readonly kind: 'routing' } }) {
  const texts = useTexts().diagram
  const state = useVisited(node)
  const decision = usePicture(({ moment }) => moment.routed[node.which])
  const words = node.which === 'input' ? texts.routingDecision : texts.outputRouting
  const { width, height } = node
  return (
    <div className="routing-diamond" data-state={state} data-node={node.id} role="img" aria-label={words} title={words}>
      <svg className="routing-diamond__shape" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        <path d={`M${width / 2} 1 ${width - 1} ${height / 2} ${width / 2} ${height - 1} 1 ${height / 2}Z`} />
      </svg>
      {node.which === 'input' && (
        <svg className="routing-diamond__icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M5 2v12m0 0-2.5-2.5M5 14l2.5-2.5M5 7c0-2 1-3 3-3h5m0 0-2-2m2 2-2 2" />
        </svg>
      )}
      {decision !== null && node.which === 'input' && (
        <span className="routing-diamond__decision">{texts.decided(decision.outcome, decision.out)}</span>
      )}
      <span className={node.which === 'input' ? 'routing-diamond__words' : 'routing-diamond__words routing-diamond__words--below'}>
        {texts.routing}
      </span>
    </div>
  )
})

export const UncalledChains = memo(function UncalledChains({ node }: { readonly node: LaidNode & { readonly kind: 'uncalled' } }) {
  const texts = useTexts().diagram
  const selected = usePicture((picture) => picture.selectedChain)
  return (
    <section className="uncalled-chains" aria-label={texts.uncalled} data-node={node.id}>
      <h3 className="uncalled-chains__head">{texts.uncalled}</h3>
      <ul className="uncalled-chains__list">
        {node.chains.map(({ table, chain }) => (
          <li key={`${table}/${chain.name}`}>
            <button
              type="button"
              className="uncalled-chains__chain"
              data-stop="chain"
              tabIndex={-1}
              data-table={table}
              aria-pressed={selected === `${table}/${chain.name}`}
              aria-label={`${texts.chainName(table, chain.name)}, ${texts.rules(chain.ruleCount)}`}
              onClick={() => actions.select({ kind: 'chain', table, chain: chain.name })}
            >
              <span className="hook-stage__dot" />
              {chain.name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
})
