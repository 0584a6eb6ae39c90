/** Where a recording is beside the simulation: counters before and after, and what a trace does not tell. */
export const recordings = {
  shown: 'Packets shown',
  simulation: 'Simulation',
  recorded: 'Recorded',
  recordedHint: 'The packets of the pasted trace, as the real kernel told their way. What a trace does not tell is not shown.',
  simulationHint: 'The packets of this scenario, as Five Chains works them out.',
  untold: 'not in the trace',
  moves: {
    reset: 'set back',
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
