import { memo } from 'react'
import { ChainCard, HookCard } from './HookCard'
import { InterfacePill, LocalPill, RoutingDiamond, UncalledChains } from './Landmarks'
import type { LaidNode } from './layout'

/** What stands at a node's place: a card, a pill, a diamond. Fills its parent. */
export const DrawnNode = memo(function DrawnNode({ node }: { readonly node: LaidNode }) {
  switch (node.kind) {
    case 'hook':
      return <HookCard node={node} />
    case 'chain':
      return <ChainCard node={node} />
    case 'pill':
      return <InterfacePill node={node} />
    case 'local':
      return <LocalPill node={node} />
    case 'routing':
      return <RoutingDiamond node={node} />
    case 'uncalled':
      return <UncalledChains node={node} />
  }
})
