import type { Scenario } from '../scenario/scenario'
import type { Story } from './story'

export type { Figure, Look, Story, StoryAct, StoryStep } from './story'

/** A story's name, and the way to its text: each is loaded when it is wanted. */
export interface StoryEntry {
  readonly id: string
  readonly title: string
  readonly chineseTitle: string
  load(): Promise<Story>
}

/** The built-in scenarios, in the order in which they are offered; the first is what a new visitor sees. */
export const catalogue: readonly [StoryEntry, ...StoryEntry[]] = [
  {
    id: 'wireguard-after-restart',
    title: 'It works until WireGuard is restarted',
    chineseTitle: '一重启 WireGuard 就不通',
    load: async () => (await import('./wireguard-order')).wireguardAfterRestart,
  },
  {
    id: 'wireguard-after-boot',
    title: 'It works after booting',
    chineseTitle: '刚开机时是通的',
    load: async () => (await import('./wireguard-after-boot')).wireguardAfterBoot,
  },
  {
    id: 'nat-first-packet',
    title: 'Why does REDIRECT not catch the answers?',
    chineseTitle: '为什么 REDIRECT 没有拦住应答包？',
    load: async () => (await import('./nat-first-packet')).natFirstPacket,
  },
  {
    id: 'two-routers',
    title: 'Three SYNs and no answer',
    chineseTitle: '三个 SYN，没有回音',
    load: async () => (await import('./two-routers')).twoRouters,
  },
  {
    id: 'default-by-tunnel',
    title: 'The answer that leaves by the tunnel',
    chineseTitle: '从隧道溜走的应答',
    load: async () => (await import('./default-by-tunnel')).defaultByTunnel,
  },
  {
    id: 'asymmetric-return',
    title: 'The reply that comes another way',
    chineseTitle: '从另一条路回来的应答',
    load: async () => (await import('./asymmetric-return')).asymmetricReturn,
  },
  {
    id: 'roaming-clients',
    title: 'Roaming clients reach one site only',
    chineseTitle: '漫游客户端只能到达一个站点',
    load: async () => (await import('./roaming-clients')).roamingClients,
  },
  {
    id: 'three-hops',
    title: 'The third router has no way back',
    chineseTitle: '第三台路由器没有回程',
    load: async () => (await import('./three-hops')).threeHops,
  },
  {
    id: 'two-uplinks',
    title: 'Two uplinks, one of them mute',
    chineseTitle: '两条上行，一条没有回音',
    load: async () => (await import('./two-uplinks')).twoUplinks,
  },
  {
    id: 'home-router',
    title: 'A home router',
    chineseTitle: '家用路由器',
    load: async () => (await import('./home-router')).homeRouter,
  },
  {
    id: 'plain-server',
    title: 'A server that lets in what it must',
    chineseTitle: '只放行该放行的服务器',
    load: async () => (await import('./plain-server')).plainServer,
  },
  {
    id: 'port-forward',
    title: 'Port forwarding, there and back',
    chineseTitle: '端口转发：有去有回',
    load: async () => (await import('./port-forward')).portForward,
  },
  {
    id: 'reset-log',
    title: 'Who sends all these resets?',
    chineseTitle: '这些 RST 是谁发的？',
    load: async () => (await import('./reset-log')).resetLog,
  },
  {
    id: 'who-knocks',
    title: 'Who knocks? Logs, traces and a policy',
    chineseTitle: '谁在敲门？日志、跟踪与默认策略',
    load: async () => (await import('./who-knocks')).whoKnocks,
  },
  {
    id: 'rate-limit',
    title: 'Three guesses a minute',
    chineseTitle: '一分钟只许猜三次',
    load: async () => (await import('./rate-limit')).rateLimit,
  },
  {
    id: 'whitelist-set',
    title: 'It worked a minute ago',
    chineseTitle: '一分钟前还好好的',
    load: async () => (await import('./whitelist-set')).whitelistSet,
  },
  {
    id: 'set-or-chain',
    title: 'Three hundred rules, or one set',
    chineseTitle: '三百条规则，还是一个集合',
    load: async () => (await import('./set-or-chain')).setOrChain,
  },
  {
    id: 'docker-host',
    title: 'The published port that INPUT cannot close',
    chineseTitle: 'INPUT 关不上的已发布端口',
    load: async () => (await import('./docker-host')).dockerHost,
  },
]

/** The story that a scenario belongs to, by its title and notes: its rules and packets may have been changed since. Null where it is none. */
export async function storyOf({ title, notes }: Pick<Scenario, 'title' | 'notes'>): Promise<Story | null> {
  for (const entry of catalogue) {
    if (entry.title !== title && entry.chineseTitle !== title) continue
    const story = await entry.load()
    if (story.scenario.notes === notes || story.chinese.notes === notes) return story
  }
  return null
}
