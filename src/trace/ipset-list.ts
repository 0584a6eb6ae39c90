import type { IpSet, SetType } from '../model'
import { createLine, memberText, sortedMembers } from './ipset-line'
import { memorySize } from './ipset-memory'

/** The revision of each type in ipset 7.17 with a kernel of its time: what `ipset list` calls a set with nothing unusual in it. */
const REVISIONS: Readonly<Record<SetType, number>> = {
  'hash:ip': 6,
  'hash:net': 7,
  'hash:mac': 1,
  'hash:ip,port': 7,
  'hash:ip,port,ip': 6,
  'hash:ip,port,net': 8,
  'hash:net,port': 8,
  'hash:net,iface': 8,
  'hash:ip,mark': 3,
  'hash:net,net': 4,
  'hash:net,port,net': 3,
  'hash:ip,mac': 1,
  'bitmap:ip': 3,
  'bitmap:ip,mac': 3,
  'bitmap:port': 3,
  'list:set': 3,
}

/** What `ipset list` tells of the host beside the set itself. */
export interface SetUse {
  /** Rules and lists that name it. */
  readonly references: number
}

/** `ipset list -sorted`, line by line, an empty line between sets. */
export function ipsetListing(sets: readonly IpSet[], useOf: (set: IpSet) => SetUse): readonly string[] {
  const ordered = [...sets.filter(({ type }) => type !== 'list:set'), ...sets.filter(({ type }) => type === 'list:set')]
  return ordered.flatMap((set, index) => [
    ...(index === 0 ? [] : ['']),
    `Name: ${set.name}`,
    `Type: ${set.type}`,
    `Revision: ${REVISIONS[set.type]}`,
    `Header: ${createLine(set).replace(`create ${set.name} ${set.type} `, '')}`,
    `Size in memory: ${memorySize(set)}`,
    `References: ${useOf(set).references}`,
    `Number of entries: ${set.elements.length}`,
    'Members:',
    ...sortedMembers(set).map((element) => memberText(set, element)),
  ])
}
