import { viewRuleset } from '../analysis/ruleset-view'
import { readPacketSpec } from '../engine/packet-spec'
import { importText } from '../import/import-text'
import { replayWalks } from '../import/traces/replay'
import type { ReadPacket } from '../import/traces/replay-walk'
import type { Prepared } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'
import type { Replayed } from './protocol'
import type { Beside } from './protocol-recordings'

/** A trace fills no section: what the scenario holds does not matter to reading it. */
const NOTHING: Scenario = {
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules: '', sets: '', network: '', services: '' },
  traffic: [],
  decisions: {},
}

const readPacket: ReadPacket = (spec) => {
  const read = readPacketSpec(spec)
  return 'packet' in read ? read.packet : null
}

/** The scenario's recorded packets as events over its rules. */
export function replayRecording(prepared: Prepared, recording: string): Replayed {
  const { traces, notUnderstood } = importText(recording, NOTHING)
  const { rules, events, on, unseen } = replayWalks(traces, viewRuleset(prepared.input.ruleset), readPacket)
  return {
    rules,
    events,
    on,
    leftOut: [
      ...notUnderstood,
      ...unseen.map(({ span, id }) => ({ span, text: id, why: 'The recording does not show this packet, or it is not IPv4.' })),
    ],
  }
}

/** Each recorded packet beside the simulated one. */
export function layBeside(_prepared: Prepared, _recording: string): Beside {
  return { packets: [] }
}
