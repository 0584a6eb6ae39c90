import type { Fate, Place } from '../../trace/event'
import type { PacketStory } from '../../trace/packet-story'
import type { Texts } from '../texts/use-texts'

/** The verdict in a few words: `Dropped in filter FORWARD`; while the packet walks, where it is. */
export function verdictLine(words: Texts['inspector'], facts: Texts['facts'], story: PacketStory, label: string): string {
  return story.fate === null ? words.under(label, whereNow(story)) : fateLine(words, facts, story.fate)
}

/** How a packet fared, in a few words: `Sent on by eth0`. */
export function fateLine(words: Texts['inspector'], facts: Texts['facts'], fate: Fate): string {
  switch (fate.kind) {
    case 'transmitted':
      return words.verdict.transmitted(fate.interface)
    case 'delivered': {
      const name =
        fate.service === null ? fate.to : fate.service.name === '' ? `${fate.service.protocol} ${fate.service.port}` : fate.service.name
      return words.verdict.delivered(['', 'icmp', 'igmp'].includes(name) ? words.thisHost : name)
    }
    case 'untold':
      return words.verdict.untold(fate.after)
    case 'dropped':
      return words.verdict.dropped(chainName(fate.by))
    case 'rejected':
      return words.verdict.rejected(chainName(fate.by))
    case 'died':
      return fate.reason in facts.deaths || fate.where in words.deathPlaces
        ? words.verdict.died(words.deathPlaces[fate.where])
        : fate.reason
  }
}

function chainName(place: Place): string {
  return `${place.table} ${place.chain}`
}

function whereNow(story: PacketStory): string {
  const { just } = story
  switch (just.key) {
    case 'hook entered':
      return just.hook
    case 'stage entered':
    case 'stage skipped':
      return `${just.stage} ${just.hook}`
    case 'chain entered':
      return `${just.table} ${just.chain}`
    case 'rule missed':
    case 'rule matched':
    case 'rule unknown':
    case 'policy applied':
    case 'verdict fell':
    case 'chain returned':
      return chainName(just.place)
    default:
      return ''
  }
}
