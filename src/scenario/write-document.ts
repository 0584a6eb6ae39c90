import type { DocumentText } from './document'
import type { Scenario, View } from './scenario'

/** The document of a scenario, everything that has its default left out. */
export function writeDocument(scenario: Scenario, view: View): DocumentText {
  const { host } = scenario
  return {
    version: 1,
    ...(scenario.title !== '' && { title: scenario.title }),
    ...(scenario.notes !== '' && { notes: scenario.notes }),
    ...(scenario.seed !== 1 && { seed: scenario.seed }),
    host: {
      ...(host.name !== 'host' && { name: host.name }),
      rules: host.rules,
      ...(host.sets !== '' && { sets: host.sets }),
      ...(host.network !== '' && { network: host.network }),
      ...(host.services !== '' && { services: host.services }),
      ...(host.connections !== undefined && host.connections !== '' && { connections: host.connections }),
    },
    ...(scenario.traffic.length > 0 && {
      traffic: scenario.traffic.map((sending) =>
        sending.kind === 'packet'
          ? { kind: sending.kind, ...(sending.after !== 0 && { after: sending.after }), packet: { ...sending.packet } }
          : { kind: sending.kind, ...(sending.after !== 0 && { after: sending.after }), exchange: { ...sending.exchange } },
      ),
    }),
    ...(Object.keys(scenario.decisions).length > 0 && { decisions: { ...scenario.decisions } }),
    ...(scenario.recording !== undefined && scenario.recording !== '' && { recording: scenario.recording }),
    ...(scenario.before !== undefined && scenario.before !== '' && { before: scenario.before }),
    ...((view.cursor !== null || view.shown !== undefined) && {
      view: { ...(view.cursor !== null && { cursor: view.cursor }), ...(view.shown !== undefined && { shown: view.shown }) },
    }),
  }
}
