import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { ruleMenuStore } from './rule-menu'

const RuleMenu = lazy(() => import('../rule-editing/RuleMenu'))

/** The menu is loaded when it is opened for the first time. */
export function RuleMenuWhenWanted() {
  const isOpen = useStore(ruleMenuStore, ({ menu }) => menu !== null)
  return <Suspense fallback={null}>{isOpen && <RuleMenu />}</Suspense>
}
