import { viewRuleset } from '../analysis/ruleset-view'
import { recorder } from '../engine/observer'
import { readPacketSpec } from '../engine/packet-spec'
import { createSimulator } from '../engine/simulator'
import { importText } from '../import/import-text'
import { besidePackets } from '../import/traces/beside'
import { replayWalks } from '../import/traces/replay'
import { replayTraffic } from '../import/traces/replay-traffic'
import type { ReadPacket } from '../import/traces/replay-walk'
import { EMPTY_SCENARIO } from '../scenario/empty-scenario'
import type { Prepared } from '../scenario/prepare'
import type { Replayed } from './protocol'
import type { Beside } from './protocol-recordings'

const readPacket: ReadPacket = (spec) => {
  const read = readPacketSpec(spec)
  return 'packet' in read ? read.packet : null
}

/** The scenario's recorded packets as events over its rules. */
export function replayRecording(prepared: Prepared, recording: string): Replayed {
  const { rules, events, on, leftOut } = readRecording(prepared, recording)
  return { rules, events, on, leftOut }
}

function readRecording(prepared: Prepared, recording: string) {
  const { traces, notUnderstood } = importText(recording, EMPTY_SCENARIO)
  const replayed = replayWalks(traces, viewRuleset(prepared.input.ruleset), readPacket)
  const unseen = replayed.unseen.map(({ span, id }) => ({ span, text: id, why: { key: 'packet not recorded' as const, words: [] } }))
  return { traces, ...replayed, leftOut: [...notUnderstood, ...unseen] }
}

/** Each recorded packet beside the simulated one: of a run that sends what the recording saw, with tracing on for all of it. */
export function layBeside(prepared: Prepared, recording: string): Beside {
  const { traces, cursors, on, leftOut } = readRecording(prepared, recording)
  const observer = recorder('everything')
  const traffic = replayTraffic(traces).map(({ sending }) => sending)
  createSimulator({ ...prepared.input, traffic }, observer, { traceEverything: true }).run()
  return { packets: besidePackets(traces, observer.events, prepared.input.ruleset, readPacket, cursors), on, leftOut }
}
