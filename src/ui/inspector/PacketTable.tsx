import { formatIpv4, packetLength } from '../../model'
import type { FieldChange } from '../../trace/event'
import type { PacketStory } from '../../trace/packet-story'
import { transportText } from '../../trace/packet-text'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useWorld } from '../timeline/use-timeline'
import { Section } from './Section'

/** Fields that have a row of their own; a change of any other gets one. */
const OWN_ROWS: readonly FieldChange['field'][] = ['source', 'destination', 'ttl', 'tos', 'mark']

/** The packet as it is now, with what changed on this host marked. */
export function PacketTable({ story }: { readonly story: PacketStory }) {
  const texts = useTexts()
  const words = texts.inspector
  const connections = useWorld().connections
  const shown = usePage((page) => page.shown)
  const { packet, changes, tracking } = story
  const { headers } = packet
  const change = (field: FieldChange['field']): FieldChange | null => changes.find((one) => one.field === field) ?? null
  const entry = tracking?.connection == null ? null : connections[tracking.connection]
  const state =
    story.state === null
      ? shown === 'recorded'
        ? texts.recordings.untold
        : words.notTracked
      : `${story.state}${entry == null ? '' : `, ${entry.confirmed ? words.confirmed : words.notConfirmed}`}`
  const local = packet.origin.kind !== 'wire'
  const routed = story.routing.at(-1)?.sentence
  const isForHost = packet.fate?.kind === 'delivered' || (routed?.key === 'routed' && routed.outcome === 'local')
  const out = packet.out ?? (isForHost ? words.local : '?')
  return (
    <Section title={words.packet}>
      <dl className="facts">
        <Row name={words.rows.from} value={formatIpv4(headers.source)} change={change('source')} />
        <Row name={words.rows.to} value={formatIpv4(headers.destination)} change={change('destination')} />
        <Row name={words.rows.interfaces} value={`${local ? words.local : (packet.in ?? '?')} → ${out}`} change={null} />
        <Row name={words.rows.protocol} value={transportText(headers)} change={null} />
        {changes
          .filter(({ field }) => !OWN_ROWS.includes(field))
          .map((one) => (
            <Row key={one.field} name={texts.facts.fields[one.field] ?? one.field} value={one.to} change={one} />
          ))}
        <Row name={words.rows.ttl} value={String(headers.ttl)} change={change('ttl')} />
        <Row name={words.rows.tos} value={`0x${headers.tos.toString(16).padStart(2, '0')}`} change={change('tos')} />
        <Row name={words.rows.length} value={words.bytes(packetLength(headers))} change={null} />
        <Row name={words.rows.connection} value={state} change={null} />
        <Row name={words.rows.mark} value={`0x${packet.mark.toString(16)}`} change={change('mark')} />
      </dl>
    </Section>
  )
}

function Row({ name, value, change }: { readonly name: string; readonly value: string; readonly change: FieldChange | null }) {
  const words = useTexts().inspector
  return (
    <div className="facts__row">
      <dt>{name}</dt>
      <dd className="terminal">
        {change === null ? (
          value
        ) : (
          <span className="changed">
            <span aria-hidden="true">
              {change.from} → {change.to}
            </span>
            <span className="visually-hidden">{words.changed(change.from, change.to)}</span>
          </span>
        )}
      </dd>
    </div>
  )
}
