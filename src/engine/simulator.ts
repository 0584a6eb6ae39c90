import './whole'

/** The engine's front door: all of it is there. The page's worker goes in by `virtual-time.ts`, and fetches what a run meets. */
export * from './virtual-time'
