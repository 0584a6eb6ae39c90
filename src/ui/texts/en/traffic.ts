/** Traffic that runs by itself. */
export const traffic = {
  title: 'Traffic by itself',
  rate: 'Packets per second',
  flows: 'Made of',
  flowNames: { tcp: 'TCP connections', udp: 'UDP questions', ping: 'Pings', scan: 'Port scans' },
  start: 'Start',
  stop: 'Stop',
  reset: 'Reset the counters',
  sent: 'sent',
  accepted: 'accepted',
  dropped: 'dropped',
  rejected: 'rejected',
  connections: 'connections',
  running: (rate: string) => `${rate} packets/s`,
  needsFlow: 'Choose at least one kind of flow.',
}
