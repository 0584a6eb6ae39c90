import { basename } from 'node:path'
import { type Case, readCases } from './case'
import { Dice } from './dice'
import { mutateHost } from './mutate-host'
import { mutatePackets, PacketVocabulary, someOpenings, withFollowing } from './mutate-packets'
import { mutateRules, RuleVocabulary, recombineRules } from './mutate-rules'
import { withRedirects } from './redirects'

/** Cases of one file, and the words that their rules and packets are made of. */
interface Model {
  readonly name: string
  readonly cases: readonly Case[]
  readonly rules: RuleVocabulary
  readonly packets: PacketVocabulary
}

/**
 * Cases like those of files, which others recorded with habits of their own: one of them with some things otherwise, or one whose rules,
 * packets and host are from many of its file. The same files and seed give the same case. Some of them iptables refuses: whoever reads
 * rules must refuse them in its words.
 */
export class CasesLike {
  private readonly models: readonly Model[]

  /** Throws in words where a file holds no cases. */
  constructor(files: readonly string[]) {
    this.models = files.map((file) => {
      const cases = readCases(file).map((recorded) => recorded.case)
      if (cases.length === 0) throw new Error(`${file}: no cases`)
      return {
        name: basename(file).split('.')[0] ?? '',
        cases,
        rules: new RuleVocabulary(cases.map(({ iptables }) => iptables)),
        packets: new PacketVocabulary(cases),
      }
    })
  }

  /** The names of the files. */
  get names(): readonly string[] {
    return this.models.map(({ name }) => name)
  }

  generate(file: number, seed: number): Case {
    const model = this.models[file]
    if (model === undefined) throw new Error(`there is no file ${file}`)
    const name = `like-${model.name}-${seed}`
    const dice = new Dice(name)
    const frame = { ...dice.of(model.cases), name }
    // Nothing comes in where there is no wire.
    if ((frame.ifaces ?? []).length === 0)
      return { ...frame, iptables: mutateRules(dice, model.rules, frame.iptables, dice.between(1, 10)) }
    return withRedirects(dice.chance(0.5) ? mutated(dice, model, frame) : recombined(dice, model, frame))
  }
}

function mutated(dice: Dice, model: Model, frame: Case): Case {
  let one = { ...frame, iptables: mutateRules(dice, model.rules, frame.iptables, dice.between(1, 10)) }
  for (let left = dice.between(0, 2); left > 0; left--) one = { ...mutateHost(dice, model.cases, one), iptables: one.iptables }
  one = withSets(one, model.cases)
  return { ...one, packets: mutatePackets(dice, model.packets, one, dice.between(1, 8)) }
}

function recombined(dice: Dice, model: Model, frame: Case): Case {
  const host = dice.chance(0.3) ? mutateHost(dice, model.cases, frame) : frame
  const openings = someOpenings(dice, model.packets, host)
  const one = withSets({ ...host, iptables: recombineRules(dice, model.rules, frame.iptables, openings) }, model.cases)
  return { ...one, packets: withFollowing(dice, one, openings, 0.55) }
}

/** With the sets that rules from elsewhere name, as they are where one has them. */
function withSets(one: Case, cases: readonly Case[]): Case {
  let text = one.ipset ?? ''
  const has = (sets: string, name: string): boolean => sets.includes(`create ${name} `)
  for (const [, name = ''] of one.iptables.matchAll(/--(?:match-set|add-set|del-set|map-set) (\S+)/g)) {
    const owner = cases.find(({ ipset }) => has(ipset ?? '', name))
    if (has(text, name) || owner === undefined) continue
    text += `${linesOf(owner.ipset ?? '', name).join('\n')}\n`
  }
  return text === (one.ipset ?? '') ? one : { ...one, ipset: text }
}

/** What makes and fills a set; of a list of sets only the list. */
function linesOf(text: string, name: string): readonly string[] {
  const isList = new RegExp(`create ${name} list:set`).test(text)
  return text.split('\n').filter((line) => line.startsWith(`create ${name} `) || (!isList && line.startsWith(`add ${name} `)))
}
