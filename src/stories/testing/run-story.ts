import { expect } from 'vitest'
import { recorder } from '../../engine/observer'
import { createSimulator } from '../../engine/simulator'
import { formatIpv4, type Packet } from '../../model'
import { prepareScenario } from '../../scenario/prepare'
import type { Scenario } from '../../scenario/scenario'
import type { TraceEvent } from '../../trace/event'
import { createTimeline, type Timeline } from '../../trace/timeline'
import { findWaypoint } from '../../trace/waypoint'
import { catalogue } from '../index'
import { scenarioAt } from '../lesson'
import type { Story } from '../story'

/** All stories, with the texts that the page loads one by one. */
export const stories: readonly Story[] = await Promise.all(catalogue.map((entry) => entry.load()))

export function storyCalled(id: string): Story {
  const story = stories.find((one) => one.id === id)
  if (story === undefined) throw new Error(`no story ${id}`)
  return story
}

export interface Ran {
  readonly events: readonly TraceEvent[]
  readonly timeline: Timeline
  /** What became of the packets of a sending, in order: `dropped filter FORWARD rule 16`, `transmitted eth0`. */
  fates(sending: number): readonly string[]
  /** How often a rule matched. */
  hits(table: string, chain: string, number: number): number
  /** The lines of the kernel log. */
  readonly logged: readonly string[]
}

/** Runs a scenario that nothing may be wrong with. */
export function runScenario(scenario: Scenario): Ran {
  const observer = recorder()
  const prepared = prepareScenario(scenario)
  const outcome = createSimulator(prepared.input, observer).run()
  expect(outcome.problems).toEqual([])
  expect(outcome.limits).toEqual([])
  const { events } = observer
  const timeline = createTimeline(events)
  return {
    events,
    timeline,
    fates: (sending) =>
      timeline.packets.flatMap((track) => (track.sending === sending && track.fate !== null ? [fateText(track.fate)] : [])),
    hits: (table, chain, number) =>
      events.filter(
        (event) =>
          event.kind === 'rule matched' && event.place.table === table && event.place.chain === chain && event.place.number === number,
      ).length,
    logged: events.flatMap((event) => (event.kind === 'line logged' ? [event.line] : [])),
  }
}

export function fateText(fate: Extract<TraceEvent, { kind: 'packet ended' }>['fate']): string {
  switch (fate.kind) {
    case 'transmitted':
      return `transmitted ${fate.interface}`
    case 'delivered':
      return `delivered ${fate.to}`
    case 'dropped':
    case 'rejected':
      return `${fate.kind} ${fate.by.table} ${fate.by.chain} ${fate.by.kind} ${fate.by.number}`
    case 'died':
      return `died ${fate.where} ${fate.reason}`
    case 'untold':
      return `untold after ${fate.after}`
  }
}

/** `10.0.0.1:80 > 10.0.0.2:443`. */
export function wayText({ source, destination, transport }: Packet): string {
  const port = (end: 'sourcePort' | 'destinationPort') => (transport.kind === 'tcp' || transport.kind === 'udp' ? `:${transport[end]}` : '')
  return `${formatIpv4(source)}${port('sourcePort')} > ${formatIpv4(destination)}${port('destinationPort')}`
}

/** The moment that a step shows and how its packet ends: `rule matched FORWARD 16; ping 11.11.11.20 > 11.11.11.70, dropped filter FORWARD rule 16`. */
export function momentText(story: Story, step: number): string {
  const at = story.steps[step]?.at
  if (at === undefined) return 'none'
  const { events, timeline } = runScenario(scenarioAt(story, step, 'after'))
  const cursor = findWaypoint(timeline, at)
  const event = cursor === null ? undefined : events[cursor - 1]
  const track = event === undefined ? undefined : timeline.trackById[event.packet]
  const end = track === undefined ? undefined : events[track.last]
  if (event === undefined || track?.fate == null || end?.kind !== 'packet ended') return 'not in this run'
  return `${eventText(event)}; ${track.label} ${wayText(end.headers)}, ${fateText(track.fate)}`
}

function eventText(event: TraceEvent): string {
  switch (event.kind) {
    case 'rule matched':
    case 'rule missed':
      return `${event.kind} ${event.place.chain} ${event.place.number}`
    case 'nat bound':
      return `translated by ${event.place?.chain} ${event.place?.number}`
    case 'routed':
      return `routed by ${event.decision.out}, table ${event.decision.table}`
    case 'connection looked up':
      return event.state
    case 'line logged':
      return `logged ${event.line.split(/ IN=/)[0]}`
    case 'stage skipped':
      return `${event.stage} ${event.hook} skipped: ${event.reason}`
    default:
      return event.kind
  }
}
