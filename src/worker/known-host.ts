import type { KnownHost } from '../language/known-host'
import type { Prepared } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'

/** A scenario's host as completion and hovers look at it: texts as they are shown, inferred ones, too, with the words of a language. */
export async function knownHost(prepared: Prepared, { host }: Scenario, language: 'en' | 'zh'): Promise<KnownHost> {
  const { networkText, servicesText, rules, sets, network, inferred } = prepared
  return {
    texts: { rules: host.rules, sets: host.sets, network: networkText, services: servicesText, connections: host.connections ?? '' },
    ruleset: rules.value,
    sets,
    network,
    inferred,
    words: language === 'zh' ? (await import('../words/zh')).chinese : (await import('../words/en')).english,
  }
}
