import { Send } from 'lucide-react'
import type { PacketStory } from '../../trace/packet-story'
import type { Sentence } from '../../trace/sentence'
import { ToRefusedLine } from '../diagram/Refused'
import { actions, usePage } from '../store/page-store'
import { Emphasis } from '../texts/Emphasis'
import { say } from '../texts/say'
import { useTexts } from '../texts/use-texts'
import { FateMark } from '../timeline/FateMark'
import { isAgainst } from '../timeline/tick-marks'
import { useCurrentPacket } from '../timeline/use-timeline'
import { AskedRules } from './AskedRules'
import { ConnectionCard } from './ConnectionCard'
import { MakeRule } from './MakeRule'
import { Numbers } from './Numbers'
import { PacketTable } from './PacketTable'
import { RuleCard } from './RuleCard'
import { Section } from './Section'
import { TryIt } from './TryIt'
import { Unknowns } from './Unknowns'
import { useStory } from './use-story'
import { verdictLine } from './verdict-line'
import './inspector.css'

/** Why the packet at the cursor fared as it did; beside it, the rule that is pointed at. */
export function Inspector() {
  const story = useStory()
  const pointed = usePage((page) => (page.selection?.kind === 'rule' ? page.selection.ruleKey : null))
  return (
    <div className="inspector">
      {pointed !== null && <RuleCard ruleKey={pointed} />}
      {story === null ? pointed === null && <Empty /> : <Story story={story} />}
    </div>
  )
}

function Story({ story }: { readonly story: PacketStory }) {
  const texts = useTexts()
  const words = texts.inspector
  const { fate } = story
  const track = useCurrentPacket()
  // What would become of a recorded packet, nobody can try.
  const shown = usePage((page) => page.shown)
  const why = story.why.length > 0 ? story.why : [story.just]
  const line = verdictLine(words, texts.facts, story, track?.label ?? '')
  const tone =
    fate === null || fate.kind === 'untold' ? 'walking' : !story.certain ? 'unknown' : isAgainst(fate.kind) ? 'against' : 'favour'
  return (
    <>
      <header className="inspector-verdict" data-tone={tone}>
        <FateMark fate={fate?.kind ?? 'walking'} certain={story.certain} size={18} />
        <h2>{fate !== null && !story.certain ? words.perhaps(line) : line}</h2>
      </header>
      <div className="inspector-why">
        {why.map((sentence) => (
          <Say key={sentence.key} sentence={sentence} />
        ))}
      </div>
      <Unknowns story={story} />
      {shown === 'simulation' && <TryIt story={story} />}
      <MakeRule story={story} />
      {story.why.length > 0 && story.just.key !== story.verdict.key && (
        <Section title={words.just}>
          <p>
            <Say sentence={story.just} />
          </p>
        </Section>
      )}
      <PacketTable story={story} />
      <AskedRules story={story} />
      <ConnectionCard story={story} />
      <Moments title={words.routing} moments={story.routing} />
      <Moments title={words.skipped} moments={story.skipped} />
      <Numbers story={story} />
    </>
  )
}

function Say({ sentence }: { readonly sentence: Sentence }) {
  const texts = useTexts()
  return (
    <span className="sentence">
      <Emphasis text={say(texts, sentence)} />
      {texts.inspector.between}
    </span>
  )
}

/** Sentences about moments of the packet's way; pressing one goes there. */
function Moments({
  title,
  moments,
}: {
  readonly title: string
  readonly moments: readonly { readonly cursor: number; readonly sentence: Sentence }[]
}) {
  if (moments.length === 0) return null
  return (
    <Section title={title}>
      <ul className="moments">
        {moments.map(({ cursor, sentence }) => (
          <li key={cursor}>
            <button type="button" className="moment" onClick={() => actions.seek(cursor)}>
              <Say sentence={sentence} />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Empty() {
  const { inspector: words, diagram } = useTexts()
  const refused = usePage((page) => page.opened?.refused?.by === 'kernel')
  const sent = usePage((page) => (page.run?.events.length ?? 0) > 0)
  return (
    <div className="inspector-empty">
      <h2>{words.emptyTitle}</h2>
      <p>{refused ? `${diagram.refusedWhole} ${diagram.refusedNothingWalks}` : sent ? words.notYet : words.empty}</p>
      {refused && <ToRefusedLine />}
      {!sent && !refused && (
        <button type="button" className="button" onClick={() => actions.openDialog('compose')}>
          <Send size={14} aria-hidden="true" />
          {words.send}
        </button>
      )}
      <ul>
        {words.emptyHints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </div>
  )
}
