/**
 * Every bound of a run, with its reason. Reaching one is an event ('limit reached') and named in the outcome: a run that was cut
 * short says so. They are far above what any sensible scenario does, and low enough that the page answers within seconds.
 */
export const LIMITS = {
  /** Events a run may make: beyond it the run ends. A page keeps them all in memory. */
  eventsPerRun: 400_000,
  /** Packets that one packet may cause in one go (answers to answers): a loop of answers ends here. */
  answersPerPacket: 64,
  /** Times a packet may pass through the host by its loopback interface. */
  loopbackPasses: 8,
  /** Rules that one table may ask of one packet: a goto loop that the kernel would have refused at load ends here. */
  rulesPerTable: 2_000_000,
  /** Nested jumps. The kernel allows as many as there are user chains; a ruleset without loops never gets here. */
  jumpDepth: 10_000,
  /** Packets of one exchange, both sides together. */
  packetsPerExchange: 200,
  /** Packets of one run. */
  packetsPerRun: 2_000_000,
} as const

export type LimitName = keyof typeof LIMITS
