import { defineMatch } from '../extension'
import { custom, flag, type Invertible, type OptionSite, Refusal } from '../option'
import type { MatchEnvironment, Test } from '../semantics'
import { scanUnsigned } from '../strtoul'
import { not } from '../test-forms'

/** Whose process sent the packet. Kernel: net/netfilter/xt_owner.c. */
export const owner = defineMatch({
  name: 'owner',
  summary: 'The user or group whose process on this host sent the packet.',
  hooks: ['OUTPUT', 'POSTROUTING'],
  options: {
    'uid-owner': { type: custom('UID[-UID]|NAME', readId), invertible: true, doc: 'The user, by number, range or name.' },
    'gid-owner': { type: custom('GID[-GID]|NAME', readId), invertible: true, doc: 'The group, by number, range or name.' },
    'socket-exists': { type: flag, invertible: true, doc: 'A socket of this host sent it.' },
    'suppl-groups': { type: { kind: 'flag', refuse: refuseWithoutGid }, doc: 'Look at supplementary groups too.' },
  },
  finalCheck: (given) =>
    Object.keys(given).length === 0 ? new Refusal('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required') : null,
  checkentry: (use) => {
    const option = (['uid-owner', 'gid-owner'] as const).find((name) => reversed(use[name]?.value))
    return option === undefined ? null : { option, hint: ['smaller first'] }
  },
  save: (use) => print(use, { exists: '--socket-exists', uid: '--uid-owner', gid: '--gid-owner', groups: '--suppl-groups' }),
  list: (use, { names }) =>
    print(use, {
      exists: 'owner socket exists',
      uid: 'owner UID match',
      gid: 'owner GID match',
      groups: 'incl. suppl. groups',
      ...(names === true ? { superuser: 'root' } : {}),
    }),
  unmodelledPart: (use) => (use['suppl-groups'] ? 'Processes here have no supplementary groups.' : null),
  compile: (use) => {
    const tests: Test[] = []
    if (use['socket-exists']) tests.push(existsTest(use['socket-exists'].inverted))
    if (use['uid-owner']) tests.push(idTest('owner uid', use['uid-owner'], ({ owner: of }) => of?.uid ?? null))
    if (use['gid-owner']) tests.push(idTest('owner gid', use['gid-owner'], ({ owner: of }) => of?.gid ?? null))
    return tests
  },
  examples: [
    { rule: '-m owner --uid-owner 1000', chain: 'OUTPUT', saved: '=' },
    { rule: '-m owner ! --uid-owner root', chain: 'OUTPUT', saved: '-m owner ! --uid-owner 0' },
    { rule: '-m owner --gid-owner 100-200', chain: 'OUTPUT', saved: '=' },
    { rule: '-m owner ! --socket-exists', chain: 'OUTPUT', saved: '=' },
    { rule: '-m owner --gid-owner 5 --suppl-groups', chain: 'OUTPUT', saved: '=' },
    {
      rule: '-m owner --uid-owner no.body',
      chain: 'OUTPUT',
      rejected: 'owner: Bad value for "--uid-owner" option: "no.body"',
      by: 'iptables',
    },
    {
      rule: '-m owner',
      chain: 'OUTPUT',
      rejected: 'owner: At least one of --uid-owner, --gid-owner or --socket-exists is required',
      by: 'iptables',
    },
    { rule: '-m owner --uid-owner 1000', chain: 'INPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

type IdRange = readonly [number, number]

/** -1 is no user. */
const LARGEST_ID = 0xfffffffe

// Names are the host's own business; only the superuser has the same number everywhere.
function readId(argument: string, at: OptionSite): IdRange | Refusal {
  if (argument === 'root') return [0, 0]
  const bad = () => new Refusal(`owner: Bad value for "--${at.option}" option: "${argument}"`, ['user number'])
  const first = scanUnsigned(argument, 0)
  if (first === null || first.value > LARGEST_ID) return bad()
  if (first.end === argument.length) return [first.value, first.value]
  if (argument[first.end] !== '-' && argument[first.end] !== ':') return bad()
  const last = scanUnsigned(argument, first.end + 1)
  return last === null || last.end !== argument.length || last.value > LARGEST_ID ? bad() : [first.value, last.value]
}

function refuseWithoutGid(at: OptionSite): Refusal | null {
  return at.given['gid-owner'] === undefined
    ? new Refusal('owner: Bad value for "--suppl-groups" option: "you need to use --gid-owner first"')
    : null
}

function reversed(ids: IdRange | undefined): boolean {
  return ids !== undefined && ids[0] > ids[1]
}

function formatIds([first, last]: IdRange): string {
  return first === last ? `${first}` : `${first}-${last}`
}

function print(
  use: {
    readonly 'uid-owner'?: Invertible<IdRange>
    readonly 'gid-owner'?: Invertible<IdRange>
    readonly 'socket-exists'?: Invertible<true>
    readonly 'suppl-groups'?: true
  },
  words: { readonly exists: string; readonly uid: string; readonly gid: string; readonly groups: string; readonly superuser?: string },
): string {
  const idText = (ids: IdRange): string => (ids[0] === 0 && ids[1] === 0 ? (words.superuser ?? '0') : formatIds(ids))
  return [
    use['socket-exists'] ? ` ${not(use['socket-exists'])}${words.exists}` : '',
    use['uid-owner'] ? ` ${not(use['uid-owner'])}${words.uid} ${idText(use['uid-owner'].value)}` : '',
    use['gid-owner'] ? ` ${not(use['gid-owner'])}${words.gid} ${idText(use['gid-owner'].value)}` : '',
    use['suppl-groups'] ? ` ${words.groups}` : '',
  ].join('')
}

function existsTest(inverted: boolean): Test {
  return {
    subject: 'owner socket',
    wants: inverted ? '! exists' : 'exists',
    holds: ({ owner: of, kernelSocket }) => (of !== null || kernelSocket === true) !== inverted,
    is: ({ owner: of, kernelSocket }) => (of !== null || kernelSocket === true ? 'exists' : 'none'),
  }
}

// Without a socket only inverted questions hold.
function idTest(subject: string, wanted: Invertible<IdRange>, idOf: (environment: MatchEnvironment) => number | null): Test {
  const [first, last] = wanted.value
  return {
    subject,
    wants: not(wanted) + formatIds(wanted.value),
    holds: (environment) => {
      const id = idOf(environment)
      return (id !== null && id >= first && id <= last) !== wanted.inverted
    },
    is: (environment) => String(idOf(environment) ?? 'no socket'),
  }
}
