import { asymmetricReturn } from './asymmetric-return'
import { dockerHost } from './docker-host'
import { homeRouter } from './home-router'
import { natFirstPacket } from './nat-first-packet'
import { plainServer } from './plain-server'
import { rateLimit } from './rate-limit'
import type { Story } from './story'
import { twoRouters } from './two-routers'
import { whitelistSet } from './whitelist-set'
import { wireguardAfterBoot, wireguardAfterRestart } from './wireguard-order'

export type { Story, StoryAct } from './story'

/** The built-in scenarios, in the order in which they are offered; the first is what a new visitor sees. */
export const stories: readonly Story[] = [
  wireguardAfterRestart,
  wireguardAfterBoot,
  natFirstPacket,
  twoRouters,
  asymmetricReturn,
  homeRouter,
  plainServer,
  rateLimit,
  whitelistSet,
  dockerHost,
]
