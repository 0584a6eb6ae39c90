import { type ReactNode, useEffect, useId, useState } from 'react'
import type { RuleChange, RulePlace } from '../../worker/protocol-editing'
import { useWords } from '../texts/use-texts'
import { whyFailed } from '../texts/why-failed'
import { tryRule } from './edit-rules'
import { insertRule, type Landed, rewriteRule } from './rule-actions'
import { RULE_CHANGES } from './words'

/** How long typing rests before the rule is tried, in milliseconds. */
const REST = 120

/** One line for a new rule, or for other words of one, tried as it is typed: what iptables would say stands below it, in its own words. */
export function RuleField({
  at,
  rewrites = null,
  words,
  onDone,
  children,
}: {
  readonly at: RulePlace
  /** The rule that gets other words; null puts a new one before `at`. */
  readonly rewrites?: string | null
  /** What stands in the line at first; another one takes its place. */
  readonly words: string
  /** Null where it was left. */
  readonly onDone: (landed: Landed | null) => void
  /** Choices above the line. */
  readonly children?: ReactNode
}) {
  const texts = useWords(RULE_CHANGES)
  const [rule, setRule] = useState(words)
  const [given, setGiven] = useState(words)
  const [tried, setTried] = useState<{ readonly rule: string; readonly why: string | null } | null>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  if (words !== given) {
    setGiven(words)
    setRule(words)
  }
  const { table, chain, number } = at
  useEffect(() => {
    if (rule.trim() === '') return
    let gone = false
    const timer = setTimeout(() => {
      const change: RuleChange =
        rewrites === null ? { kind: 'insert', rule, at: { table, chain, number } } : { kind: 'rewrite', ruleKey: rewrites, rule }
      tryRule(change).then(
        (why) => !gone && setTried({ rule, why }),
        (failure: unknown) => !gone && setTried({ rule, why: whyFailed(failure) }),
      )
    }, REST)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [rule, table, chain, number, rewrites])
  const why = tried !== null && tried.rule === rule ? tried.why : null
  const submit = async (): Promise<void> => {
    setBusy(true)
    const landed = rewrites === null ? await insertRule(rule, at) : await rewriteRule(rewrites, rule)
    setBusy(false)
    if (landed !== null) onDone(landed)
  }
  return (
    <form
      className="rule-field"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && rule.trim() !== '' && why === null) void submit()
      }}
    >
      {children}
      <label className="rule-field__line">
        <span className="rule-field__label">{texts.words(chain)}</span>
        <textarea
          className="field terminal rule-field__rule"
          rows={2}
          value={rule}
          spellCheck={false}
          autoCapitalize="off"
          aria-invalid={why !== null}
          aria-describedby={id}
          onChange={(event) => setRule(event.target.value.replace(/[\r\n]+/g, ' '))}
          onKeyDown={(event) => {
            // A rule is one line, however it is folded here.
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
      </label>
      <p id={id} className="rule-field__said" role="status">
        {why ?? ''}
      </p>
      <div className="rule-field__actions">
        <button type="button" className="button" onClick={() => onDone(null)}>
          {texts.cancel}
        </button>
        <button type="submit" className="button button--solid" disabled={busy || rule.trim() === '' || why !== null}>
          {rewrites === null ? texts.add : texts.change}
        </button>
      </div>
    </form>
  )
}
