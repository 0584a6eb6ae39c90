import type { PacketStory } from '../../trace/packet-story'
import { tupleText } from '../../trace/packet-text'
import { useTexts } from '../texts/use-texts'
import { useWorld } from '../timeline/use-timeline'
import { Section } from './Section'

/** The connection that the packet belongs to, as it stands at the cursor. */
export function ConnectionCard({ story }: { readonly story: PacketStory }) {
  const texts = useTexts()
  const words = texts.inspector
  const world = useWorld()
  const id = story.tracking?.connection ?? null
  if (id === null) return null
  const entry = world.connections[id]
  if (entry === undefined) {
    return (
      <Section title={`${words.connection} #${id}`}>
        <p className="inspector-quiet">{words.gone(story.vanished === null ? '' : (texts.facts.vanished[story.vanished] ?? ''))}</p>
      </Section>
    )
  }
  const traits = [
    entry.seenReply ? words.seenReply : words.noReply,
    ...(entry.assured ? [words.assured] : []),
    entry.confirmed ? words.confirmed : words.notConfirmed,
    ...(entry.sourceNat ? [words.natted.source] : []),
    ...(entry.destinationNat ? [words.natted.destination] : []),
  ]
  const left = Math.max(0, Math.round((entry.expires - world.now) / 1_000_000))
  return (
    <Section title={`${words.connection} #${id}`}>
      <dl className="facts">
        <div className="facts__row">
          <dt>{words.original}</dt>
          <dd className="terminal">{tupleText(entry.original)}</dd>
        </div>
        <div className="facts__row">
          <dt>{words.reply}</dt>
          <dd className="terminal">
            <span className={entry.sourceNat || entry.destinationNat ? 'changed' : ''}>{tupleText(entry.reply)}</span>
          </dd>
        </div>
        <div className="facts__row">
          <dt>{words.state}</dt>
          <dd>
            {entry.tcpState !== null && <span className="terminal">{entry.tcpState} · </span>}
            {traits.join(' · ')}
            {entry.confirmed && ` · ${words.forgotten(String(left))}`}
          </dd>
        </div>
        {entry.mark !== 0 && (
          <div className="facts__row">
            <dt>{words.rows.mark}</dt>
            <dd className="terminal">0x{entry.mark.toString(16)}</dd>
          </div>
        )}
      </dl>
    </Section>
  )
}
