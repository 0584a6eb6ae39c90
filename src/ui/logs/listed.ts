import { useEffect } from 'react'
import { createStore, useStore } from 'zustand'
import type { TableName } from '../../model'
import type { Listed } from '../../worker/protocol'
import { pageStore, usePage } from '../store/page-store'
import { currentSimulation } from '../store/simulate'
import type { PageState } from '../store/state'

/** The listing's columns, which only its own tab asks for, and the table that is listed: null follows the packet. */
export const listedStore = createStore<{
  readonly of: PageState['opened']
  readonly listed: Listed | null
  readonly table: TableName | null
}>(() => ({ of: null, listed: null, table: null }))

/** Asks the worker whenever the rules have been read anew, and not otherwise. */
export function useListed(): Listed | null {
  const opened = usePage((page) => page.opened)
  const { of, listed } = useStore(listedStore)
  useEffect(() => {
    if (opened === null || listedStore.getState().of === opened) return
    const asked = currentSimulation()?.ask('list', { scenario: pageStore.getState().scenario })
    asked?.then(
      (answer) => listedStore.setState({ of: opened, listed: answer }),
      // A lost worker has been reported already, and the rules will be read again.
      () => {},
    )
  }, [opened])
  return of === opened ? listed : null
}

/** The table to list: the chosen one, else the one that the packet is in, else filter, as iptables itself. */
export function tableToList(tables: readonly TableName[], chosen: TableName | null, here: string | null): TableName | null {
  const wanted = [chosen, here?.split('/')[0], 'filter', tables[0]]
  return wanted.map((name) => tables.find((table) => table === name)).find((table) => table !== undefined) ?? null
}
