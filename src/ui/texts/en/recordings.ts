/** Where a recording is beside the simulation: counters before and after, and what a trace does not tell. */
export const recordings = {
  shown: 'Packets shown',
  simulation: 'Simulation',
  recorded: 'Recorded',
  recordedHint: 'The packets of the pasted trace, as the real kernel told their way. What a trace does not tell is not shown.',
  simulationHint: 'The packets of this scenario, as Five Chains works them out.',
  untold: 'not in the trace',
  moves: {
    table: 'Counters before and after, biggest move first',
    columns: { packets: 'packets', bytes: 'bytes', rule: 'rule', before: 'before', after: 'after' },
    loading: 'Comparing the counters …',
    summary: (moved: number, still: number) =>
      `${moved === 0 ? 'No counter moved' : moved === 1 ? '1 counter moved' : `${moved} counters moved`}; ${still} stayed as ${still === 1 ? 'it was' : 'they were'}.`,
    policy: (policy: string) => `policy ${policy}`,
    reset: 'set back',
    resetWhy: 'The counter is smaller than before: it was set to zero between the two readings, so how far it moved is not known.',
    unpaired: 'Rules that only one of the two readings has',
    in: { before: 'only before', after: 'only after' },
    forget: 'Remove the comparison',
    delta: (packets: string) => `moved by ${packets}`,
  },
  importing: {
    replay: 'Replay this trace',
    offer: 'Compare…',
    compare: 'Compare counters',
    walks: (count: number) => (count === 1 ? '1 recorded packet to replay' : `${count} recorded packets to replay`),
    moves: (count: number) =>
      count === 1 ? 'The same rules as before: 1 counter moved' : `The same rules as before: ${count} counters moved`,
  },
}
