import type { HostText, Scenario, Sending } from '../../scenario/scenario'

/**
 * What happens to a story's texts when its rules give way to others. A text that is word for word a built-in story's own belongs to
 * the story and goes with it; whatever anybody has written or changed stays, also over a reload.
 */
let builtIn: readonly Scenario[] = []

/** Packets of an inferred network that are sent where a story's have gone. */
const SUGGESTED = 3
const BETWEEN = 1_000_000

/** Tells which scenarios are the program's own. Until it has, no text is taken for a story's. */
export function knowStories(scenarios: readonly Scenario[]): void {
  builtIn = scenarios
}

/**
 * Whether one rules text was made of the other: then half of the shorter one's rules are the other's, too. Fewer is what any two
 * rulesets have in common (`-i lo -j ACCEPT`), and the story is no longer about them. What one tool writes on every machine may be more than
 * half; then the rest tells that it is another machine: several rules have gone, several have come, and they name other things.
 */
export function isRelated(before: string, after: string): boolean {
  const known = new Set(rulesOf(before))
  const rules = rulesOf(after)
  const common = new Set(rules.filter((rule) => known.has(rule)))
  if (known.size === 0) return true
  if (common.size === 0 || 2 * common.size < Math.min(known.size, rules.length)) return false
  const gone = [...known].filter((rule) => !common.has(rule))
  const come = rules.filter((rule) => !common.has(rule))
  if (gone.length < ANOTHER_MACHINE || come.length < ANOTHER_MACHINE) return true
  const [own, others] = [namesIn([...known]), namesIn(rules)]
  return own.size === others.size && [...own].every((name) => others.has(name))
}

/** Rules that go and come at once where a text gives way to another machine's: whoever edits changes fewer. */
const ANOTHER_MACHINE = 3

/** Interfaces and addresses that rules name. */
function namesIn(rules: readonly string[]): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => rule.match(/(?<=-[io] )\S+|(?<![\d.])\d+\.\d+\.\d+\.\d+(?![\d.])/g) ?? []))
}

/** Rules as they are appended or inserted, whatever counters or command stand before. */
function rulesOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const rule = /-[AI] .*/.exec(line)
    return rule === null ? [] : [rule[0].trim()]
  })
}

const SECTIONS = ['network', 'sets', 'services', 'connections'] as const satisfies readonly (keyof HostText)[]

/** The scenario for other rules: without title and notes, and without what a story brought along. An empty network is inferred. */
export function withoutStory(scenario: Scenario): Scenario {
  const host: { -readonly [K in keyof HostText]: HostText[K] } = { ...scenario.host }
  for (const section of SECTIONS) {
    const text = host[section] ?? ''
    if (text !== '' && builtIn.some((story) => story.host[section] === text)) host[section] = ''
  }
  const sent = new Set(builtIn.flatMap(({ traffic }) => traffic.map((sending) => JSON.stringify(sending))))
  const traffic = scenario.traffic.filter((sending) => !sent.has(JSON.stringify(sending)))
  const { recording, before, ...rest } = scenario
  return {
    ...rest,
    title: '',
    notes: '',
    host,
    traffic: traffic.length === scenario.traffic.length ? scenario.traffic : traffic,
    ...(recording !== undefined && !builtIn.some((story) => story.recording === recording) && { recording }),
    ...(before !== undefined && !builtIn.some((story) => story.before === before) && { before }),
  }
}

/** Whether more than title and notes went. */
export function hasLost(before: Scenario, after: Scenario): boolean {
  return before.traffic !== after.traffic || SECTIONS.some((section) => (before.host[section] ?? '') !== (after.host[section] ?? ''))
}

/** What is sent in place of the story's packets. */
export function suggestedTraffic(
  suggestions: readonly { readonly packet: Extract<Sending, { kind: 'packet' }>['packet'] }[],
): readonly Sending[] {
  return suggestions.slice(0, SUGGESTED).map(({ packet }, index) => ({ kind: 'packet', after: index === 0 ? 0 : BETWEEN, packet }))
}
