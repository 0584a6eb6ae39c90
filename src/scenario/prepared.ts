import type { InferredNetwork } from '../analysis/infer-network'
import { type Suggestion, suggestPackets } from '../analysis/infer-network-suggestions'
import type { SimulationInput } from '../engine/simulation-input'
import type { ConnectionEntry, Diagnostic, IpSet, Network, Parsed, Ruleset } from '../model'
import { readNetwork } from '../syntax/network'
import { readServices } from '../syntax/network-services'
import type { KnownHost } from '../syntax/parsed-command'
import type { RulesReading } from '../syntax/rules-reading'
import type { Scenario } from './scenario'

/** What a scenario's texts mean: all that a simulation needs, and all that a page shows before anything is sent. */
export interface Prepared {
  readonly input: SimulationInput
  readonly rules: RulesReading
  readonly network: Network
  readonly sets: readonly IpSet[]
  /** The texts in force: the user's own, or what was inferred where a section is empty. */
  readonly networkText: string
  readonly servicesText: string
  /** True where the network section is empty and everything in it was inferred. */
  readonly inferred: boolean
  readonly servicesInferred: boolean
  readonly suggestions: readonly Suggestion[]
  readonly diagnostics: {
    readonly rules: readonly Diagnostic[]
    readonly sets: readonly Diagnostic[]
    readonly network: readonly Diagnostic[]
    readonly services: readonly Diagnostic[]
    readonly connections: readonly Diagnostic[]
  }
}

/** Who reads the texts that most scenarios lack, or that come in several forms. */
export interface Readers {
  rules(text: string, host: KnownHost): RulesReading
  sets(text: string): Parsed<readonly IpSet[]>
  connections(text: string): Parsed<readonly ConnectionEntry[]>
  inferNetwork(ruleset: Ruleset): InferredNetwork
}

/** Reads all texts of a scenario. Never fails: what is wrong is in the diagnostics, the rest stands. */
export function prepareBy(readers: Readers, scenario: Scenario): Prepared {
  const { host } = scenario
  const sets = readers.sets(host.sets)
  // Who says nothing of sets may have any.
  const names = isBlank(host.sets) ? null : new Set(sets.value.map(({ name }) => name))
  const rules = readers.rules(host.rules, names === null ? {} : { hasSet: (name) => names.has(name) })
  const inferred = isBlank(host.network)
  const servicesInferred = isBlank(host.services)
  const guess = inferred || servicesInferred ? readers.inferNetwork(rules.value) : null
  const networkText = inferred ? (guess?.networkText ?? '') : host.network
  const servicesText = servicesInferred ? (guess?.servicesText ?? '') : host.services
  const links = readNetwork(networkText)
  const services = readServices(servicesText)
  const connections = readers.connections(host.connections ?? '')
  const network: Network = { ...links.value, services: services.value }
  return {
    input: {
      ruleset: rules.value,
      network,
      sets: sets.value,
      seed: scenario.seed,
      traffic: scenario.traffic,
      decisions: scenario.decisions,
      connections: connections.value,
    },
    rules,
    network,
    sets: sets.value,
    networkText,
    servicesText,
    inferred,
    servicesInferred,
    suggestions: suggestPackets(rules.value, network),
    diagnostics: {
      rules: rules.diagnostics,
      sets: sets.diagnostics,
      network: links.diagnostics,
      services: services.diagnostics,
      connections: connections.diagnostics,
    },
  }
}

/** Whether nothing was written in a section. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}
