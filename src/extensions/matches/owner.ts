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
    'uid-owner': {
      type: custom('UID[-UID]|NAME', (argument, at) => readId(argument, USERS, at)),
      invertible: true,
      doc: 'The user, by number, range or name.',
    },
    'gid-owner': {
      type: custom('GID[-GID]|NAME', (argument, at) => readId(argument, GROUPS, at)),
      invertible: true,
      doc: 'The group, by number, range or name.',
    },
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
      ...(names === true ? { users: USERS, groupNames: GROUPS } : {}),
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
    { rule: '-m owner --uid-owner www-data --gid-owner nogroup', chain: 'OUTPUT', saved: '-m owner --uid-owner 33 --gid-owner 65534' },
  ],
})

type IdRange = readonly [number, number]

/** -1 is no user. */
const LARGEST_ID = 0xfffffffe

// Names are the host's own business. Known are those that every Debian has (base-passwd), of which the superuser's number is the same everywhere.
const BOTH = 'root 0,daemon 1,bin 2,sys 3,lp 7,mail 8,news 9,uucp 10,proxy 13,www-data 33,backup 34,list 38,irc 39,'
const USERS = idsOf(`${BOTH}sync 4,games 5,man 6,_apt 42,nobody 65534`)
const GROUPS = idsOf(
  `${BOTH}adm 4,tty 5,disk 6,man 12,kmem 15,dialout 20,fax 21,voice 22,cdrom 24,floppy 25,tape 26,sudo 27,audio 29,dip 30,operator 37,src 40,` +
    'shadow 42,utmp 43,video 44,sasl 45,plugdev 46,staff 50,games 60,users 100,nogroup 65534',
)

function idsOf(list: string): ReadonlyMap<string, number> {
  return new Map(list.split(',').map((entry): [string, number] => [entry.split(' ')[0] ?? '', Number(entry.split(' ')[1])]))
}

function readId(argument: string, ids: ReadonlyMap<string, number>, at: OptionSite): IdRange | Refusal {
  const known = ids.get(argument)
  if (known !== undefined) return [known, known]
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

function formatIds([first, last]: IdRange, names?: ReadonlyMap<string, number>): string {
  if (first !== last) return `${first}-${last}`
  for (const [name, id] of names ?? []) if (id === first) return name
  return `${first}`
}

function print(
  use: {
    readonly 'uid-owner'?: Invertible<IdRange>
    readonly 'gid-owner'?: Invertible<IdRange>
    readonly 'socket-exists'?: Invertible<true>
    readonly 'suppl-groups'?: true
  },
  words: {
    readonly exists: string
    readonly uid: string
    readonly gid: string
    readonly groups: string
    readonly users?: ReadonlyMap<string, number>
    readonly groupNames?: ReadonlyMap<string, number>
  },
): string {
  return [
    use['socket-exists'] ? ` ${not(use['socket-exists'])}${words.exists}` : '',
    use['uid-owner'] ? ` ${not(use['uid-owner'])}${words.uid} ${formatIds(use['uid-owner'].value, words.users)}` : '',
    use['gid-owner'] ? ` ${not(use['gid-owner'])}${words.gid} ${formatIds(use['gid-owner'].value, words.groupNames)}` : '',
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
