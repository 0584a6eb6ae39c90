import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import { exportText } from '../export/export'
import { momentAt } from '../export/moment'
import type { ExportFormat } from '../model'
import type { Prepared } from '../scenario/prepare'
import type { TraceEvent } from '../trace/event'
import { replayRecording } from './view-recording'

/** A run that is kept for the next format: people look at several. A longer one is run again. */
const MOST_EVENTS_KEPT = 50_000

let kept: { readonly network: Prepared['network']; readonly traffic: string; readonly events: readonly TraceEvent[] } | null = null

/** The text of a moment in a format; with `recording`, of the packets that were recorded instead of the simulated ones. */
export function viewExport(
  prepared: Prepared,
  cursor: number | null,
  format: ExportFormat,
  recording: string | null = null,
): { readonly text: string } {
  const events = recording === null ? eventsOf(prepared) : replayRecording(prepared, recording).events
  return { text: exportText(format, momentAt(prepared.input, events, cursor)) }
}

function eventsOf({ input, network }: Prepared): readonly TraceEvent[] {
  const { seed, traffic, decisions } = input
  const sent = JSON.stringify({ seed, traffic, decisions })
  // The network is read anew with the texts, and with them only.
  if (kept !== null && kept.network === network && kept.traffic === sent) return kept.events
  const observer = recorder('everything')
  createSimulator(input, observer).run()
  const { events } = observer
  kept = events.length > MOST_EVENTS_KEPT ? null : { network, traffic: sent, events }
  return events
}
