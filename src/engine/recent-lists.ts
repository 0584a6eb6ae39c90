import type { RecentEntry, RecentList } from '../extensions/semantics'
import type { Ipv4, Microseconds } from '../model'

/** Told of every change of a list; null stamps for an entry that is gone. */
export type RecentChanged = (list: string, address: Ipv4, stamps: readonly Microseconds[] | null) => void

/** The module's ip_list_tot: a list that is full forgets who was put longest ago. */
const MOST_ADDRESSES = 100

/** The named lists of `-m recent` (net/netfilter/xt_recent.c). An entry that is put again becomes the youngest. */
export class RecentLists {
  private readonly lists = new Map<string, RecentList & { readonly entries: ReadonlyMap<Ipv4, RecentEntry> }>()

  constructor(private readonly changed: RecentChanged) {}

  list(name: string): RecentList {
    const known = this.lists.get(name)
    if (known !== undefined) return known
    const entries = new Map<Ipv4, RecentEntry>()
    const list = {
      entries,
      get: (address: Ipv4) => entries.get(address) ?? null,
      put: (entry: RecentEntry) => {
        const oldest = entries.delete(entry.address) || entries.size < MOST_ADDRESSES ? undefined : entries.keys().next().value
        if (oldest !== undefined) list.remove(oldest)
        entries.set(entry.address, entry)
        this.changed(name, entry.address, entry.stamps)
      },
      remove: (address: Ipv4) => {
        if (entries.delete(address)) this.changed(name, address, null)
      },
      oldest: () => entries.values().next().value ?? null,
    }
    this.lists.set(name, list)
    return list
  }
}
