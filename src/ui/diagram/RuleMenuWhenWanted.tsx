import { Suspense } from 'react'
import { useStore } from 'zustand'
import { fetchedPart } from '../app/fetched-part'
import { ruleMenuStore } from './rule-menu'

const RuleMenu = fetchedPart(
  () => import('../rule-editing/RuleMenu'),
  () => ruleMenuStore.setState({ menu: null }),
)

/** The menu is loaded when it is opened for the first time. */
export function RuleMenuWhenWanted() {
  const isOpen = useStore(ruleMenuStore, ({ menu }) => menu !== null)
  return <Suspense fallback={null}>{isOpen && <RuleMenu />}</Suspense>
}
