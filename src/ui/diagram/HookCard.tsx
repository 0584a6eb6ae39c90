import { FoldVertical } from 'lucide-react'
import { memo } from 'react'
import type { Hook, StageName } from '../../model'
import type { SkipReason } from '../../trace/event'
import { CutName } from '../design/CutName'
import { actions } from '../store/page-store'
import type { Texts } from '../texts/use-texts'
import { useTexts } from '../texts/use-texts'
import { ChainRows } from './ChainRows'
import { HookCount } from './HookCount'
import { baseInstance } from './instance'
import type { LaidNode, LaidStage } from './layout'
import { arrange, usePicture } from './picture'
import { Rail } from './Rail'
import { sameStage } from './same-node'
import type { StageWord } from './walk'

export type HookNode = LaidNode & { readonly kind: 'hook' }
export type ChainNode = LaidNode & { readonly kind: 'chain' }

/** A hook: its stages in kernel order from top to bottom on the rail. */
export const HookCard = memo(function HookCard({ node }: { readonly node: HookNode }) {
  return (
    <section className="hook-card" aria-label={node.hook} data-node={node.id}>
      <Rail node={node.id} height={node.height} />
      <h3 className="hook-card__head">
        <span className="hook-card__name">{node.hook}</span>
        <HookCount hook={node.hook} />
      </h3>
      {node.stages.map((stage) => (
        <Stage key={stage.stage} hook={node.hook} stage={stage} />
      ))}
    </section>
  )
})

const Stage = memo(
  function Stage({ hook, stage }: { readonly hook: Hook; readonly stage: LaidStage }) {
    const texts = useTexts().diagram
    const word = usePicture((picture) => picture.moment.stages[`${hook}/${stage.stage}`] ?? null)
    const here = usePicture((picture) => picture.moment.here === `stage:${hook}/${stage.stage}`)
    const chainSelected = usePicture((picture) => picture.selectedChain === `${stage.stage}/${hook}`)
    const { chain, block } = stage
    const name = stage.stage === 'confirm' ? texts.confirm : stage.stage
    const count = chain?.ruleCount ?? 0
    const said = stageWords(word, stage, texts)
    const instance = baseInstance(hook, stage.stage)
    const state =
      word === null || (word.kind === 'skipped' && word.reason === 'table not loaded')
        ? 'ahead'
        : word.kind === 'skipped'
          ? 'skipped'
          : 'asked'
    const tooltip =
      word?.kind === 'skipped'
        ? texts.whySkipped(word.reason)
        : isTable(stage.stage) && count === 0
          ? chain === null
            ? texts.notLoaded
            : texts.noRules
          : undefined
    return (
      <>
        <button
          type="button"
          className="hook-stage"
          tabIndex={-1}
          data-stop="stage"
          data-instance={count > 0 ? instance : undefined}
          data-table={stage.stage}
          data-of={isTable(stage.stage) && block === null ? `${stage.stage}/${hook}` : undefined}
          data-first={count + 1}
          data-last={0}
          data-state={state}
          data-here={here || undefined}
          data-used={count > 0 || undefined}
          data-selected={chainSelected || undefined}
          aria-current={here ? 'step' : undefined}
          aria-expanded={count > 0 ? block !== null : undefined}
          aria-label={texts.stageName(name, hook, tooltip ?? said)}
          title={tooltip}
          style={{ top: stage.y }}
          onClick={() => {
            if (count > 0) arrange.showBaseChain(instance, block === null)
            if (chain !== null) actions.select({ kind: 'chain', table: stage.stage, chain: hook })
          }}
        >
          <span className="hook-stage__dot" />
          <span className="hook-stage__name">{name}</span>
          <span className="hook-stage__word">
            {state === 'skipped' && word?.kind === 'skipped' ? <SkippedWord reason={word.reason} /> : said}
          </span>
        </button>
        {block?.unfolded && (
          <button
            type="button"
            className="hook-stage__fold"
            style={{ top: stage.y }}
            title={texts.fold}
            aria-label={texts.fold}
            onClick={() => arrange.unfold(instance, false)}
          >
            <FoldVertical size={13} aria-hidden="true" />
          </button>
        )}
        {block !== null && (
          <div className="hook-card__block" style={{ top: block.top }} data-table={stage.stage}>
            <ChainRows block={block} back={null} />
          </div>
        )}
      </>
    )
  },
  (before, after) => before.hook === after.hook && sameStage(before.stage, after.stage),
)

/** The reason; that it was skipped is written before it where there is room, and is told by the struck name where there is not. */
function SkippedWord({ reason }: { readonly reason: SkipReason }) {
  const texts = useTexts().diagram
  const why = texts.skippedBecause(reason)
  const whole = texts.skipped(reason)
  return (
    <span className="hook-stage__skipped">
      <span>{why}</span>
      {whole.endsWith(why) && whole !== why && <span>{whole.slice(0, -why.length)}</span>}
    </span>
  )
}

function isTable(stage: StageName): boolean {
  return stage !== 'conntrack' && stage !== 'confirm'
}

function stageWords(word: StageWord | null, { stage, chain }: LaidStage, texts: Texts['diagram']): string {
  const rules = chain?.ruleCount ?? 0
  if (word?.kind === 'skipped' && !(word.reason === 'table not loaded' && rules === 0)) return texts.skipped(word.reason)
  if (word?.kind === 'state') return word.state
  if (word?.kind === 'confirmed') return texts.confirmed
  if (rules > 0) return texts.rules(rules)
  if (word?.kind === 'policy') return texts.policyIs(word.policy)
  if (!isTable(stage)) return ''
  return chain?.policy === 'DROP' ? texts.policyIs('DROP') : texts.empty
}

/** A user chain beside the rule that calls it. */
export const ChainCard = memo(function ChainCard({ node }: { readonly node: ChainNode }) {
  const texts = useTexts().diagram
  const { block } = node
  const caller = block.instance.split('/').length === 3 ? node.hook : null
  const from = usePicture((picture) => {
    const parent = picture.layout.byId.get(node.parent)
    return parent?.kind === 'chain' ? parent.block.chain.name : node.hook
  })
  return (
    <section
      className="hook-card hook-card--chain"
      aria-label={texts.chainName(block.table, block.chain.name)}
      data-node={node.id}
      data-table={block.table}
    >
      <Rail node={node.id} height={node.height} />
      <h3 className="hook-card__head">
        <span className="hook-card__table">{block.table}</span>
        <span className="hook-card__name hook-card__name--chain" title={block.chain.name}>
          <CutName name={block.chain.name} />
        </span>
        {block.unfolded && (
          <button
            type="button"
            className="hook-card__button"
            title={texts.fold}
            aria-label={texts.fold}
            onClick={() => arrange.unfold(block.instance, false)}
          >
            <FoldVertical size={13} aria-hidden="true" />
          </button>
        )}
        <button
          type="button"
          className="hook-card__button"
          title={texts.closeChain(block.chain.name)}
          aria-label={texts.closeChain(block.chain.name)}
          onClick={() => arrange.showChain(block.instance, false)}
        >
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d="m3 3 6 6M9 3 3 9" />
          </svg>
        </button>
      </h3>
      <div className="hook-card__block" style={{ top: block.top }}>
        <ChainRows block={block} back={texts.backTo(caller ?? from, node.callerRule)} />
      </div>
    </section>
  )
})
